"""A day in Jinan: the partners at their doors from morning to evening, and the ledger at its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from deploy.demo import result, story, trouble
from deploy.demo.balances import Check, checks
from deploy.demo.catalogue import INSURERS
from deploy.demo.hospital import Hospitals
from deploy.demo.insurer import Insurer
from deploy.demo.ledger import Ledger
from deploy.demo.office import Office
from deploy.demo.paper import Paper
from deploy.demo.parcel import Parcel
from deploy.demo.plan import Plan
from deploy.demo.post import Post
from deploy.demo.progress import Progress
from deploy.demo.quiet import Quiet
from deploy.demo.reading import read_books
from deploy.demo.tap import Tap
from deploy.local.stack import Stack
from shared.mongo import Store

DATABASE = "medical"
AT_ONCE = 1000


@dataclass(slots=True)
class Day:
    """Everybody who takes part in one day on one running stack."""

    plan: Plan
    post: Post
    tap: Tap
    quiet: Quiet
    hospitals: Hospitals
    insurers: Sequence[Insurer]
    office: Office
    progress: Progress
    rate: float | None

    async def play(self) -> Parcel:
        """Morning to evening; returns the visit that can be followed."""
        with self.progress.phase("07:00  the night shift's batch, and answers ahead of their claims"):
            await self.hospitals.send_night_batch()
            for insurer in self.insurers:
                await insurer.answer_early(self.plan.early)
            await self.quiet.taken_in()
        with self.progress.phase("08:00  hospitals send, insurers answer and pay"):
            visit = await self.hospitals.send_escorted_visit()
            await self._send([*self.plan.early, *self.plan.daytime])
            await self.quiet.everything()
        with self.progress.phase("15:00  the office decides what was held, and looks at what is parked"):
            await self.office.look_at_parked()
            # A late claim that is denied may be appealed, and the appeal is late too.
            while await self.office.decide_held() and await self.quiet.everything():
                pass
        with self.progress.phase("17:00  the insurers' last payments"):
            await self._close()
        return visit

    async def _send(self, parcels: Sequence[Parcel]) -> None:
        """In small lots, no faster than the rate that was asked for."""
        clock = asyncio.get_running_loop()
        began = clock.time()
        lot = AT_ONCE if self.rate is None else max(1, min(AT_ONCE, int(self.rate / 4)))
        for start in range(0, len(parcels), lot):
            if self.rate is not None:
                await asyncio.sleep(began + start / self.rate - clock.time())
            await self.post.deliver(parcels[start : start + lot])

    async def _close(self) -> None:
        while True:
            await asyncio.gather(*(insurer.pay_all() for insurer in self.insurers))
            if not await self.quiet.everything() or not any(i.owes() for i in self.insurers):
                return

    def figures(self) -> Mapping[str, int]:
        """For the display: what was acknowledged, and what the event topic tells."""
        heard = self.tap.counts
        refused = sum(number for kind, number in heard.items() if kind.endswith(".refused"))
        return {
            "sent": self.post.believed.acknowledged.total(),
            "claims received": heard["claim.received"],
            "decided": heard["claim.adjudicated"],
            "settled": heard["claim.settled"],
            "held": heard["claim.held"],
            "refused": refused,
        }


@asynccontextmanager
async def opened(stack: Stack, plan: Plan, progress: Progress, rate: float | None) -> AsyncIterator[Day]:
    """The day's people at their doors, with everybody listening to the event topic."""
    store = Store(stack.mongo, DATABASE)
    async with Post(stack) as post:
        hospitals = Hospitals(plan, post)
        insurers = [Insurer(client, plan, post) for client in INSURERS]
        tap = Tap(stack.kafka, [hospitals.on_events, *(insurer.on_events for insurer in insurers)])
        async with Quiet(stack.kafka, store, tap) as quiet, asyncio.TaskGroup() as group:
            listening = group.create_task(tap.run())
            day = Day(plan, post, tap, quiet, hospitals, insurers, Office(post, plan.seed), progress, rate)
            progress.follow(day.figures)
            yield day
            listening.cancel()
    store.close()


async def run(stack: Stack, plan: Plan, paper: Paper, progress: Progress, rate: float | None) -> bool:
    """Play the day on a running stack, write story and ledger; returns whether the ledger balances."""
    store = Store(stack.mongo, DATABASE)
    with progress.live():
        async with opened(stack, plan, progress, rate) as day:
            visit = await day.play()
            hops = await story.follow(day.post, visit)
            believed = day.post.believed
        with progress.phase("18:00  the books are read"):
            books = await read_books(stack.kafka, store, plan.partners)
    store.close()
    story.tell(paper, visit.correlation, hops)
    ledger = Ledger(books)
    followed = Check("the visit went all the way", story.ends_well(hops), f"{len(hops)} hops")
    groups = [
        ("Balances", checks(ledger)),
        (
            "What the senders were told",
            [trouble.belief(ledger, believed), trouble.office_heard(day.office), followed],
        ),
        ("Trouble made on purpose", trouble.trouble(ledger, believed)),
    ]
    return result.write(paper, ledger, believed, groups)
