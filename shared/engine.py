"""The one write path: messages in, one transaction, events out.

Consumers call it with a batch, deadlines with what is due, and HTTP commands are gathered. In one snapshot
transaction it drops what the inbox has seen, loads the cases, decides, and commits states, events,
inbox ids and parked rows together. Nothing is acknowledged before that commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from shared.batch import Batch
from shared.cases import Command
from shared.clock import Clock
from shared.envelope import DecisionFailed, Json, Message, Outcome, Outgoing, ParkedPart, Reply
from shared.group_commit import GroupCommit
from shared.indexes import ENGINE_INDEXES
from shared.loaded import Kinds, Loaded
from shared.logs import log
from shared.look import Facts, Look, no_facts
from shared.metrics import EVENTS_COMMITTED
from shared.mongo import Session, Store, StoreError
from shared.parked_rows import failed_row
from shared.view_rows import prepare_views
from shared.writing import StillParked, TakenAlready, inbox_row, write


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
        self._group = GroupCommit(self._each)

    def tell(self, listener: Listener) -> None:
        """Have ``listener`` told of every commit of this process."""
        self._listeners.append(listener)

    async def prepare(self) -> None:
        """Make the collections and indexes; needed once per database, harmless again."""
        for name, indexes in ENGINE_INDEXES.items():
            await self.store.ensure_indexes(name, indexes)
        await prepare_views(self.store, self.kinds)

    async def handle(self, messages: Sequence[Message]) -> list[Outcome]:
        """Decide and commit ``messages``, all in one transaction; one outcome each, in order.

        If the rules raise for one of them, the messages are run again in halves, until that one is alone:
        it is parked, and its case is blocked until the row is replayed or released. A message that cannot
        be parked (no record: an HTTP command) raises DecisionFailed instead, after the others were handled.
        Raises StoreError while the database is away: nothing was committed then, or it was and the inbox
        absorbs the repeat.
        """
        answers = await self._each(messages)
        for answer in answers:
            if isinstance(answer, DecisionFailed):
                raise answer
        return [answer for answer in answers if isinstance(answer, Outcome)]

    async def submit(self, message: Message) -> Outcome:
        """Handle an HTTP command, in one transaction with those that wait at the same moment.

        Raises what ``handle`` would for this message alone.
        """
        return await self._group.submit(message)

    async def kept(self, id: str, fingerprint: str) -> Outcome | None:
        """What a repeat of an HTTP command is told, without handling it; None when it has not been here.

        ``id`` and ``fingerprint`` are those of the message. No reply: the id was another request's.
        """
        row: Json | None = await self.store["inbox"].find_one({"_id": id})
        return None if row is None else _repeat(fingerprint, row)

    async def _each(self, messages: Sequence[Message]) -> list[Outcome | DecisionFailed]:
        """What became of each message, or why it can neither take effect nor be parked."""
        try:
            return [*await self._commit(messages)]
        except (StoreError, StillParked, TakenAlready):
            raise
        except Exception as error:
            if len(messages) > 1:
                half = len(messages) // 2
                return await self._each(messages[:half]) + await self._each(messages[half:])
            failure = _failure(messages[0], error)
        if not failure.message.can_park or failure.message.replays is not None:
            return [failure]
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
        pending = await write(self.store, session, batch, look, messages, outcomes)
        return batch, pending, outcomes

    def _take(self, batch: Batch, message: Message, seen: dict[str, Json]) -> Outcome:
        known = seen.get(message.id)
        if known is not None:
            return _repeat(message.fingerprint, known)
        outcome = batch.take(message)
        if message.render is not None:
            outcome.reply = message.render(outcome)
        seen[message.id] = inbox_row(message, outcome)
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
            before=state,
            opened=row.get("opened"),
            last_event=row.get("last_event"),
            correlation=row.get("correlation"),
            aliases=tuple(row.get("aliases", ())),
            blocked_by=row.get("blocked_by"),
        )

    async def _set_aside(self, failure: DecisionFailed) -> Outcome:
        """Park a message on which the rules raise, and block its case."""
        row = failed_row(failure, self._clock.now())
        await self.store.transaction(lambda s: _block(self.store, s, failure, row))
        log.error("the rules failed, the case is blocked", case=failure.case_id, error=row["detail"])
        parked = ParkedPart(row["_id"], "failed", row["detail"], row["part"], failure.case_id)
        return Outcome(status="parked", parked=[parked])


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


def _repeat(fingerprint: str | None, row: Json) -> Outcome:
    outcome = Outcome(status="duplicate")
    if fingerprint is not None and row.get("fingerprint") == fingerprint:
        outcome.reply = Reply(row["status"], row["body"], row["headers"])
    return outcome


def _failure(message: Message, error: Exception) -> DecisionFailed:
    """What went wrong with this one message, wherever it was: in its facts, its decision or its writing."""
    if isinstance(error, DecisionFailed):
        return error
    case_id = next((command.case_id for _, command in message.parts() if command.case_id), None)
    return DecisionFailed(message, case_id, error)


async def _block(store: Store, session: Session, failure: DecisionFailed, row: Json) -> None:
    message = failure.message
    if message.record is not None:
        # A deadline's id is not kept: once its case is free again it has to fire.
        await store["inbox"].insert_one({"_id": message.id}, session=session)
    await store["parked"].insert_one(row, session=session)
    if failure.case_id is None:
        return
    taken = {"_id": failure.case_id, "blocked_by": {"$type": "binData"}}
    if await store["cases"].find_one(taken, {"_id": 1}, session=session) is not None:
        # Another topic's message failed on this case at the same moment: this one follows it.
        behind = {"$set": {"reason": "behind"}}
        await store["parked"].update_one({"_id": row["_id"]}, behind, session=session)
        return
    kind = next(c.kind for _, c in message.parts())
    await store["cases"].update_one(
        {"_id": failure.case_id},
        {
            "$set": {"blocked_by": row["_id"]},
            "$setOnInsert": {"kind": kind, "version": 0, "state": None, "behind": 0, "columns": {}},
        },
        upsert=True,
        session=session,
    )
