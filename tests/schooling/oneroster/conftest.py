"""A schooling service in November, so that a child begins, leaves and is erased on one day."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from deploy.local.stack import Stack
from tests.running import Running
from tests.schooling.api.people import BUDDHA, CLIENTS, OFFICER, REGISTER, Person, person
from tests.schooling.api.service import schooling
from tests.schooling.oneroster.reader import Reader, reader

NOVEMBER = timedelta(days=262)
"""To 19 November 2026."""


@pytest.fixture(scope="package")
def service(stack: Stack) -> Iterator[Running]:
    """The service over the run's Kafka and MongoDB, in a database of its own."""
    database = f"test-{uuid4().hex[:12]}"
    with schooling(stack, database, NOVEMBER) as found:
        yield found
    with MongoClient[dict[str, Any]](stack.mongo) as client:
        client.drop_database(database)


@pytest.fixture(scope="package")
async def people(service: Running) -> AsyncIterator[dict[str, Person]]:
    """Everybody by client, to do what the roster then tells."""
    known = {name: person(service, name) for name in CLIENTS}
    yield known
    for each in known.values():
        await each.http.aclose()


@pytest.fixture(scope="package")
async def readers(service: Running) -> AsyncIterator[dict[str, Reader]]:
    """The roster as two schools' registers and the zone's desk read it."""
    known = {name: reader(service, name) for name in (REGISTER, BUDDHA, OFFICER)}
    yield known
    for each in known.values():
        await each.http.aclose()
