"""A running process of a service: it outlives what is away, and says how it is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from faststream import AckPolicy
from pydantic import SecretStr

from deploy.local.stack import Stack
from shared.envelope import Message
from shared.health import Progress
from shared.kafka import TransportError, make_broker, subscribe
from shared.loops import run_loop
from shared.runtime import Runtime, Service
from shared.settings import ServiceSettings
from tests.engine.tally import KINDS, Add, read
from tests.engine.test_delivery import read_all, until


def settings(stack: Stack, database: str, **changes: Any) -> ServiceSettings:
    given = {
        "kafka": stack.kafka,
        "mongo": SecretStr(stack.mongo),
        "database": database,
        "port": 1,
        "jwks": "/nowhere",
        "token_issuer": "test",
    }
    return ServiceSettings(**{**given, **changes})


@pytest.fixture
async def service(new_topic: Any) -> Service:
    inbound, outbound = await new_topic("tallies", partitions=1), await new_topic("events", partitions=1)
    return Service(
        name=f"tally-{inbound}", kinds=KINDS, readers={inbound: read}, topic=outbound, source="urn:test"
    )


@pytest.fixture
async def runtime(stack: Stack, database: str, service: Service) -> AsyncIterator[Runtime]:
    running = Runtime(service, settings(stack, database, clock_ahead_s=3600.0))
    await running.start()
    yield running
    await running.stop()


async def _ready(runtime: Runtime) -> bool:
    return not await runtime.health.failing()


def command(amount: int) -> Message:
    return Message(
        id=f"k{amount}",
        actor="officer",
        commands=(Add(case_id="a", amount=amount),),
        correlation="c",
        fingerprint="f",
    )


async def test_no_subscriber_overrides_the_policy_that_never_commits_past_an_error(stack: Stack) -> None:
    async def handler(raw: Any) -> None: ...

    broker = make_broker(stack.kafka, client="test")
    subscribe(broker, "tallies", group="g", handler=handler, max_records=1, wait_ms=1)
    assert [subscriber.ack_policy for subscriber in broker.subscribers] == [AckPolicy.NACK_ON_ERROR]


async def test_a_command_is_published_and_time_is_the_servers_shifted_by_the_rehearsal(
    runtime: Runtime, stack: Stack
) -> None:
    await until(lambda: _ready(runtime))
    server = await runtime.store.server_time()
    assert abs(runtime.clock.now() - server - timedelta(hours=1)) < timedelta(seconds=2)
    (outcome,) = await runtime.engine.handle([command(3)])
    assert outcome.status == "accepted"
    await until(lambda: _nothing_pending(runtime))
    (record,) = await read_all(stack, runtime.service.topic)
    assert record.key == b"a"


async def _nothing_pending(runtime: Runtime) -> bool:
    return not await runtime.store["pending"].count_documents({})


async def test_while_kafka_is_away_commands_succeed_and_the_process_is_not_ready(
    stack: Stack, database: str, service: Service
) -> None:
    running = Runtime(service, settings(stack, database, kafka="127.0.0.1:1"))
    await running.start()
    try:
        await until(lambda: _prepared(running))
        (outcome,) = await running.engine.handle([command(3)])
        assert outcome.status == "accepted"
        assert {"kafka", "started"} <= set(await running.health.failing())
        assert running.health.stuck() == []
    finally:
        await running.stop()


async def _prepared(runtime: Runtime) -> bool:
    return "leases" in await runtime.store.collections()


async def test_a_loop_outlives_faults_and_bugs_and_beats_only_when_it_gets_on() -> None:
    now = 0.0
    progress = Progress("test", stuck_after_s=60, clock=lambda: now)
    faults: list[Exception] = [TransportError("away"), ZeroDivisionError("a bug")]
    done = asyncio.Event()

    async def step() -> float:
        nonlocal now
        now += 100
        if faults:
            raise faults.pop()
        done.set()
        return 60

    loop = asyncio.create_task(run_loop("test", step, progress))
    assert not progress.is_stuck
    await asyncio.wait_for(done.wait(), 5)
    await asyncio.sleep(0)
    assert not progress.is_stuck
    now += 61
    assert progress.is_stuck
    loop.cancel()
