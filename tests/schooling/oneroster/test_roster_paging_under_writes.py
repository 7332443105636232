"""6. Who turns the pages while children come, change, leave and are erased misses nobody who was there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.caller import Json
from tests.schooling.api.people import PARENT, REGISTER, SUPERVISOR, THOMAS, Person
from tests.schooling.oneroster.comings import comes
from tests.schooling.oneroster.reader import Reader

TODAY = "2026-11-19"
LIMIT = 3


@pytest.fixture(scope="module")
async def there(people: dict[str, Person]) -> list[str]:
    """Children who are there throughout, whatever becomes of them."""
    return await asyncio.gather(
        *(comes(people, "03") for _ in range(12)), *(comes(people, "04") for _ in range(12))
    )


async def _changes(people: dict[str, Person], enrolment: str) -> None:
    names = {"given": "Aaron", "family": "Aaronson"}
    body = {"names": names, "reason": "as in the passport"}
    await people[THOMAS].act(f"/enrolments/{enrolment}", "correct-names", body)


async def _leaves_and_is_erased(people: dict[str, Person], enrolment: str) -> None:
    path = f"/enrolments/{enrolment}"
    await people[PARENT].done(f"{path}/withdraw", {"end": TODAY, "reason": "a long journey"})
    await people[SUPERVISOR].until(path, lambda shown: bool(shown["status"] == "left"))
    await people[SUPERVISOR].act(path, "erase", {"reason": "the family asked for it"})


@pytest.mark.parametrize("collection", ["users", "enrollments"])
async def test_no_object_that_was_there_throughout_is_missed(
    people: dict[str, Person], readers: dict[str, Reader], there: list[str], collection: str
) -> None:
    register = readers[REGISTER]
    before = {each["sourcedId"] for each in await register.all(collection)}
    assert len(before) > 5 * LIMIT
    writes: list[Callable[[], Awaitable[object]]] = [
        *(lambda: comes(people, "05") for _ in range(8)),
        *(lambda id_=id_: _changes(people, id_) for id_ in there[:6]),
        *(lambda id_=id_: _leaves_and_is_erased(people, id_) for id_ in _some(there, collection)),
    ]
    writing = asyncio.gather(*(write() for write in writes))
    rounds = 0
    while not writing.done() or rounds < 2:
        seen = await register.all(collection, limit=LIMIT)
        assert before <= {each["sourcedId"] for each in seen}
        rounds += 1
    await writing
    after = await register.all(collection)
    assert len(after) == len(before) + 8
    _expect_erased(after, _some(there, collection))


def _some(there: list[str], collection: str) -> list[str]:
    return there[12:16] if collection == "users" else there[16:20]


def _expect_erased(objects: list[Json], erased: list[str]) -> None:
    """They are there to be deleted, and nothing of the child is."""
    found = [each for each in objects if each.get("user", each)["sourcedId"] in erased]
    assert len(found) == len(erased)
    assert {each["status"] for each in found} == {"tobedeleted"}
