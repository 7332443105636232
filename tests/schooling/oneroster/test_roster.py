"""4. The roster over HTTP: whole, by its rules, and each school's own."""

from __future__ import annotations

import pytest

from services.schooling import names
from tests.schooling.api.people import (
    BUDDHA,
    OFFICER,
    OTHER_SCHOOL,
    REGISTER,
    SCHOOL,
    THOMAS,
    YEAR,
    Person,
)
from tests.schooling.oneroster.comings import comes
from tests.schooling.oneroster.reader import BASE, COLLECTIONS, KEYS, Reader

TODAY = "2026-11-19"


@pytest.fixture(scope="module")
async def kids(people: dict[str, Person]) -> dict[str, str]:
    """Two children at one school, one of them with a single name, and one at another school."""
    moved = await comes(people, names={"given": "Mia", "family": "O'Brien"})
    leaving = {"exit_on": "2026-12-19", "next_school": "a school in Lund", "record": "b" * 64}
    await people[THOMAS].act(f"/enrolments/{moved}", "transfer-out", leaving)
    return {
        "moved": moved,
        "single": await comes(people, names={"given": "Suharto"}),
        "elsewhere": await comes(people, school=OTHER_SCHOOL, distance=1200),
    }


@pytest.mark.parametrize("collection", COLLECTIONS)
async def test_every_object_keeps_the_rules_alone_as_in_its_collection(
    readers: dict[str, Reader], kids: dict[str, str], collection: str
) -> None:
    for each in readers.values():
        objects = await each.all(collection, limit=50)
        assert objects
        assert [found["sourcedId"] for found in objects] == sorted(found["sourcedId"] for found in objects)
        for found in objects[:5]:
            assert await each.one(collection, found["sourcedId"]) == found


async def test_references_lead_to_what_they_name(readers: dict[str, Reader], kids: dict[str, str]) -> None:
    register = readers[REGISTER]
    enrollment = (await register.page("enrollments", filter=f"user.sourcedId='{kids['moved']}'")).objects[0]
    class_ = await register.one("classes", enrollment["class"]["sourcedId"])
    session = await register.one("academicSessions", class_["terms"][0]["sourcedId"])
    assert session["startDate"] <= enrollment["beginDate"] < enrollment["endDate"] <= session["endDate"]
    for reference in (enrollment["user"], enrollment["school"], class_["course"], class_["school"]):
        answer = await register.http.get(reference["href"])
        (found,) = answer.json().values()
        assert (answer.status_code, found["sourcedId"]) == (200, reference["sourcedId"])


async def test_a_child_is_a_student_of_its_school_and_its_period_an_enrollment(
    readers: dict[str, Reader], kids: dict[str, str]
) -> None:
    register, id_ = readers[REGISTER], kids["moved"]
    user = await register.one("users", id_)
    assert (user["givenName"], user["familyName"], user["grades"]) == ("Mia", "O'Brien", ["01"])
    assert [each["role"] for each in user["roles"]] == ["student"]
    row = await register.one("enrollments", names.period_id(id_, 0))
    assert (row["beginDate"], row["endDate"], row["status"]) == (TODAY, "2026-12-19", "active")
    assert row["class"]["sourcedId"] == names.year_group_id(SCHOOL, YEAR, "01")
    single = await register.one("users", kids["single"])
    assert (single["givenName"], single["familyName"]) == ("Suharto", "Suharto")
    assert single["metadata"] == {"quancheng.singleName": "true"}


async def test_a_change_is_in_the_roster_when_it_is_answered(
    people: dict[str, Person], readers: dict[str, Reader], kids: dict[str, str]
) -> None:
    path, before = f"/enrolments/{kids['single']}", await readers[REGISTER].one("users", kids["single"])
    corrected = {"names": {"given": "Haji", "family": "Suharto"}, "reason": "as in the passport"}
    await people[THOMAS].act(path, "correct-names", corrected)
    after = await readers[REGISTER].one("users", kids["single"])
    assert (after["givenName"], "metadata" in after) == ("Haji", False)
    assert after["dateLastModified"] > before["dateLastModified"]
    since = f"dateLastModified>'{before['dateLastModified']}' AND dateLastModified<='2027-01-01'"
    assert kids["single"] in (await readers[REGISTER].page("users", filter=since)).ids


