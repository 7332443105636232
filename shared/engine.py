"""The one write path: messages in, one transaction, events out.

Consumers call it with a batch, HTTP commands and deadlines with one message. In one snapshot
transaction it drops what the inbox has seen, loads the cases, decides, and commits states, events,
inbox ids and parked rows together. Nothing is acknowledged before that commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from pymongo import DeleteOne, InsertOne, UpdateOne

from shared.batch import BLOCKED, Batch, Kinds, Loaded
from shared.cases import Command
from shared.clock import Clock
from shared.envelope import DecisionFailed, Json, Message, Outcome, Outgoing, ParkedPart, Reply
from shared.ids import next_id
from shared.indexes import ENGINE_INDEXES
from shared.logs import log
from shared.look import Facts, Look, no_facts
from shared.metrics import EVENTS_COMMITTED
from shared.mongo import Session, Store, StoreError
from shared.parked_rows import failed_row, parked_row


class StillParked(Exception):
    """A replayed message would only be parked again, as ``part`` says; nothing was committed."""

    def __init__(self, part: ParkedPart) -> None:
        super().__init__(f"{part.reason}: {part.detail}")
        self.part = part


class TakenAlready(Exception):
    """The parked row was replayed or released before."""


class Listener(Protocol):
    """Who is told of a commit, after it: the relay."""

    def committed(self, pending: UUID, events: Sequence[Outgoing]) -> None: ...


class Engine:
    """Handles messages for one service's ``kinds`` of cases; see the module for what it promises."""

    def __init__(self, store: Store, kinds: Kinds, clock: Clock, facts: Facts = no_facts) -> None:
        self.store = store
        self.kinds = kinds
        self._clock = clock
        self._facts = facts
        self._listeners: list[Listener] = []

    def tell(self, listener: Listener) -> None:
        """Have ``listener`` told of every commit of this process."""
        self._listeners.append(listener)

    async def prepare(self) -> None:
        """Make the collections and indexes; needed once per database, harmless again."""
        for name, indexes in ENGINE_INDEXES.items():
            await self.store.ensure_indexes(name, indexes)

    async def handle(self, messages: Sequence[Message]) -> list[Outcome]:
        """Decide and commit ``messages``, all in one transaction; one outcome each, in order.

        If the rules raise for one of them, the messages are run again one at a time, that one is
        parked, and its case is blocked until the row is replayed or released. A message that cannot be
        parked (no record: an HTTP command) raises DecisionFailed instead. Raises StoreError while the
        database is away: nothing was committed then, or it was and the inbox absorbs the repeat.
        """
        try:
            return await self._commit(messages)
        except (StoreError, StillParked, TakenAlready):
            raise
        except Exception as error:
            if len(messages) > 1:
                return [outcome for message in messages for outcome in await self.handle([message])]
            failure = _failure(messages[0], error)
        if not failure.message.can_park or failure.message.replays is not None:
            raise failure
        return [await self._set_aside(failure)]

    async def _commit(self, messages: Sequence[Message]) -> list[Outcome]:
        batch, pending, outcomes = await self.store.transaction(lambda s: self._attempt(s, messages))
        if batch.outgoing:
            EVENTS_COMMITTED.inc(len(batch.outgoing))
            for listener in self._listeners:
                listener.committed(pending, batch.outgoing)
        return outcomes

    async def _attempt(
        self, session: Session, messages: Sequence[Message]
    ) -> tuple[Batch, UUID, list[Outcome]]:
        seen = await self._seen(session, messages)
        fresh = [m for m in messages if m.id not in seen]
        batch, look = await self._load(session, fresh)
        outcomes = [self._take(batch, message, seen) for message in messages]
        pending = await self._write(session, batch, look, messages, outcomes)
        return batch, pending, outcomes

    def _take(self, batch: Batch, message: Message, seen: dict[str, Json]) -> Outcome:
        known = seen.get(message.id)
        if known is not None:
            return _repeat(message, known)
        outcome = batch.take(message)
        if message.render is not None:
            outcome.reply = message.render(outcome)
        seen[message.id] = _inbox_row(message, outcome)
        return outcome

    async def _seen(self, session: Session, messages: Sequence[Message]) -> dict[str, Json]:
        ids = [m.id for m in messages if m.replays is None]
        if not ids:
            return {}
        rows = await self.store["inbox"].find({"_id": {"$in": ids}}, session=session).to_list(None)
        return {row["_id"]: row for row in rows}

    async def _load(self, session: Session, messages: Sequence[Message]) -> tuple[Batch, Look]:
        commands = [command for message in messages for _, command in message.parts()]
        batch = Batch(self.kinds, None, self._clock.now())
        look = Look(self.store, session, batch.holders)
        if commands:
            for row in await look.cases(_addressed(commands), _CASE_FIELDS):
                case = self._loaded(row)
                batch.cases[case.id] = case
                for alias in row.get("aliases", ()):
                    batch.aliases.setdefault(alias, set()).add(case.id)
            batch.facts = await self._facts(look, commands)
        return batch, look

    def _loaded(self, row: Json) -> Loaded:
        kind = self.kinds[row["kind"]]
        state = None if row["state"] is None else kind.state.model_validate_json(row["state"])
        return Loaded(
            row["_id"],
            kind,
            version=row["version"],
            stored=row["version"],
            exists=True,
            state=state,
            opened=row.get("opened"),
            last_event=row.get("last_event"),
            correlation=row.get("correlation"),
            blocked_by=row.get("blocked_by"),
        )

    async def _write(
        self,
        session: Session,
        batch: Batch,
        look: Look,
        messages: Sequence[Message],
        outcomes: Sequence[Outcome],
    ) -> UUID:
        """Write in an order that meets a rival early: inbox and cases first."""
        inbox = [
            _inbox_row(message, outcome)
            for message, outcome in zip(messages, outcomes, strict=True)
            if outcome.status != "duplicate" and message.replays is None and not _passing(outcome)
        ]
        if inbox:
            await self.store["inbox"].insert_many(inbox, ordered=False, session=session)
        for message, outcome in zip(messages, outcomes, strict=True):
            if message.replays is not None:
                await self._take_up(session, message, outcome, batch.now)
        await self._write_cases(session, batch)
        await self._write_keys(session, batch, look)
        pending = next_id()
        if batch.journal:
            await self.store["journal"].insert_many(batch.journal, ordered=False, session=session)
            ids = [row["_id"] for row in batch.journal]
            await self.store["pending"].insert_one(
                {"_id": pending, "first": min(ids), "events": ids, "at": batch.now}, session=session
            )
        if batch.parked:
            rows = [parked_row(message, part, batch.now) for message, part in batch.parked]
            await self.store["parked"].insert_many(rows, ordered=False, session=session)
        return pending

    async def _take_up(self, session: Session, message: Message, outcome: Outcome, at: datetime) -> None:
        if outcome.status == "parked":
            raise StillParked(outcome.parked[0])
        taken = await self.store["parked"].update_one(
            {"_id": message.replays, "status": "parked"},
            {
                "$set": {
                    "status": "replayed",
                    "waiting": False,
                    "by": message.replayed_by,
                    "ended_at": at,
                }
            },
            session=session,
        )
        if taken.matched_count == 0:
            raise TakenAlready(str(message.replays))

    async def _write_cases(self, session: Session, batch: Batch) -> None:
        writes: list[InsertOne[Json] | UpdateOne] = []
        updates = 0
        for case in batch.changed():
            if case.exists:
                updates += 1
                change: Json = {}
                if case.behind:
                    change["$inc"] = {"behind": case.behind}
                if case.version > case.stored:
                    change["$set"] = case.document()
                writes.append(UpdateOne({"_id": case.id, "version": case.stored}, change))
            else:
                writes.append(InsertOne({"_id": case.id, "blocked_by": None, "behind": 0, **case.document()}))
        if not writes:
            return
        result = await self.store["cases"].bulk_write(writes, ordered=False, session=session)
        if result.matched_count != updates:
            # A snapshot transaction turns a lost race into a write conflict; this is a second lock.
            raise RuntimeError(f"{updates - result.matched_count} cases changed under their own snapshot")

    async def _write_keys(self, session: Session, batch: Batch, look: Look) -> None:
        """A key that was free is inserted, and one that was not is set: either way rivals meet here."""
        if not batch.rewritten:
            return
        for key, cases in (await look.stored_keys(list(batch.rewritten))).items():
            stay = {case_id: note for case_id, note in cases.items() if case_id not in batch.rewritten[key]}
            batch.holders[key] = stay | batch.holders[key]
        writes: list[InsertOne[Json] | UpdateOne | DeleteOne] = []
        for key in batch.rewritten:
            holders = list(batch.holders[key].items())
            if look.seen[key]:
                writes.append(
                    UpdateOne({"_id": key}, {"$set": {"cases": holders}})
                    if holders
                    else DeleteOne({"_id": key})
                )
            elif holders:
                writes.append(InsertOne({"_id": key, "cases": holders}))
        if writes:
            await self.store["keys"].bulk_write(writes, ordered=False, session=session)

    async def _set_aside(self, failure: DecisionFailed) -> Outcome:
        """Park a message on which the rules raise, and block its case."""
        row = failed_row(failure, self._clock.now())
        await self.store.transaction(lambda s: self._block(s, failure, row))
        log.error("the rules failed, the case is blocked", case=failure.case_id, error=row["detail"])
        parked = ParkedPart(row["_id"], "failed", row["detail"], row["part"], failure.case_id)
        return Outcome(status="parked", parked=[parked])

    async def _block(self, session: Session, failure: DecisionFailed, row: Json) -> None:
        message = failure.message
        if message.record is not None:
            # A deadline's id is not kept: once its case is free again it has to fire.
            await self.store["inbox"].insert_one({"_id": message.id}, session=session)
        await self.store["parked"].insert_one(row, session=session)
        if failure.case_id is None:
            return
        taken = {"_id": failure.case_id, "blocked_by": {"$type": "binData"}}
        if await self.store["cases"].find_one(taken, {"_id": 1}, session=session) is not None:
            # Another topic's message failed on this case at the same moment: this one follows it.
            behind = {"$set": {"reason": "behind"}}
            await self.store["parked"].update_one({"_id": row["_id"]}, behind, session=session)
            return
        kind = next(c.kind for _, c in message.parts())
        await self.store["cases"].update_one(
            {"_id": failure.case_id},
            {
                "$set": {"blocked_by": row["_id"]},
                "$setOnInsert": {"kind": kind, "version": 0, "state": None, "behind": 0, "columns": {}},
            },
            upsert=True,
            session=session,
        )


