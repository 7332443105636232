"""The day in Jinan, both halves side by side on one stack: hospitals and insurers, and work permits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.demo import day
from deploy.demo.paper import Paper
from deploy.demo.permits import half
from deploy.demo.permits.wishes import Wish
from deploy.demo.plan import Plan
from deploy.demo.progress import Progress
from deploy.local.stack import Stack
from services.permits.clients import Clients


@dataclass(frozen=True, slots=True)
class Plans:
    """Everything that is going to happen; ``rate`` is of the hospitals' records, a second."""

    claims: Plan
    wishes: Sequence[Wish]
    clients: Clients
    rate: float | None = None


async def run(stack: Stack, plans: Plans, paper: Paper, progress: Progress) -> bool:
    """Play both on a running stack, write stories and ledgers; returns whether both ledgers balance."""
    with progress.live():
        async with asyncio.TaskGroup() as group:
            claims = group.create_task(day.play(stack, plans.claims, progress, plans.rate))
            permits = group.create_task(half.play(stack, plans.wishes, plans.clients, progress))
    written = [day.write(paper, claims.result()), half.write(paper, permits.result())]
    return all(written)
