"""A parent's permit ends and another begins: reviews open and close, in whatever order the news come."""

import asyncio
import json
from itertools import permutations
from uuid import uuid4

from pymongo.database import Database

from deploy.local.stack import Stack
from services.schooling import names
from services.schooling import topics as topics_of
from services.schooling.messages.guardian import ReviewOpened
from services.schooling.messages.permits import CANCELLED, GRANTED, RESIDENCE_RECORDED, SOURCE
from tests.caller import Json
from tests.running import put
from tests.schooling.api.people import (
    OFFICER,
    OTHER_PARENT,
    PARENT,
    THOMAS,
    Person,
    application,
    child,
    group_path,
    key_of,
    papers,
    parent,
)
from tests.schooling.api.topics import Topics

Stored = Database[Json]
News = tuple[str, str, int, Json]
"""Permit, type, place in the permit's case, and what the event says beside its persons."""


def granted(permit: str, sequence: int = 1, valid_from: str = "2026-01-10") -> News:
    holding = {"employer": "e", "category": "A", "valid_from": valid_from, "valid_to": "2027-01-09"}
    return permit, GRANTED, sequence, {"number": "CANARYNUMBER", "holding": holding}


def cancelled(permit: str, sequence: int = 2) -> News:
    return permit, CANCELLED, sequence, {"cause": "application", "on": "2026-02-20"}


def residence(permit: str, sequence: int = 2) -> News:
    return permit, RESIDENCE_RECORDED, sequence, {"valid_to": "2027-01-09"}


async def tell(stack: Stack, guardian: Json, news: News, *, source: str = SOURCE) -> None:
    permit, type_, sequence, said = news
    value = json.dumps({"persons": [key_of(guardian)], **said}).encode()
    await put(stack.kafka, topics_of.PERMITS, value, source=source, type=type_, key=permit, sequence=sequence)


def review_of(guardian: Json) -> str:
    return f"/reviews/{names.guardian_id(key_of(guardian))}"


def fresh() -> tuple[str, str]:
    """The permits with an old employer and with a new one."""
    return f"old-{uuid4().hex[:8]}", f"new-{uuid4().hex[:8]}"


async def test_a_cancelled_permit_opens_a_review_and_a_new_employer_closes_it(
    people: dict[str, Person], stack: Stack, topics: Topics
) -> None:
    mother, (old, new) = parent(), fresh()
    enrolment = await people[PARENT].enrolled(guardian=mother)
    await tell(stack, mother, granted(old))
    await tell(stack, mother, cancelled(old))
    record = await topics.latest(enrolment, lambda record: record is not None and bool(record["review"]))
    assert record is not None
    assert (record["review"], record["status"]) == ("eligibility", "enrolled")
    review = await people[OFFICER].get(review_of(mother))
    assert (review["state"], review["grace"]) == ("open", "2026-05-01")
    assert review["fall"] == {"cause": "cancelled", "on": "2026-02-20"}
    assert review["id"] in {each["id"] for each in (await people[OFFICER].get("/reviews"))["reviews"]}
    shown = await people[THOMAS].get("/enrolments", review=True)
    assert [each["id"] for each in shown["enrolments"]] == [enrolment]
    await tell(stack, mother, granted(new, valid_from="2026-03-01"))
    record = await topics.latest(enrolment, lambda record: record is not None and not record["review"])
    assert record is not None
    assert record["status"] == "enrolled"
    assert (await people[OFFICER].get(review_of(mother)))["state"] == "closed"
    everything = b"".join(b"".join(raw) for raw in topics.raw.values())
    assert not any(word in everything for word in (b"CANARYNUMBER", b"cancelled", key_of(mother).encode()))


async def test_the_desk_closes_a_review_with_a_reason_and_the_same_fall_opens_no_other(
    people: dict[str, Person], stack: Stack, topics: Topics
) -> None:
    father, (old, _) = parent(), fresh()
    enrolment = await people[PARENT].enrolled(guardian=father)
    await tell(stack, father, cancelled(old))
    await topics.latest(enrolment, lambda record: record is not None and bool(record["review"]))
    officer, path = people[OFFICER], review_of(father)
    seen = (await officer.get(path))["version"]
    assert (await officer.send(f"{path}/close", {"reason": "a family visa"})).status_code == 428
    await officer.done(f"{path}/close", {"reason": "a family visa"}, seen=seen)
    await tell(stack, father, granted(old))
    record = await topics.latest(enrolment, lambda record: record is not None and not record["review"])
    assert record is not None
    assert record["status"] == "enrolled"
    assert await officer.refused(f"{path}/close", {"reason": "again"}, seen=seen) == "version-conflict"


