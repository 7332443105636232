"""Background loops: what they outlive, and what their liveness says meanwhile."""

import asyncio
from contextlib import suppress

import pytest

from shared import loops
from shared.health import Health
from shared.kafka import TransportError
from shared.loops import run_loop
from shared.mongo import StoreError
from tests.shared.app import Watch


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "LONGEST_REST_S", 0.0)
    monkeypatch.setattr(loops, "backoff_s", lambda faults: 0.001)


async def stuck_after(error: Exception) -> list[str]:
    """What is stuck after a minute in which each step of a loop raised this error."""
    watch, rounds, enough = Watch(), 0, asyncio.Event()
    health = Health(watch)
    progress = health.watch("loop", 60.0)

    async def step() -> float:
        nonlocal rounds
        rounds += 1
        watch.seconds += 10.0
        if rounds == 7:
            enough.set()
        raise error

    running = asyncio.create_task(run_loop("loop", step, progress))
    await enough.wait()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return health.stuck()


@pytest.mark.parametrize("error", [StoreError("away"), TransportError("away")])
async def test_a_loop_that_waits_for_infrastructure_is_alive(error: Exception) -> None:
    assert await stuck_after(error) == []


async def test_a_loop_that_fails_by_a_bug_is_stuck_when_that_does_not_pass() -> None:
    assert await stuck_after(ZeroDivisionError()) == ["loop"]


async def test_a_loop_that_has_to_succeed_once_ends_then() -> None:
    faults: list[Exception] = [StoreError("away"), ValueError("a bug")]

    async def step() -> float:
        if faults:
            raise faults.pop()
        return 0.0

    await asyncio.wait_for(run_loop("start", step, Health().watch("start", 60.0), once=True), 5)
    assert faults == []
