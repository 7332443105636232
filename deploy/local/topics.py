"""The topic table `deploy/topics.yaml`, and the admin call that makes what is missing."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from deploy.local.failure import StackError

TABLE = Path(__file__).resolve().parents[1] / "topics.yaml"
ANSWERS_WITHIN_S = 60.0
POLL_S = 0.1


@dataclass(frozen=True)
class Topic:
    """One topic as the broker should have it."""

    name: str
    partitions: int
    replication: int
    configs: dict[str, str]


def load(where: str = "local", table: Path = TABLE) -> list[Topic]:
    """Reads the table for `local` or `production`."""
    document: dict[str, Any] = yaml.safe_load(table.read_text())
    defaults = document["defaults"]
    common = defaults["configs"] | defaults.get(f"{where}_configs", {})
    return [
        Topic(
            name=name,
            partitions=topic.get("partitions", defaults["partitions"]),
            replication=defaults["replication"][where],
            configs={key: str(value) for key, value in (common | topic.get("configs", {})).items()},
        )
        for name, topic in document["topics"].items()
    ]


async def ensure(bootstrap: str, topics: list[Topic], check: Callable[[], None] = lambda: None) -> None:
    """Waits until the broker answers, then creates the topics that it lacks; those it has stay as they are.

    `check` runs before each attempt and may raise to give up early.
    Raises `StackError` when the broker does not answer in a minute, or refuses a topic.
    """
    until = time.monotonic() + ANSWERS_WITHIN_S
    while True:
        check()
        try:
            with _quiet():
                return await _create(bootstrap, topics)
        except KafkaError as error:
            if time.monotonic() > until:
                raise StackError(f"Kafka at {bootstrap} does not answer: {error}") from error
            await asyncio.sleep(POLL_S)


async def _create(bootstrap: str, topics: list[Topic]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        await admin.start()
        there = set(await admin.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        if missing:
            _require_created(await admin.create_topics([_new(topic) for topic in missing]))
    finally:
        await admin.close()


def _new(topic: Topic) -> NewTopic:
    return NewTopic(topic.name, topic.partitions, topic.replication, topic_configs=topic.configs)


def _require_created(response: Any) -> None:
    for name, code, *said in response.topic_errors:
        kind = for_code(code)
        if code and kind is not TopicAlreadyExistsError:
            raise StackError(f"Kafka refused the topic {name}: {said[0] if any(said) else kind.__name__}")


@contextmanager
def _quiet() -> Iterator[None]:
    """A broker that is still starting is no error, but aiokafka logs each attempt as one."""
    log = logging.getLogger("aiokafka")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
