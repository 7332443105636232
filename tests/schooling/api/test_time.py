"""What time brings: offers expire, children leave, papers are late, reviews fall due."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from deploy.local.stack import Stack
from tests.caller import Json
from tests.schooling.api.people import (
    BUDDHA,
    OFFICER,
    OTHER_PARENT,
    OTHER_SCHOOL,
    PARENT,
    SCHOOL,
    SUPERVISOR,
    THOMAS,
    Person,
    child,
    group_path,
    paper,
    papers,
    parent,
    person,
)
from tests.schooling.api.service import schooling
from tests.schooling.api.test_reviews import cancelled, fresh, review_of, tell
from tests.schooling.api.topics import Topics

LATER = timedelta(days=262)
"""To 19 November 2026, in the school year that is applied for."""
PRIOR = {
    "school": "Jinan Thomas School",
    "exit_on": "2026-11-02",
    "last_grade": "Grade 1",
    "sha256": "c" * 64,
}


@dataclass(frozen=True)
class Spring:
    """What is there in March."""

    expiring: str
    next_in_line: str
    moving: str
    mover: Json
    arriving: str
    withdrawn: str
    leaver: Json
    reviewed: str
    guardian: Json


@pytest.fixture(scope="module")
async def spring(stack: Stack, own_database: str, topics: Topics) -> Spring:
    """Everything that waits for its day; then the service ends."""
    with schooling(stack, own_database) as service:
        anna, omar, thomas = (person(service, name) for name in (PARENT, OTHER_PARENT, THOMAS))
        await thomas.act(group_path("06"), "change-seats", {"seats": 1, "reason": "a small class"})
        mover, leaver, guardian = child(), child(), parent()
        old, _ = fresh()
        sixth = "2015-05-04"
        found = Spring(
            expiring=await anna.apply(child=child(birth=sixth), grade="06"),
            next_in_line=await omar.apply(child=child(birth=sixth), grade="06"),
            moving=await anna.enrolled(child=mover),
            mover=mover,
            arriving=await _transfer(anna, mover),
            withdrawn=await anna.enrolled(child=leaver),
            leaver=leaver,
            reviewed=await anna.enrolled(guardian=guardian, documents=papers("address-proof")),
            guardian=guardian,
        )
        leaving = {"exit_on": PRIOR["exit_on"], "next_school": OTHER_SCHOOL, "record": "c" * 64}
        await thomas.act(f"/enrolments/{found.moving}", "transfer-out", leaving)
        await anna.done(f"/enrolments/{found.withdrawn}/withdraw", {"end": "2026-10-01", "reason": "we move"})
        await tell(stack, guardian, cancelled(old))
        await topics.latest(found.reviewed, lambda record: record is not None and bool(record["review"]))
        for each in (anna, omar, thomas):
            await each.http.aclose()
    return found


async def _transfer(anna: Person, kid: Json) -> str:
    """An application at another school, which waits for the record of the present one."""
    documents = [*papers(), paper("school-reports")]
    return await anna.apply(
        child=kid, school=OTHER_SCHOOL, kind="transfer", distance=400, documents=documents
    )


@pytest.fixture(scope="module")
async def autumn(stack: Stack, own_database: str, spring: Spring) -> AsyncIterator[dict[str, Person]]:
    """The same people, months later."""
    with schooling(stack, own_database, LATER) as service:
        known = {name: person(service, name) for name in _CLIENTS}
        yield known
        for each in known.values():
            await each.http.aclose()


_CLIENTS = (PARENT, OTHER_PARENT, THOMAS, BUDDHA, OFFICER, SUPERVISOR)


async def test_an_offer_that_expired_goes_to_the_next_at_once(
    autumn: dict[str, Person], spring: Spring
) -> None:
    path = f"/applications/{spring.next_in_line}"
    shown = await autumn[OTHER_PARENT].until(path, lambda shown: bool(shown["place"]["status"] == "offered"))
    assert shown["place"]["offer"]["number"] == 2
    late = {"offer": 1}
    refused = await autumn[PARENT].refused(f"/applications/{spring.expiring}/accept", late)
    assert refused == "offer-expired"
    gone = await autumn[PARENT].place(spring.expiring)
    assert (gone["status"], gone["earlier_offers"]) == ("gone", [{"number": 1, "became": "lapsed"}])
    history = await autumn[THOMAS].get(f"{group_path('06')}/history")
    types = [event["type"].removeprefix("cn.quancheng.schooling.") for event in history["events"]]
    lapsed = types.index("offer.lapsed.v1")
    assert types[lapsed : lapsed + 2] == ["offer.lapsed.v1", "offer.made.v1"]
    await autumn[OTHER_PARENT].accept(spring.next_in_line)


async def test_a_child_goes_from_one_school_to_another_with_its_record(
    autumn: dict[str, Person], spring: Spring, topics: Topics
) -> None:
    anna, path = autumn[PARENT], f"/applications/{spring.arriving}"
    left = await topics.latest(
        spring.moving, lambda record: record is not None and record["status"] == "left"
    )
    assert left is not None
    assert (left["exit"], left["end"]) == ("transferred", "2026-11-02")
    shown = await anna.until(path, lambda shown: bool(shown["place"]["status"] == "offered"))
    offer = {"offer": shown["place"]["offer"]["number"]}
    assert await anna.refused(f"{path}/accept", offer) == "prior-school-record-missing"
    assert (await anna.get(path))["place"]["status"] == "offered"
    await anna.done(f"{path}/provide-prior-record", PRIOR)
    enrolment = await anna.accept(spring.arriving)
    here = await topics.latest(enrolment, lambda record: record is not None)
    assert here is not None
    assert (here["school"], here["begin"]) == (OTHER_SCHOOL, "2026-11-19")
    assert [each["code"] for each in here["conditions"]] == []
    theirs = await autumn[BUDDHA].get("/enrolments")
    assert [each["id"] for each in theirs["enrolments"]] == [enrolment]
    assert (await autumn[BUDDHA].http.get(f"/enrolments/{spring.moving}")).status_code == 404


async def test_an_erased_child_leaves_a_tombstone_and_nothing_of_it(
    autumn: dict[str, Person], spring: Spring, topics: Topics
) -> None:
    supervisor, path = autumn[SUPERVISOR], f"/enrolments/{spring.withdrawn}"
    await topics.latest(spring.withdrawn, lambda record: record is not None and record["status"] == "left")
    shown = await supervisor.get(path)
    because = {"reason": "the family asked for it"}
    assert (await autumn[OFFICER].send(f"{path}/erase", because, seen=shown["version"])).status_code == 403
    await supervisor.act(path, "erase", because)
    await topics.latest(spring.withdrawn, lambda record: record is None)
    erased = await supervisor.get(path)
    assert (erased["erased"], "names" in erased) == (True, False)
    (application,) = erased["applications"]
    forgotten = await supervisor.get(f"/applications/{application}")
    assert (forgotten["form"], forgotten["documents"]) == (None, [])
    assert spring.leaver["passport_number"] not in str(forgotten)
    assert (await autumn[PARENT].http.get(path)).status_code == 404
    assert (await autumn[PARENT].http.get(f"/applications/{application}")).status_code == 404
    offered = await supervisor.send(f"/applications/{application}/accept", {"offer": 1})
    assert offered.status_code == 409


async def test_an_application_is_erased_alone_once_its_child_is_not_at_the_school(
    autumn: dict[str, Person], spring: Spring, topics: Topics
) -> None:
    supervisor, because = autumn[SUPERVISOR], {"reason": "the family asked for it"}
    await topics.latest(spring.moving, lambda record: record is not None and record["status"] == "left")
    (there,), (left,) = [
        (await supervisor.get(f"/enrolments/{id_}"))["applications"]
        for id_ in (spring.reviewed, spring.moving)
    ]
    seen = (await supervisor.get(f"/applications/{there}"))["version"]
    refused = await supervisor.refused(f"/applications/{there}/erase", because, seen=seen)
    assert refused == "enrolled-already"
    await supervisor.act(f"/applications/{left}", "erase", because)
    assert (await supervisor.get(f"/applications/{left}"))["form"] is None
    assert (await supervisor.get(f"/enrolments/{spring.moving}"))["names"]["family"] == "Eriksson"


async def test_a_child_that_has_left_comes_back_to_the_same_enrolment(
    autumn: dict[str, Person], spring: Spring, topics: Topics
) -> None:
    anna, kid = autumn[PARENT], child(birth="2020-07-07")
    first = await anna.enrolled(child=kid, documents=papers("medical-examination"))
    today = "2026-11-19"
    await anna.done(f"/enrolments/{first}/withdraw", {"end": today, "reason": "a long journey"})
    await topics.latest(first, lambda record: record is not None and record["status"] == "left")
    unasked = ("medical-examination", "relationship-proof")
    documents = [*papers(*unasked), paper("school-reports")]
    returning = await anna.apply(child=kid, kind="returning", documents=documents, begin="2026-12-01")
    assert await anna.accept(returning) == first
    back = await topics.latest(first, lambda record: record is not None and record["status"] == "enrolled")
    assert back is not None
    assert [each["begin"] for each in back["periods"]] == [today, "2026-12-01"]


async def test_a_review_whose_grace_is_over_is_for_a_person_and_the_child_stays(
    autumn: dict[str, Person], spring: Spring, topics: Topics
) -> None:
    path = review_of(spring.guardian)
    review = await autumn[OFFICER].until(path, lambda shown: bool(shown["state"] == "due"))
    assert review["enrolments"] == [spring.reviewed]
    due = (await autumn[OFFICER].get("/reviews", state="due"))["reviews"]
    assert review["id"] in {each["id"] for each in due}
    late = await topics.latest(
        spring.reviewed, lambda record: record is not None and record["conditions"][0]["overdue"]
    )
    assert late is not None
    assert (late["status"], late["review"]) == ("enrolled", "eligibility")
    overdue = (await autumn[THOMAS].get("/enrolments", overdue=True))["enrolments"]
    assert [each["id"] for each in overdue] == [spring.reviewed]
    await autumn[OFFICER].act(path, "close", {"reason": "a new permit is on its way"})
    await topics.latest(spring.reviewed, lambda record: record is not None and not record["review"])


async def test_a_child_that_never_came_has_no_day_and_its_seat_is_free(
    autumn: dict[str, Person], topics: Topics
) -> None:
    absent = await autumn[PARENT].enrolled(documents=papers("medical-examination"))
    taken = (await autumn[PARENT].get(group_path("01")))["taken"]
    await autumn[THOMAS].act(f"/enrolments/{absent}", "record-no-show")
    record = await topics.latest(absent, lambda record: record is not None and record["status"] == "left")
    assert record is not None
    assert (record["exit"], record["begin"], record["end"]) == ("no-show", "2026-11-19", "2026-11-19")
    assert (await autumn[PARENT].get(group_path("01")))["taken"] == taken - 1
    assert (await autumn[PARENT].get(f"/schools/{SCHOOL}/years/2026-27"))["ends"] == "2027-08-31"
