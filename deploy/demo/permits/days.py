"""The permits half: a first day beside the hospitals', the next evening, and a day in December.

Time passes by ending the service and starting it again on a later clock: what fell due meanwhile rings then,
and nothing that was there is lost.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from deploy.demo.api import Api
from deploy.demo.people import Ear, People
from deploy.demo.permits.bureau import Bureau
from deploy.demo.permits.catalogue import EMPLOYERS, SCOPES
from deploy.demo.permits.desk import Desk
from deploy.demo.permits.walks import FIRST_DAY, NEXT_EVENING, WEEKS_LATER, Step
from deploy.demo.permits.wishes import Walk, Wish
from deploy.demo.progress import Progress
from deploy.demo.quiet import Quiet
from deploy.demo.tap import Tap
from deploy.local import process, rehearsal
from deploy.local.stack import SERVICE_GRACE_S, Stack
from services.permits import topics
from services.permits.rules.clients import Clients
from shared.clock import LAW_ZONE, start_of_law_day
from shared.kafka import Producer
from shared.mongo import Store

AT_ONCE = 8
EVENING = timedelta(days=1, hours=21)
WEEKS = timedelta(days=16, hours=9)
"""From the first day's beginning: 38 hours after the morning, and once the bureau's fifteen days are over."""

RUNG_WITHIN_S = 20.0
REST_S = 0.1


@dataclass(slots=True)
class Days:
    """Everybody who takes part in the permits half on one running stack."""

    stack: Stack
    wishes: Sequence[Wish]
    desk: Desk
    tap: Tap
    quiet: Quiet
    store: Store
    progress: Progress

    async def play(self, until: Awaitable[object]) -> None:
        """The first morning to December; the first day lasts ``until`` others are done with it."""
        first = start_of_law_day(self.wishes[0].today)
        with self.progress.phase(f"07:00  {len(self.wishes)} people apply for work permits", self.figures):
            await self._register()
            await self.desk.bureau.make_trouble()
            await self._walk(FIRST_DAY)
            await until
            await self.quiet.everything()
        evening, december = first + EVENING, first + WEEKS
        with self.progress.phase(f"{_said(evening)}  permits, started again: 48 hours at risk", self.figures):
            await self._begin_again(evening)
            await self._walk(NEXT_EVENING)
            await self.quiet.everything()
        with self.progress.phase(
            f"{_said(december)}  permits, started again: late and reminded", self.figures
        ):
            await self._begin_again(december)
            await self._walk(WEEKS_LATER)
            await self.quiet.everything()

    async def _register(self) -> None:
        for employer in EMPLOYERS:
            body = {"uscc": employer.uscc, "name": employer.name}
            path, key = "/employers", f"register-{employer.uscc}"
            await self.desk.people.do(
                "register", employer.agent, path, body, key=key, correlation=f"employer-{employer.uscc}"
            )

    async def _walk(self, steps: Mapping[Walk, Step]) -> None:
        """Some at a time, as an office does that has a few desks."""
        desks = asyncio.Semaphore(AT_ONCE)

        async def one(wish: Wish) -> None:
            async with desks:
                await steps[wish.walk](self.desk, wish)

        async with asyncio.TaskGroup() as group:
            for wish in self.wishes:
                if wish.walk in steps:
                    group.create_task(one(wish))

    async def _begin_again(self, at: datetime) -> None:
        """End the service, start it when it is ``at``; returns once everything that was due has rung."""
        await asyncio.to_thread(self._restart, at)
        until = time.monotonic() + RUNG_WITHIN_S
        while await self.store["cases"].count_documents({"due_at": {"$lte": at}}):
            if time.monotonic() > until:
                return  # the ledger then tells what is missing
            await asyncio.sleep(REST_S)

    def _restart(self, at: datetime) -> None:
        process.stop(self.stack.home, topics.SERVICE, SERVICE_GRACE_S)
        self.stack.start_service(topics.SERVICE, rehearsal.environment(at))

    def figures(self) -> Mapping[str, int]:
        """For the display: what the event topic tells."""
        heard = self.tap.counts
        return {
            "applications": heard["application.submitted"],
            "permits issued": heard["application.issued"],
            "residence answers": heard["residence-permit.answered"],
            "at risk": heard["application.at-risk"],
            "limits passed": heard["application.breached"],
        }


def _said(at: datetime) -> str:
    return f"{at.astimezone(LAW_ZONE):%d %b %H:%M}"


@asynccontextmanager
async def opened(
    stack: Stack, wishes: Sequence[Wish], clients: Clients, progress: Progress
) -> AsyncIterator[Days]:
    """The half's people at their doors, with the bureau listening to the event topic."""
    store = Store(stack.mongo, topics.SERVICE)
    producer = Producer(stack.kafka, client="demo-exit-entry", timeout_s=60.0)
    ear = Ear()
    tap = Tap(stack.kafka, topics.EVENTS, [ear.on_events])
    quiet = Quiet(stack.kafka, store, tap, topics.SERVICE, (topics.EXIT_ENTRY,), (topics.QUALIFICATIONS,))
    on = start_of_law_day(wishes[0].today)
    async with Api(stack, topics.SERVICE, SCOPES) as api, quiet, asyncio.TaskGroup() as group:
        manners = {wish.application: wish.bureau for wish in wishes}
        bureau = Bureau(manners, clients, producer, api, quiet, on)
        tap.listeners.append(bureau.on_events)
        listening = group.create_task(tap.run())
        desk = Desk(People(api), ear, bureau, f"permit-{wishes[0].today:%Y%m%d}")
        days = Days(stack, wishes, desk, tap, quiet, store, progress)
        progress.follow(days.figures)
        yield days
        listening.cancel()
    await producer.close()
    store.close()
