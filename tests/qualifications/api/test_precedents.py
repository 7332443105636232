"""Earlier decisions are found by issuer and title, name nobody, and are what the journal says."""

from __future__ import annotations

from typing import Any

from tests.qualifications.api.people import (
    APPLICANT,
    CHAIR,
    EXPERTS,
    NAME,
    NUMBER,
    OF,
    OFFICER,
    PROPOSER,
    SUPERVISOR,
    UNIVERSITY,
    Person,
    key_of,
    passport,
    recognised,
)
from tests.running import Published

People = dict[str, Person]
CRAFTSMAN = {"issuer": "Example Chamber of Crafts", "title": "Master Craftsman in Mechatronics"}
ARCHITECT = {"issuer": "Example Institute of Computing", "title": "Certified Software Architect"}
REFUSED = {"outcome": {"effect": "refused", "grounds": ["not-equivalent"]}}
CONTRACT = {"qualification.recognised", "qualification.ended", "project.admitted", "project.ended"}


async def refused(people: People, **changes: Any) -> str:
    """A request by catalogue that the authority refuses; its path."""
    path = await people[PROPOSER].propose(**changes)
    await people[SUPERVISOR].act(path, "decide", REFUSED)
    return path


async def test_a_decision_is_found_by_issuer_and_title_however_they_are_written(people: People) -> None:
    path = await refused(people, credential={**CRAFTSMAN, "field": "skilled-trades"})
    for title in (CRAFTSMAN["title"], "  MASTER craftsman\u3000in mechatronics "):
        found = await people[UNIVERSITY].get("/precedents", issuer="example CHAMBER of crafts", title=title)
        assert found == {
            "precedents": [
                {
                    **CRAFTSMAN,
                    "country": "GBR",
                    "field": "skilled-trades",
                    "outcome": "refused",
                    "level": None,
                    "series": None,
                    "place": None,
                    "scope": None,
                    "route": "catalogue",
                    "edition": "jinan-2026",
                    "item": "sk-001",
                    "panel": None,
                    "grounds": ["not-equivalent"],
                    "departed_from_panel": False,
                    "decided_on": "2026-03-02",
                    "policy": "jinan-2026-11",
                    "state": "refused",
                }
            ],
            "next": None,
        }
    told = (await people[OFFICER].get("/precedents", title=CRAFTSMAN["title"]))["precedents"]
    assert [each["recognition"] for each in told] == [path.rpartition("/")[2]]


async def test_precedents_come_in_pages_and_undecided_requests_are_none(people: People) -> None:
    credential = {**ARCHITECT, "field": "information-technology"}
    for _ in range(3):
        await refused(people, credential=credential)
    await people[PROPOSER].propose(credential=credential)
    expert, issuer = people[CHAIR], ARCHITECT["issuer"]
    first = await expert.get("/precedents", issuer=issuer, limit=2)
    rest = await expert.get("/precedents", issuer=issuer, limit=2, cursor=first["next"])
    assert [len(first["precedents"]), len(rest["precedents"]), rest["next"]] == [2, 1, None]
    for query in ("", f"?issuer={issuer}&cursor=!"):
        assert (await expert.http.get(f"/precedents{query}")).status_code == 422


async def test_nobody_is_named_by_precedents_or_by_any_published_event(
    people: People, published: Published
) -> None:
    given, other = passport(), passport()
    paths = [
        await refused(people, passport=given),
        await recognised(people, passport=other),
    ]
    for path, last in zip(paths, ("recognition.decided", "qualification.recognised"), strict=True):
        await published.of(path.rpartition("/")[2], last=last)
    hidden = [NAME, NUMBER, "canary:", given["number"], other["number"], APPLICANT, *OF, *OF.values()]
    hidden += EXPERTS
    keys = [key_of(given), key_of(other)]
    for client in (UNIVERSITY, CHAIR, OFFICER):
        answer = await people[client].get("/precedents", title="Chartered Engineer")
        assert {each["outcome"] for each in answer["precedents"]} == {"refused", "title"}
        assert [each for each in hidden + keys if each in str(answer)] == []
    for event in (event for events in published.cases.values() for event in events):
        told = f"{event.raw.decode()} {event.headers}"
        assert [each for each in hidden if each in told] == [], event
        assert event.name in CONTRACT or not [key for key in keys if key in told], event


async def test_the_catalogue_is_searched_by_edition_issuer_and_title(people: People) -> None:
    now = await people[APPLICANT].get("/catalogue", issuer="engineering  COUNCIL")
    assert (now["edition"], [each["code"] for each in now["items"]]) == ("jinan-2026", ["en-001"])
    before = await people[APPLICANT].get("/catalogue", edition="jinan-2025")
    assert (before["to"], before["grade"]) == ("2025-12-31", "assumed")
    assert (await people[APPLICANT].get("/catalogue", title="Master of Nothing"))["items"] == []
    assert (await people[APPLICANT].http.get("/catalogue?edition=jinan-1900")).status_code == 404


async def test_the_projects_of_a_day_are_listed_with_source_and_grade(people: People) -> None:
    listed = (await people[APPLICANT].get("/projects"))["projects"]
    codes = [each["code"] for each in listed]
    assert codes == ["quancheng-programme", "spring-city-craftsmen", "visiting-advisers"]
    assert (listed[0]["fast_track"], listed[0]["grade"]) == (True, "medium")
    assert listed[0]["recognitions"] == [
        {"effects": ["title", "title-precondition"], "levels": ["senior", "senior-technician"]}
    ]
    later = (await people[APPLICANT].get("/projects", on="2027-01-01"))["projects"]
    assert [each["code"] for each in later] == codes[:2]
