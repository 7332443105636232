"""Where partners' records come in: each becomes a message on its own, and a batch becomes one commit.

The inlet never judges. What cannot be read goes to the engine as unreadable and is parked with its
bytes. The only thing that stops a batch is an infrastructure fault: it rests and lets the records come
again, without end, because acknowledging them would lose them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from faststream.kafka import KafkaBroker

from shared.engine import Engine
from shared.envelope import Message, Record, Unreadable, content_id
from shared.kafka import RawBatch, record_from, subscribe
from shared.logs import log
from shared.loops import backoff_s
from shared.metrics import (
    BATCH_RECORDS,
    BATCH_SECONDS,
    INBOX_HITS,
    INFRASTRUCTURE_RETRIES,
    PARKED,
    RECORDS,
)
from shared.mongo import StoreError
from shared.parking import Reader

LONGEST_REST_S = 10.0


class Inlet:
    """Feeds ``engine`` from the topics of ``readers``; a reader turns a record into a message."""

    def __init__(self, engine: Engine, readers: Mapping[str, Reader]) -> None:
        self._engine = engine
        self._readers = readers
        self._faults = 0

    def subscribe(
        self, broker: KafkaBroker, *, group: str, consumers: int, max_records: int, wait_ms: int
    ) -> None:
        """Subscribe ``consumers`` times to every topic that has a reader.

        A key stays with one partition and so with one consumer: the order of a case is kept.
        """
        for topic in [topic for topic in self._readers for _ in range(consumers)]:
            subscribe(
                broker,
                topic,
                group=group,
                handler=self.on_batch,
                max_records=max_records,
                wait_ms=wait_ms,
            )

    async def on_batch(self, raw: RawBatch) -> None:
        """Commit one batch. Returns when it is committed or already was; raises after resting otherwise."""
        started = time.perf_counter()
        messages = [self._read(record_from(record)) for record in raw]
        try:
            outcomes = await self._engine.handle(messages)
        except Exception as error:
            await self._rest(error)
            raise
        self._faults = 0
        topic = raw[0].topic
        BATCH_RECORDS.observe(len(raw))
        BATCH_SECONDS.observe(time.perf_counter() - started)
        for outcome in outcomes:
            RECORDS.labels(topic, outcome.status).inc()
            for parked in outcome.parked:
                PARKED.labels(parked.reason).inc()
        INBOX_HITS.inc(sum(outcome.status == "duplicate" for outcome in outcomes))

    def _read(self, record: Record) -> Message:
        try:
            return self._readers[record.topic](record)
        except Exception as error:  # a bug in a reader must not stop the partition
            log.exception("reader failed", position=record.position)
            return unreadable(record, "reader-failed", type(error).__name__)

    async def _rest(self, error: Exception) -> None:
        """Without a rest the records would come again at once, thousands of times a second."""
        self._faults += 1
        INFRASTRUCTURE_RETRIES.labels("inlet").inc()
        if not isinstance(error, StoreError):
            log.exception("the engine failed on a batch")
        seconds = backoff_s(self._faults, LONGEST_REST_S)
        log.warning("the records will come again", fault=type(error).__name__, rest_s=seconds)
        await asyncio.sleep(seconds)


def unreadable(record: Record, reason: str, detail: str, actor: str = "unknown") -> Message:
    """The message for a record that cannot be read: it is parked with its bytes under ``reason``."""
    return Message(
        id=record_id(record),
        actor=actor,
        correlation=record.position,
        record=record,
        unreadable=Unreadable(reason, detail),
    )


def record_id(record: Record, source: str | None = None, event_id: str | None = None) -> str:
    """The inbox id of a record: its CloudEvents source and id, else its position; always its content too.

    With the content in it, a partner who uses an id twice for different things loses nothing.
    """
    if source is not None and event_id is not None:
        return content_id("event", source, event_id, record.value)
    return content_id("record", record.position, record.value)
