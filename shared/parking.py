"""Taking parked messages up again: list, replay, release, and matching answers that came too early.

A parked row is never deleted. It is replayed (its message goes through the rules now) or released
(people dealt with it by hand). Either ends the block of its case; what was parked behind it follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from shared.clock import Clock
from shared.engine import Engine
from shared.envelope import DecisionFailed, Json, Message, ParkedPart, Record
from shared.logs import log
from shared.mongo import Session
from shared.parked_rows import record_of
from shared.writing import StillParked, TakenAlready

Reader = Callable[[Record], Message]


class NotParked(Exception):
    """No such row, or it was taken up before; ``status`` tells which."""

    def __init__(self, parked_id: UUID, status: str | None) -> None:
        super().__init__(f"{parked_id} is {status or 'unknown'}")
        self.status = status


class CannotReplay(Exception):
    """The message would not go through now either; the text says why and holds no content.

    ``part`` is how it would be parked now; None when the rules or the reader fail on it.
    """

    def __init__(self, why: str, part: ParkedPart | None = None) -> None:
        super().__init__(why)
        self.part = part


class Parking:
    """The parked rows of one service. ``readers`` turn a topic's records into messages."""

    def __init__(self, engine: Engine, readers: Mapping[str, Reader], clock: Clock) -> None:
        self._engine = engine
        self._readers = readers
        self._clock = clock
        self._rows = engine.store["parked"]
        self._cases = engine.store["cases"]

    async def listed(
        self, status: str | None, reason: str | None, after: UUID | None, limit: int
    ) -> list[Json]:
        """Rows in order of parking, after a cursor, without the records' contents."""
        query: Json = {}
        if status is not None:
            query["status"] = status
        if reason is not None:
            query["reason"] = reason
        if after is not None:
            query["_id"] = {"$gt": after}
        hidden = {"value": 0, "headers": 0, "key": 0}
        found: list[Json] = await self._rows.find(query, hidden).sort("_id", 1).limit(limit).to_list(None)
        return found

    async def one(self, parked_id: UUID) -> Json:
        """The whole row. NotParked when there is none."""
        row: Json | None = await self._rows.find_one({"_id": parked_id})
        if row is None:
            raise NotParked(parked_id, None)
        return row

    async def replay(self, parked_id: UUID, by: str) -> Json:
        """Send the row's message through the rules again. NotParked, or CannotReplay and the row stays."""
        row = await self._waiting(parked_id)
        if row["reason"] == "behind":
            raise CannotReplay("it waits behind another parked message of its case; deal with that one first")
        record = record_of(row)
        if record is None:
            # A deadline: it is computed from the state, so unblocking its case lets it fire again.
            return await self._end(row, "replayed", by)
        await self._run(row, record, by)
        await self._unblock(row)
        return await self.one(parked_id)

    async def release(self, parked_id: UUID, by: str, note: str) -> Json:
        """Mark the row as dealt with by hand. NotParked when it was taken up before."""
        row = await self._waiting(parked_id)
        return await self._end(row, "released", by, note)

    async def match(self, limit: int = 500) -> int:
        """Replay rows whose case has appeared meanwhile; returns how many went through."""
        found = await self._rows.aggregate(
            [
                {"$match": {"waiting": True, "status": "parked"}},
                {
                    "$lookup": {
                        "from": "cases",
                        "localField": "waits_for",
                        "foreignField": "aliases",
                        "pipeline": [{"$project": {"_id": 1}}, {"$limit": 1}],
                        "as": "answered",
                    }
                },
                {"$match": {"answered": {"$ne": []}}},
                {"$sort": {"_id": 1}},
                {"$limit": limit},
            ]
        ).to_list(None)
        return sum([await self._matched(row) for row in found])

    async def finish_unblocking(self) -> None:
        """Take up what a crash left: cases blocked by a row that is no longer parked."""
        async for case in self._cases.find({"blocked_by": {"$type": "binData"}}, {"blocked_by": 1}):
            blocker = await self._rows.find_one({"_id": case["blocked_by"]}, {"status": 1, "case_id": 1})
            if blocker is not None and blocker["status"] != "parked":
                await self._unblock(blocker)

    async def _matched(self, row: Json) -> int:
        record = record_of(row)
        assert record is not None, "only what came over a topic waits for a case"
        try:
            await self._run(row, record, "matching")
        except NotParked:
            return 0
        except CannotReplay as error:
            await self._wait_on(row, error)
            return 0
        return 1

    async def _wait_on(self, row: Json, error: CannotReplay) -> None:
        """Say why it did not go through, and what it waits for now; a bug in the rules waits for people."""
        part = error.part
        change: Json = {"detail": str(error), "waiting": False}
        if part is not None:
            waits_for = list(part.waits_for)
            change |= {"reason": part.reason, "waits_for": waits_for, "waiting": bool(waits_for)}
        await self._rows.update_one({"_id": row["_id"], "status": "parked"}, {"$set": change})
        if part is None:
            log.error("a parked message cannot be matched", parked=str(row["_id"]), error=str(error))

    async def _waiting(self, parked_id: UUID) -> Json:
        row = await self.one(parked_id)
        if row["status"] != "parked":
            raise NotParked(parked_id, row["status"])
        return row

    async def _run(self, row: Json, record: Record, by: str) -> None:
        message = self._read(record)
        if message.unreadable is not None:
            raise CannotReplay(f"{message.unreadable.reason}: {message.unreadable.detail}")
        message = replace(message, part=row["part"], replays=row["_id"], replayed_by=by)
        try:
            await self._engine.handle([message])
        except TakenAlready as error:
            raise NotParked(row["_id"], "replayed") from error
        except StillParked as error:
            raise CannotReplay(str(error), error.part) from error
        except DecisionFailed as error:
            raise CannotReplay(f"the rules still fail: {type(error.cause).__name__}") from error

    def _read(self, record: Record) -> Message:
        try:
            return self._readers[record.topic](record)
        except Exception as error:
            raise CannotReplay(f"the record still cannot be read: {type(error).__name__}") from error

    async def _end(self, row: Json, status: str, by: str, note: str | None = None) -> Json:
        change: Json = {"status": status, "waiting": False, "by": by, "ended_at": self._clock.now()}
        if note is not None:
            change["note"] = note
        result = await self._rows.update_one({"_id": row["_id"], "status": "parked"}, {"$set": change})
        if result.matched_count == 0:
            raise NotParked(row["_id"], "taken up at the same moment")
        await self._unblock(row)
        return await self.one(row["_id"])

    async def _unblock(self, row: Json) -> None:
        """End the block that this row was, and let what is parked behind it follow in order."""
        case_id = row.get("case_id")
        if case_id is None or await self._cases.find_one({"_id": case_id, "blocked_by": row["_id"]}) is None:
            return
        while True:
            follower = await self._rows.find_one(
                {"case_id": {"$eq": case_id, "$type": "string"}, "status": "parked", "reason": "behind"},
                sort=[("_id", 1)],
            )
            if follower is None:
                if await self._engine.store.transaction(lambda s: self._free(s, row["_id"], case_id)):
                    return
            elif not await self._follow(follower, case_id):
                return

    async def _follow(self, follower: Json, case_id: str) -> bool:
        """Replay one follower; if the rules fail on it, it is the case's new block."""
        record = record_of(follower)
        assert record is not None, "only what came over a topic is parked behind"
        try:
            await self._run(follower, record, "following")
        except NotParked:
            return True
        except CannotReplay as error:
            detail = str(error)
            await self._engine.store.transaction(lambda s: self._promote(s, follower["_id"], case_id, detail))
            return False
        return True

    async def _promote(self, session: Session, parked_id: UUID, case_id: str, detail: str) -> None:
        change: dict[str, Any] = {"reason": "failed", "detail": detail}
        await self._rows.update_one({"_id": parked_id}, {"$set": change}, session=session)
        await self._cases.update_one({"_id": case_id}, {"$set": {"blocked_by": parked_id}}, session=session)

    async def _free(self, session: Session, blocker: UUID, case_id: str) -> bool:
        """Clear the block unless a message came behind it meanwhile.

        Parking behind a block raises the case's ``behind``, so that the two writers meet on the case.
        """
        behind = {"case_id": {"$eq": case_id, "$type": "string"}, "status": "parked", "reason": "behind"}
        if await self._rows.find_one(behind, {"_id": 1}, session=session) is not None:
            return False
        await self._cases.update_one(
            {"_id": case_id, "blocked_by": blocker},
            {"$set": {"blocked_by": None, "behind": 0}},
            session=session,
        )
        return True
