"""Parked messages: what blocks, what follows, what is matched, and what people do about it."""

import asyncio

import pytest

from shared.clock import FixedClock
from shared.engine import Engine
from shared.envelope import Reply
from shared.mongo import Store
from shared.parking import CannotReplay, NotParked, Parking
from tests.engine.reading import case, command, rows, total
from tests.engine.tally import BUG, KINDS, add, read, record


async def test_a_replay_lets_the_parked_message_and_its_followers_through_in_order(
    engine: Engine, store: Store, parking: Parking
) -> None:
    await engine.handle([add(0, "b", 1), add(1, "b", 666), add(2, "b", 2)])
    await engine.handle([add(3, "b", 3)])
    failed, behind, _ = await rows(store, "parked")
    with pytest.raises(CannotReplay):
        await parking.replay(failed["_id"], "ops")
    with pytest.raises(CannotReplay):
        await parking.replay(behind["_id"], "ops")
    BUG["active"] = False
    ended = await parking.replay(failed["_id"], "ops")
    assert (ended["status"], ended["by"]) == ("replayed", "ops")
    amounts = [KINDS["tally"].read_event(r["type"], r["data"]) for r in await rows(store, "journal")]
    assert [event.amount for event in amounts] == [1, 666, 2, 3]  # type: ignore[attr-defined]
    assert (await case(store, "b"))["blocked_by"] is None
    assert [row["status"] for row in await rows(store, "parked")] == ["replayed"] * 3
    with pytest.raises(NotParked):
        await parking.replay(failed["_id"], "ops")
    await engine.handle([add(4, "b", 4)])
    assert await total(store, "b") == 676


async def test_a_release_goes_on_without_the_parked_message_and_keeps_its_row(
    engine: Engine, store: Store, parking: Parking
) -> None:
    await engine.handle([add(0, "b", 666), add(1, "b", 2)])
    failed, _ = await rows(store, "parked")
    ended = await parking.release(failed["_id"], "ops", "booked by hand")
    assert (ended["status"], ended["note"]) == ("released", "booked by hand")
    assert await total(store, "b") == 2
    assert len(await rows(store, "parked")) == 2


async def test_a_follower_that_fails_too_becomes_the_block(
    engine: Engine, store: Store, parking: Parking
) -> None:
    await engine.handle([add(0, "b", 666), add(1, "b", 666, id="second"), add(2, "b", 1)])
    first, second, third = await rows(store, "parked")
    await parking.release(first["_id"], "ops", "")
    assert (await case(store, "b"))["blocked_by"] == second["_id"]
    await parking.release(second["_id"], "ops", "")
    assert await total(store, "b") == 1
    assert (await parking.one(third["_id"]))["status"] == "replayed"


async def test_a_block_that_a_crash_left_half_removed_is_finished(
    engine: Engine, store: Store, parking: Parking
) -> None:
    await engine.handle([add(0, "b", 666), add(1, "b", 2)])
    failed, _ = await rows(store, "parked")
    await store["parked"].update_one({"_id": failed["_id"]}, {"$set": {"status": "released"}})
    await parking.finish_unblocking()
    assert (await case(store, "b"))["blocked_by"] is None
    assert await total(store, "b") == 2


async def test_an_answer_that_comes_before_its_case_is_matched_when_the_case_appears(
    engine: Engine, store: Store, parking: Parking
) -> None:
    early = read(record(0, [{"alias": ["total|5"], "add": 10}, {"case": "z", "add": 1}]))
    (outcome,) = await engine.handle([early])
    assert [p.reason for p in outcome.parked] == ["unmatched"]
    assert await total(store, "z") == 1
    assert await parking.match() == 0
    await engine.handle([add(1, "a", 5)])
    assert await parking.match() == 1
    assert (await total(store, "a"), await total(store, "z")) == (15, 1)
    assert await parking.match() == 0


async def test_an_http_command_on_a_blocked_case_is_refused_until_the_block_ends(
    engine: Engine, parking: Parking
) -> None:
    (parked,) = await engine.handle([add(0, "a", 666)])
    assert [part.reason for part in parked.parked] == ["failed"]
    (refused,) = await engine.handle([command(1)])
    assert refused.reply == Reply(409, "case-blocked")
    await parking.release(parked.parked[0].id, "ops", "")
    (again,) = await engine.handle([command(1)])
    assert again.reply == Reply(200, "1", {"etag": "1"})


async def test_messages_that_fail_on_one_case_at_the_same_moment_leave_one_block(
    store: Store, clock: FixedClock, parking: Parking
) -> None:
    engines = [Engine(store, KINDS, clock) for _ in range(4)]
    await asyncio.gather(*(e.handle([add(n, "a", 666, id=f"m{n}")]) for n, e in enumerate(engines)))
    found = await rows(store, "parked")
    assert sorted(row["reason"] for row in found) == ["behind", "behind", "behind", "failed"]
    BUG["active"] = False
    (failed,) = [row for row in found if row["reason"] == "failed"]
    await parking.replay(failed["_id"], "ops")
    assert await total(store, "a") == 4 * 666
    assert (await case(store, "a"))["blocked_by"] is None


async def test_an_early_answer_that_the_rules_fail_on_waits_for_people_not_for_the_next_round(
    engine: Engine, store: Store, parking: Parking
) -> None:
    await engine.handle([read(record(0, {"alias": ["total|5"], "add": 666}))])
    await engine.handle([add(1, "a", 5)])
    assert await parking.match() == 0
    (row,) = await rows(store, "parked")
    assert (row["status"], row["waiting"]) == ("parked", False)
    assert row["detail"] == "the rules still fail: ZeroDivisionError"
    BUG["active"] = False
    assert (await parking.replay(row["_id"], "ops"))["status"] == "replayed"
    assert await total(store, "a") == 671
