"""Read models that are kept in the commit of their case."""

import asyncio
import json
from base64 import urlsafe_b64encode

import pytest

from shared.clock import FixedClock
from shared.history import BadCursor
from shared.mongo import Store
from shared.view_rows import Rows
from tests.engine.tally import KINDS, add
from tests.engine.viewed import TALLIES, computed, make, name, view


async def test_rows_come_change_and_go_with_their_case(store: Store, clock: FixedClock) -> None:
    engine = await make(store, clock)
    await engine.handle([add(0, "a", 1), name("n1", "a", "x", "y"), add(1, "b", 5)])
    assert await view(store) == await computed(store)
    assert set(await view(store)) == {"a", "a/x", "a/y", "b"}
    await engine.handle([name("n2", "a", "y", "z"), add(2, "b", 1)])
    assert set(await view(store)) == {"a", "a/y", "a/z", "b"}
    assert (await view(store))["a/y"] == {"_id": "a/y", "case": "a", "version": 3, "name": "y", "total": 1}
    await engine.handle([name("n2", "a", "y", "z")])
    assert await view(store) == await computed(store)


async def test_what_has_no_effect_changes_no_row(store: Store, clock: FixedClock) -> None:
    engine = await make(store, clock)
    await engine.handle([add(0, "a", 1)])
    before = await view(store)
    await engine.handle([add(1, "a", -1), add(2, "b", -1)])
    await engine.handle([add(3, "a", 666), add(4, "a", 1)])
    assert await view(store) == before


async def test_workers_that_race_leave_the_rows_of_the_last_state(store: Store, clock: FixedClock) -> None:
    engines = [await make(store, clock) for _ in range(4)]
    await asyncio.gather(
        *(
            engines[n % 4].handle([add(n, "a", 1), name(f"n{n}", f"b{n % 3}", f"x{n}", f"y{n % 5}")])
            for n in range(24)
        )
    )
    assert await view(store) == await computed(store)


async def test_a_kind_without_views_writes_none(store: Store, clock: FixedClock) -> None:
    engine = await make(store, clock)
    engine.kinds = KINDS
    await engine.handle([add(0, "a", 1)])
    assert await view(store) == {}


async def test_a_view_is_found_through_its_indexes(store: Store, clock: FixedClock) -> None:
    await make(store, clock)
    indexes = await store["view.tallies"].index_information()
    assert indexes["case"]["key"] == [("case", 1)]
    assert indexes["name_-total"]["key"] == [("name", 1), ("total", -1)]


@pytest.mark.parametrize("falling", [False, True])
async def test_pages_by_a_key_give_every_row_once_while_others_come(
    store: Store, clock: FixedClock, falling: bool
) -> None:
    engine = await make(store, clock)
    await engine.handle([add(n, f"c{n:02}", n % 4) for n in range(23)])
    rows, seen, cursor = Rows(store, TALLIES), [], None
    while True:
        page, cursor = await rows.page({"case": {"$lt": "d"}}, cursor, 5, by="total", falling=falling)
        seen += [(row["total"], row["_id"]) for row in page]
        if cursor is None:
            break
        await engine.handle([add(1000 + len(seen), f"z{len(seen)}", 1)])
    assert seen == sorted(((n % 4, f"c{n:02}") for n in range(23)), reverse=falling)


async def test_a_cursor_of_somebodys_own_making_is_told(store: Store) -> None:
    for made_up in ("", "é", "x", "eyJhIjoxfQ", "WzFd"):
        with pytest.raises(BadCursor):
            await Rows(store, TALLIES).page({}, made_up, 5)


@pytest.mark.parametrize("beyond", [2**63, 2**64 - 1])
async def test_a_cursor_with_an_integer_that_the_database_does_not_have_is_told(
    store: Store, beyond: int
) -> None:
    def cursor(value: int) -> str:
        return urlsafe_b64encode(json.dumps([value, "x"]).encode()).decode().rstrip("=")

    rows = Rows(store, TALLIES)
    with pytest.raises(BadCursor):
        await rows.page({}, cursor(beyond), 5, by="total")
    for last in (2**63 - 1, -(2**63)):
        assert await rows.page({}, cursor(last), 5, by="total") == ([], None)


async def test_a_slice_tells_how_many_there_are_and_settles_ties(store: Store, clock: FixedClock) -> None:
    engine = await make(store, clock)
    await engine.handle([add(n, f"c{n}", n % 2) for n in range(6)])
    found, total = await Rows(store, TALLIES).slice({}, [("total", -1)], 2, 3)
    assert ([row["_id"] for row in found], total) == (["c5", "c0", "c2"], 6)
    assert await Rows(store, TALLIES).slice({"case": "nobody"}, [], 0, 3) == ([], 0)
    one = await Rows(store, TALLIES).one("c3")
    assert one == {"_id": "c3", "case": "c3", "version": 1, "names": [], "total": 1}
