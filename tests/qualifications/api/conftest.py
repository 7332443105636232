"""One qualifications service for each module of tests over the wire."""

from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.stack import Stack
from services.qualifications import topics
from services.qualifications.messages.common import PREFIX
from tests.qualifications.api.people import CLIENTS, Person, person
from tests.qualifications.api.service import qualifications
from tests.running import Published, Running, following


@pytest.fixture(scope="module")
def service(stack: Stack, own_database: str) -> Iterator[Running]:
    """The service over the run's Kafka and MongoDB."""
    with qualifications(stack, own_database) as found:
        yield found


@pytest.fixture(scope="module")
async def people(service: Running) -> AsyncIterator[dict[str, Person]]:
    """Everybody by client."""
    known = {name: person(service, name) for name in CLIENTS}
    yield known
    for each in known.values():
        await each.http.aclose()


@pytest.fixture(scope="module")
async def published(stack: Stack) -> AsyncIterator[Published]:
    """What others read from `qualifications.events`."""
    found = Published(stack.kafka, topics.EVENTS, f"{PREFIX}.")
    async with following(found.follow()):
        yield found
