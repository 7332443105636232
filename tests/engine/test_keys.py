"""Keys that cases share: they know of each other, also when they come at the same moment."""

import asyncio
from typing import Any

from shared.clock import FixedClock
from shared.engine import Engine
from shared.envelope import Message
from shared.look import Look
from shared.mongo import Store
from tests.engine.reading import rows, under
from tests.engine.tally import KINDS, Name


def name(offset: int, case: str, *names: str) -> Message:
    command = Name(case_id=case, names=names)
    return Message(id=f"name-{offset}", actor="t", commands=(command,), correlation="c", fingerprint="f")


async def looked_up(look: Look, commands: Any) -> Any:
    await look.keys({key for command in commands for key in command.names})
    return look.holders


async def test_cases_that_share_a_key_know_of_each_other_the_earliest_first(
    store: Store, clock: FixedClock
) -> None:
    engine = Engine(store, KINDS, clock, looked_up)
    await engine.prepare()
    outcomes = await engine.handle([name(0, "a", "x", "y"), name(1, "b", "x")])
    (third,) = await engine.handle([name(2, "c", "x")])
    assert [o.events[0].sharers for o in [*outcomes, third]] == [(), ("a",), ("a", "b")]  # type: ignore[attr-defined]
    await engine.handle([name(3, "a", "y")])
    (fourth,) = await engine.handle([name(4, "d", "x")])
    assert fourth.events[0].sharers == ("b", "c")  # type: ignore[attr-defined]
    assert await under(store) == {"x": ["b", "c", "d"], "y": ["a"]}
    await engine.handle([name(5, "a")])
    assert [r["_id"] for r in await rows(store, "keys")] == ["x"]


async def test_rivals_for_a_key_at_the_same_moment_meet(store: Store, clock: FixedClock) -> None:
    engines = [Engine(store, KINDS, clock, looked_up) for _ in range(8)]
    await engines[0].prepare()
    outcomes = await asyncio.gather(
        *(engine.handle([name(n, f"case-{n}", "x")]) for n, engine in enumerate(engines))
    )
    seen = sorted(len(o[0].events[0].sharers) for o in outcomes)  # type: ignore[attr-defined]
    assert seen == list(range(8))


async def test_a_key_that_nobody_looked_up_is_kept_right_all_the_same(
    engine: Engine, store: Store, clock: FixedClock
) -> None:
    async def nothing(look: Look, commands: Any) -> Any:
        return {}

    blind = Engine(store, KINDS, clock, nothing)
    await blind.prepare()
    for number, case_id in enumerate("abc"):
        await blind.handle([name(number, case_id, "x")])
    await blind.handle([name(9, "b")])
    assert await under(store) == {"x": ["a", "c"]}
