"""Reading a service's books: its inbound topics and its events from end to end, and every collection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from deploy.demo.books import Arrival, Books, Case, Entry, Parked, Published
from shared.cases import CaseType
from shared.cloudevents import attributes
from shared.envelope import Message, Record, content_id
from shared.kafka import record_from
from shared.loaded import Kinds
from shared.mongo import Store
from shared.parking import Reader


@dataclass(frozen=True, kw_only=True)
class Bookkeeping:
    """What has to be known of a service to read its books: its cases, its topics, and how it reads them.

    ``details`` picks from an inbound message what the service's own balances need.
    """

    kinds: Kinds
    readers: Mapping[str, Reader]
    events: str
    details: Callable[[Message], tuple[Any, ...]] = lambda _message: ()

    @cached_property
    def kind_of(self) -> Mapping[str, CaseType[Any, Any]]:
        """The kind of case that has events of a type."""
        return {type_: kind for kind in self.kinds.values() for type_ in kind.event_types}

    def arrival(self, record: Record) -> Arrival:
        """A record as the service has to read it."""
        message, said = self.readers[record.topic](record), attributes(record)
        return Arrival(
            topic=record.topic,
            position=record.position,
            message=message.id,
            content=content_id(said.source or "", record.value),
            digest=content_id(record.value),
            readable=message.unreadable is None,
            type=said.type or "",
            wanted=bool(message.commands) or message.unreadable is not None,
            details=self.details(message),
        )

    def entry(self, row: Mapping[str, Any]) -> Entry:
        """A row of the journal."""
        kind = self.kind_of[row["type"]]
        event = kind.read_event(row["type"], row["data"])
        return Entry(str(row["_id"]), row["case"], row["version"], row["cause"], event, kind.published)

    def refold(self, journal: Iterable[Entry]) -> dict[str, str]:
        """Each case's state, folded from its events alone, as the text that the database should have."""
        states: dict[str, Any] = {}
        for each in sorted(journal, key=lambda each: (each.case, each.version)):
            kind = self.kind_of[each.event.type]
            states[each.case] = kind.evolve(states.get(each.case), each.event)
        return {id_: state.model_dump_json(exclude_none=True) for id_, state in states.items()}


async def read_books(kafka: str, store: Store, of: Bookkeeping) -> Books:
    """Everything as it stands now. Call it when nothing moves any more."""
    arrivals = [of.arrival(record_from(raw)) for topic in of.readers async for raw in records(kafka, topic)]
    journal = [of.entry(row) async for row in _rows(store, "journal", {"original": 0})]
    return Books(
        arrivals=arrivals,
        inbox=frozenset([row["_id"] async for row in _rows(store, "inbox") if _over_a_topic(row)]),
        journal=journal,
        cases=[case(row) async for row in _rows(store, "cases")],
        refolded=of.refold(journal),
        parked=[parked(row) async for row in _rows(store, "parked", {"value": 0, "key": 0, "headers": 0})],
        published=[_published(record) async for record in records(kafka, of.events)],
        pending=await store["pending"].count_documents({}),
    )


async def records(kafka: str, topic: str) -> AsyncIterator[ConsumerRecord[bytes, bytes]]:
    """Every record of the topic from the first to the last that is there now, in order within a partition."""
    # Without a group a consumer is given every partition at its start.
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=kafka,
        group_id=None,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=4 << 20,
    )
    async with consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        left = {place for place, end in ends.items() if end > 0}
        while left:
            found = await consumer.getmany(*left, timeout_ms=1000, max_records=5000)
            for place, batch in found.items():
                for record in batch:
                    if record.offset < ends[place]:
                        yield record
            left = {place for place in left if await consumer.position(place) < ends[place]}


async def _rows(store: Store, collection: str, fields: Mapping[str, int] | None = None) -> AsyncIterator[Any]:
    async for row in store[collection].find({}, fields):
        yield row


def _over_a_topic(row: Mapping[str, Any]) -> bool:
    return "fingerprint" not in row and not row["_id"].startswith("deadline/")


def case(row: Mapping[str, Any]) -> Case:
    """A row of the cases."""
    state = orjson.loads(row["state"]) if row["state"] else {}
    blocked = row.get("blocked_by")
    return Case(
        id=row["_id"],
        kind=row["kind"],
        version=row["version"],
        state=row["state"],
        status=state.get("status"),
        blocked_by=None if blocked is None else str(blocked),
    )


def parked(row: Mapping[str, Any]) -> Parked:
    """A row of what was set aside."""
    return Parked(
        str(row["_id"]), row["status"], row["reason"], row["message_id"], row.get("part"), row.get("by")
    )


def _published(raw: ConsumerRecord[bytes, bytes]) -> Published:
    headers = dict(raw.headers)
    return Published(headers["ce_id"].decode(), headers["ce_subject"].decode(), int(headers["ce_sequence"]))
