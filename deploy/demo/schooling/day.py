"""The schooling half's day: groups open, families apply at one moment and answer, schools read lists."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from deploy.demo.api import Api
from deploy.demo.people import Ear, People
from deploy.demo.progress import Progress
from deploy.demo.quiet import Quiet
from deploy.demo.schooling.catalogue import BUDDHA, DAMING, SCHOOLS, SCOPES, THOMAS, School
from deploy.demo.schooling.family import Application
from deploy.demo.schooling.pupils import Pupil
from deploy.demo.schooling.roster import Roster, read_roster
from deploy.demo.tap import Tap
from deploy.local.stack import Stack
from services.schooling import topics
from shared.mongo import Store

NEXT_YEAR = "2027/28"
SEED = "spring-city-2027"
COMMANDS_REFUSED = {"seats-held": 1, "seed-published-already": 1}
"""What schools ask for that the rules have to refuse, by code."""


@dataclass(slots=True)
class Day:
    """Everybody who takes part in the schooling half on one running stack."""

    pupils: Sequence[Pupil]
    people: People
    ear: Ear
    tap: Tap
    quiet: Quiet
    store: Store
    progress: Progress
    correlation: str
    races: Counter[str] = field(default_factory=Counter)
    rosters: list[Roster] = field(default_factory=list)
    _keys: Counter[str] = field(default_factory=Counter)

    async def play(self) -> None:
        """Morning to evening."""
        applications = [
            Application(self.people, pupil, f"{self.correlation}-{pupil.passport.lower()}", self.races)
            for pupil in self.pupils
        ]
        with self.progress.phase(f"08:00  {len(self.pupils)} children apply at schools", self.figures):
            await self._open_groups()
            for first in (True, False):
                coming = (each for each in applications if each.pupil.comes_first is first)
                await asyncio.gather(*(each.apply() for each in coming))
        taken = [each for each in applications if each.id]
        with self.progress.phase("10:00  papers follow, and the zone's desk decides", self.figures):
            await asyncio.gather(*(each.follow_up() for each in taken))
        with self.progress.phase("14:00  families answer offers, and the next ones are asked", self.figures):
            await self._answer(taken)
            await self._one_seat_more(THOMAS)
            await self._one_seat_more(BUDDHA)
            await self._answer(taken)

    async def read_rosters(self) -> None:
        """Each school reads its own lists, as its register does at night."""
        self.rosters = [await read_roster(self.people.api, school) for school in SCHOOLS]

    async def _open_groups(self) -> None:
        """For half of the children that come; and next year's lots get their seed long before."""
        for school in (THOMAS, BUDDHA):
            asking = sum(pupil.valid and pupil.school is school for pupil in self.pupils)
            await self._command(school, "open", {})
            await self._change_seats(school, max(2, asking // 2), "As many teachers as there are.")
        await self._command(DAMING, "open", {}, NEXT_YEAR)
        await self._command(DAMING, "publish-seed", {"seed": SEED}, NEXT_YEAR)
        await self._refused(DAMING, "publish-seed", {"seed": f"{SEED}-b"}, NEXT_YEAR)

    async def _answer(self, applications: Sequence[Application]) -> None:
        """Until nobody has an offer that somebody wants to answer."""
        while any(await asyncio.gather(*(each.answer() for each in applications))):
            pass

    async def _one_seat_more(self, school: School) -> None:
        """Fewer seats than are taken is refused; one more goes to the first of the list at once."""
        group = await self.people.get(school.client, school.path())
        if school is THOMAS:
            await self._refused(school, "change-seats", {"seats": 0, "reason": "A room is closed."})
        await self._change_seats(school, group["seats"] + 1, "A chair more.")

    async def _change_seats(self, school: School, seats: int, reason: str) -> None:
        await self._command(school, "change-seats", {"seats": seats, "reason": reason})

    async def _command(
        self, school: School, action: str, body: Mapping[str, object], year: str | None = None
    ) -> None:
        path = school.path(year) if year else school.path()
        more = await self._with_version(school, action, path)
        await self.people.do(action, school.client, f"{path}/{action}", dict(body), **more)

    async def _refused(
        self, school: School, action: str, body: Mapping[str, object], year: str | None = None
    ) -> None:
        path = school.path(year) if year else school.path()
        more = await self._with_version(school, action, path)
        await self.people.refused(school.client, f"{path}/{action}", dict(body), **more)

    async def _with_version(self, school: School, action: str, path: str) -> dict[str, object]:
        """What has been seen of the group, which a school's desk has to say; and a key of its own."""
        self._keys[school.id] += 1
        key = f"{school.id}-{self._keys[school.id]}"
        seen = None if action == "open" else (await self.people.get(school.client, path))["version"]
        return {"key": key, "correlation": f"{self.correlation}-{school.id}", "seen": seen}

    def figures(self) -> Mapping[str, int]:
        """For the display: what the event topic tells."""
        heard = self.tap.counts
        return {
            "children": heard["application.submitted"],
            "offers": heard["offer.made"],
            "seats taken": heard["seat.taken"],
            "waiting lists joined": heard["waiting-list.joined"],
        }


@asynccontextmanager
async def opened(stack: Stack, pupils: Sequence[Pupil], progress: Progress) -> AsyncIterator[Day]:
    """The half's people at their doors, with somebody listening to the event topic."""
    store = Store(stack.mongo, topics.SERVICE)
    ear = Ear()
    tap = Tap(stack.kafka, topics.EVENTS, [ear.on_events])
    quiet = Quiet(stack.kafka, store, tap, topics.SERVICE, (topics.EVENTS,), (topics.PERMITS,))
    async with Api(stack, topics.SERVICE, SCOPES) as api, quiet, asyncio.TaskGroup() as group:
        listening = group.create_task(tap.run())
        correlation = f"schooling-{pupils[0].passport[1:4]}"
        day = Day(pupils, People(api), ear, tap, quiet, store, progress, correlation)
        progress.follow(day.figures)
        yield day
        listening.cancel()
    store.close()
