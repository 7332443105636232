"""HTTP commands that wait at the same moment: one transaction, and each its own answer."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from shared.cases import Command
from shared.clock import FixedClock
from shared.engine import Engine
from shared.envelope import DecisionFailed, Message, Outcome
from shared.group_commit import AT_ONCE, GroupCommit
from shared.look import Look
from shared.mongo import Store, StoreError
from tests.engine.reading import rows, under
from tests.engine.tally import KINDS, Add, Name, Tally
from tests.engine.test_commands import asked, totals


class Counted(Store):
    """A store that knows how many transactions it was asked for."""

    transactions = 0

    async def transaction(self, work: Any) -> Any:
        self.transactions += 1
        return await super().transaction(work)


@pytest.fixture
async def store(stack: Any, database: str) -> Any:
    opened = Counted(stack.mongo, database)
    yield opened
    opened.close()


async def by_names(look: Look, commands: Sequence[Command]) -> Any:
    """Who has the names that are asked for."""
    await look.keys({name for command in commands if isinstance(command, Name) for name in command.names})
    return look.holders


async def by_state(look: Look, commands: Sequence[Command]) -> Any:
    """For the name x, what the cases' totals are."""
    rows = await look.cases({"_id": {"$in": [command.case_id for command in commands]}}, {"state": 1})
    return {"x": tuple(str(Tally.model_validate_json(row["state"]).total) for row in rows)}


@dataclass
class Observed:
    """Facts that are kept current within a batch: which cases have become bearers of a name."""

    bearers: dict[str, str] = field(default_factory=dict)

    def observe(self, case_id: str, state: Tally) -> None:
        self.bearers.update((name, case_id) for name in state.names)

    def get(self, name: str, none: tuple[str, ...]) -> tuple[str, ...]:
        return (self.bearers[name],) if name in self.bearers else none


async def observing(look: Look, commands: Sequence[Command]) -> Observed:
    """Nothing is known at first."""
    return Observed()


def said(outcome: Outcome) -> Any:
    assert outcome.reply is not None
    return orjson.loads(outcome.reply.body)


async def all_of(engine: Engine, messages: Sequence[Message]) -> list[Any]:
    return await asyncio.gather(*(engine.submit(message) for message in messages), return_exceptions=True)


def does(id: str, *commands: Command) -> Message:
    return replace(asked(id), commands=commands)


async def test_two_hundred_commands_on_one_case_have_one_effect_each_in_few_transactions(
    engine: Engine, store: Counted
) -> None:
    outcomes = await all_of(engine, [asked(f"k{n}", ("a", 1)) for n in range(200)])
    assert [said(outcome) for outcome in outcomes] == [
        {"code": "done", "versions": {"a": n}} for n in range(1, 201)
    ]
    assert await totals(store) == {"a": 200}
    journal = await rows(store, "journal", case="a")
    assert [row["cause"] for row in journal] == [f"k{n}" for n in range(200)]
    assert len(await rows(store, "inbox")) == 200
    assert store.transactions <= 200 / AT_ONCE + 2
    assert store.conflicts == 0


async def test_of_those_that_saw_the_same_version_one_wins(engine: Engine, store: Counted) -> None:
    await engine.submit(asked("first", ("a", 1)))
    outcomes = await all_of(engine, [asked(f"k{n}", ("a", 1), seen=1) for n in range(20)])
    conflict = {"code": "version-conflict", "versions": {"a": 2}}
    assert [said(outcome) for outcome in outcomes] == [{"code": "done", "versions": {"a": 2}}] + [
        conflict
    ] * 19
    assert await totals(store) == {"a": 2}


async def test_a_repeat_that_waits_beside_the_first_gets_its_answer(engine: Engine, store: Counted) -> None:
    messages = [asked("k", ("a", 1)) for _ in range(30)]
    others = [replace(asked("k", ("a", 7)), fingerprint="another request")]
    outcomes = await all_of(engine, messages + others)
    assert [outcome.status for outcome in outcomes] == ["accepted"] + ["duplicate"] * 30
    assert len({outcome.reply.body for outcome in outcomes[:30]}) == 1
    assert outcomes[30].reply is None
    assert await totals(store) == {"a": 1}


async def test_a_message_that_the_rules_fail_on_fails_alone(engine: Engine, store: Counted) -> None:
    amounts = [1, 666, 1, 1, 666, 1, 1]
    outcomes = await all_of(engine, [asked(f"k{n}", (f"c{n}", a)) for n, a in enumerate(amounts)])
    failed = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, DecisionFailed)]
    assert failed == [1, 4]
    assert [outcomes[n].message.id for n in failed] == ["k1", "k4"]
    assert await totals(store) == {f"c{n}": 1 for n in (0, 2, 3, 5, 6)}
    assert await rows(store, "parked") == []


