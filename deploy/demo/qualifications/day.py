"""The qualifications half's day: requests come in and are decided, and precedents are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.api import Api
from deploy.demo.people import Ear, People
from deploy.demo.progress import Progress
from deploy.demo.qualifications.catalogue import CHAIR, ITEMS, SCOPES, UNLISTED
from deploy.demo.qualifications.request import Candidate, Recognition
from deploy.demo.qualifications.requests import Wanted
from deploy.demo.qualifications.walks import WALKS
from deploy.demo.quiet import Quiet
from deploy.demo.tap import Tap
from deploy.local.stack import Stack
from services.qualifications import topics
from shared.mongo import Store

AT_ONCE = 8


@dataclass(slots=True)
class Day:
    """Everybody who takes part in the qualifications half on one running stack.

    ``precedents`` is what an expert found, by issuer and title.
    """

    wanted: Sequence[Wanted]
    people: People
    ear: Ear
    tap: Tap
    quiet: Quiet
    store: Store
    progress: Progress
    precedents: dict[tuple[str, str], Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    async def play(self) -> None:
        """From the first request to the last decision of the day."""
        with self.progress.phase(f"08:00  {len(self.wanted)} recognitions are proposed", self.figures):
            desks = asyncio.Semaphore(AT_ONCE)

            async def one(wanted: Wanted) -> None:
                async with desks:
                    await WALKS[wanted.manner](self._request(wanted))

            async with asyncio.TaskGroup() as group:
                for wanted in self.wanted:
                    group.create_task(one(wanted))

    async def ask_for_precedents(self) -> None:
        """An expert looks up how each credential was decided before."""
        for item in (*ITEMS, UNLISTED):
            asked = {"issuer": item.issuer.upper(), "title": f" {item.title} ", "limit": "200"}
            answer = await self.people.api.ask(CHAIR, "GET", "/precedents", params=asked)
            self.precedents[item.issuer, item.title] = answer.raise_for_status().json()["precedents"]

    def _request(self, wanted: Wanted) -> Recognition:
        candidate = Candidate(wanted.passport, wanted.birth, wanted.name, wanted.organisation)
        reference = f"{wanted.today:%m%d}-{wanted.passport}"
        correlation = f"recognition-{wanted.passport.lower()}"
        return Recognition(
            self.people, candidate, wanted.item, wanted.proposer, reference, correlation, wanted.today
        )

    def figures(self) -> Mapping[str, int]:
        """For the display: what the event topic tells."""
        heard = self.tap.counts
        return {
            "recognitions": heard["recognition.proposed"],
            "votes": heard["panel.vote-cast"],
            "decisions": heard["recognition.decided"],
            "admissions": heard["project.admitted"],
        }


@asynccontextmanager
async def opened(stack: Stack, wanted: Sequence[Wanted], progress: Progress) -> AsyncIterator[Day]:
    """The half's people at their doors, with somebody listening to the event topic."""
    store = Store(stack.mongo, topics.SERVICE)
    ear = Ear()
    tap = Tap(stack.kafka, topics.EVENTS, [ear.on_events])
    quiet = Quiet(stack.kafka, store, tap, topics.SERVICE, (), (topics.PERMITS,))
    async with Api(stack, topics.SERVICE, SCOPES) as api, quiet, asyncio.TaskGroup() as group:
        listening = group.create_task(tap.run())
        day = Day(wanted, People(api), ear, tap, quiet, store, progress)
        progress.follow(day.figures)
        yield day
        listening.cancel()
    store.close()
