"""Reading the books: both inbound topics and the event topic from end to end, and every collection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from deploy.demo.books import Arrival, Books, Case, Detail, Entry, Parked, Published
from services.medical import topics
from services.medical.consumer import Submissions
from services.medical.kinds import claim_case, payment_case
from services.medical.messages import PayClaim
from services.medical.partners import Registry
from shared.cases import CaseType
from shared.cloudevents import attributes
from shared.envelope import Message, Record, content_id
from shared.kafka import record_from
from shared.mongo import Store
from shared.parking import Reader

KINDS: Mapping[str, CaseType[Any, Any]] = {"claim": claim_case, "payment": payment_case}
KIND_OF = {type_: kind for kind in KINDS.values() for type_ in kind.event_types}


async def read_books(kafka: str, store: Store, partners: Registry) -> Books:
    """Everything as it stands now. Call it when nothing moves any more."""
    readers = Submissions(partners).readers()
    arrivals = [
        arrival(record_from(raw), readers[topic]) for topic in readers async for raw in records(kafka, topic)
    ]
    journal = [entry(row) async for row in _rows(store, "journal", {"original": 0})]
    return Books(
        arrivals=arrivals,
        inbox=frozenset([row["_id"] async for row in _rows(store, "inbox") if _over_a_topic(row)]),
        journal=journal,
        cases=[case(row) async for row in _rows(store, "cases")],
        refolded=refold(journal),
        parked=[parked(row) async for row in _rows(store, "parked", {"value": 0, "key": 0, "headers": 0})],
        published=[_published(record) async for record in records(kafka, topics.EVENTS)],
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


def refold(journal: list[Entry]) -> dict[str, str]:
    """Each case's state, folded from its events alone, as the text that the database should have."""
    states: dict[str, Any] = {}
    for each in sorted(journal, key=lambda each: (each.case, each.version)):
        states[each.case] = KIND_OF[each.event.type].evolve(states.get(each.case), each.event)
    return {id_: state.model_dump_json(exclude_none=True) for id_, state in states.items()}


async def _rows(store: Store, collection: str, fields: Mapping[str, int] | None = None) -> AsyncIterator[Any]:
    async for row in store[collection].find({}, fields):
        yield row


def _over_a_topic(row: Mapping[str, Any]) -> bool:
    return "fingerprint" not in row and not row["_id"].startswith("deadline/")


def arrival(record: Record, reader: Reader) -> Arrival:
    """A record as the service has to read it."""
    message = reader(record)
    return Arrival(
        topic=record.topic,
        position=record.position,
        message=message.id,
        content=content_id(attributes(record).source or "", record.value),
        digest=content_id(record.value),
        readable=message.unreadable is None,
        details=_details(message, record),
    )


def _details(message: Message, record: Record) -> tuple[Detail, ...]:
    return tuple(
        Detail(command.payment_id, command.detail_number, part, command.detail.amount.value)
        for part, command in enumerate(message.commands)
        if isinstance(command, PayClaim) and command.detail.amount is not None
    )


def entry(row: Mapping[str, Any]) -> Entry:
    """A row of the journal."""
    event = KIND_OF[row["type"]].read_event(row["type"], row["data"])
    return Entry(str(row["_id"]), row["case"], row["version"], row["cause"], event)


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
        received=bool(state.get("received") or state.get("digest")),
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