async def test_a_refused_message_leaves_no_trace_before_its_neighbours(
    store: Counted, clock: FixedClock
) -> None:
    """What it would have done is in no state, no event, no key, and no later decision's facts."""
    engine = Engine(store, KINDS, clock, by_names)
    await engine.prepare()
    names = {case: Name(case_id=case, names=("x",)) for case in "abcd"}
    outcomes = await all_of(
        engine,
        [
            does("k0", Name(case_id="before", names=("y",))),
            does("k1", names["a"]),
            does("k2", names["b"], Add(case_id="a", amount=5), Add(case_id="b", amount=-1)),
            does("k3", names["c"]),
            does("k4", names["d"], Add(case_id="e", amount=2)),
        ],
    )
    assert [outcome.refusal is None for outcome in outcomes] == [True, True, False, True, True]
    assert said(outcomes[2]) == {"code": "negative", "versions": {"a": 1, "b": 0}}
    sharers = [outcomes[n].events[0].sharers for n in (1, 3, 4)]
    assert sharers == [(), ("a",), ("a", "c")]
    assert await totals(store) == {"before": 0, "a": 0, "c": 0, "d": 0, "e": 2}
    assert await under(store) == {"x": ["a", "c", "d"], "y": ["before"]}
    assert len(await rows(store, "journal")) == 5


async def test_a_refused_message_that_is_the_last_leaves_no_trace_either(
    store: Counted, clock: FixedClock
) -> None:
    engine = Engine(store, KINDS, clock, by_names)
    await engine.prepare()
    taken = does("k2", Name(case_id="b", names=("x",)), Add(case_id="b", amount=-1))
    first = does("k0", Name(case_id="w", names=("w",)))
    await all_of(engine, [first, does("k1", Name(case_id="a", names=("x",))), taken])
    assert await totals(store) == {"w": 0, "a": 0}
    assert await under(store) == {"w": ["w"], "x": ["a"]}
    (other,) = await all_of(engine, [does("k3", Add(aliases=("total|0",), amount=1, optional=True))])
    assert [part.reason for part in other.parked] == ["ambiguous"]


async def test_facts_that_observed_what_was_refused_are_asked_no_more(
    store: Counted, clock: FixedClock
) -> None:
    engine = Engine(store, KINDS, clock, observing)
    await engine.prepare()
    refused = does("k1", Name(case_id="b", names=("x",)), Add(case_id="b", amount=-1))
    messages = [does("k0", Add(case_id="a", amount=1)), refused, does("k2", Name(case_id="c", names=("x",)))]
    outcomes = await all_of(engine, messages)
    assert outcomes[2].events[0].sharers == ()
    assert await totals(store) == {"a": 1, "c": 0}


async def test_a_request_is_not_decided_on_facts_from_before_another_changed_its_case(
    store: Store, clock: FixedClock
) -> None:
    engine = Engine(store, KINDS, clock, by_state)
    await engine.prepare()
    await engine.submit(asked("first", ("a", 1)))
    messages = [asked("k1", ("a", 1)), does("k2", Name(case_id="a", names=("x",))), asked("k3", ("a", 1))]
    outcomes = await all_of(engine, messages)
    assert outcomes[1].events[0].sharers == ("2",)
    assert await totals(store) == {"a": 3}


async def test_facts_that_follow_from_the_commands_alone_serve_a_whole_group(
    store: Counted, clock: FixedClock
) -> None:
    engine = Engine(store, {"tally": replace(KINDS["tally"], facts_by_command=True)}, clock, by_names)
    await engine.prepare()
    outcomes = await all_of(engine, [does(f"k{n}", Name(case_id="a", names=("x",))) for n in range(50)])
    assert [outcome.events[0].sharers for outcome in outcomes] == [()] + [("a",)] * 49
    assert store.transactions == 1


async def test_a_caller_that_goes_away_does_not_take_the_others_along(engine: Engine, store: Counted) -> None:
    tasks = [asyncio.create_task(engine.submit(asked(f"k{n}", (f"c{n}", 1)))) for n in range(100)]
    await asyncio.sleep(0)
    for n in (0, 3, 99):
        tasks[n].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [n for n, d in enumerate(done) if isinstance(d, BaseException)] == [0, 3, 99]
    stored = await totals(store)
    assert {f"c{n}" for n in range(100) if n not in (0, 3, 99)} <= stored.keys()
    assert "c99" not in stored


async def test_what_befalls_a_whole_group_is_told_to_each_and_the_next_group_goes_on() -> None:
    faults: list[Exception] = [StoreError("away")]

    async def commit(messages: Sequence[Message]) -> list[Outcome]:
        await asyncio.sleep(0)
        if faults:
            raise faults.pop()
        return [Outcome() for _ in messages]

    group = GroupCommit(commit)
    told = await asyncio.gather(*(group.submit(asked(f"k{n}")) for n in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [StoreError] * 3
    assert (await group.submit(asked("later"))).status == "accepted"


async def test_a_lone_command_waits_for_nothing_and_a_crowd_goes_in_bounded_groups() -> None:
    groups: list[int] = []

    async def commit(messages: Sequence[Message]) -> list[Outcome]:
        groups.append(len(messages))
        await asyncio.sleep(0.01)
        return [Outcome() for _ in messages]

    group = GroupCommit(commit)
    first = asyncio.create_task(group.submit(asked("first")))
    await asyncio.sleep(0.001)
    await asyncio.gather(*(group.submit(asked(f"k{n}")) for n in range(2 * AT_ONCE + 1)))
    await first
    assert groups == [1, AT_ONCE, AT_ONCE, 1]
    await group.submit(asked("later"))
    assert groups[4:] == [1]
