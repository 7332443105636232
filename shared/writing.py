"""What a commit writes: the inbox, cases, keys, views, the journal, and what is parked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pymongo import DeleteOne, InsertOne, UpdateOne

from shared.batch import BLOCKED, Batch
from shared.envelope import Json, Message, Outcome, ParkedPart
from shared.ids import next_id
from shared.look import Look
from shared.mongo import Session, Store
from shared.parked_rows import parked_row
from shared.view_rows import write_views


class StillParked(Exception):
    """A replayed message would only be parked again, as ``part`` says; nothing was committed."""

    def __init__(self, part: ParkedPart) -> None:
        super().__init__(f"{part.reason}: {part.detail}")
        self.part = part


class TakenAlready(Exception):
    """The parked row was replayed or released before."""


async def write(
    store: Store,
    session: Session,
    batch: Batch,
    look: Look,
    messages: Sequence[Message],
    outcomes: Sequence[Outcome],
) -> UUID:
    """Write in an order that meets a rival early: inbox and cases first. Returns the pending document's id.

    Raises StillParked and TakenAlready for a replay; nothing is to be committed then.
    """
    inbox = [
        inbox_row(message, outcome)
        for message, outcome in zip(messages, outcomes, strict=True)
        if outcome.status != "duplicate" and message.replays is None and not _passing(outcome)
    ]
    if inbox:
        await store["inbox"].insert_many(inbox, ordered=False, session=session)
    for message, outcome in zip(messages, outcomes, strict=True):
        if message.replays is not None:
            await _take_up(store, session, message, outcome, batch.now)
    await _write_cases(store, session, batch)
    await _write_keys(store, session, batch, look)
    await write_views(store, session, batch.changed())
    pending = next_id()
    if batch.journal:
        await store["journal"].insert_many(batch.journal, ordered=False, session=session)
    if batch.outgoing:
        ids = [event.id for event in batch.outgoing]
        await store["pending"].insert_one(
            {"_id": pending, "first": min(ids), "events": ids, "at": batch.now}, session=session
        )
    if batch.parked:
        rows = [parked_row(message, part, batch.now) for message, part in batch.parked]
        await store["parked"].insert_many(rows, ordered=False, session=session)
    return pending


async def _take_up(store: Store, session: Session, message: Message, outcome: Outcome, at: datetime) -> None:
    if outcome.status == "parked":
        raise StillParked(outcome.parked[0])
    taken = await store["parked"].update_one(
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


async def _write_cases(store: Store, session: Session, batch: Batch) -> None:
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
    result = await store["cases"].bulk_write(writes, ordered=False, session=session)
    if result.matched_count != updates:
        # A snapshot transaction turns a lost race into a write conflict; this is a second lock.
        raise RuntimeError(f"{updates - result.matched_count} cases changed under their own snapshot")


async def _write_keys(store: Store, session: Session, batch: Batch, look: Look) -> None:
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
                UpdateOne({"_id": key}, {"$set": {"cases": holders}}) if holders else DeleteOne({"_id": key})
            )
        elif holders:
            writes.append(InsertOne({"_id": key, "cases": holders}))
    if writes:
        await store["keys"].bulk_write(writes, ordered=False, session=session)


def inbox_row(message: Message, outcome: Outcome) -> Json:
    """What is kept of a message that was handled; of a request also its answer."""
    row: Json = {"_id": message.id}
    if message.fingerprint is not None and outcome.reply is not None:
        row |= {
            "fingerprint": message.fingerprint,
            "status": outcome.reply.status,
            "body": outcome.reply.body,
            "headers": dict(outcome.reply.headers),
        }
    return row


def _passing(outcome: Outcome) -> bool:
    """Whether the same command may go through later: its id must not be taken by this refusal."""
    return outcome.status == "refused" and outcome.refusal == BLOCKED
