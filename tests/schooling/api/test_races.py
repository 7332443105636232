"""Seats are never oversold: 200 at once for 30, and two guardians at two processes for the last one."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from deploy.local.stack import Stack
from services.schooling import names
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.kinds import year_group_case
from tests.running import Running
from tests.schooling.api.people import (
    OTHER_PARENT,
    OTHER_SCHOOL,
    PARENT,
    SCHOOL,
    THOMAS,
    YEAR,
    Person,
    application,
    child,
    group_path,
    person,
)
from tests.schooling.api.service import schooling
from tests.schooling.api.topics import Topics

APPLICANTS, SEATS, ROUNDS = 200, 30, 8
Stored = Database[dict[str, Any]]


@pytest.fixture(scope="module")
def second_process(stack: Stack, own_database: str, service: Running) -> Iterator[Running]:
    """The same service once more over the same database, as behind a load balancer."""
    with schooling(stack, own_database, roles=frozenset({"api"})) as found:
        yield found


async def seats(people: dict[str, Person], grade: str, number: int) -> None:
    change = {"seats": number, "reason": "a smaller room"}
    await people[THOMAS].act(group_path(grade), "change-seats", change)


async def test_two_hundred_who_come_at_once_get_thirty_offers_and_thirty_seats(
    people: dict[str, Person], stored: Stored, topics: Topics
) -> None:
    anna, grade = people[PARENT], "02"
    await seats(people, grade, SEATS)
    kids = [child(birth="2019-05-04") for _ in range(APPLICANTS)]
    ids = await asyncio.gather(*(anna.apply(child=kid, grade=grade) for kid in kids))
    group = await people[THOMAS].get(f"{group_path(grade)}/waiting-list")
    offers = {row["application"]: row["offer"]["number"] for row in group["offered"]}
    assert (len(offers), group["free"], group["waiting"][0]["position"]) == (SEATS, 0, 1)
    assert [row["position"] for row in group["waiting"]] == list(range(1, APPLICANTS - SEATS + 1))
    assert {*offers, *(row["application"] for row in group["waiting"])} == set(ids)

    answers = await asyncio.gather(
        *(anna.send(f"/applications/{id_}/accept", {"offer": offers.get(id_, 1)}) for id_ in ids)
    )
    codes = Counter((each.status_code, each.json().get("code")) for each in answers)
    assert codes == {(200, None): SEATS, (409, "no-such-offer"): APPLICANTS - SEATS}
    enrolled = {each.json()["enrolment"] for each in answers if each.status_code == 200}
    listed = (await people[THOMAS].get("/enrolments", grade=grade, limit=200))["enrolments"]
    assert {each["id"] for each in listed} == enrolled
    shown = await anna.get(group_path(grade))
    assert (len(enrolled), shown["taken"], shown["offered"], shown["free"]) == (SEATS, SEATS, 0, 0)
    for enrolment in enrolled:
        await topics.latest(enrolment, lambda record: record is not None)
    assert as_journaled(stored, grade) == [row["application"] for row in group["waiting"]]


def as_journaled(stored: Stored, grade: str) -> list[str]:
    """The waiting list as the journal alone gives it, which is also what is stored."""
    id_ = names.year_group_id(SCHOOL, YEAR, grade)
    state: YearGroupState | None = None
    for row in stored["journal"].find({"case": id_}).sort("version", 1):
        state = year_group_case.evolve(state, year_group_case.read_event(row["type"], row["data"]))
    kept = stored["cases"].find_one({"_id": id_})
    assert kept is not None
    assert state == YearGroupState.model_validate_json(kept["state"])
    return [entry.record.application for entry in state.waiting]


async def test_thirty_seats_are_accepted_over_two_processes_at_once(
    people: dict[str, Person], second_process: Running
) -> None:
    anna, grade = people[PARENT], "03"
    await seats(people, grade, SEATS)
    kids = [child(birth="2018-05-04") for _ in range(2 * SEATS)]
    async with second_process.client(PARENT, "schooling:read", "schooling:write") as http:
        doors = [anna, Person(http, PARENT)]
        ids = await asyncio.gather(
            *(doors[n % 2].apply(child=kid, grade=grade) for n, kid in enumerate(kids))
        )
        group = await people[THOMAS].get(f"{group_path(grade)}/waiting-list")
        offers = {row["application"]: row["offer"]["number"] for row in group["offered"]}
        answers = await asyncio.gather(
            *(
                doors[n % 2].send(f"/applications/{id_}/accept", {"offer": offers.get(id_, 1)})
                for n, id_ in enumerate(ids)
            )
        )
    assert Counter(each.status_code for each in answers) == {200: SEATS, 409: SEATS}
    shown = await anna.get(group_path(grade))
    assert (shown["taken"], shown["offered"], shown["free"]) == (SEATS, 0, 0)


async def test_of_two_guardians_for_the_last_seat_one_gets_it(
    people: dict[str, Person], second_process: Running
) -> None:
    grade = "04"
    await seats(people, grade, 0)
    omar = person(second_process, OTHER_PARENT)
    parents = (people[PARENT], omar)
    for round_ in range(1, ROUNDS + 1):
        await seats(people, grade, round_)
        ids = await asyncio.gather(
            *(each.apply(child=child(birth="2017-05-04"), grade=grade) for each in parents)
        )
        places = [await each.place(id_) for each, id_ in zip(parents, ids, strict=True)]
        assert sorted(place["status"] for place in places) == ["offered", "waiting"]
        (number,) = (place["offer"]["number"] for place in places if place["offer"])
        calls = (
            each.send(f"/applications/{id_}/accept", {"offer": number})
            for each, id_ in zip(parents, ids, strict=True)
        )
        answers = await asyncio.gather(*calls)
        assert sorted(each.status_code for each in answers) == [200, 409]
        for each, id_, place in zip(parents, ids, places, strict=True):
            if place["status"] == "waiting":
                await each.done(f"/applications/{id_}/withdraw", {"reason": "another school"})
    await omar.http.aclose()
    assert (await people[THOMAS].get(group_path(grade)))["taken"] == ROUNDS


async def test_one_child_is_applied_for_once_by_two_parents_at_two_processes(
    people: dict[str, Person], second_process: Running
) -> None:
    omar = person(second_process, OTHER_PARENT)
    kid = child(nationality="HKG")  # for a person to look at, so that no list is joined
    calls = (each.send("/applications", application(child=kid)) for each in (people[PARENT], omar))
    answers = await asyncio.gather(*calls)
    await omar.http.aclose()
    codes = sorted((each.status_code, each.json().get("code", "")) for each in answers)
    assert codes == [(201, ""), (409, "duplicate-application")]


async def test_of_a_place_taken_and_an_application_made_at_one_moment_the_child_keeps_one(
    people: dict[str, Person], second_process: Running
) -> None:
    anna, omar = people[PARENT], person(second_process, OTHER_PARENT)
    for _ in range(ROUNDS):
        kid = child()
        id_ = await anna.apply(child=kid)
        answer = {"offer": (await anna.place(id_))["offer"]["number"]}
        elsewhere = application(child=kid, school=OTHER_SCHOOL, distance=900)
        taken, applied = await asyncio.gather(
            anna.send(f"/applications/{id_}/accept", answer), omar.send("/applications", elsewhere)
        )
        if taken.status_code == 409:
            assert taken.json()["code"] == "applications-changed"
            await anna.done(f"/applications/{id_}/accept", answer)
        if applied.status_code == 409:
            assert applied.json()["code"] == "already-placed"
        else:
            shown = await omar.get(f"/applications/{applied.json()['id']}")
            assert shown["state"] == "placed-elsewhere"
    await omar.http.aclose()
