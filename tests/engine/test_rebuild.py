"""A view made anew from the journal, with the service at work."""

import asyncio
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from deploy.commands.rebuild import told
from deploy.local.stack import Stack
from shared.clock import FixedClock
from shared.engine import Engine
from shared.mongo import Store
from shared.rebuild import NoSuchView, Rebuild
from tests.engine.tally import add
from tests.engine.viewed import VIEWED, computed, make, name, view

CASES = 130


async def filled(store: Store, clock: FixedClock) -> Engine:
    engine = await make(store, clock)
    await engine.handle([add(n, f"case-{n % CASES}", n) for n in range(3 * CASES)])
    await engine.handle([name(f"n{n}", f"case-{n}", "x", f"y{n}") for n in range(CASES)])
    return engine


async def spoil(store: Store) -> int:
    """Rows that are missing, different, too many and nobody's; how many."""
    rows = store["view.tallies"]
    await rows.delete_many({"name": "x", "total": {"$gt": 300}})
    missing = len(await computed(store)) - len(await view(store))
    different = await rows.update_many({"case": {"$in": ["case-1", "case-2"]}}, {"$set": {"total": -1}})
    await rows.insert_one({"_id": "case-3/gone", "case": "case-3", "version": 1, "name": "gone", "total": 1})
    await rows.insert_one({"_id": "ghost", "case": "ghost", "version": 1, "total": 1})
    await rows.insert_one({"_id": "nobody"})
    return missing + int(different.modified_count) + 3


async def test_spoiled_rows_are_counted_and_put_right(store: Store, clock: FixedClock) -> None:
    await filled(store, clock)
    assert (await Rebuild(store, VIEWED, "tallies", check=True).run()).is_equal
    wrong = await spoil(store)
    before = await view(store)
    checked = await Rebuild(store, VIEWED, "tallies", check=True).run()
    assert (checked.wrong, checked.written, checked.is_equal) == (wrong, 0, False)
    assert await view(store) == before
    met = await Rebuild(store, VIEWED, "tallies").run()
    assert (met.cases, met.rows, met.wrong, met.written) == (CASES, 3 * CASES, wrong, wrong - 3)
    assert await view(store) == await computed(store)
    assert told(met, check=False) == [
        f"130 cases, 390 rows: {wrong} rows were wrong, {wrong - 3} were written"
    ]
    again = await Rebuild(store, VIEWED, "tallies").run()
    assert (again.wrong, again.written) == (0, 0)


@pytest.mark.parametrize("dropped", [True, False])
async def test_it_ends_equal_while_commands_run(store: Store, clock: FixedClock, dropped: bool) -> None:
    engine = await filled(store, clock)
    ended = asyncio.Event()
    chance = random.Random(7)
    done = [0, 0, 0]

    async def work(worker: int) -> None:
        while not ended.is_set():
            n = done[worker] = done[worker] + 1
            case, new = f"case-{chance.randrange(CASES)}", f"new-{worker}-{n}"
            await engine.handle([name(f"{worker}/{n}", case, f"w{chance.randrange(9)}")])
            await engine.handle([add(10_000 + 1_000_000 * worker + n, new, 1)])

    workers = [asyncio.create_task(work(n)) for n in range(len(done))]
    while min(done) < 10:
        await (store["view.tallies"].delete_many({}) if dropped else spoil(store))
        assert (await Rebuild(store, VIEWED, "tallies").run()).written > 0
    ended.set()
    await asyncio.gather(*workers)
    assert await view(store) == await computed(store)
    assert (await Rebuild(store, VIEWED, "tallies", check=True).run()).is_equal


async def test_a_commit_that_takes_a_missing_row_away_meets_the_rebuild(
    store: Store, clock: FixedClock
) -> None:
    """Neither writes what the other wrote, but for the case: without its mark a stray row would stay."""
    engine = await make(store, clock)
    await engine.handle([name("n", "a", "x")])
    await store["view.tallies"].delete_many({"_id": "a/x"})
    rebuild = Rebuild(store, VIEWED, "tallies")
    runs = 0

    async def overtaken(session: object) -> None:
        nonlocal runs
        runs += 1
        await store["cases"].find_one({"_id": "a"}, session=session)  # the snapshot is taken here
        if runs == 1:
            await engine.handle([name("m", "a")])
        await rebuild._cases(["a"], session)

    await store.transaction(overtaken)
    assert runs == 2
    assert await view(store) == await computed(store)


async def test_a_journal_with_a_gap_is_told_and_its_rows_stay(store: Store, clock: FixedClock) -> None:
    engine = await make(store, clock)
    await engine.handle([add(0, "a", 1), add(1, "a", 1), add(2, "b", 1)])
    await store["journal"].delete_one({"case": "a", "version": 1})
    await store["view.tallies"].update_many({}, {"$set": {"total": 9}})
    met = await Rebuild(store, VIEWED, "tallies").run()
    assert (met.broken, met.cases, met.written) == (["a"], 2, 1)
    assert {row["_id"]: row["total"] for row in (await view(store)).values()} == {"a": 9, "b": 1}
    assert told(met, check=False)[1:] == ["the journal of case a does not reach its version"]


async def test_a_view_that_no_kind_has_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchView):
        await Rebuild(store, VIEWED, "totals").run()


def test_the_command_says_which_views_and_services_there_are(stack: Stack, tmp_path: Path) -> None:
    for words in (("customs", "tallies"), ("medical", "no-such-view")):
        command = [sys.executable, "-m", "deploy.cli", "rebuild", *words]
        env = os.environ | {"QUANCHENG_HOME": str(tmp_path), "QUANCHENG_MONGO": stack.mongo}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "choose from" in done.stderr


def test_the_command_tells_by_its_exit_code_whether_rows_differ(
    stack: Stack, database: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.commands.rebuild.kinds_of", lambda service: VIEWED)

    async def prepare() -> None:
        store = Store(stack.mongo, database)
        engine = await make(store, clock)
        await engine.handle([add(0, "a", 1), add(1, "a", 1), add(2, "b", 1)])
        await store["view.tallies"].delete_one({"_id": "b"})
        store.close()

    def quancheng(*more: str) -> tuple[int, str]:
        words = ["rebuild", "medical", "tallies", "--mongo", stack.mongo, "--database", database, *more]
        done = CliRunner().invoke(app, words)
        return done.exit_code, done.stdout

    asyncio.run(prepare())
    assert quancheng("--check") == (1, "2 cases, 2 rows: 1 rows were wrong, nothing was written\n")
    assert quancheng() == (0, "2 cases, 2 rows: 1 rows were wrong, 1 were written\n")
    assert quancheng("--check") == (0, "2 cases, 2 rows: 0 rows were wrong, nothing was written\n")

    async def break_journal() -> None:
        store = Store(stack.mongo, database)
        await store["journal"].delete_one({"case": "a", "version": 1})
        store.close()

    asyncio.run(break_journal())
    broken, said = quancheng()
    assert broken == 1
    assert "the journal of case a does not reach its version" in said
