"""A running service: its parts, started in the order they need each other and stopped in reverse.

Which parts run is the process's ``roles``: ``worker`` consumes and fires deadlines, ``relay`` publishes,
``api`` answers HTTP. A part whose infrastructure is away keeps trying; the process is ready when all answer.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from faststream.kafka import KafkaBroker
from pymongo import IndexModel

from shared.deadlines import Deadlines
from shared.engine import Engine
from shared.health import Health, Progress
from shared.inlet import Inlet
from shared.kafka import Producer, make_broker
from shared.lease import Lease
from shared.loaded import Kinds
from shared.look import Facts, no_facts
from shared.loops import Step, run_loop
from shared.mongo import Store
from shared.parking import Parking, Reader
from shared.relay import Relay
from shared.server_clock import ServerClock
from shared.settings import ServiceSettings

STUCK_AFTER_S = 60.0
MATCH_REST_S = 1.0
LONGEST_MATCH_REST_S = 20.0

RELAY_LEASE_S = 10.0  # a sending takes half of what is left of it at most: three seconds and more


@dataclass(kw_only=True)
class Service:
    """What is particular about one service: its cases, its topics, and what its decisions may know."""

    name: str
    kinds: Kinds
    readers: Mapping[str, Reader]
    topic: str
    source: str
    facts: Facts = no_facts
    indexes: Mapping[str, Sequence[IndexModel]] = field(default_factory=dict)


class Runtime:
    """One process of ``service``. Open parts are public: the HTTP routes use them."""

    def __init__(self, service: Service, settings: ServiceSettings) -> None:
        self.service = service
        self.settings = settings
        self.health = Health()
        self.store = Store(settings.mongo.get_secret_value(), settings.database)
        self.clock = ServerClock(self.store, timedelta(seconds=settings.clock_ahead_s))
        self.engine = Engine(self.store, service.kinds, self.clock, service.facts)
        self.parking = Parking(self.engine, service.readers, self.clock)
        self.producer = Producer(settings.kafka, client=f"{service.name}-door")
        self._out = Producer(settings.kafka, client=f"{service.name}-relay")
        self._broker: KafkaBroker | None = None
        self._leased: list[Relay | Deadlines] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._open = asyncio.Event()

    async def start(self) -> None:
        """Begin; returns at once. Readiness tells when everything is there."""
        _calm_collector()
        self.health.require("mongo", self.store.ping)
        self.health.require("kafka", self.producer.ping)
        self.health.require("started", self._is_open)
        self._spawn("clock", self._sync_clock)
        self._spawn("start", self._start_parts, once=True)

    async def stop(self) -> None:
        """End: no new records, what is under way finishes, leases are given up."""
        if self._broker is not None:
            await self._broker.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._open.is_set():
            await asyncio.gather(*(leased.stop() for leased in self._leased), return_exceptions=True)
        await self.producer.close()
        await self._out.close()
        self.store.close()

    async def _is_open(self) -> None:
        if not self._open.is_set():
            raise RuntimeError("still starting")

    async def _sync_clock(self) -> float:
        return await self.clock.sync()

    async def _start_parts(self) -> float:
        """Needs MongoDB, then Kafka; called again until both were there."""
        await self.clock.sync()
        await self.engine.prepare()
        for collection, indexes in self.service.indexes.items():
            await self.store.ensure_indexes(collection, indexes)
        roles = self.settings.roles
        if "relay" in roles and not self._leased:
            self._start_relay()
        if "worker" in roles:
            await self._start_worker()
        self._open.set()
        return 0.0

    def _start_relay(self) -> None:
        relay = Relay(
            self.store,
            self._out,
            Lease(self.store, "relay", ttl_s=RELAY_LEASE_S),
            self.service.kinds,
            topic=self.service.topic,
            source=self.service.source,
            now=self.clock.now,
        )
        self.engine.tell(relay)
        self._leased.append(relay)
        self._spawn("relay", relay.step)

    async def _start_worker(self) -> None:
        broker = make_broker(self.settings.kafka, client=self.service.name)
        Inlet(self.engine, self.service.readers).subscribe(
            broker,
            group=self.service.name,
            consumers=self.settings.consumers,
            max_records=self.settings.batch_records,
            wait_ms=self.settings.batch_wait_ms,
        )
        try:
            await broker.start()
        except BaseException:
            await broker.stop()
            raise
        self._broker = broker
        deadlines = Deadlines(self.engine, Lease(self.store, "deadlines"), self.clock)
        self._leased.append(deadlines)
        self._spawn("deadlines", deadlines.step)
        self._spawn("matching", self._match)

    async def _match(self) -> float:
        """Answers that came before their case, and blocks that a crash left half removed."""
        started = asyncio.get_running_loop().time()
        await self.parking.finish_unblocking()
        await self.parking.match()
        # Many waiting rows make a round long; resting in proportion keeps the load of it small.
        long = 5 * (asyncio.get_running_loop().time() - started)
        return min(max(MATCH_REST_S, long), LONGEST_MATCH_REST_S)

    def _spawn(self, name: str, step: Step, *, once: bool = False) -> None:
        progress = Progress(name, STUCK_AFTER_S) if once else self.health.watch(name, STUCK_AFTER_S)
        self._tasks.append(asyncio.create_task(run_loop(name, step, progress, once=once), name=name))


def _calm_collector() -> None:
    """Let the cycle collector run seldom: a batch makes many objects at once and hardly ever a cycle.

    At its default it walks all that the process holds many times a batch, a third of a decision's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
