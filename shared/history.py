"""Reading cases back: one case, its journal, and lists in pages that writes do not disturb."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from shared.cases import Event, State
from shared.cloudevents import rfc3339
from shared.envelope import Json
from shared.loaded import Kinds
from shared.mongo import Store


class BadCursor(ValueError):
    """The cursor is not one that a list gave out."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case as stored. ``opened`` is the time-ordered id of its first event, ``correlation`` its thread."""

    id: str
    kind: str
    version: int
    state: State
    opened: UUID
    correlation: str
    blocked: bool


class Cases:
    """Read access to one service's cases and their journals."""

    def __init__(self, store: Store, kinds: Kinds) -> None:
        self._store = store
        self._kinds = kinds

    async def one(self, case_id: str, kind: str) -> Found | None:
        """The case, or None when there is none of this kind."""
        row = await self._store["cases"].find_one({"_id": case_id, "kind": kind, "version": {"$gt": 0}})
        return None if row is None else self._found(row)

    async def page(self, query: Json, cursor: str | None, limit: int) -> tuple[list[Found], str | None]:
        """Cases that match, in the order of their opening, and the cursor of the next page if there is one.

        A case keeps its place whatever happens to it, so that no page repeats or skips one that matches
        throughout. BadCursor for a cursor of somebody's own making.
        """
        query = {**query, "version": {"$gt": 0}}
        if cursor is not None:
            query = {**query, "opened": {"$gt": _position(cursor)}}
        rows = await self._store["cases"].find(query).sort("opened", 1).limit(limit + 1).to_list(None)
        found = [self._found(row) for row in rows[:limit]]
        return found, found[-1].opened.hex if len(rows) > limit else None

    async def count(self, query: Json) -> int:
        """How many cases match."""
        number: int = await self._store["cases"].count_documents(query)
        return number

    async def each(self, query: Json) -> AsyncIterator[Found]:
        """Every case that matches and, as in a page, has begun; one after the other, in no order."""
        async for row in self._store["cases"].find({**query, "version": {"$gt": 0}}):
            yield self._found(row)

    async def events(self, found: Found) -> list[Event]:
        """The whole events that made the case what was ``found``, oldest first; withheld fields too."""
        query = {"case": found.id, "version": {"$lte": found.version}}
        rows = await self._store["journal"].find(query).sort("version", 1).to_list(None)
        kind = self._kinds[found.kind]
        return [kind.read_event(row["type"], row["data"]) for row in rows]

    async def history(self, case_id: str) -> list[Json]:
        """Every event of the case as partners may see it, oldest first."""
        rows = await self._store["journal"].find({"case": case_id}).sort("version", 1).to_list(None)
        return [self._entry(row) for row in rows]

    async def original(self, case_id: str, type_: str) -> bytes | None:
        """The bytes as sent of the latest message that led to an event of this type."""
        row = await self._store["journal"].find_one(
            {"case": case_id, "type": type_, "original": {"$exists": True}}, sort=[("version", -1)]
        )
        return None if row is None else bytes(row["original"])

    def _found(self, row: Json) -> Found:
        kind = self._kinds[row["kind"]]
        state: Any = kind.state.model_validate_json(row["state"])
        return Found(
            row["_id"],
            row["kind"],
            row["version"],
            state,
            row["opened"],
            row["correlation"],
            row.get("blocked_by") is not None,
        )

    def _entry(self, row: Json) -> Json:
        kind = next(kind for kind in self._kinds.values() if row["type"] in kind.event_types)
        return {
            "id": str(row["_id"]),
            "version": row["version"],
            "type": row["type"],
            "time": rfc3339(row["at"]),
            "actor": row["actor"],
            "correlation": row["correlation"],
            "message_correlation": row.get("message_correlation", row["correlation"]),
            "data": orjson.loads(kind.read_event(row["type"], row["data"]).published()),
        }


def _position(cursor: str) -> UUID:
    try:
        return UUID(hex=cursor)
    except ValueError as error:
        raise BadCursor("take the cursor from the page before") from error
