"""A day in Jinan: the partners at their doors from morning to evening, and the ledger at its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass

from deploy.demo import figures, result, story, trouble
from deploy.demo.balances import Check
from deploy.demo.catalogue import INSURERS
from deploy.demo.claims_balances import checks
from deploy.demo.claims_ledger import ClaimsLedger, bookkeeping
from deploy.demo.hospital import Hospitals
from deploy.demo.insurer import Insurer
from deploy.demo.office import Office
from deploy.demo.paper import Paper
from deploy.demo.parcel import Parcel
from deploy.demo.people import Ear
from deploy.demo.plan import Plan
from deploy.demo.post import Post
from deploy.demo.progress import Progress
from deploy.demo.quiet import Quiet
from deploy.demo.reading import read_books
from deploy.demo.tap import Tap
from deploy.local.stack import Stack
from services.medical import topics
from shared.mongo import Store

INBOUND = (topics.CLAIMS, topics.ADJUDICATIONS)
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
    store: Store
    ear: Ear
    progress: Progress
    rate: float | None

    async def play(self) -> Parcel:
        """Morning to evening; returns the visit that can be followed."""
        with self._phase("07:00  the night shift's batch, and answers ahead of their claims"):
            await self.hospitals.send_night_batch()
            for insurer in self.insurers:
                await insurer.answer_early(self.plan.early)
            await self.quiet.taken_in()
        with self._phase("08:00  hospitals send, insurers answer and pay"):
            visit = await self.hospitals.send_escorted_visit()
            await self._send([*self.plan.early, *self.plan.daytime])
            await self.quiet.everything()
        with self._phase("15:00  the office decides what was held, and looks at what is parked"):
            await self.office.look_at_parked()
            # A late claim that is denied may be appealed, and the appeal is late too.
            while await self.office.decide_held() and await self.quiet.everything():
                pass
        with self._phase("17:00  the insurers' last payments"):
            await self._close()
        return visit

    def _phase(self, words: str) -> AbstractContextManager[None]:
        return self.progress.phase(words, self.figures)

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
    store = Store(stack.mongo, topics.SERVICE)
    async with Post(stack) as post:
        hospitals = Hospitals(plan, post)
        insurers = [Insurer(client, plan, post) for client in INSURERS]
        ear = Ear()
        listeners = [ear.on_events, hospitals.on_events, *(insurer.on_events for insurer in insurers)]
        tap = Tap(stack.kafka, topics.EVENTS, listeners)
        quiet = Quiet(stack.kafka, store, tap, topics.SERVICE, INBOUND, (topics.PERMITS,))
        async with quiet, asyncio.TaskGroup() as group:
            listening = group.create_task(tap.run())
            office = Office(post, plan.seed)
            day = Day(plan, post, tap, quiet, hospitals, insurers, office, store, ear, progress, rate)
            progress.follow(day.figures)
            yield day
            listening.cancel()
    store.close()


@dataclass(frozen=True, slots=True)
class Read:
    """What is there once nothing moves any more."""

    visit: Parcel
    hops: Sequence[story.Hop]
    ledger: ClaimsLedger


async def read(stack: Stack, day: Day, visit: Parcel) -> Read:
    """The visit's events, and the medical service's books."""
    hops = await story.follow(day.post, visit)
    books = await read_books(stack.kafka, day.store, bookkeeping(day.plan.partners))
    return Read(visit, hops, ClaimsLedger(books))


def write(paper: Paper, day: Day, read: Read) -> bool:
    """Story and ledger; returns whether the ledger balances."""
    title = f"One visit, followed by its correlation id {read.visit.correlation}"
    story.tell(paper, title, read.hops, story.of_a_visit)
    ledger, believed = read.ledger, day.post.believed
    followed = Check("the visit went all the way", story.ends_well(read.hops), f"{len(read.hops)} hops")
    told = [trouble.belief(ledger, believed), trouble.office_heard(day.office), followed]
    groups = [
        ("Balances", checks(ledger)),
        ("What the senders were told", told),
        ("Trouble made on purpose", trouble.trouble(ledger, believed)),
    ]
    balances = result.write(paper, "the medical service", figures.figures(ledger), groups)
    figures.senders(paper, believed)
    return balances
