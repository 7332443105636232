"""Making a view anew from the journal while the service runs, or finding out whether it is right.

Cases are taken a few at a time, each time in one transaction: their journals are folded up to the version
that their documents have in its snapshot, and rows that differ are put right. Who puts a row right also
counts up ``rebuilt`` in the case, so that a commit to the same case at that moment meets it: one of the two
runs again and sees the other. What the service commits beside it is right by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from pymongo import DeleteMany, DeleteOne, ReplaceOne

from shared.cases import CaseType, State
from shared.envelope import Json
from shared.loaded import Kinds
from shared.mongo import Session, Store, as_stored
from shared.view_rows import prepare_views

CASES_AT_ONCE = 50


class NoSuchView(LookupError):
    """No kind of case has a view of this name."""


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild met. ``wrong`` rows were missing, different or too many; ``written`` were put right.

    ``broken`` are cases whose journal does not have every event up to the case's version: nothing is known of
    their rows, which stay as they are.
    """

    cases: int = 0
    rows: int = 0
    wrong: int = 0
    written: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether the view was right and every journal whole."""
        return not self.wrong and not self.broken

    def __iadd__(self, other: Rebuilt) -> Rebuilt:
        self.cases += other.cases
        self.rows += other.rows
        self.wrong += other.wrong
        self.written += other.written
        self.broken += other.broken
        return self


@dataclass(frozen=True, slots=True)
class Rebuild:
    """The rebuild of one service's view ``name``; with ``check`` nothing is written."""

    store: Store
    kinds: Kinds
    name: str
    check: bool = False

    async def run(self) -> Rebuilt:
        """Go through every case, then through the rows that no case answers for.

        NoSuchView when there is no such view, StoreError when the database is away.
        """
        mine = {kind.kind: kind for kind in self.kinds.values() if self._views(kind)}
        if not mine:
            raise NoSuchView(self.name)
        if not self.check:
            await prepare_views(self.store, mine)
        whole = Rebuilt()
        async for cases in self._in_turn(list(mine)):
            whole += await self.store.transaction(partial(self._cases, cases))
        whole += await self._strays(list(mine))
        return whole

    def _views(self, kind: CaseType[Any, Any]) -> list[Any]:
        return [view for view in kind.views if view.name == self.name]

    @property
    def _collection(self) -> Any:
        return self.store[f"view.{self.name}"]

    async def _in_turn(self, kinds: Sequence[str]) -> AsyncIterator[list[str]]:
        """Ids of cases in their order. One that is opened meanwhile and missed here is right by itself."""
        query: Json = {"kind": {"$in": kinds}, "version": {"$gt": 0}}
        after: Json = {}
        while True:
            found = self.store["cases"].find({**query, **after}, {"_id": 1}).sort("_id", 1)
            ids = [row["_id"] for row in await found.limit(CASES_AT_ONCE).to_list(None)]
            if not ids:
                return
            yield ids
            after = {"_id": {"$gt": ids[-1]}}

    async def _cases(self, ids: Sequence[str], session: Session) -> Rebuilt:
        cases = await self._read("cases", {"_id": {"$in": ids}}, session)
        journals = self.store["journal"].find({"case": {"$in": ids}}, session=session)
        events = await journals.sort([("case", 1), ("version", 1)]).to_list(None)
        by_case = {case: list(rows) for case, rows in groupby(events, key=lambda row: row["case"])}
        met = Rebuilt(cases=len(cases))
        wanted: dict[str, Json] = {}
        for case in cases:
            kind, rows = self.kinds[case["kind"]], by_case.get(case["_id"], [])
            if [row["version"] for row in rows] != list(range(1, case["version"] + 1)):
                met.broken.append(case["_id"])
                continue
            state = fold(kind, rows)
            for view in self._views(kind):
                made = view.documents(case["_id"], case["version"], state)
                wanted |= {row: as_stored(document) for row, document in made.items()}
        whole = [case["_id"] for case in cases if case["_id"] not in met.broken]
        await self._put_right(session, whole, wanted, met)
        return met

    async def _put_right(
        self, session: Session, cases: Sequence[str], wanted: dict[str, Json], met: Rebuilt
    ) -> None:
        either = {"$or": [{"case": {"$in": cases}}, {"_id": {"$in": list(wanted)}}]}
        stored = {row["_id"]: row for row in await self._read(self._collection.name, either, session)}
        wrong = [row for row in wanted if stored.get(row) != wanted[row]]
        stray = [row for row in stored if row not in wanted]
        met.rows += len(wanted)
        met.wrong += len(wrong) + len(stray)
        if self.check or not (wrong or stray):
            return
        spoiled = {wanted[row]["case"] for row in wrong} | {stored[row]["case"] for row in stray}
        await self.store["cases"].update_many(
            {"_id": {"$in": list(spoiled)}}, {"$inc": {"rebuilt": 1}}, session=session
        )
        writes: list[Any] = [ReplaceOne({"_id": row}, wanted[row], upsert=True) for row in wrong]
        await self._collection.bulk_write([DeleteMany({"_id": {"$in": stray}}), *writes], session=session)
        met.written += len(wrong)

    async def _strays(self, kinds: Sequence[str]) -> Rebuilt:
        """Rows of no case that has this view: such a case and its rows would have come together."""
        lives = [{"$match": {"kind": {"$in": kinds}, "version": {"$gt": 0}}}, {"$project": {"_id": 1}}]
        joined = {"from": "cases", "localField": "case", "foreignField": "_id", "as": "of", "pipeline": lives}
        stages = [{"$lookup": joined}, {"$match": {"of": []}}, {"$project": {"case": 1}}]
        strays = [row async for row in self._collection.aggregate(stages)]
        if strays and not self.check:
            await self._collection.bulk_write(
                [DeleteOne({"_id": row["_id"], "case": row.get("case")}) for row in strays]
            )
        return Rebuilt(wrong=len(strays))

    async def _read(self, collection: str, query: Json, session: Session) -> list[Json]:
        found: list[Json] = await self.store[collection].find(query, session=session).to_list(None)
        return found


def fold(kind: CaseType[Any, Any], rows: Sequence[Json]) -> State:
    """The state that a case's journal rows give, in the order of their versions; at least one."""
    state: State | None = None
    for row in rows:
        state = kind.evolve(state, kind.read_event(row["type"], row["data"]))
    assert state is not None
    return state
