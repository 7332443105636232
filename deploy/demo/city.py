"""The day in Jinan, four halves side by side on one stack, with one family that goes through all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from deploy.demo import across, day, result
from deploy.demo.family import story
from deploy.demo.family.members import Family
from deploy.demo.family.walk import Way, make_way
from deploy.demo.halves import Halves
from deploy.demo.paper import Paper
from deploy.demo.parcel import Parcel
from deploy.demo.permits import days
from deploy.demo.permits import half as permits
from deploy.demo.permits.wishes import Wish
from deploy.demo.plan import Plan
from deploy.demo.progress import Progress
from deploy.demo.qualifications import day as qualifications_day
from deploy.demo.qualifications import half as qualifications
from deploy.demo.qualifications.requests import Wanted
from deploy.demo.schooling import day as schooling_day
from deploy.demo.schooling import half as schooling
from deploy.demo.schooling.pupils import Pupil
from deploy.local.stack import Stack
from services.permits.rules.clients import Clients


@dataclass(frozen=True, slots=True)
class Plans:
    """Everything that is going to happen; ``rate`` is of the hospitals' records, a second."""

    claims: Plan
    wishes: Sequence[Wish]
    clients: Clients
    requests: Sequence[Wanted]
    pupils: Sequence[Pupil]
    family: Family
    rate: float | None = None


async def run(stack: Stack, plans: Plans, paper: Paper, progress: Progress) -> bool:
    """Play everything on a running stack, write stories and ledgers; returns whether all ledgers balance."""
    with progress.live():
        async with _opened(stack, plans, progress) as halves:
            way = make_way(plans.family, halves)
            visit = await _play(halves, way, progress)
            with progress.phase("the services' books are read"):
                claims = await day.read(stack, halves.medical, visit)
                worked = await permits.read(stack, halves.permits)
                recognised = await qualifications.read(stack, halves.qualifications)
                taught = await schooling.read(stack, halves.schooling)
                told = await story.follow(way, stack.kafka)
    house = across.House(claims.ledger, worked.ledger, recognised, taught)
    written = [
        day.write(paper, halves.medical, claims),
        permits.write(paper, halves.permits, worked),
        qualifications.write(paper, halves.qualifications, recognised),
        schooling.write(paper, halves.schooling, taught),
        result.checks(paper, "Balances across the services", across.checks(house)),
        story.write(paper, told),
    ]
    return all(written)


@asynccontextmanager
async def _opened(stack: Stack, plans: Plans, progress: Progress) -> AsyncIterator[Halves]:
    """Everybody at their doors."""
    async with AsyncExitStack() as open_:
        yield Halves(
            await open_.enter_async_context(day.opened(stack, plans.claims, progress, plans.rate)),
            await open_.enter_async_context(days.opened(stack, plans.wishes, plans.clients, progress)),
            await open_.enter_async_context(qualifications_day.opened(stack, plans.requests, progress)),
            await open_.enter_async_context(schooling_day.opened(stack, plans.pupils, progress)),
        )


async def _play(halves: Halves, way: Way, progress: Progress) -> Parcel:
    """Until nothing moves any more, anywhere; returns the visit that can be followed."""
    async with asyncio.TaskGroup() as group:
        visit = group.create_task(halves.medical.play())
        arrived = group.create_task(_go(way, progress))
        group.create_task(halves.qualifications.play())
        group.create_task(halves.schooling.play())
        group.create_task(halves.permits.play(until=arrived))
    with progress.phase("every service hears the last of the others"):
        for quiet in halves.quiets:
            await quiet.at_last()
    return visit.result()


async def _go(way: Way, progress: Progress) -> None:
    with progress.phase("07:30  a family goes from its recognition to the school and on"):
        await way.go()