async def test_a_school_sees_its_own_objects_and_the_desk_sees_all(
    readers: dict[str, Reader], kids: dict[str, str]
) -> None:
    for collection in COLLECTIONS:
        seen = {
            name: {each["sourcedId"] for each in await each_.all(collection)}
            for name, each_ in readers.items()
        }
        assert seen[REGISTER].isdisjoint(seen[BUDDHA])
        assert seen[REGISTER] | seen[BUDDHA] <= seen[OFFICER]
        for id_ in list(seen[BUDDHA])[:3]:
            assert await readers[REGISTER].refused(f"{collection}/{id_}") == (404, "unknownobject")
            assert (await readers[REGISTER].page(collection, filter=f"sourcedId='{id_}'")).objects == []
        assert (
            await readers[REGISTER].page(collection, filter="sourcedId!='x' OR status!='x'")
        ).total == len(seen[REGISTER])
    assert [each["sourcedId"] for each in await readers[REGISTER].all("orgs")] == [SCHOOL]


@pytest.mark.parametrize(
    ("collection", "filter_"),
    [
        ("orgs", "name~'Thomas' AND type='school'"),
        ("academicSessions", "startDate<='2026-11-19' AND endDate>'2026-11-19'"),
        ("courses", "courseCode='01' OR courseCode='02'"),
        ("classes", "grades='01' AND terms.sourcedId!='x'"),
        ("users", "familyName='O''Brien'"),
        ("users", "roles.role='student' AND enabledUser='true'"),
        ("enrollments", "role='student' AND beginDate>='2026-11-19'"),
    ],
)
async def test_filters_find(
    readers: dict[str, Reader], kids: dict[str, str], collection: str, filter_: str
) -> None:
    found, everything = (
        (await readers[REGISTER].page(collection, filter=filter_)),
        await readers[REGISTER].page(collection, limit=1000),
    )
    assert 0 < found.total == len(found.objects) <= everything.total
    assert [each for each in everything.objects if each in found.objects] == found.objects


async def test_sorted_pages_are_the_sorted_whole(readers: dict[str, Reader], kids: dict[str, str]) -> None:
    for collection, field in (("classes", "title"), ("users", "familyName"), ("enrollments", "endDate")):
        whole = await readers[OFFICER].all(collection)
        for order, falling in (("asc", False), ("desc", True)):
            rows = await readers[OFFICER].all(collection, limit=3, sort=field, orderBy=order)
            by_id = sorted(whole, key=lambda each: str(each["sourcedId"]))
            expected = sorted(by_id, key=lambda each: str(each.get(field, "")), reverse=falling)
            assert [each["sourcedId"] for each in rows] == [each["sourcedId"] for each in expected]


async def test_only_the_fields_that_are_asked_for_are_answered(
    readers: dict[str, Reader], kids: dict[str, str]
) -> None:
    page = await readers[REGISTER].page("users", fields="sourcedId,roles,email")
    assert {tuple(each) for each in page.objects} == {("sourcedId", "roles")}
    answer = await readers[REGISTER].http.get(f"{BASE}/users/{kids['moved']}", params={"fields": "grades"})
    assert answer.json() == {"user": {"grades": ["01"]}}


async def test_what_cannot_be_asked_is_refused_as_the_standard_says(readers: dict[str, Reader]) -> None:
    register = readers[REGISTER]
    for collection in KEYS:
        assert await register.refused(collection, filter="nickname='x'") == (400, "invalid_filter_field")
        assert await register.refused(collection, filter="status=") == (400, "invalid_filter_field")
        assert await register.refused(collection, fields="nickname") == (400, "invalid_selection_field")
        assert await register.refused(collection, sort="nickname") == (400, "invaliddata")
        assert await register.refused(f"{collection}/nobody") == (404, "unknownobject")
    for wrong in ({"limit": 0}, {"limit": 10_001}, {"offset": -1}, {"orderBy": "up"}, {"limit": "x"}):
        assert await register.refused("users", **wrong) == (400, "invaliddata")
    assert await register.refused(f"users/{'x'}", fields="nickname") == (400, "invalid_selection_field")


async def test_a_page_beyond_the_end_is_empty_and_leads_back(readers: dict[str, Reader]) -> None:
    page = await readers[REGISTER].page("classes", limit=10, offset=10_000)
    assert page.objects == []
    assert page.total > 10
    assert "next" not in page.links
    assert (await readers[REGISTER].at("classes", page.links["prev"])).objects
    assert (await readers[REGISTER].at("classes", page.links["last"])).objects
