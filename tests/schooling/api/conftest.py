"""One schooling service for each module of tests over the wire."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.local.stack import Stack
from tests.running import Running
from tests.schooling.api.people import CLIENTS, Person, person
from tests.schooling.api.service import schooling
from tests.schooling.api.topics import Topics


@pytest.fixture(scope="module")
def own_database(stack: Stack) -> Iterator[str]:
    """The name of a database that only this module uses; it is dropped afterwards."""
    name = f"test-{uuid4().hex[:12]}"
    yield name
    with MongoClient[dict[str, Any]](stack.mongo) as client:
        client.drop_database(name)


@pytest.fixture(scope="module")
def stored(stack: Stack, own_database: str) -> Iterator[Database[dict[str, Any]]]:
    """What the service has stored, to be compared with its journal."""
    with MongoClient[dict[str, Any]](stack.mongo, uuidRepresentation="standard") as client:
        yield client[own_database]


@pytest.fixture(scope="module")
def service(stack: Stack, own_database: str) -> Iterator[Running]:
    """The service over the run's Kafka and MongoDB."""
    with schooling(stack, own_database) as found:
        yield found


@pytest.fixture(scope="module")
async def people(service: Running) -> AsyncIterator[dict[str, Person]]:
    """Everybody by client."""
    known = {name: person(service, name) for name in CLIENTS}
    yield known
    for each in known.values():
        await each.http.aclose()


@pytest.fixture(scope="module")
async def topics(stack: Stack) -> AsyncIterator[Topics]:
    """What partners read from the service's two topics."""
    found = Topics(stack.kafka)
    following = asyncio.create_task(found.follow())
    yield found
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
