"""A worker killed between its writes and its commit: how long its cases wait for the database to give up."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from deploy.local.stack import Stack
from shared.clock import SystemClock
from shared.engine import Engine
from shared.mongo import Store
from tests.engine.tally import KINDS, add

WORKER = """
import asyncio, sys
from shared.clock import SystemClock
from shared.engine import Engine
from shared.mongo import Store
from tests.engine.tally import KINDS, add

class Interrupted(Engine):
    async def _attempt(self, *given):
        await super()._attempt(*given)
        print("written", flush=True)
        await asyncio.sleep(600)

async def main():
    await Interrupted(Store(sys.argv[1], sys.argv[2]), KINDS, SystemClock()).handle([add(1, "a", 1)])

asyncio.run(main())
"""


@pytest.fixture
def limit_s(own_stack: Stack) -> Iterator[int]:
    """A shorter life of transactions than the stack's own; mongod looks for older ones every half of it."""
    name, limit = "transactionLifetimeLimitSeconds", 4
    with MongoClient[dict[str, Any]](own_stack.mongo) as client:
        usual = client.admin.command({"getParameter": 1, name: 1})[name]
        client.admin.command({"setParameter": 1, name: limit})
        yield limit
        client.admin.command({"setParameter": 1, name: usual})


async def test_redelivery_goes_on_once_the_database_gives_up_the_killed_workers_transaction(
    own_stack: Stack, limit_s: int
) -> None:
    store = Store(own_stack.mongo, f"test-{uuid4().hex[:12]}")
    engine = Engine(store, KINDS, SystemClock())
    await engine.prepare()
    await engine.handle([add(0, "a", 1)])
    command = [sys.executable, "-c", WORKER, own_stack.mongo, store["cases"].database.name]
    worker = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert worker.stdout is not None
    assert (await worker.stdout.readline()).strip() == b"written"
    os.kill(worker.pid, signal.SIGKILL)
    await worker.wait()
    began = time.monotonic()
    (elsewhere,) = await engine.handle([add(2, "b", 1)])
    others_waited = time.monotonic() - began
    (again,) = await engine.handle([add(1, "a", 1)])
    waited = time.monotonic() - began
    print(f"a limit of {limit_s} s stalled the case for {waited:.1f} s ({store.conflicts} conflicts)")
    assert (elsewhere.status, again.status) == ("accepted", "accepted")
    assert others_waited < 2
    assert waited < 2 * limit_s
    assert store.conflicts < 20 * limit_s, "it waits for the conflict to end, and does not storm the database"
    assert await store["journal"].count_documents({"case": "a"}) == 2
    await store.drop()
    store.close()
