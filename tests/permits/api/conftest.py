"""One permits service for each module of tests over the wire, with its employers registered."""

from collections.abc import AsyncIterator, Iterator

import pytest

from deploy.local.stack import Stack
from services.permits import topics
from services.permits.messages.common import PREFIX
from tests.permits.api.people import (
    AGENT,
    APPLICANT,
    BUREAU,
    KEEPER,
    OF,
    OFFICER,
    OTHER_AGENT,
    OTHER_APPLICANT,
    OTHER_OFFICER,
    SUPERVISOR,
    Person,
    person,
)
from tests.permits.api.service import permits
from tests.running import Published, Running, following


@pytest.fixture(scope="module")
def service(stack: Stack, own_database: str) -> Iterator[Running]:
    """The service over the run's Kafka and MongoDB."""
    with permits(stack, own_database) as found:
        yield found


@pytest.fixture(scope="module")
async def published(stack: Stack) -> AsyncIterator[Published]:
    """What partners read from `permits.events`."""
    found = Published(stack.kafka, topics.EVENTS, f"{PREFIX}.")
    async with following(found.follow()):
        yield found


@pytest.fixture(scope="module")
async def people(service: Running) -> AsyncIterator[dict[str, Person]]:
    """Everybody by client, once both employers are registered."""
    clients = (AGENT, OTHER_AGENT, APPLICANT, OTHER_APPLICANT, OFFICER, OTHER_OFFICER, SUPERVISOR)
    known = {name: person(service, name) for name in (*clients, KEEPER, BUREAU)}
    await register_employers(known)
    yield known
    for each in known.values():
        await each.http.aclose()


async def register_employers(known: dict[str, Person]) -> None:
    for client, (uscc, _) in OF.items():
        await known[client].done("/employers", {"uscc": uscc, "name": client}, status=201)


@pytest.fixture(scope="module")
def agent(people: dict[str, Person]) -> Person:
    return people[AGENT]


@pytest.fixture(scope="module")
def other_agent(people: dict[str, Person]) -> Person:
    return people[OTHER_AGENT]


@pytest.fixture(scope="module")
def applicant(people: dict[str, Person]) -> Person:
    return people[APPLICANT]


@pytest.fixture(scope="module")
def officer(people: dict[str, Person]) -> Person:
    return people[OFFICER]


@pytest.fixture(scope="module")
def supervisor(people: dict[str, Person]) -> Person:
    return people[SUPERVISOR]


@pytest.fixture(scope="module")
def keeper(people: dict[str, Person]) -> Person:
    return people[KEEPER]


@pytest.fixture(scope="module")
def bureau(people: dict[str, Person]) -> Person:
    return people[BUREAU]
