"""`quancheng rebuild qualifications precedents` puts right what was spoilt, while commands run."""

from __future__ import annotations

import asyncio
from typing import Any

from pymongo.database import Database
from typer.testing import CliRunner

from deploy.cli import app
from deploy.local.stack import Stack
from services.qualifications.cases.precedents import rows
from services.qualifications.cases.recognition_state import RecognitionState
from tests.qualifications.api.people import PROPOSER, SUPERVISOR, Person

People = dict[str, Person]
Stored = Database[dict[str, Any]]
REFUSED = {"outcome": {"effect": "refused", "grounds": ["not-equivalent"]}}
BEFORE = 60


async def decided(people: People) -> None:
    """A request that the authority refuses: a decision, and so a precedent."""
    path = await people[PROPOSER].propose()
    await people[SUPERVISOR].act(path, "decide", REFUSED)


def rebuild(stack: Stack, database: str, *options: str) -> tuple[int, str]:
    """The command's exit code and what it says."""
    words = ["rebuild", "qualifications", "precedents", "--mongo", stack.mongo, "--database", database]
    done = CliRunner().invoke(app, [*words, *options])
    return done.exit_code, done.stdout


def computed(stored: Stored) -> dict[str, Any]:
    """The rows as the states of the cases give them."""
    found: dict[str, Any] = {}
    for case in stored["cases"].find({"kind": "recognition"}):
        state = RecognitionState.model_validate_json(case["state"])
        for id_, row in rows(case["_id"], state).items():
            found[id_] = {**row, "_id": id_, "case": case["_id"], "version": case["version"]}
    return found


async def test_a_rebuild_while_commands_run_ends_equal(
    people: People, stored: Stored, stack: Stack, own_database: str
) -> None:
    await asyncio.gather(*(decided(people) for _ in range(BEFORE)))
    view, ended = stored["view.precedents"], asyncio.Event()
    lost = [row["_id"] for row in view.find().limit(BEFORE // 3)]
    view.delete_many({"_id": {"$in": lost}})
    view.update_many({}, {"$set": {"outcome": "title"}})
    view.insert_one({"_id": "ghost", "case": "ghost", "version": 1})

    async def work() -> int:
        done = 0
        while not ended.is_set():
            await decided(people)
            done += 1
        return done

    workers = [asyncio.create_task(work()) for _ in range(3)]
    code, told = await asyncio.to_thread(rebuild, stack, own_database)
    ended.set()
    made = sum(await asyncio.gather(*workers))
    assert code == 0
    assert f" {BEFORE + 1} rows were wrong, {BEFORE} were written" in told
    kept = {row["_id"]: row for row in view.find()}
    assert kept == computed(stored)
    assert len(kept) == BEFORE + made
    assert made >= 3
    code, told = await asyncio.to_thread(rebuild, stack, own_database, "--check")
    assert code == 0
    assert " 0 rows were wrong" in told