_CASE_FIELDS = dict.fromkeys(
    ("kind", "version", "state", "opened", "last_event", "correlation", "blocked_by", "aliases"), 1
)


def _addressed(commands: Sequence[Command]) -> Json:
    ids = list({c.case_id for c in commands if c.case_id is not None})
    aliases = list({alias for c in commands for alias in c.aliases})
    by_id: Json = {"_id": {"$in": ids}}
    by_alias: Json = {"aliases": {"$in": aliases}}
    if not aliases:
        return by_id
    return {"$or": [by_id, by_alias]} if ids else by_alias


def _inbox_row(message: Message, outcome: Outcome) -> Json:
    row: Json = {"_id": message.id}
    if message.fingerprint is not None and outcome.reply is not None:
        row |= {
            "fingerprint": message.fingerprint,
            "status": outcome.reply.status,
            "body": outcome.reply.body,
            "headers": dict(outcome.reply.headers),
        }
    return row


def _repeat(message: Message, row: Json) -> Outcome:
    outcome = Outcome(status="duplicate")
    if message.fingerprint is not None and row.get("fingerprint") == message.fingerprint:
        outcome.reply = Reply(row["status"], row["body"], row["headers"])
    return outcome


def _failure(message: Message, error: Exception) -> DecisionFailed:
    """What went wrong with this one message, wherever it was: in its facts, its decision or its writing."""
    if isinstance(error, DecisionFailed):
        return error
    case_id = next((command.case_id for _, command in message.parts() if command.case_id), None)
    return DecisionFailed(message, case_id, error)


def _passing(outcome: Outcome) -> bool:
    """Whether the same command may go through later: its id must not be taken by this refusal."""
    return outcome.status == "refused" and outcome.refusal == BLOCKED
