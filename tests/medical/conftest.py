"""One medical service for all tests over the wire; each test brings claims with numbers of its own."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pymongo import MongoClient

from deploy.local.stack import Stack
from tests.medical.claims import HOSPITAL, INSURER, OFFICE, OTHER_HOSPITAL, OTHER_INSURER
from tests.medical.service import medical, medical_events
from tests.medical.talk import Partner
from tests.running import Published, Running, following

HOSPITAL_SCOPES = ("claims:write", "claims:read")
INSURER_SCOPES = ("adjudications:write", "claims:read")
OFFICE_SCOPES = ("claims:write", "claims:read", "parked:read", "parked:write")


@pytest.fixture(scope="session")
def service(stack: Stack) -> Iterator[Running]:
    """The service over the run's Kafka and MongoDB, in a database of its own."""
    database = f"test-{uuid4().hex[:12]}"
    with medical(stack, database) as found:
        yield found
    with MongoClient[dict[str, Any]](stack.mongo) as client:
        client.drop_database(database)


@pytest.fixture(scope="session")
async def published(service: Running, stack: Stack) -> AsyncIterator[Published]:
    """What partners read from `medical.events`."""
    found = medical_events(stack)
    async with following(found.follow()):
        yield found


@pytest.fixture(scope="session")
async def open_client(service: Running) -> AsyncIterator[Any]:
    """`open_client("qilu-hospital", "claims:read")`: an HTTP client that is closed at the end."""
    opened: list[httpx.AsyncClient] = []

    def make(name: str, *scopes: str) -> httpx.AsyncClient:
        opened.append(service.client(name, *scopes))
        return opened[-1]

    yield make
    for client in opened:
        await client.aclose()


@pytest.fixture(scope="session")
def hospital(open_client: Any, published: Published) -> Partner:
    return Partner(open_client(HOSPITAL, *HOSPITAL_SCOPES), published)


@pytest.fixture(scope="session")
def other_hospital(open_client: Any, published: Published) -> Partner:
    return Partner(open_client(OTHER_HOSPITAL, *HOSPITAL_SCOPES), published)


@pytest.fixture(scope="session")
def insurer(open_client: Any, published: Published) -> Partner:
    return Partner(open_client(INSURER, *INSURER_SCOPES), published)


@pytest.fixture(scope="session")
def other_insurer(open_client: Any, published: Published) -> Partner:
    return Partner(open_client(OTHER_INSURER, *INSURER_SCOPES), published)


@pytest.fixture(scope="session")
def office(open_client: Any, published: Published) -> Partner:
    return Partner(open_client(OFFICE, *OFFICE_SCOPES), published)
