"""Two workers, killed and paused in the middle of their work: nothing is lost, nothing doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from pymongo import MongoClient

from deploy.local import process
from deploy.local.ports import Ports
from deploy.local.stack import Stack
from services.medical import topics
from shared.ids import next_id
from tests.medical.claims import HOSPITAL, claim, encode, id_of, new_number
from tests.medical.service import medical_events
from tests.running import contiguous

CLAIMS = 600
READY_WITHIN_S = 30.0


class Workers:
    """Processes of the medical service on one stack, each on a port of its own, all on one database."""

    def __init__(self, stack: Stack, database: str) -> None:
        self._stack = stack
        self._database = database
        self.running: list[process.Child] = []

    def start(self, name: str) -> process.Child:
        env = {
            **os.environ,
            **self._stack.environment("medical"),
            "QUANCHENG_PORT": str(Ports.free().medical),
            "QUANCHENG_DATABASE": self._database,
            "QUANCHENG_BATCH_RECORDS": "20",
        }
        command = [sys.executable, "-m", "deploy.cli", "serve", "medical"]
        self.running.append(process.start(self._stack.home, name, command, env))
        return self.running[-1]

    def stop(self) -> None:
        for child in self.running:
            child.send(signal.SIGCONT)
            process.stop(self._stack.home, child.name, 20.0)


@pytest.fixture
def database() -> str:
    return f"test-{uuid4().hex[:12]}"


@pytest.fixture
def rows(own_stack: Stack, database: str) -> Iterator[Any]:
    """The service's database, to be looked into."""
    with MongoClient[dict[str, Any]](own_stack.mongo, uuidRepresentation="standard") as client:
        yield client[database]


@pytest.fixture
def workers(own_stack: Stack, database: str) -> Iterator[Workers]:
    started = Workers(own_stack, database)
    yield started
    started.stop()


async def feed(kafka: str, numbers: list[str]) -> None:
    """Each claim, a third of them twice under one id, and a third once more under another id."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=5)
    await producer.start()
    for place, number in enumerate(numbers):
        first = next_id().hex
        ids = [first, *([first] if place % 3 == 0 else []), *([next_id().hex] if place % 3 == 1 else [])]
        for id_ in ids:
            headers = [
                ("ce_id", id_.encode()),
                ("ce_source", f"urn:quancheng:partner:{HOSPITAL}".encode()),
            ]
            await producer.send(
                topics.CLAIMS, encode(claim(number)), key=id_of(number).encode(), headers=headers
            )
    await producer.stop()


async def reached(rows: Any, count: int, seconds: float) -> float:
    """The seconds until so many cases are there."""
    began = time.monotonic()
    while await asyncio.to_thread(rows["cases"].count_documents, {}) < count:
        assert time.monotonic() - began < seconds, f"{rows['cases'].count_documents({})} of {count} cases"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def test_a_killed_and_a_paused_worker_lose_nothing_and_double_nothing(
    own_stack: Stack, workers: Workers, rows: Any
) -> None:
    numbers = [new_number() for _ in range(CLAIMS)]
    published = medical_events(own_stack)
    following = asyncio.create_task(published.follow())
    first, second = workers.start("worker-1"), workers.start("worker-2")
    await feed(own_stack.kafka, numbers[:100])
    await reached(rows, 100, READY_WITHIN_S)
    await feed(own_stack.kafka, numbers[100:])
    await reached(rows, 150, 10)
    assert rows["cases"].estimated_document_count() < CLAIMS, "there is nothing left to interrupt"
    first.send(signal.SIGKILL)
    workers.start("worker-3")
    await reached(rows, 250, 30)
    second.send(signal.SIGSTOP)
    await asyncio.sleep(12)  # longer than its session and its leases
    second.send(signal.SIGCONT)
    await reached(rows, CLAIMS, 40)
    try:
        for number in numbers:
            await published.of(id_of(number), count=2, seconds=20)
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
    await asyncio.to_thread(check_ledger, rows, numbers)
    for number in numbers:
        once = {event.sequence: event for event in published.cases[id_of(number)]}
        assert contiguous(list(once.values()))


def check_ledger(rows: Any, numbers: list[str]) -> None:
    """Each claim once, its journal whole, and nothing set aside."""
    assert {row["_id"] for row in rows["cases"].find({}, {"_id": 1})} == {id_of(number) for number in numbers}
    assert rows["parked"].count_documents({}) == 0
    for case in rows["cases"].find({}, {"version": 1}):
        journal = [row["version"] for row in rows["journal"].find({"case": case["_id"]}).sort("version", 1)]
        assert journal == list(range(1, case["version"] + 1)) == [1, 2]
