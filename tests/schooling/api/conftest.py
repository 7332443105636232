"""One schooling service for each module of tests over the wire."""

from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.stack import Stack
from tests.running import Running, following
from tests.schooling.api.people import CLIENTS, Person, person
from tests.schooling.api.service import schooling
from tests.schooling.api.topics import Topics


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
    async with following(found.follow()):
        yield found
