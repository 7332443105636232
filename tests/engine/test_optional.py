"""A command that is about whichever case answers, if one does."""

from shared.engine import Engine
from shared.envelope import Message
from shared.mongo import Store
from tests.engine.reading import rows, total
from tests.engine.tally import Add, add, record


def told(offset: int, alias: str, *, optional: bool = True, amount: int = 1) -> Message:
    return Message(
        id=f"m{offset}",
        actor="tester",
        commands=(Add(aliases=(alias,), amount=amount, optional=optional),),
        correlation="c",
        record=record(offset, b""),
    )


async def test_no_case_answers_so_there_is_no_effect_and_nothing_is_parked(
    engine: Engine, store: Store
) -> None:
    for _ in range(2):
        (outcome,) = await engine.handle([told(0, "total|5")])
        assert (outcome.parked, outcome.events, outcome.refusal) == ([], [], None)
    assert await rows(store, "parked") == []
    assert len(await rows(store, "inbox")) == 1
    (outcome,) = await engine.handle([told(1, "total|5", optional=False)])
    assert [part.reason for part in outcome.parked] == ["unmatched"]


async def test_the_case_that_answers_is_told_also_when_it_came_in_the_same_batch(
    engine: Engine, store: Store
) -> None:
    await engine.handle([told(0, "total|5"), add(1, "a", 5), told(2, "total|5"), told(3, "total|5")])
    assert await total(store, "a") == 6


async def test_it_is_parked_when_several_cases_answer(engine: Engine, store: Store) -> None:
    await engine.handle([add(0, "a", 5), add(1, "b", 5)])
    (outcome,) = await engine.handle([told(2, "total|5")])
    assert [part.reason for part in outcome.parked] == ["ambiguous"]


async def test_the_other_commands_of_its_message_take_effect(engine: Engine, store: Store) -> None:
    commands = (Add(aliases=("nobody",), amount=1, optional=True), Add(case_id="a", amount=2))
    message = Message(id="m", actor="t", commands=commands, correlation="c", fingerprint="f")
    (outcome,) = await engine.handle([message])
    assert outcome.status == "accepted"
    assert await total(store, "a") == 2
