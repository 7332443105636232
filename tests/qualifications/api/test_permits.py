"""The permits service's events reach the holder, and end or keep an admission, in whatever order."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from services.qualifications import topics
from services.qualifications.messages.permits import SOURCE
from tests.caller import Json
from tests.qualifications.api.people import (
    APPLICANT,
    CLIENTS,
    OFFICER,
    SUPERVISOR,
    Person,
    key_of,
    passport,
    recognised,
)
from tests.qualifications.api.people import person as person_of
from tests.qualifications.api.service import qualifications
from tests.running import Published, put

People = dict[str, Person]
News = tuple[str, str, int, Json]
"""Permit, what happened, its place in the permit's case, and what the event says beside its persons."""


LATER = timedelta(days=66)
"""To 7 May 2026, after the grace: sixty days from 2 March, and no free day is its last."""


def granted(permit: str, sequence: int = 1, valid_from: str = "2026-01-10") -> News:
    holding = {"employer": "e", "category": "A", "valid_from": valid_from, "valid_to": "2027-01-09"}
    return permit, "granted", sequence, {"number": "CANARYNUMBER", "holding": holding}


def cancelled(permit: str, sequence: int = 2) -> News:
    return permit, "cancelled", sequence, {"cause": "application", "on": "2026-03-01"}


async def tell(stack: Stack, persons: list[str], news: News, source: str = SOURCE) -> None:
    permit, what, sequence, said = news
    type_ = f"cn.quancheng.permits.permit.{what}.v1"
    value = json.dumps({"persons": persons, **said}).encode()
    await put(stack.kafka, topics.PERMITS, value, source=source, type=type_, key=permit, sequence=sequence)


def fresh() -> str:
    """The permit of an employer."""
    return f"permit-{uuid4().hex[:8]}"


async def admitted(people: People, given: Json, start: str = "2026-03-02") -> str:
    """A member of the programme; the path of the admission."""
    await recognised(people, passport=given)
    path = await people[APPLICANT].apply(given)
    await people[OFFICER].act(path, "assess", {"meets": True, "findings": "a senior engineer"})
    await people[SUPERVISOR].act(path, "admit", {"start": start})
    return path


def case_of(path: str) -> str:
    return path.partition("/admissions/")[0]


def standings(shown: Json) -> dict[str, str]:
    return {each["permit"]: each["standing"] for each in shown["permits"]}


def admission_of(shown: Json) -> Json:
    """The one admission of the person."""
    (found,) = shown["admissions"]
    return {name: found.get(name) for name in ("status", "grace", "cause", "ended_on")}


async def settled(officer: Person, path: str, expected: dict[str, str]) -> Json:
    """The person's talent case, once its permits stand as expected."""
    return await officer.until(case_of(path), lambda shown: standings(shown) == expected)


@dataclass(frozen=True)
class Spring:
    """Members of the programme, by the path of their admission, on 2 March."""

    stays: str
    new_employer: str
    left: str
    passport: Json


@pytest.fixture(scope="module")
async def spring(stack: Stack, own_database: str) -> Spring:
    """Three members; one has lost the permit, one has changed employers. Then the service ends."""
    with qualifications(stack, own_database) as service:
        people = {name: person_of(service, name) for name in CLIENTS}
        given = [passport() for _ in range(3)]
        stays, moves, leaves = [await admitted(people, each) for each in given]
        old, new = fresh(), fresh()
        await tell(stack, [key_of(given[0])], granted(fresh()))
        for news in (granted(old), cancelled(old), granted(new, valid_from="2026-03-02")):
            await tell(stack, [key_of(given[1])], news)
        gone = fresh()
        for news in (granted(gone), cancelled(gone)):
            await tell(stack, [key_of(passport()), key_of(given[2])], news)
        officer = people[OFFICER]
        await officer.until(case_of(stays), lambda shown: bool(shown["permits"]))
        await settled(officer, moves, {old: "cancelled", new: "in-force"})
        shown = await officer.until(
            case_of(leaves), lambda shown: admission_of(shown)["grace"] == "2026-05-06"
        )
        assert standings(shown) == {gone: "cancelled"}
        for person in people.values():
            await person.http.aclose()
    return Spring(stays, moves, leaves, given[2])


