"""`quancheng bench latency`: from a claim's submission to its `claim.received` on the topic, at a fixed rate.

An open loop: claims are due at fixed instants whatever became of the earlier ones, and each latency counts
from the instant at which its claim was due. So a stall shows in every claim that it delayed.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import httpx
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.bench import load
from deploy.bench.machine import Machine, this_machine
from deploy.bench.watch import PARTITIONS
from deploy.local import process, rehearsal
from deploy.local.failure import StackError
from deploy.local.issuer import Issuer
from deploy.local.stack import SERVICE_GRACE_S, Stack
from services.medical import topics
from services.medical.messages.events import ClaimReceived
from shared.kafka import Producer

WARM_UP_S = 3.0
PATIENCE_S = 10.0
RECEIVED = ClaimReceived.type.encode()

Submit = Callable[[int], Coroutine[None, None, None]]


class Door(StrEnum):
    """How claims come in."""

    KAFKA = "kafka"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class LatencyReport:
    """Milliseconds from the intended submission to the event in a consumer's hands."""

    machine: Machine
    door: str
    rate: float
    seconds: float
    submitted: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    bench: Literal["latency"] = "latency"


def measure(
    stack: Stack, door: Door, rate: float, seconds: float, warm_up_s: float = WARM_UP_S
) -> LatencyReport:
    """Run the medical service of ``stack`` and submit ``rate`` claims a second for so many ``seconds``.

    ``warm_up_s`` at the same rate go before and do not count. Raises StackError when a claim is not
    accepted, or not received within ten seconds of the last one.
    """
    stack.start_service("medical", rehearsal.environment())
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            latencies = sorted(runner.run(_latencies(stack, door, rate, seconds, warm_up_s)))
    finally:
        process.stop(stack.home, "medical", SERVICE_GRACE_S)
    return LatencyReport(
        this_machine(stack.mongo),
        door.value,
        rate,
        seconds,
        len(latencies),
        p50_ms=percentile_ms(latencies, 0.50),
        p95_ms=percentile_ms(latencies, 0.95),
        p99_ms=percentile_ms(latencies, 0.99),
        max_ms=percentile_ms(latencies, 1.0),
    )


async def _latencies(stack: Stack, door: Door, rate: float, seconds: float, warm_up_s: float) -> list[float]:
    total, uncounted = round(rate * (warm_up_s + seconds)), round(rate * warm_up_s)
    # Claims of an earlier run on the same stack would be known, and so without effect.
    numbers = range(first := random.randrange(10**15), first + total)
    arrived: dict[bytes, float] = {}
    listening = await _listen(stack.kafka)
    producer = Producer(stack.kafka, client="bench-hospital", linger_ms=0)
    token = Issuer.of(stack.home).issue(load.HOSPITAL, ["claims:write"])
    client = httpx.AsyncClient(
        base_url=stack.address("medical"), headers={"Authorization": f"Bearer {token}"}, trust_env=False
    )
    try:
        listener = asyncio.create_task(_note(listening, arrived, total))
        submit = _http(client) if door is Door.HTTP else _kafka(producer)
        due = await _submit(submit, rate, numbers)
        await _until_all(listener, arrived, total)
    finally:
        await listening.stop()
        await producer.close()
        await client.aclose()
    return [arrived[load.claim_id(n).encode()] - due[n] for n in numbers[uncounted:]]


async def _submit(submit: Submit, rate: float, numbers: range) -> dict[int, float]:
    """Submit each claim when it is due, waiting for none; the instants at which they were due."""
    start = time.monotonic() + 0.1
    due = {number: start + place / rate for place, number in enumerate(numbers)}
    async with asyncio.TaskGroup() as group:
        for number, at in due.items():
            await asyncio.sleep(at - time.monotonic())
            group.create_task(submit(number))
    return due


def _kafka(producer: Producer) -> Submit:
    async def submit(number: int) -> None:
        await producer.send([load.submission(number, rehearsal.now())])

    return submit


def _http(client: httpx.AsyncClient) -> Submit:
    async def submit(number: int) -> None:
        content = load.claim_json(number, rehearsal.now())
        answer = await client.post("/fhir/Claim", content=content, headers={"Content-Type": load.FHIR_JSON})
        if answer.status_code != httpx.codes.ACCEPTED:
            raise StackError(f"the service answered {answer.status_code}: {answer.text[:200]}")

    return submit


async def _listen(kafka: str) -> AIOKafkaConsumer:
    """A consumer of everything that comes from now on."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, fetch_max_wait_ms=100)
    await consumer.start()
    partitions = [TopicPartition(topics.EVENTS, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    await consumer.seek_to_end(*partitions)
    return consumer


async def _note(consumer: AIOKafkaConsumer, arrived: dict[bytes, float], total: int) -> None:
    while len(arrived) < total:
        record = await consumer.getone()
        if dict(record.headers)["ce_type"] == RECEIVED:
            arrived.setdefault(record.key, time.monotonic())


async def _until_all(listener: asyncio.Task[None], arrived: dict[bytes, float], total: int) -> None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await listener
    except TimeoutError:
        missing = total - len(arrived)
        raise StackError(f"{missing} of {total} claims were not received in {PATIENCE_S:.0f} s") from None


def percentile_ms(ordered: list[float], part: float) -> float:
    """The smallest latency that at least ``part`` of all do not exceed."""
    rank = max(1, -(-len(ordered) * round(part * 1000) // 1000))
    return round(ordered[rank - 1] * 1000, 1)
