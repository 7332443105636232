"""What partners read: the events by case, and the latest record of each enrolment."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from services.schooling.messages.common import PREFIX
from services.schooling.topics import ENROLMENTS, EVENTS

Json = dict[str, Any]


class Topics:
    """Both topics from their beginning. ``raw`` is every byte that was there, by topic."""

    def __init__(self, kafka: str) -> None:
        self.events: dict[str, list[str]] = defaultdict(list)
        self.records: dict[str, list[Json | None]] = defaultdict(list)
        self.raw: dict[str, list[bytes]] = defaultdict(list)
        self._news = asyncio.Event()
        self._consumer = AIOKafkaConsumer(
            EVENTS, ENROLMENTS, bootstrap_servers=kafka, auto_offset_reset="earliest"
        )

    async def follow(self) -> None:
        """Read until cancelled."""
        await self._consumer.start()
        try:
            async for record in self._consumer:
                self._take(record)
        finally:
            await self._consumer.stop()

    async def latest(
        self, enrolment: str, there: Callable[[Json | None], bool], seconds: float = 15
    ) -> Json | None:
        """The latest record of an enrolment, once it is as wanted; None is a tombstone."""
        try:
            async with asyncio.timeout(seconds):
                while not (self.records[enrolment] and there(self.records[enrolment][-1])):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"the enrolment has {self.records[enrolment]}") from None
        return self.records[enrolment][-1]

    def _take(self, record: ConsumerRecord[bytes, bytes]) -> None:
        key, value = (record.key or b"").decode(), record.value
        headers = dict(record.headers)
        self.raw[record.topic] += [record.key or b"", value or b"", *headers.values()]
        if record.topic == ENROLMENTS:
            self.records[key].append(json.loads(value) if value else None)
        else:
            type_ = headers["ce_type"].decode()
            self.events[key].append(type_.removeprefix(f"{PREFIX}.").removesuffix(".v1"))
        self._news.set()
