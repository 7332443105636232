"""Real Kafka and real MongoDB for the whole run, and names of its own for each test."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local import topics
from deploy.local.stack import Stack
from deploy.local.testing import throwaway_stack

# A busy machine is no fault of what is tested: nothing here fails by the clock.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

NewTopic = Callable[..., Awaitable[str]]


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A throw-away stack: `stack.kafka` is the bootstrap address, `stack.mongo` the connection string."""
    with throwaway_stack() as running:
        yield running


@pytest.fixture
def database(stack: Stack) -> Iterator[str]:
    """The name of a database that only this test uses; it is dropped afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    yield name
    with MongoClient[dict[str, Any]](stack.mongo) as client:
        client.drop_database(name)


@pytest.fixture(scope="module")
def own_database(stack: Stack) -> Iterator[str]:
    """The name of a database that only this module uses; it is dropped afterwards."""
    name = f"test-{uuid4().hex[:12]}"
    yield name
    with MongoClient[dict[str, Any]](stack.mongo) as client:
        client.drop_database(name)


@pytest.fixture(scope="module")
def stored(stack: Stack, own_database: str) -> Iterator[Database[dict[str, Any]]]:
    """What the module's service has stored, to be compared with its journal."""
    with MongoClient[dict[str, Any]](stack.mongo, uuidRepresentation="standard") as client:
        yield client[own_database]


@pytest.fixture
def group() -> str:
    """The name of a consumer group that only this test uses."""
    return f"test-{uuid4().hex[:12]}"


@pytest.fixture
def new_topic(stack: Stack) -> NewTopic:
    """`await new_topic("claims", partitions=2)` makes a topic of this test's own and gives its name."""

    async def make(stem: str, partitions: int = 6) -> str:
        topic = topics.Topic(f"{stem}.{uuid4().hex[:12]}", partitions, replication=1, configs={})
        await topics.ensure(stack.kafka, [topic])
        return topic.name

    return make
