"""The stop-watch beside a measured process: it asks the servers how far things are, and the process nothing.

Done is a claim when every event of it is on the topic; done is a round when nothing is pending any more and
the offsets of all claims are committed. Asking costs a list of offsets every ten milliseconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from deploy.bench.child import Task
from deploy.bench.machine import busy_seconds, cpu_seconds
from deploy.local.failure import StackError
from shared.mongo import Store

PARTITIONS = 6
POLL_S = 0.01
SLOWEST_RATE = 100
"""Claims a second below which a round is given up; and it may always take half a minute."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run. ``rate`` is claims a second; ``cpu_us`` the processor time a claim took, by process.

    ``elsewhere`` is the number of cores that were busy with something else: the noise of the figure.
    """

    claims: int
    seconds: float
    rate: float
    cpu_us: dict[str, float]
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Processors:
    """Seconds of processor time used: by the processes of the run, and by the machine altogether."""

    ours: dict[str, float]
    machine: float

    def __sub__(self, before: Processors) -> Processors:
        ours = {name: used - before.ours[name] for name, used in self.ours.items()}
        return Processors(ours, self.machine - before.machine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One run to be watched: ``events`` expected of it, and the collection that is empty when it is done."""

    kafka: str
    mongo: str
    task: Task
    claims: int
    events: int
    pending: str
    pids: Mapping[str, int]
    check: Callable[[], None]

    async def measure(self) -> Measured:
        """From the first batch in the process's hands until all is done; StackError when it is not in time.

        ``check`` is called while waiting, and raises when the process is no more.
        """
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka)
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        store = Store(self.mongo, self.task.database)
        try:
            await consumer.start()
            await admin.start()
            return await self._measure(consumer, admin, store[self.pending])
        finally:
            await consumer.stop()
            await admin.close()
            store.close()

    async def _measure(self, consumer: Any, admin: Any, pending: Any) -> Measured:
        out, taken = _partitions(self.task.events), _partitions(self.task.claims)
        until = time.monotonic() + max(30.0, self.claims / SLOWEST_RATE)
        before = await self._began(until)
        while (there := sum((await consumer.end_offsets(out)).values())) < self.events:
            self._in_time(until, f"{there:,} of {self.events:,} events are on {self.task.events}")
            await asyncio.sleep(POLL_S)
        while await pending.find_one() is not None or not await self._committed(consumer, admin, taken):
            self._in_time(until, f"{self.task.group} has not finished what it published")
            await asyncio.sleep(POLL_S)
        return self._measured(before)

    def _measured(self, before: Processors) -> Measured:
        seconds = time.monotonic() - float(self.task.began.read_text())
        used = self._processors() - before
        return Measured(
            self.claims,
            round(seconds, 3),
            round(self.claims / seconds, 1),
            {name: round(each / self.claims * 1e6, 1) for name, each in used.ours.items()},
            round(max(0.0, used.machine - sum(used.ours.values())) / seconds, 2),
        )

    def _processors(self) -> Processors:
        return Processors({name: cpu_seconds(pid) for name, pid in self.pids.items()}, busy_seconds())

    async def _began(self, until: float) -> Processors:
        """The processor times at the moment the process began."""
        while not self.task.began.exists():
            self._in_time(until, f"{self.task.group} has taken no claim")
            await asyncio.sleep(POLL_S)
        return self._processors()

    async def _committed(self, consumer: Any, admin: Any, taken: list[TopicPartition]) -> bool:
        committed = await admin.list_consumer_group_offsets(self.task.group)
        ends = await consumer.end_offsets(taken)
        return all(tp in committed and committed[tp].offset >= end for tp, end in ends.items() if end)

    def _in_time(self, until: float, how_far: str) -> None:
        self.check()
        if time.monotonic() > until:
            raise StackError(f"the bench gave up: {how_far}")


def _partitions(topic: str) -> list[TopicPartition]:
    return [TopicPartition(topic, number) for number in range(PARTITIONS)]