@pytest.fixture(scope="module")
async def later(stack: Stack, own_database: str, spring: Spring) -> AsyncIterator[People]:
    """Everybody, after the grace."""
    with qualifications(stack, own_database, LATER) as service:
        known = {name: person_of(service, name) for name in CLIENTS}
        yield known
        for each in known.values():
            await each.http.aclose()


async def test_after_the_grace_an_admission_ends_and_with_another_employer_it_stays(
    later: People, spring: Spring, published: Published
) -> None:
    case = case_of(spring.left)
    shown = await later[OFFICER].until(case, lambda shown: admission_of(shown)["status"] == "ended")
    ended = {"status": "ended", "grace": None, "cause": "permit-ended", "ended_on": "2026-05-06"}
    assert admission_of(shown) == ended
    (event, *_) = [
        each
        for each in await published.until(case.rpartition("/")[2], "project.ended")
        if each.name == "project.ended"
    ]
    assert event.data == {
        "person": key_of(spring.passport),
        "admission": spring.left.rpartition("/")[2],
        "project": "quancheng-programme",
        "fast_track": True,
        "on": "2026-05-06",
        "cause": "permit-ended",
    }
    for path in (spring.stays, spring.new_employer):
        shown = await later[OFFICER].get(case_of(path))
        assert admission_of(shown) == {**ended, "status": "admitted", "cause": None, "ended_on": None}
    assert (await later[APPLICANT].get(f"{case}/benefits"))["admissions"] == []
    held = await later[APPLICANT].get(f"{case}/benefits", on="2026-05-06")
    assert len(held["admissions"]) == 1


async def test_double_and_reordered_events_end_in_the_same_holder_and_admission(
    later: People, stack: Stack
) -> None:
    members = {}
    for order in permutations(range(3)):
        given, old, new = passport(), fresh(), fresh()
        path = await admitted(later, given, "2026-05-07")
        news = (granted(old), cancelled(old), granted(new, valid_from="2026-03-02"))
        for each in (*order, *reversed(order)):
            await tell(stack, [key_of(given)], news[each])
        members[path] = {old: "cancelled", new: "in-force"}
    for path, expected in members.items():
        shown = await settled(later[OFFICER], path, expected)
        assert (admission_of(shown)["status"], admission_of(shown)["grace"]) == ("admitted", None)


async def test_who_has_lost_the_permit_is_not_admitted(later: People, stack: Stack) -> None:
    given, permit = passport(), fresh()
    await recognised(later, passport=given)
    path = await later[APPLICANT].apply(given)
    await tell(stack, [key_of(given)], cancelled(permit))
    await later[OFFICER].until(case_of(path), lambda shown: bool(shown["permits"]))
    await later[OFFICER].act(path, "assess", {"meets": True, "findings": "a senior engineer"})
    seen = (await later[OFFICER].get(case_of(path)))["version"]
    start = {"start": "2026-05-08"}
    assert await later[SUPERVISOR].refused(f"{path}/admit", start, seen=seen) == "permit-not-in-force"


def details(listed: Json) -> set[str]:
    """What is wrong with each message that is parked; other tests may have put some on the topic too."""
    return {each["detail"] for each in listed["parked"]}


async def test_what_cannot_be_read_is_parked_and_disturbs_nothing(later: People, stack: Stack) -> None:
    permit = fresh()
    await tell(stack, ["k"], granted(permit), source="urn:somebody:else")
    await tell(stack, [], granted(permit))
    await tell(stack, ["k"], (permit, "cancelled", 2, {"cause": "application"}))
    officer = later[OFFICER]
    listed = await officer.until("/parked", lambda shown: "on: missing" in details(shown))
    assert {each["reason"] for each in listed["parked"]} == {"unknown-source", "invalid"}
    first = listed["parked"][0]["id"]
    assert (await officer.http.post(f"/parked/{first}/replay")).status_code == 409
    given = passport()
    path = await admitted(later, given, "2026-05-07")
    await tell(stack, [key_of(given)], (permit, "something-new", 1, {}))
    await tell(stack, [key_of(given)], granted(permit))
    await settled(officer, path, {permit: "in-force"})
