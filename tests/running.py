"""A service for real: the application under uvicorn on a free port, in its own thread; and its events."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from fastapi import FastAPI

from deploy.local.home import CHECKOUT
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from shared.clock import SystemClock

READY_WITHIN_S = 20.0


@dataclass(frozen=True)
class Running:
    """A running service. ``app`` is there for its routes; what it does is asked over HTTP."""

    address: str
    issuer: Issuer
    app: FastAPI

    def client(self, name: str, *scopes: str) -> httpx.AsyncClient:
        """An HTTP client with a token of this name, or with none for an empty one."""
        headers = {"Authorization": f"Bearer {self.issuer.issue(name, scopes)}"} if name else {}
        return httpx.AsyncClient(base_url=self.address, headers=headers, timeout=30, trust_env=False)

    def is_ready(self) -> bool:
        """Whether `/health/ready` says so."""
        return httpx.get(f"{self.address}/health/ready", timeout=5, trust_env=False).is_success


@contextmanager
def running(stack: Stack, build: Callable[[], FastAPI], *, ready: bool = True) -> Iterator[Running]:
    """The service that ``build`` makes, for as long as the block runs.

    Unless told otherwise, the block begins when the service is ready.
    """
    made: list[FastAPI] = []

    def application() -> FastAPI:
        made.append(build())
        return made[0]

    config = uvicorn.Config(
        application, factory=True, host="127.0.0.1", port=0, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="service", daemon=True)
    thread.start()
    try:
        _await(lambda: server.started, thread)
        port = server.servers[0].sockets[0].getsockname()[1]
        service = Running(f"http://127.0.0.1:{port}", Issuer.of(stack.home), made[0])
        if ready:
            _await(service.is_ready, thread)
        yield service
    finally:
        server.should_exit = True
        thread.join(30)
    assert not thread.is_alive(), "the service did not stop"


@asynccontextmanager
async def following(reading: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """``reading`` runs beside the block, and ends with it."""
    task = asyncio.create_task(reading)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def settings_over(stack: Stack, database: str, partners: str, now: datetime) -> dict[str, Any]:
    """What every service's settings need over ``stack``; its port is the thread's to find.

    Its clock says ``now``, and goes on from there. ``partners`` is the file in ``deploy`` of who may come.
    """
    issuer = Issuer.of(stack.home).environment()
    return {
        "kafka": stack.kafka,
        "mongo": stack.mongo,
        "database": database,
        "port": 1,
        "clock_ahead_s": (now - SystemClock().now()).total_seconds(),
        "partners": CHECKOUT / "deploy" / partners,
        "jwks": issuer["QUANCHENG_JWKS"],
        "token_issuer": issuer["QUANCHENG_TOKEN_ISSUER"],
    }


def _await(check: Callable[[], bool], thread: threading.Thread) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while not check():
        assert thread.is_alive(), "the service ended while starting"
        assert time.monotonic() < until, "the service is not ready"
        time.sleep(0.02)


@dataclass(frozen=True)
class Event:
    """An event as a partner reads it."""

    name: str
    sequence: int
    data: dict[str, Any]
    headers: dict[str, str]
    raw: bytes


class Published:
    """What comes to ``topic``, by case, in the order of its partition; names without ``prefix``."""

    def __init__(self, kafka: str, topic: str, prefix: str) -> None:
        self.cases: dict[str, list[Event]] = defaultdict(list)
        self._prefix = prefix
        self._news = asyncio.Event()
        self._consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")

    async def follow(self) -> None:
        """Read until cancelled."""
        await self._consumer.start()
        try:
            async for record in self._consumer:
                self._take(record)
        finally:
            await self._consumer.stop()

    async def until(self, case: str, name: str, seconds: float = 15) -> list[Event]:
        """The case's events once one of them has this name."""
        return await self._once(case, lambda events: name in names(events), name, seconds)

    async def of(self, case: str, *, last: str = "", count: int = 1, seconds: float = 15) -> list[Event]:
        """The case's events once the last one has this name, and there are this many of them."""

        def there(events: Sequence[Event]) -> bool:
            return len(events) >= count and (not last or events[-1].name == last)

        return await self._once(case, there, last or str(count), seconds)

    async def _once(
        self, case: str, there: Callable[[Sequence[Event]], bool], what: str, seconds: float
    ) -> list[Event]:
        try:
            async with asyncio.timeout(seconds):
                while not there(self.cases[case]):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"waited for {what}, the case has {names(self.cases[case])}") from None
        return list(self.cases[case])

    def _take(self, record: ConsumerRecord[bytes, bytes]) -> None:
        headers = {name: value.decode() for name, value in record.headers}
        if "ce_sequence" not in headers:
            return  # what another test put there, to be refused by a reader
        name = headers["ce_type"].removeprefix(self._prefix).removesuffix(".v1")
        raw = record.value or b""
        event = Event(name, int(headers["ce_sequence"]), json.loads(raw), headers, raw)
        self.cases[(record.key or b"").decode()].append(event)
        self._news.set()


def names(events: Sequence[Event]) -> list[str]:
    return [event.name for event in events]


def contiguous(events: Sequence[Event]) -> bool:
    """Whether no event of the case is missing, doubled or out of its place."""
    return [event.sequence for event in events] == list(range(1, len(events) + 1))


async def put(
    kafka: str,
    topic: str,
    value: bytes,
    *,
    source: str,
    type: str,
    key: str = "k",
    sequence: int | None = None,
) -> None:
    """Put a partner's record on a topic, as it does that has no use for HTTP; ``sequence`` as a service's."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", uuid4().hex.encode()),
        ("ce_source", source.encode()),
        ("ce_type", type.encode()),
    ]
    if sequence is not None:
        headers.append(("ce_sequence", str(sequence).encode()))
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all")
    await producer.start()
    await producer.send_and_wait(topic, value, key=key.encode(), headers=headers)
    await producer.stop()
