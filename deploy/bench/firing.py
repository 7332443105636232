"""How late what was due comes out: each case's first event, and the last of all, in a consumer's hands."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.bench.latency import percentile_ms
from deploy.bench.watch import PARTITIONS
from deploy.local.failure import StackError
from services.permits import topics
from services.permits.messages.events import Accepted
from shared.clock import SystemClock

SILENCE_S = 0.5
ACCEPTED = Accepted.type.encode()


@dataclass(frozen=True, slots=True)
class Firing:
    """``seconds`` from the first instant that was due to the last event on the topic, in a consumer's hands.

    The percentiles are of the lateness of each deadline's first event against its own instant.
    """

    due: int
    events: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float


@dataclass(slots=True)
class Seen:
    """When each case's first event was there, when the last event of all was, and how many there were."""

    first: dict[bytes, datetime]
    last: datetime
    events: int = 0


async def until_quiet(consumer: Any, wanted: Mapping[bytes, datetime], patience: timedelta) -> Seen:
    """Listen until each case has its event and nothing more comes; StackError when that takes too long."""
    until = time.monotonic() + patience.total_seconds()
    seen, quiet_since = Seen({}, SystemClock().now()), time.monotonic()
    while len(seen.first) < len(wanted) or time.monotonic() - quiet_since < SILENCE_S:
        found = await consumer.getmany(timeout_ms=20)
        now = SystemClock().now()
        for record in (each for records in found.values() for each in records):
            if record.key in wanted:
                quiet_since, seen.last, seen.events = time.monotonic(), now, seen.events + 1
                if dict(record.headers)["ce_type"] == ACCEPTED:
                    seen.first.setdefault(record.key, now)
        if time.monotonic() > until:
            raise StackError(f"{len(seen.first):,} of {len(wanted):,} deadlines had fired after {patience}")
    return seen


def firing_of(seen: Seen, dues: Mapping[bytes, datetime]) -> Firing:
    """What was seen, against the instants that were due."""
    lateness = sorted((at - dues[case]).total_seconds() for case, at in seen.first.items())
    return Firing(
        due=len(dues),
        events=seen.events,
        seconds=round((seen.last - min(dues.values())).total_seconds(), 3),
        p50_ms=percentile_ms(lateness, 0.50),
        p99_ms=percentile_ms(lateness, 0.99),
        max_ms=percentile_ms(lateness, 1.0),
    )


async def listening(kafka: str) -> Any:
    """A consumer at the end of the permits service's event topic; to be stopped."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=None)
    await consumer.start()
    places = [TopicPartition(topics.EVENTS, number) for number in range(PARTITIONS)]
    consumer.assign(places)
    await consumer.seek_to_end(*places)
    return consumer
