"""The write path on a real MongoDB: one effect a message, one commit a batch, poison on its own."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from shared.clock import FixedClock
from shared.engine import Engine
from shared.envelope import DecisionFailed, Reply
from shared.history import Cases
from shared.mongo import Store
from tests.engine.conftest import START
from tests.engine.reading import case, command, rows, total
from tests.engine.tally import KINDS, TALLY, Tally, add, read, record


async def test_a_batch_becomes_states_journal_and_inbox_in_one_commit(engine: Engine, store: Store) -> None:
    outcomes = await engine.handle([add(0, "a", 1), add(1, "b", 2), add(2, "a", 3)])
    assert [o.status for o in outcomes] == ["accepted"] * 3
    assert (await total(store, "a"), await total(store, "b")) == (4, 2)
    journal = await rows(store, "journal", case="a")
    assert [row["version"] for row in journal] == [1, 2]
    assert journal[0]["original"] == b'{"case": "a", "add": 1}'
    assert len(await rows(store, "inbox")) == 3
    (pending,) = await rows(store, "pending")
    assert sorted(pending["events"]) == [row["_id"] for row in await rows(store, "journal")]


async def test_events_of_a_kind_that_is_not_published_stay_in_the_journal(
    store: Store, clock: FixedClock
) -> None:
    engine = Engine(store, {"tally": replace(TALLY, published=False)}, clock)
    await engine.prepare()
    await engine.handle([add(0, "a", 1)])
    assert len(await rows(store, "journal", case="a")) == 1
    assert await rows(store, "pending") == []


async def test_an_id_twice_in_one_batch_has_one_effect(engine: Engine, store: Store) -> None:
    outcomes = await engine.handle([add(0, "a", 1, id="x"), add(1, "a", 1, id="x")])
    assert [o.status for o in outcomes] == ["accepted", "duplicate"]
    assert await total(store, "a") == 1


async def test_an_id_in_two_batches_has_one_effect(engine: Engine, store: Store) -> None:
    await engine.handle([add(0, "a", 1, id="x")])
    (again,) = await engine.handle([add(7, "a", 1, id="x")])
    assert again.status == "duplicate"
    assert await total(store, "a") == 1


async def test_an_id_that_a_partner_uses_for_other_content_loses_nothing(
    engine: Engine, store: Store
) -> None:
    await engine.handle([add(0, "a", 1, id="x")])
    await engine.handle([add(1, "a", 2, id="x")])
    assert await total(store, "a") == 3


async def test_workers_that_race_on_one_case_lose_nothing(store: Store, clock: FixedClock) -> None:
    engines = [Engine(store, KINDS, clock) for _ in range(2)]
    await engines[0].prepare()
    batches = [[add(100 * n + k, "a", 1) for k in range(5)] for n in range(8)]
    await asyncio.gather(*(engines[n % 2].handle(batch) for n, batch in enumerate(batches)))
    assert await total(store, "a") == 40
    journal = await rows(store, "journal", case="a")
    assert [row["version"] for row in journal] == list(range(1, 41))
    assert store.conflicts > 0


async def test_the_same_message_on_two_workers_at_once_has_one_effect(
    store: Store, clock: FixedClock
) -> None:
    engines = [Engine(store, KINDS, clock) for _ in range(10)]
    await engines[0].prepare()
    outcomes = await asyncio.gather(*(e.handle([add(0, "a", 5, id="x")]) for e in engines))
    assert sorted(o[0].status for o in outcomes) == ["accepted"] + ["duplicate"] * 9
    assert await total(store, "a") == 5


async def test_replaying_the_journal_gives_the_stored_state(engine: Engine, store: Store) -> None:
    await engine.handle([add(n, "a", n) for n in range(20)])
    state = None
    kind = KINDS["tally"]
    for row in await rows(store, "journal", case="a"):
        state = kind.evolve(state, kind.read_event(row["type"], row["data"]))
    assert state == Tally.model_validate_json((await case(store, "a"))["state"])


async def test_an_unreadable_record_among_good_ones_is_parked_with_its_bytes(
    engine: Engine, store: Store
) -> None:
    poison = read(record(1, b"\xff{not json"))
    outcomes = await engine.handle([add(0, "a", 1), poison, add(2, "a", 2)])
    assert [o.status for o in outcomes] == ["accepted", "parked", "accepted"]
    (parked,) = await rows(store, "parked")
    assert (parked["value"], parked["offset"], parked["reason"]) == (b"\xff{not json", 1, "unreadable")
    assert await total(store, "a") == 3
    (again,) = await engine.handle([poison])
    assert again.status == "duplicate"


async def test_a_message_that_the_rules_fail_on_blocks_only_its_case(engine: Engine, store: Store) -> None:
    outcomes = await engine.handle([add(0, "a", 1), add(1, "b", 666), add(2, "b", 2), add(3, "a", 3)])
    assert [o.status for o in outcomes] == ["accepted", "parked", "parked", "accepted"]
    assert await total(store, "a") == 4
    failed, behind = await rows(store, "parked")
    assert (failed["reason"], behind["reason"]) == ("failed", "behind")
    assert failed["detail"].startswith("ZeroDivisionError")
    assert (await case(store, "b"))["blocked_by"] == failed["_id"]


async def test_an_alias_that_two_cases_answer_to_is_parked_as_ambiguous(engine: Engine, store: Store) -> None:
    await engine.handle([add(0, "a", 5), add(1, "b", 5)])
    (outcome,) = await engine.handle([read(record(2, {"alias": ["total|5"], "add": 1}))])
    assert [p.reason for p in outcome.parked] == ["ambiguous"]


async def test_an_http_command_repeated_gets_the_kept_answer(engine: Engine, store: Store) -> None:
    (first,) = await engine.handle([command(3)])
    (again,) = await engine.handle([command(3)])
    assert first.reply == again.reply == Reply(200, "1", {"etag": "1"})
    assert again.status == "duplicate"
    (other,) = await engine.handle([command(3, fingerprint="g")])
    assert (other.status, other.reply) == ("duplicate", None)
    assert await total(store, "a") == 3


async def test_the_same_http_command_fifty_times_at_once_has_one_effect(engine: Engine, store: Store) -> None:
    outcomes = await asyncio.gather(*(engine.handle([command(3)]) for _ in range(50)))
    assert [o[0].reply for o in outcomes] == [Reply(200, "1", {"etag": "1"})] * 50
    assert await total(store, "a") == 3


async def test_an_http_command_that_is_refused_or_fails_parks_nothing(engine: Engine, store: Store) -> None:
    (refused,) = await engine.handle([command(-1)])
    assert refused.reply == Reply(409, "negative")
    with pytest.raises(DecisionFailed):
        await engine.handle([command(666, key="other")])
    assert await rows(store, "parked") == []


async def test_a_partners_refused_command_is_parked_under_its_code(engine: Engine, store: Store) -> None:
    (outcome,) = await engine.handle([add(0, "a", -1)])
    assert [p.reason for p in outcome.parked] == ["negative"]
    assert (await rows(store, "parked"))[0]["case_id"] == "a"


async def test_a_fault_outside_the_rules_is_met_message_by_message_too(
    store: Store, clock: FixedClock
) -> None:
    async def facts(look: Any, commands: Any) -> None:
        if any(command.amount == 13 for command in commands):
            raise LookupError("a read model is broken for this one")

    engine = Engine(store, KINDS, clock, facts)
    await engine.prepare()
    outcomes = await engine.handle([add(0, "a", 1), add(1, "b", 13), add(2, "a", 2)])
    assert [o.status for o in outcomes] == ["accepted", "parked", "accepted"]
    (parked,) = await rows(store, "parked")
    assert (parked["reason"], parked["case_id"]) == ("failed", "b")


async def test_the_bytes_as_sent_are_kept_once_however_many_parts_the_message_has(
    engine: Engine, store: Store
) -> None:
    await engine.handle([read(record(0, [{"case": f"c{n}", "add": n} for n in range(5)]))])
    journal = await rows(store, "journal")
    assert [row["case"] for row in journal if "original" in row] == ["c0"]


async def test_what_is_due_and_what_is_parked_behind_is_found_by_an_index(
    engine: Engine, store: Store
) -> None:
    await engine.handle([add(0, "a", 666), add(1, "a", 1)])
    due = {"due_at": {"$lte": START, "$type": "date"}, "blocked_by": None}
    behind = {"case_id": {"$eq": "a", "$type": "string"}, "status": "parked", "reason": "behind"}
    for collection, query in (("cases", due), ("parked", behind)):
        plan = await store[collection].find(query).explain()
        assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"]), collection


async def test_a_list_leaves_out_a_case_that_is_blocked_before_its_first_event(
    engine: Engine, store: Store
) -> None:
    await engine.handle([add(0, "a", 666), add(1, "b", 1)])
    cases = Cases(store, KINDS)
    found, following = await cases.page({"kind": "tally"}, None, 10)
    assert [(case.id, following) for case in found] == [("b", None)]
    assert [case.id async for case in cases.each({"kind": "tally"})] == ["b"]
