"""Telling when nothing moves any more: everything sent is taken in, published, and heard."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.structs import TopicPartition

from deploy.demo.tap import Tap
from deploy.local import topics as table
from shared.mongo import Store

REST_S = 0.2
PATIENCE_S = 30.0
"""How long nothing may change before waiting is given up; the ledger then tells what is missing."""

MATCHED_WITHIN_S = 5.0
"""A parked message whose case is there is taken up by then, or it waits for more than the case."""


class Quiet:
    """Watches one service, by its consumer group and its inbound topics; open inside ``async with``.

    ``told`` are inbound topics of other services, which are looked at only once these are quiet themselves.
    """

    def __init__(
        self,
        kafka: str,
        store: Store,
        tap: Tap,
        group: str,
        inbound: Sequence[str],
        told: Sequence[str] = (),
    ) -> None:
        self._group = group
        self._inbound, self._told = tuple(inbound), tuple(told)
        self._admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=None)
        self._store = store
        self._tap = tap
        partitions = {topic.name: topic.partitions for topic in table.load()}
        self._places = {
            name: [TopicPartition(name, number) for number in range(partitions[name])]
            for name in (*inbound, *told, tap.topic)
        }

    async def __aenter__(self) -> Self:
        await self._admin.start()
        await self._consumer.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._consumer.stop()
        await self._admin.close()

    async def taken_in(self) -> bool:
        """Wait until the service has committed every inbound record; False when it stops doing so."""
        return await self._wait(events_too=False)

    async def everything(self) -> bool:
        """Wait until also every event is out and heard, and what waits for a case finds none."""
        return await self._wait(events_too=True)

    async def at_last(self) -> bool:
        """Wait for everything, also for what other services told. Call it once these are quiet."""
        self._inbound, self._told = (*self._inbound, *self._told), ()
        return await self.everything()

    async def _wait(self, *, events_too: bool) -> bool:
        before: tuple[int, ...] = ()
        changed, calm = time.monotonic(), 0
        while calm < 2:
            busy, matchable, seen = await self._look(events_too)
            if seen != before:
                before, changed, calm = seen, time.monotonic(), 0
            still = time.monotonic() - changed
            calm = 0 if busy or (matchable and still < MATCHED_WITHIN_S) else calm + 1
            if still > PATIENCE_S:
                return False
            await asyncio.sleep(REST_S)
        return True

    async def _look(self, events_too: bool) -> tuple[int, int, tuple[int, ...]]:
        """How much is under way, how much may yet be matched, and figures that change with any move."""
        ends = [await self._end(name) for name in self._inbound]
        lag = sum(ends) - await self._committed()
        if not events_too:
            return lag, 0, (*ends, lag)
        out = await self._end(self._tap.topic)
        unheard = out - self._tap.counts.total()
        pending = await self._store["pending"].count_documents({})
        matching = await self._matchable()
        return lag + unheard + pending, matching, (*ends, lag, out, unheard, pending, matching)

    async def _end(self, topic: str) -> int:
        return sum((await self._consumer.end_offsets(self._places[topic])).values())

    async def _committed(self) -> int:
        offsets = await self._admin.list_consumer_group_offsets(self._group)
        places = {place for name in self._inbound for place in self._places[name]}
        return sum(max(0, found.offset) for place, found in offsets.items() if place in places)

    async def _matchable(self) -> int:
        """Parked messages whose case has appeared: the service takes them up in its next round."""
        waiting = {"waiting": True, "status": "parked"}
        names = [
            name
            async for row in self._store["parked"].find(waiting, {"waits_for": 1})
            for name in row["waits_for"]
        ]
        found: int = await self._store["cases"].count_documents({"aliases": {"$in": names}})
        return found
