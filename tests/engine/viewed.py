"""The tally with a view of its own: a row for its total, and one for each of its names."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.cases import Command
from shared.engine import Engine
from shared.envelope import Json, Message
from shared.look import Look
from shared.mongo import Store
from shared.views import View
from tests.engine.tally import TALLY, Name, Tally


def rows_of(case_id: str, state: Tally) -> dict[str, Json]:
    names = {f"{case_id}/{name}": {"name": name, "total": state.total} for name in state.names}
    return {case_id: {"names": state.names, "total": state.total}, **names}


TALLIES: View[Tally] = View(name="tallies", rows=rows_of, indexes=(("name", "-total"),))
VIEWED = {"tally": replace(TALLY, views=(TALLIES,))}


def name(id: str, case: str, *names: str) -> Message:
    return Message(
        id=id, actor="t", commands=(Name(case_id=case, names=names),), correlation="c", fingerprint="f"
    )


async def view(store: Store) -> dict[str, Json]:
    """The rows that the database has."""
    return {row["_id"]: row async for row in store["view.tallies"].find()}


async def computed(store: Store) -> dict[str, Json]:
    """The rows that the stored states give."""
    rows: dict[str, Any] = {}
    async for case in store["cases"].find({"version": {"$gt": 0}}):
        state = Tally.model_validate_json(case["state"])
        for row, document in rows_of(case["_id"], state).items():
            listed = {key: list(v) if isinstance(v, tuple) else v for key, v in document.items()}
            rows[row] = {**listed, "_id": row, "case": case["_id"], "version": case["version"]}
    return rows


async def nobody_shares(look: Look, commands: Sequence[Command]) -> dict[str, tuple[str, ...]]:
    """The facts of a tally: names here are its own."""
    return {}


async def make(store: Store, clock: Any) -> Engine:
    engine = Engine(store, VIEWED, clock, nobody_shares)
    await engine.prepare()
    return engine
