"""What partners read: every event of the medical service, from the first, handed on in batches."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from services.medical import topics

BATCH = 500
WAIT_MS = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as a partner sees it; ``kind`` is its type without prefix and version: ``claim.received``."""

    kind: str
    case: str
    correlation: str
    data: dict[str, Any]


Listener = Callable[[Sequence[Heard]], Awaitable[None]]


class Tap:
    """Follows the event topic until cancelled. ``counts`` is by kind; a repeat counts again."""

    def __init__(self, kafka: str, listeners: Sequence[Listener]) -> None:
        self._kafka = kafka
        self._listeners = listeners
        self.counts: Counter[str] = Counter()
        self.idle = False

    async def run(self) -> None:
        """Read and hand on, one batch after the other; raises what a listener raises."""
        consumer = AIOKafkaConsumer(
            topics.EVENTS, bootstrap_servers=self._kafka, group_id=None, auto_offset_reset="earliest"
        )
        async with consumer:
            while True:
                found = await consumer.getmany(timeout_ms=WAIT_MS, max_records=BATCH)
                heard = [_heard(record) for records in found.values() for record in records]
                self.idle = not heard
                self.counts.update(event.kind for event in heard)
                if heard:
                    await asyncio.gather(*(listener(heard) for listener in self._listeners))


def _heard(record: ConsumerRecord[bytes, bytes]) -> Heard:
    headers = dict(record.headers)
    return Heard(
        kind=short(headers["ce_type"].decode()),
        case=headers["ce_subject"].decode(),
        correlation=headers["ce_correlationid"].decode(),
        data=orjson.loads(record.value or b"{}"),
    )


def short(type_: str) -> str:
    """``cn.quancheng.medical.claim.received.v1`` as ``claim.received``."""
    return type_.removeprefix("cn.quancheng.medical.").rpartition(".v")[0]
