"""The bare floor: the least that any handler with an inbox and an outbox has to do, one step after the other.

Consume a batch; insert inbox, claim and outbox documents in one transaction; publish each; delete the outbox
rows; commit the offsets. No validation, rules or authentication. Kafka and MongoDB are spoken to by the
service's own clients with the service's own settings. With batches of one record it is the handler that is
written one record at a time.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

import uvloop

from deploy.bench.child import Task, until_told
from shared.envelope import Record
from shared.inlet import record_id
from shared.kafka import Producer, RawBatch, Sending, make_broker, record_from, subscribe
from shared.mongo import Session, Store

OUTBOX = "outbox"
WAIT_MS = 20


class Floor:
    """Handles batches of records for one task."""

    def __init__(self, store: Store, producer: Producer, task: Task) -> None:
        self._store = store
        self._producer = producer
        self._task = task
        self._begun = False

    async def prepare(self) -> None:
        """Make the collections, and open both connections before the first batch."""
        for collection in ("inbox", "cases", OUTBOX):
            await self._store.ensure_indexes(collection, [])
        await self._producer.ping()

    async def on_batch(self, raw: RawBatch) -> None:
        """Handle one batch; the offsets are committed after it returns."""
        if not self._begun:
            self._task.begin()
            self._begun = True
        records = [record_from(each) for each in raw]
        await self._store.transaction(lambda session: self._insert(session, records))
        await self._producer.send(
            [Sending(self._task.events, r.key.decode(), r.value, list(r.headers)) for r in records]
        )
        ids = [record.position for record in records]
        await self._store[OUTBOX].delete_many({"_id": {"$in": ids}})

    async def _insert(self, session: Session, records: list[Record]) -> None:
        for collection, rows in _rows(records).items():
            await self._store[collection].insert_many(rows, ordered=False, session=session)


def _rows(records: list[Record]) -> dict[str, list[dict[str, Any]]]:
    return {
        "inbox": [{"_id": record_id(record)} for record in records],
        "cases": [{"_id": record.key.decode(), "claim": record.value} for record in records],
        OUTBOX: [{"_id": r.position, "case": r.key.decode(), "claim": r.value} for r in records],
    }


async def run(task: Task) -> None:
    """Work until told to end."""
    store = Store(os.environ["QUANCHENG_MONGO"], task.database)
    kafka = os.environ["QUANCHENG_KAFKA"]
    # A lone record has nothing to wait for.
    producer = Producer(kafka, client=task.group, **({"linger_ms": 0} if task.batch == 1 else {}))
    floor = Floor(store, producer, task)
    await floor.prepare()
    broker = make_broker(kafka, client=task.group)
    subscribe(
        broker,
        task.claims,
        group=task.group,
        handler=floor.on_batch,
        max_records=task.batch,
        wait_ms=WAIT_MS,
    )
    await broker.start()
    await until_told()
    await broker.stop()
    await producer.close()
    store.close()


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(run(Task.read()))
