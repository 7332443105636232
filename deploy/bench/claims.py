"""`quancheng bench claims`: the medical service against the bare floor, alternately, on the same claims.

Every run is a process of its own with a fresh database, output topic and consumer group; all runs of a bench
read the same records, which are on their topic before the first one starts.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

from aiokafka import AIOKafkaConsumer
from pymongo import MongoClient

from deploy.bench import load, machine
from deploy.bench.child import Task
from deploy.bench.floor import OUTBOX
from deploy.bench.watch import PARTITIONS, Measured, Watch
from deploy.local import process, rehearsal, topics
from deploy.local.failure import StackError
from deploy.local.stack import Stack
from services.medical.messages.events import ClaimDispatched, ClaimReceived

Side = Literal["floor", "service", "single"]

GRACE_S = 20.0


@dataclass(frozen=True, slots=True)
class Pair:
    """The floor and, right after it, the service."""

    floor: Measured
    service: Measured
    ratio: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The smallest, the middle and the greatest of the rounds."""

    min: float
    median: float
    max: float


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """What the bench found. ``single`` is a bare handler that takes one record at a time."""

    machine: machine.Machine
    claims: int
    claim_bytes: int
    batch: int
    workers: int
    rounds: list[Pair]
    ratio: Spread
    floor: Spread
    service: Spread
    single: Measured | None
    bench: Literal["claims"] = "claims"


@dataclass
class ClaimsBench:
    """Runs on ``stack``, which should have nothing else to do. ``say`` is told of each run as it ends."""

    stack: Stack
    claims: int = 10_000
    batch: int = 500
    workers: int = 1
    say: Callable[[str], None] = lambda line: None
    _runs: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def compare(self, rounds: int, single: int, warm_up: bool = True) -> ClaimsReport:
        """Floor and service ``rounds`` times, after one pair to warm up; then ``single`` lone records.

        Blocks for about ten seconds a round. Raises StackError when a run does not finish, or when what it
        published is not what it was to publish.
        """
        source = self._filled(self.claims)
        if warm_up:
            self._pair(source, "warm-up")
        pairs = [self._pair(source, f"round {number}") for number in range(1, rounds + 1)]
        return ClaimsReport(
            machine.this_machine(self.stack.mongo),
            self.claims,
            len(load.claim_json(0, rehearsal.now())),
            self.batch,
            self.workers,
            pairs,
            _spread([pair.ratio for pair in pairs], digits=3),
            _spread([pair.floor.rate for pair in pairs]),
            _spread([pair.service.rate for pair in pairs]),
            self._run("single", self._filled(single), single) if single else None,
        )

    def profile(self, path: Path) -> Measured:
        """One run of the service that leaves its profile in ``path``, after one that does not."""
        source = self._filled(self.claims)
        self._run("service", source, self.claims)
        return self._run("service", source, self.claims, profile=path)

    def _pair(self, source: str, name: str) -> Pair:
        floor = self._run("floor", source, self.claims)
        service = self._run("service", source, self.claims)
        pair = Pair(floor, service, round(service.rate / floor.rate, 3))
        self.say(f"{name}: floor {floor.rate:,.0f}/s, service {service.rate:,.0f}/s, ratio {pair.ratio:.2f}")
        return pair

    def _filled(self, count: int) -> str:
        """A topic of its own with ``count`` claims on it."""
        topic = self._topic("claims")
        asyncio.run(load.fill(self.stack.kafka, topic, count, rehearsal.now()))
        return topic

    def _topic(self, stem: str) -> str:
        name = f"bench.{stem}.{next(self._runs)}"
        new = topics.Topic(name, PARTITIONS, replication=1, configs={})
        asyncio.run(topics.ensure(self.stack.kafka, [new]))
        return name

    def _run(self, side: Side, source: str, claims: int, profile: Path | None = None) -> Measured:
        number = next(self._runs)
        name = f"bench-{side}-{number}"
        task = Task(
            claims=source,
            events=self._topic(side),
            group=name,
            database=f"bench_{side}_{number}",
            batch=1 if side == "single" else self.batch,
            began=self.stack.home.root / f"{name}.began",
            profile=str(profile or ""),
        )
        per_claim = 2 if side == "service" else 1
        with self._processes(side, task) as children:
            measured = asyncio.run(self._watch(side, task, claims, per_claim, children).measure())
        asyncio.run(_require_published(self.stack.kafka, task.events, side, claims))
        with MongoClient[dict[str, Any]](self.stack.mongo) as client:
            client.drop_database(task.database)
        return measured

    @contextmanager
    def _processes(self, side: Side, task: Task) -> Iterator[list[process.Child]]:
        """The floor is one process; the service is as many as ``workers``, one of which holds the relay."""
        module = "worker" if side == "service" else "floor"
        command = [sys.executable, "-m", f"deploy.bench.{module}", *task.arguments()]
        env = {
            **os.environ,
            **self.stack.environment("medical"),
            **rehearsal.environment(),
            "QUANCHENG_DATABASE": task.database,
            "QUANCHENG_BATCH_RECORDS": str(task.batch),
            "QUANCHENG_ROLES": "worker,relay",
        }
        names = [f"{task.group}-{n}" for n in range(self.workers if side == "service" else 1)]
        try:
            yield [process.start(self.stack.home, name, command, env) for name in names]
        finally:
            for name in names:
                process.stop(self.stack.home, name, GRACE_S)

    def _watch(
        self, side: Side, task: Task, claims: int, per_claim: int, children: list[process.Child]
    ) -> Watch:
        running = self.stack.running()

        def check() -> None:
            for child in children:
                process.require_alive(self.stack.home, child)

        return Watch(
            kafka=self.stack.kafka,
            mongo=self.stack.mongo,
            task=task,
            claims=claims,
            events=claims * per_claim,
            pending="pending" if side == "service" else OUTBOX,
            pids={
                "kafka": running["kafka"].pid,
                "mongod": running["mongo"].pid,
                **{f"process {n}" if n else "process": child.pid for n, child in enumerate(children)},
            },
            check=check,
        )


async def _require_published(kafka: str, topic: str, side: Side, claims: int) -> None:
    """Every claim once on the topic; of the service, as received and as dispatched."""
    seen: Counter[tuple[str, bytes]] = Counter()
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        while found := await consumer.getmany(timeout_ms=500):
            for record in (each for records in found.values() for each in records):
                seen[(dict(record.headers)["ce_type"].decode(), record.key)] += 1
    finally:
        await consumer.stop()
    cases = Counter(type_ for type_, _ in seen)
    types = (ClaimReceived.type, ClaimDispatched.type) if side == "service" else tuple(cases)[:1]
    if cases != dict.fromkeys(types, claims) or seen.total() != claims * len(types):
        raise StackError(f"the {side} published {dict(cases)} for {claims} claims, {seen.total()} records")


def _spread(values: list[float], digits: int = 1) -> Spread:
    return Spread(*(round(value, digits) for value in (min(values), median(values), max(values))))
