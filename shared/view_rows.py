"""The rows of views in the database: written with their case, and read by row, by page and by slice."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from pymongo import DeleteMany, ReplaceOne

from shared.envelope import Json
from shared.history import BadCursor
from shared.loaded import Kinds, Loaded
from shared.mongo import Session, Store, index
from shared.views import View

Write = ReplaceOne[Json] | DeleteMany
Order = Sequence[tuple[str, int]]

INTEGERS = 2**63
"""As many integers has the database on either side of zero."""


async def prepare_views(store: Store, kinds: Kinds) -> None:
    """Make the collections and indexes of the kinds' views; harmless again."""
    for view in (view for kind in kinds.values() for view in kind.views):
        wanted = (("case",), *view.indexes)
        await store.ensure_indexes(
            view.collection, [index(*fields, name="_".join(fields)) for fields in wanted]
        )


async def write_views(store: Store, session: Session, changed: Iterable[Loaded]) -> None:
    """Bring the rows of changed cases to what their states give: one bulk write a collection."""
    writes: defaultdict[str, list[Write]] = defaultdict(list)
    for case in changed:
        if case.kind.views and case.version > case.stored:
            for collection, write in _writes(case):
                writes[collection].append(write)
    for collection, wanted in writes.items():
        # Rows that go are first, so that another case can give one of their ids in the same commit.
        wanted.sort(key=lambda write: isinstance(write, ReplaceOne))
        await store[collection].bulk_write(wanted, session=session)


def _writes(case: Loaded) -> Iterator[tuple[str, Write]]:
    for view in case.kind.views:
        rows = view.documents(case.id, case.version, case.state)
        gone = set() if case.before is None else view.rows(case.id, case.before).keys() - rows.keys()
        if gone:
            # Only its own: after a change of the rules another case may have taken the id over.
            yield view.collection, DeleteMany({"_id": {"$in": list(gone)}, "case": case.id})
        for row, document in rows.items():
            yield view.collection, ReplaceOne({"_id": row}, document, upsert=True)


class Rows:
    """Read access to the rows of ``view``: documents with ``_id``, ``case`` and ``version``."""

    def __init__(self, store: Store, view: View[Any]) -> None:
        self._store = store
        self._rows = store[view.collection]

    async def one(self, row: str) -> Json | None:
        """The row, or None."""
        found: Json | None = await self._rows.find_one({"_id": row})
        return found

    async def page(
        self, query: Json, cursor: str | None, limit: int, *, by: str = "_id", falling: bool = False
    ) -> tuple[list[Json], str | None]:
        """Rows that match, in the order of ``by`` and then of their id, and the next page's cursor.

        Every row has ``by``, and in all of them it is text, or in all of them a number. A row whose ``by``
        does not change is neither repeated nor skipped. BadCursor for a cursor of somebody's own making.
        """
        sign, beyond = (-1, "$lt") if falling else (1, "$gt")
        if cursor is not None:
            value, row = _read(cursor)
            later: Json = {"$or": [{by: {beyond: value}}, {by: value, "_id": {beyond: row}}]}
            query = {"$and": [query, later]}
        order = [(by, sign)] if by == "_id" else [(by, sign), ("_id", sign)]
        found: list[Json] = await self._rows.find(query).sort(order).limit(limit + 1).to_list(None)
        page = found[:limit]
        more = len(found) > limit
        return page, _cursor(page[-1][by], page[-1]["_id"]) if more else None

    async def slice(self, query: Json, order: Order, offset: int, limit: int) -> tuple[list[Json], int]:
        """At most ``limit`` rows from ``offset`` on, and how many match in all; ids settle ties.

        Both are read from one snapshot. ``order`` are fields with 1 (rising) or -1 (falling).
        """
        by = [*order, ("_id", 1)]

        async def read(session: Any) -> tuple[list[Json], int]:
            cursor = self._rows.find(query, session=session).sort(by).skip(offset).limit(limit)
            counted = self._rows.aggregate([{"$match": query}, {"$count": "rows"}], session=session)
            found = await cursor.to_list(None)
            total = await counted.to_list(None)
            return found, total[0]["rows"] if total else 0

        return await self._store.snapshot(read)


def _cursor(value: str | int | float, row: str) -> str:
    return urlsafe_b64encode(orjson.dumps([value, row])).decode().rstrip("=")


def _read(cursor: str) -> tuple[str | int | float, str]:
    try:
        value, row = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(value, str | int | float) or not isinstance(row, str):
            raise TypeError("not a place in a list")
        if isinstance(value, int) and not -INTEGERS <= value < INTEGERS:
            raise ValueError("the database has no such integer")
    except (ValueError, TypeError) as error:
        raise BadCursor("take the cursor from the page before") from error
    return value, row
