"""`quancheng bench deadlines`: what many pending deadlines cost while nothing is due, and how fast many fire.

Pending are permits that wait for their extension window; due are applications that the law accepts because
the office has said nothing. Both are the permits service's, on a day whose working days are announced.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Literal
from uuid import uuid4

import uvloop
from pymongo import MongoClient

from deploy.bench.cases import Mould, application_id
from deploy.bench.firing import Firing, firing_of, listening, until_quiet
from deploy.bench.machine import Machine, cpu_seconds, this_machine
from deploy.local import process, rehearsal
from deploy.local.failure import StackError
from deploy.local.home import CHECKOUT
from deploy.local.stack import SERVICE_GRACE_S, Stack
from deploy.services import PARTNERS
from services.permits import topics
from services.permits.app import INDEXES, service_of
from services.permits.rules.clients import read_clients
from services.permits.rules.rulebook import read_rulebook
from shared.clock import SystemClock
from shared.deadlines import Deadlines
from shared.engine import Engine
from shared.envelope import Json
from shared.lease import Lease
from shared.mongo import Store
from shared.server_clock import ServerClock

FEW = 1_000
WARM_UP_POLLS = 50
LEAD = timedelta(seconds=4)
WITHIN_S = 1.0
"""Everything that is due falls due within so long a time, a while after it was put there."""

PATIENCE = timedelta(minutes=1)
CALM = 0.02
"""The part of a core below which a server has nothing to do."""

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Idle:
    """µs of processor time that a poll takes which finds nothing due, with so many deadlines pending."""

    pending: int
    runner_us: float
    mongod_us: float


@dataclass(frozen=True, slots=True)
class DeadlinesReport:
    """What the bench found."""

    machine: Machine
    idle: list[Idle]
    firing: Firing
    bench: Literal["deadlines"] = "deadlines"


@dataclass
class DeadlinesBench:
    """Runs on ``stack``, which should have nothing else to do, in a database of its own."""

    stack: Stack
    pending: int = 100_000
    due: int = 1_000
    polls: int = 500
    say: Callable[[str], None] = lambda line: None

    def run(self) -> DeadlinesReport:
        """Fill, poll, fire. Raises StackError when what is due does not fire within a minute."""
        with _database(self.stack) as database, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            ahead = rehearsal.OPENING - SystemClock().now()
            mould = Mould(read_rulebook(), rehearsal.OPENING)
            idle = runner.run(self._idle(database, mould, ahead))
            env = {"QUANCHENG_DATABASE": database, "QUANCHENG_CLOCK_AHEAD_S": str(ahead.total_seconds())}
            self.stack.start_service(topics.SERVICE, env)
            try:
                firing = runner.run(self._firing(database, mould, ahead))
            finally:
                process.stop(self.stack.home, topics.SERVICE, SERVICE_GRACE_S)
            return DeadlinesReport(this_machine(self.stack.mongo), idle, firing)

    async def _idle(self, database: str, mould: Mould, ahead: timedelta) -> list[Idle]:
        store = Store(self.stack.mongo, database)
        clock = ServerClock(store, ahead)
        await clock.sync()
        clients = read_clients(CHECKOUT / "deploy" / PARTNERS[topics.SERVICE])
        service = service_of(clients, read_rulebook())
        engine = Engine(store, service.kinds, clock, service.facts)
        await engine.prepare()
        await store.ensure_indexes("cases", INDEXES["cases"])
        await store["cases"].insert_one(mould.employer())
        found, there = [], 0
        for wanted in sorted({min(FEW, self.pending), self.pending}):
            await _insert(store, mould.permits(range(there, wanted)))
            there = wanted
            found.append(await self._polled(Deadlines(engine, Lease(store, "deadlines"), clock), wanted))
            self.say(f"{wanted:,} pending: {found[-1].runner_us:,.0f} µs a poll")
        store.close()
        return found

    async def _polled(self, runner: Deadlines, pending: int) -> Idle:
        for _ in range(WARM_UP_POLLS):
            await runner.step()
        mongod = self.stack.running()["mongo"].pid
        await _calm(mongod)
        before, theirs = time.process_time(), cpu_seconds(mongod)
        for _ in range(self.polls):
            await runner.step()
        ours, theirs = time.process_time() - before, cpu_seconds(mongod) - theirs
        await runner.stop()
        return Idle(pending, round(ours / self.polls * 1e6, 1), round(theirs / self.polls * 1e6, 1))

    async def _firing(self, database: str, mould: Mould, ahead: timedelta) -> Firing:
        """Every instant is the machine's own; the service's clock is ``ahead`` of it."""
        store, run = Store(self.stack.mongo, database), uuid4().hex
        consumer = await listening(self.stack.kafka)
        try:
            first = SystemClock().now() + LEAD
            dues = [first + timedelta(seconds=WITHIN_S * n / self.due) for n in range(self.due)]
            await _insert(store, mould.applications([due + ahead for due in dues], run))
            if SystemClock().now() > first:
                raise StackError(f"{self.due} cases were not put there in {LEAD}")
            by_case = {application_id(run, n).encode(): due for n, due in enumerate(dues)}
            seen = await until_quiet(consumer, by_case, LEAD + PATIENCE)
        finally:
            await consumer.stop()
            store.close()
        return firing_of(seen, by_case)


async def _calm(pid: int) -> None:
    """Wait until a server has done what it does after many inserts; give up after half a minute."""
    for _ in range(30):
        before = cpu_seconds(pid)
        await asyncio.sleep(1)
        if cpu_seconds(pid) - before < CALM:
            return


async def _insert(store: Store, rows: Iterator[Json]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        await store["cases"].insert_many(chunk, ordered=False)


@contextmanager
def _database(stack: Stack) -> Iterator[str]:
    name = f"bench_deadlines_{uuid4().hex[:8]}"
    try:
        yield name
    finally:
        with MongoClient[dict[str, Any]](stack.mongo) as client:
            client.drop_database(name)