async def test_the_same_news_in_every_order_and_twice_come_to_the_same_end(
    people: dict[str, Person], stack: Stack, stored: Stored
) -> None:
    families = {}
    for order in permutations(range(3)):
        guardian, (old, new) = parent(), fresh()
        enrolment = await people[PARENT].enrolled(guardian=guardian)
        news = (granted(old), cancelled(old), granted(new, valid_from="2026-03-01"))
        families[order] = (guardian, enrolment, [news[place] for place in order], (old, new))
    for guardian, _, told, _ in families.values():
        for each in (*told, *reversed(told)):
            await tell(stack, guardian, each)
    ends = [
        await settled(stored, names.guardian_id(key_of(guardian)), enrolment, permits)
        for guardian, enrolment, _, permits in families.values()
    ]
    assert ends == [ends[0]] * len(families)
    guardian_state, enrolment_state = ends[0]
    assert "review" not in guardian_state
    assert guardian_state["permits"] == {
        "old": {
            "in_force": False,
            "fall": {"cause": "cancelled", "on": "2026-02-20"},
            "standing_by": 2,
            "residence_by": 0,
            "first_day": "2026-01-10",
        },
        "new": {"in_force": True, "standing_by": 1, "residence_by": 0, "first_day": "2026-03-01"},
    }
    assert enrolment_state == ("enrolled", False)


async def settled(
    stored: Stored, guardian: str, enrolment: str, permits: tuple[str, str]
) -> tuple[Json, tuple[str, bool]]:
    """Guardian and enrolment once all news and all that follows from them have come; without ids."""
    async with asyncio.timeout(15):
        while True:
            if _arrived(stored, guardian, enrolment, permits):
                break
            await asyncio.sleep(0.05)
    state = _state(stored, guardian)
    found = {permit.partition("-")[0]: known for permit, known in state["permits"].items()}
    kept = {name: value for name, value in state.items() if name not in ("person", "children")}
    columns = (stored["cases"].find_one({"_id": enrolment}) or {})["columns"]
    return {**kept, "permits": found}, (columns["state"], columns["review"])


def _arrived(stored: Stored, guardian: str, enrolment: str, permits: tuple[str, str]) -> bool:
    known = _state(stored, guardian).get("permits", {})
    standing = [known.get(permit, {}).get("standing_by") for permit in permits]
    granted = all(known.get(permit, {}).get("first_day") for permit in permits)
    reviews = {"case": guardian, "type": {"$regex": "guardian.review-"}}
    last = stored["journal"].find_one(reviews, sort=[("version", -1)])
    marks = [mark["sequence"] for mark in _state(stored, enrolment).get("reviews", [])]
    return granted and standing == [2, 1] and marks == ([last["version"]] if last else [])


def _state(stored: Stored, case: str) -> Json:
    row = stored["cases"].find_one({"_id": case})
    state: Json = json.loads(row["state"]) if row else {}
    return state


async def test_the_services_own_news_take_effect_once_and_never_after_later_ones(
    people: dict[str, Person], stack: Stack, topics: Topics
) -> None:
    mother, (old, new) = parent(), fresh()
    enrolment = await people[PARENT].enrolled(guardian=mother)
    await tell(stack, mother, cancelled(old))
    await topics.latest(enrolment, lambda record: record is not None and bool(record["review"]))
    opened = len(topics.events[names.guardian_id(key_of(mother))])
    await tell(stack, mother, granted(new))
    await topics.latest(enrolment, lambda record: record is not None and not record["review"])
    await own_news(stack, mother, enrolment, opened)
    await own_news(stack, mother, enrolment, opened, source="urn:somebody:else")
    await tell(stack, mother, cancelled(new))
    await topics.latest(enrolment, lambda record: record is not None and bool(record["review"]))
    assert topics.events[enrolment] == ["enrolment.opened", *["enrolment.review-marked"] * 3]


async def own_news(
    stack: Stack, guardian: Json, enrolment: str, sequence: int, *, source: str = topics_of.SOURCE
) -> None:
    """The opening of a review, once more."""
    value = json.dumps({"enrolments": [enrolment]}).encode()
    key, type_ = names.guardian_id(key_of(guardian)), ReviewOpened.type
    await put(stack.kafka, topics_of.EVENTS, value, source=source, type=type_, key=key, sequence=sequence)


