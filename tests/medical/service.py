"""The medical service for real: the whole application under uvicorn on a free port, in its own thread."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import uvicorn
from aiokafka import AIOKafkaConsumer, ConsumerRecord
from fastapi import FastAPI

from deploy.local.home import CHECKOUT
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from services.medical import topics
from services.medical.app import build
from services.medical.partners import read_registry
from services.medical.settings import MedicalSettings
from shared.clock import SystemClock

PARTNERS = CHECKOUT / "deploy" / "partners.yaml"
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
READY_WITHIN_S = 20.0


def settings_for(stack: Stack, database: str, **changes: Any) -> MedicalSettings:
    """The service's settings over ``stack``; its port is the thread's to find.

    Its day is one whose working days are announced, whenever the tests run; time goes on from there.
    """
    issuer = Issuer.of(stack.home).environment()
    values: dict[str, Any] = {
        "kafka": stack.kafka,
        "mongo": stack.mongo,
        "database": database,
        "port": 1,
        "clock_ahead_s": (START - SystemClock().now()).total_seconds(),
        "partners": PARTNERS,
        "jwks": issuer["QUANCHENG_JWKS"],
        "token_issuer": issuer["QUANCHENG_TOKEN_ISSUER"],
        **changes,
    }
    return MedicalSettings(**values)


@dataclass(frozen=True)
class Running:
    """A running service. ``app`` is there for its routes; what it does is asked over HTTP."""

    address: str
    settings: MedicalSettings
    issuer: Issuer
    app: FastAPI

    def client(self, name: str, *scopes: str) -> httpx.AsyncClient:
        """An HTTP client with a token of this partner."""
        headers = {"Authorization": f"Bearer {self.issuer.issue(name, scopes)}"} if name else {}
        return httpx.AsyncClient(base_url=self.address, headers=headers, timeout=30, trust_env=False)

    def is_ready(self) -> bool:
        """Whether `/health/ready` says so."""
        return httpx.get(f"{self.address}/health/ready", timeout=5, trust_env=False).is_success


@contextmanager
def running(stack: Stack, settings: MedicalSettings, *, ready: bool = True) -> Iterator[Running]:
    """The service for as long as the block runs; unless told otherwise, the block begins when it is ready."""
    made: list[FastAPI] = []

    def application() -> FastAPI:
        made.append(build(settings, read_registry(settings.partners)))
        return made[0]

    config = uvicorn.Config(
        application, factory=True, host="127.0.0.1", port=0, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="medical", daemon=True)
    thread.start()
    try:
        _await(lambda: server.started, thread)
        port = server.servers[0].sockets[0].getsockname()[1]
        service = Running(f"http://127.0.0.1:{port}", settings, Issuer.of(stack.home), made[0])
        if ready:
            _await(service.is_ready, thread)
        yield service
    finally:
        server.should_exit = True
        thread.join(30)
    assert not thread.is_alive(), "the service did not stop"


def _await(check: Any, thread: threading.Thread) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while not check():
        assert thread.is_alive(), "the service ended while starting"
        assert time.monotonic() < until, "the service is not ready"
        time.sleep(0.02)


@dataclass(frozen=True)
class Event:
    """An event as a partner reads it from ``medical.events``."""

    name: str
    sequence: int
    data: dict[str, Any]
    headers: dict[str, str]
    raw: bytes


class Published:
    """Everything that comes to ``medical.events``, by case, in the order of its partition."""

    def __init__(self, kafka: str) -> None:
        self.cases: dict[str, list[Event]] = defaultdict(list)
        self._news = asyncio.Event()
        self._consumer = AIOKafkaConsumer(
            topics.EVENTS, bootstrap_servers=kafka, auto_offset_reset="earliest"
        )

    async def follow(self) -> None:
        """Read until cancelled."""
        await self._consumer.start()
        try:
            async for record in self._consumer:
                self._take(record)
        finally:
            await self._consumer.stop()

    async def of(self, case: str, *, last: str = "", count: int = 0, seconds: float = 15) -> list[Event]:
        """The case's events once the last one has this name, and there are this many of them."""
        try:
            async with asyncio.timeout(seconds):
                while not self._has(case, last, count):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            found = [event.name for event in self.cases[case]]
            raise AssertionError(f"waited for {last or count}, the case has {found}") from None
        return list(self.cases[case])

    def _has(self, case: str, last: str, count: int) -> bool:
        events = self.cases[case]
        return bool(events) and len(events) >= count and (not last or events[-1].name == last)

    def _take(self, record: ConsumerRecord[bytes, bytes]) -> None:
        headers = {name: value.decode() for name, value in record.headers}
        name = headers["ce_type"].removeprefix("cn.quancheng.medical.").removesuffix(".v1")
        raw = record.value or b""
        event = Event(name, int(headers["ce_sequence"]), json.loads(raw), headers, raw)
        self.cases[(record.key or b"").decode()].append(event)
        self._news.set()


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]
