"""Commands of somebody at a screen: as a whole or not at all, and only on the version that was seen."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson

from shared.cases import Command
from shared.clock import FixedClock
from shared.engine import Engine
from shared.envelope import Message, Outcome, Reply
from shared.look import Look
from shared.mongo import Store
from tests.engine.tally import KINDS, Add, Tally


def rendered(outcome: Outcome) -> Reply:
    code = outcome.refusal.code if outcome.refusal else "done"
    versions = {case: version for case, (version, _) in outcome.states.items()}
    return Reply(200, orjson.dumps({"code": code, "versions": versions}).decode())


def asked(id: str, *adds: tuple[str, int], seen: int | None = None) -> Message:
    return Message(
        id=id,
        actor="officer",
        commands=tuple(Add(case_id=case, amount=amount) for case, amount in adds),
        correlation="c",
        fingerprint=id,
        render=rendered,
        expected_version=seen,
    )


async def said(engine: Engine, message: Message) -> Any:
    (outcome,) = await engine.handle([message])
    assert outcome.reply is not None
    return orjson.loads(outcome.reply.body)


async def totals(store: Store) -> dict[str, int]:
    rows = await store["cases"].find({}).to_list(None)
    return {row["_id"]: Tally.model_validate_json(row["state"]).total for row in rows}


async def test_a_command_on_a_stale_version_has_no_effect_and_learns_the_new_one(
    engine: Engine, store: Store
) -> None:
    await said(engine, asked("one", ("a", 1), seen=0))
    await said(engine, asked("two", ("a", 2), seen=1))
    assert await said(engine, asked("late", ("a", 4), seen=1)) == {
        "code": "version-conflict",
        "versions": {"a": 2},
    }
    assert await totals(store) == {"a": 3}


async def test_of_two_that_saw_the_same_version_at_once_one_wins(store: Store, clock: FixedClock) -> None:
    engines = [Engine(store, KINDS, clock) for _ in range(8)]
    await engines[0].prepare()
    await said(engines[0], asked("first", ("a", 1)))
    answers = await asyncio.gather(
        *(said(each, asked(f"k{n}", ("a", 1), seen=1)) for n, each in enumerate(engines))
    )
    assert sorted(answer["code"] for answer in answers) == ["done"] + ["version-conflict"] * 7
    assert await totals(store) == {"a": 2}


async def test_a_repeat_of_a_command_is_answered_as_before_whatever_the_version(engine: Engine) -> None:
    first = await said(engine, asked("one", ("a", 1), seen=0))
    await said(engine, asked("two", ("a", 1)))
    assert await said(engine, asked("one", ("a", 1), seen=0)) == first


async def test_only_the_first_command_is_held_against_the_version(engine: Engine, store: Store) -> None:
    await said(engine, asked("one", ("a", 1), ("b", 2), seen=0))
    await said(engine, asked("two", ("a", 1), ("b", 2), seen=1))
    assert await totals(store) == {"a": 2, "b": 4}


async def test_a_message_of_which_one_command_is_refused_has_no_effect_at_all(
    engine: Engine, store: Store
) -> None:
    await said(engine, asked("one", ("a", 1)))
    answer = await said(engine, asked("two", ("a", 2), ("new", 3), ("b", -1)))
    assert answer == {"code": "negative", "versions": {"a": 1, "new": 0, "b": 0}}
    assert await totals(store) == {"a": 1}
    assert await store["journal"].count_documents({}) == 1
    (pending,) = await store["pending"].find({}).to_list(None)
    assert len(pending["events"]) == 1


async def test_transactions_that_hold_the_same_name_see_each_others_cases(
    store: Store, clock: FixedClock
) -> None:
    """The second adds what the first has made of another case: without the hold both would see nothing."""

    seen: list[int] = []

    async def look_up(look: Look, commands: Sequence[Command]) -> None:
        await look.hold(["the-person"])
        seen.append(len(await look.cases({"kind": "tally"}, {"_id": 1})))

    engines = [Engine(store, KINDS, clock, look_up) for _ in range(6)]
    await engines[0].prepare()
    await asyncio.gather(*(said(each, asked(f"k{n}", (f"case-{n}", 1))) for n, each in enumerate(engines)))
    assert set(seen) >= set(range(6))