async def confirmed(people: dict[str, Person], guardian: Json) -> None:
    """The zone's desk has seen the guardian when she applied for another child."""
    id_ = await people[PARENT].apply(guardian=guardian, documents=papers("residence-permit"))
    reviewed = {"review": "guardian-not-verified", "admit": True, "reasons": "passport seen"}
    await people[OFFICER].act(f"/applications/{id_}", "decide-review", reviewed)


async def test_nobody_learns_of_anothers_permit_by_writing_down_a_passport(
    people: dict[str, Person], stack: Stack
) -> None:
    omar, with_permit, without = people[OTHER_PARENT], parent(), parent()
    await tell(stack, with_permit, granted(fresh()[1]))
    await known(people[OFFICER], with_permit)
    shown = []
    for guardian in (with_permit, without):
        taken = await omar.done(
            "/applications",
            application(guardian=guardian, documents=papers("residence-permit")),
            status=201,
        )
        view = await omar.get(f"/applications/{taken['id']}")
        told = (await omar.get(f"/applications/{taken['id']}/history"))["events"]
        shown.append((taken["version"], view["state"], view["verified"], [each["type"] for each in told]))
    assert shown[0] == shown[1]
    assert shown[0][1:3] == ("in-review", None)


async def test_a_permit_told_later_frees_an_application_that_waited(
    people: dict[str, Person], stack: Stack
) -> None:
    mother, (_, new) = parent(), fresh()
    await confirmed(people, mother)
    id_ = await people[PARENT].apply(guardian=mother, documents=papers("residence-permit"))
    assert (await people[PARENT].get(f"/applications/{id_}"))["state"] == "in-review"
    await tell(stack, mother, residence(new))
    await tell(stack, mother, granted(new))
    path = f"/applications/{id_}"
    shown = await people[PARENT].until(path, lambda shown: bool(shown["state"] == "eligible"))
    assert shown["place"]["status"] == "offered"


async def test_the_earlier_permit_goes_first_on_the_list(people: dict[str, Person], stack: Stack) -> None:
    anna, grade, kid = people[PARENT], "05", "2016-05-04"
    await people[THOMAS].act(group_path(grade), "change-seats", {"seats": 0, "reason": "no teacher"})
    later, earlier = parent(), parent()
    await tell(stack, later, granted(fresh()[1], valid_from="2026-02-01"))
    await tell(stack, earlier, granted(fresh()[1], valid_from="2026-01-01"))
    for guardian in (later, earlier):
        await known(people[OFFICER], guardian)
    ids = [await anna.apply(child=child(birth=kid), grade=grade, guardian=each) for each in (later, earlier)]
    for id_ in ids:
        await people[OFFICER].act(f"/applications/{id_}", "confirm-guardian")
    places = [await anna.place(id_) for id_ in reversed(ids)]
    assert [place["position"] for place in places] == [1, 2]
    assert places[1]["rule"]["code"] == "permit-date"


async def known(officer: Person, guardian: Json) -> None:
    """Wait until the service has heard of the guardian."""
    async with asyncio.timeout(15):
        while True:
            if (await officer.http.get(review_of(guardian))).status_code == 200:
                return
            await asyncio.sleep(0.05)


async def test_news_that_cannot_be_read_or_are_a_strangers_are_parked(
    people: dict[str, Person], stack: Stack
) -> None:
    mother, (old, new) = parent(), fresh()
    permit, type_, sequence, _ = cancelled(old)
    await tell(stack, mother, (permit, type_, sequence, {"cause": "application", "on": "yesterday"}))
    await tell(stack, mother, granted(new), source="urn:somebody:else")
    await tell(stack, mother, (new, "cn.quancheng.permits.permit.renamed.v9", 3, {}))
    async with asyncio.timeout(15):
        while True:
            rows = (await people[OFFICER].get("/parked?limit=500"))["parked"]
            found = sorted((row["reason"], row["detail"]) for row in rows)
            if len(found) >= 3:
                break
            await asyncio.sleep(0.05)
    assert found == [
        ("invalid", "on: date_from_datetime_parsing"),
        ("unknown-source", "ce_source is not urn:quancheng:service:permits"),
        ("unknown-source", "ce_source is not urn:quancheng:service:schooling"),
    ]
