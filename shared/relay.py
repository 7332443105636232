"""The one way out: journaled events go to their topic, in order within a case, at least once.

Where a kind of case has a topic of states, the state after each event goes out with it: under the same key,
in the same order, and neither counts as sent without the other.

One relay is active per service, by a lease. What is still to go out is a small ``pending`` document per
commit, which names that commit's events; it is deleted when all of them are acknowledged. The journal
itself is only read for what this process did not commit itself, or forgot.

Order: an event's id is greater than those of its case's earlier events, and pending documents are read
in order of their first id, all from one snapshot. An event may go out when no unread document can hold
a smaller id: ids up to the last read document's first id, or all of them when no document is left unread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from shared.cases import CaseType
from shared.cloudevents import headers_of, state_headers
from shared.envelope import Json, Outgoing
from shared.kafka import Producer, Sending
from shared.lease import Lease
from shared.loaded import Kinds
from shared.metrics import EVENTS_PUBLISHED, OLDEST_PENDING_SECONDS, RELAY_LEASE_HELD
from shared.mongo import Session, Store
from shared.state_topic import StateRecord

READ_LIMIT = 100
SEND_LIMIT = 2_000
REMEMBERED = 20_000
IDLE_S = 0.1
NOT_HOLDING_S = 1.0
_BY_TIME = attrgetter("int")  # as UUIDs compare, without a call of Python for each comparison


class Relay:
    """Publishes one service's events to ``topic``; run by calling ``step`` again and again."""

    def __init__(
        self,
        store: Store,
        producer: Producer,
        lease: Lease,
        kinds: Kinds,
        *,
        topic: str,
        source: str,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._producer = producer
        self._lease = lease
        self._kinds = kinds
        self._topic = topic
        self._source = source.encode()
        self._now = now
        self._wake = asyncio.Event()
        self._remembered: dict[UUID, Outgoing] = {}
        self._own: dict[UUID, list[UUID]] = {}  # the events of pending documents that this process made
        self._sent: set[UUID] = set()
        self._limit = READ_LIMIT

    def committed(self, pending: UUID, events: Sequence[Outgoing]) -> None:
        """Told by the engine after a commit in this process: spares the journal a read."""
        if self._lease.held and len(self._remembered) < REMEMBERED:
            self._remembered.update((event.id, event) for event in events)
            self._own[pending] = [event.id for event in events]
        self._wake.set()

    async def step(self) -> float:
        """Publish what is due; returns the seconds to rest. Raises StoreError or TransportError.

        After an error everything not surely out is sent again from the first pending document.
        """
        if (not self._lease.held or self._lease.renewal_due) and not await self._lease.acquire():
            RELAY_LEASE_HELD.set(0)
            OLDEST_PENDING_SECONDS.set(0)
            self._forget()
            return NOT_HOLDING_S
        RELAY_LEASE_HELD.set(1)
        self._wake.clear()
        documents = await self._store.snapshot(self._pending)
        OLDEST_PENDING_SECONDS.set(self._age(documents))
        if not documents:
            self._forget()
            await self._woken(IDLE_S)
            return 0.0
        await self._publish(documents)
        return 0.0

    async def stop(self) -> None:
        """Give the lease up."""
        await self._lease.release()

    async def _woken(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _pending(self, session: Session) -> list[Json]:
        """The documents in order. Ids that are known here are not read: decoding them costs 3 µs each."""
        pending = self._store["pending"]
        cursor = pending.find({}, {"first": 1, "at": 1}, session=session).sort("first", 1).limit(self._limit)
        found: list[Json] = await cursor.to_list(None)
        known = dict(self._own)
        strange = [document["_id"] for document in found if document["_id"] not in known]
        if strange:
            async for row in pending.find({"_id": {"$in": strange}}, {"events": 1}, session=session):
                known[row["_id"]] = row["events"]
        return [{**document, "events": known[document["_id"]]} for document in found]

    async def _publish(self, documents: Sequence[Json]) -> None:
        horizon = documents[-1]["first"] if len(documents) == self._limit else None
        due = sorted(
            (
                event
                for document in documents
                for event in document["events"]
                if event not in self._sent and (horizon is None or event < horizon)
            ),
            key=_BY_TIME,
        )
        # Documents that all reach past the horizon would block each other for ever: look further then.
        self._limit = READ_LIMIT if due else self._limit * 2
        due = due[:SEND_LIMIT]
        events = await self._bodies(due)
        left_s = self._lease.left_s
        if not left_s:
            # Paused between reading and sending: another relay may be at work by now.
            return
        sendings = [sending for event in events for sending in self._sendings(event)]
        try:
            # A producer that is given up may still flush; behind the next relay's records, an old state would
            # stay on a compacted topic.
            await self._producer.send(sendings, within_s=left_s / 2)
        except BaseException:
            self._sent.clear()
            raise
        EVENTS_PUBLISHED.inc(len(events))
        self._sent.update(due)
        await self._mark(documents)

    def _sendings(self, event: Outgoing) -> Iterator[Sending]:
        yield Sending(self._topic, event.case_id, event.data, headers_of(event, self._source))
        if event.after is not None:
            headers = state_headers(event, event.after, self._source)
            yield Sending(event.after.topic, event.case_id, event.after.data, headers)

    async def _mark(self, documents: Sequence[Json]) -> None:
        """Delete the pending documents that are wholly out. Harmless when done twice, or by a late relay."""
        out = [d for d in documents if self._sent.issuperset(d["events"])]
        await self._store["pending"].delete_many({"_id": {"$in": [d["_id"] for d in out]}})
        for document in out:
            self._own.pop(document["_id"], None)
            for event in document["events"]:
                self._sent.discard(event)
                self._remembered.pop(event, None)

    async def _bodies(self, ids: Sequence[UUID]) -> list[Outgoing]:
        missing = [event for event in ids if event not in self._remembered]
        read: dict[UUID, Outgoing] = {}
        if missing:
            rows = await self._store["journal"].find({"_id": {"$in": missing}}).to_list(None)
            states = await self._states(rows)
            read = {row["_id"]: self._from_journal(row, states.get(row["_id"])) for row in rows}
        return [read.get(event) or self._remembered[event] for event in ids]

    def _from_journal(self, row: Json, after: StateRecord | None) -> Outgoing:
        type_: str = row["type"]
        return Outgoing(
            row["_id"],
            row["case"],
            row["version"],
            type_,
            row["at"],
            row["correlation"],
            row.get("trace"),
            self._kind(type_).read_event(type_, row["data"]).published(),
            after,
        )

    def _kind(self, type_: str) -> CaseType[Any, Any]:
        return next(kind for kind in self._kinds.values() if type_ in kind.event_types)

    async def _states(self, rows: Sequence[Json]) -> dict[UUID, StateRecord]:
        """What is published of the states after these events, by event: their cases are folded again."""
        cases = {row["case"]: kind for row in rows if (kind := self._kind(row["type"])).state_topic}
        if not cases:
            return {}
        journal = self._store["journal"].find({"case": {"$in": list(cases)}})
        wanted = {row["_id"] for row in rows}
        states: dict[str, Any] = {}
        after: dict[UUID, StateRecord] = {}
        async for row in journal.sort([("case", 1), ("version", 1)]):
            case, kind = row["case"], cases[row["case"]]
            states[case] = kind.evolve(states.get(case), kind.read_event(row["type"], row["data"]))
            if row["_id"] in wanted and kind.state_topic is not None:
                after[row["_id"]] = kind.state_topic.published(case, states[case])
        return after

    def _forget(self) -> None:
        self._remembered.clear()
        self._own.clear()
        self._sent.clear()

    def _age(self, documents: Sequence[Json]) -> float:
        if not documents:
            return 0.0
        oldest: datetime = min(document["at"] for document in documents)
        return max(0.0, (self._now() - oldest).total_seconds())
