"""The work list, permits, the programme's list, points, and the statistics."""

from datetime import date
from typing import Any

from services.permits import names
from shared.persons import person_key
from tests.permits.api.people import (
    APPLICANT,
    APPROVAL,
    OFFICER,
    Person,
    issued,
    new_passport,
    reviewed,
)

VECTOR: dict[str, Any] = {
    "age": 36,
    "education": ["masters"],
    "experience_months": 96,
    "annual_pay": "300000",
    "months_in_china": 12,
    "hsk": 4,
    "merits": ["high-level-university"],
}


async def test_points_come_with_a_line_for_each_factor(agent: Person, keeper: Person) -> None:
    response = await agent.http.post("/assessments", json=VECTOR)
    assert response.status_code == 200, response.text
    found = response.json()
    assert (found["total"], found["category_by_points"]) == (79, "B")
    assert [line["points"] for line in found["lines"]] == [14, 15, 11, 15, 4, 0, 15, 5, 0]
    assert all({"factor", "band", "value", "points", "max", "source"} == set(line) for line in found["lines"])
    better = (await keeper.http.post("/assessments", json=VECTOR | {"bonus": 6})).json()
    assert (better["total"], better["category_by_points"]) == (85, "A")
    refused = await agent.http.post("/assessments", json=VECTOR | {"bonus": 11})
    assert (refused.status_code, refused.json()["code"]) == (422, "bonus-too-high")


async def test_the_work_list_filters_and_pages(agent: Person, officer: Person, applicant: Person) -> None:
    mine = [await agent.submitted(applicant=APPLICANT) for _ in range(3)]
    await officer.act(mine[0], "accept")
    await officer.act(mine[1], "assign", {"officer": OFFICER})
    assert await ids(officer, state="accepted") == [mine[0]]
    assert await ids(officer, officer=OFFICER, assigned=True) == [mine[1]]
    assert set(await ids(officer, assigned=False, type="new-abroad")) == {mine[0], mine[2]}
    assert await ids(officer, track="48-hour") == []
    assert await ids(officer, **{"from": "2026-11-25"}) == []
    assert await ids(applicant) == mine
    first = await officer.get("/applications", limit=2)
    second = await officer.get("/applications", limit=2, cursor=first["next"])
    shown = [each["id"] for each in first["applications"] + second["applications"]]
    assert (shown, second["next"]) == (mine, None)
    assert first["counts"] == {"near_breach": 0, "breached": 0}
    wrong = await officer.http.get("/applications", params={"cursor": "x"})
    assert wrong.status_code == 422


async def ids(who: Person, **query: Any) -> list[str]:
    return [each["id"] for each in (await who.get("/applications", **query))["applications"]]


async def test_an_officer_assigns_to_itself_and_the_supervisor_to_anybody(
    agent: Person, officer: Person, supervisor: Person
) -> None:
    application = await agent.submitted()
    path = f"/applications/{application}/assign"
    seen = (await officer.get(f"/applications/{application}"))["version"]
    assert await officer.refused(path, {"officer": "officer-qian"}, seen=seen) == "supervisor-only"
    await supervisor.done(path, {"officer": "officer-qian"}, seen=seen)
    response = await supervisor.send(path, {"officer": "anna-eriksson"}, seen=seen + 1)
    assert response.status_code == 422


async def test_a_permit_is_its_holders_and_employers_to_see_and_report_on(
    agent: Person, applicant: Person, other_agent: Person, officer: Person, people: dict[str, Person]
) -> None:
    number = f"WP-{new_passport()}"
    permit = await issued(officer, await agent.submitted(applicant=APPLICANT), number)
    for who in (agent, applicant, officer):
        shown = await who.get("/permits", number=number)
        assert [each["id"] for each in shown["permits"]] == [permit]
    for stranger in (other_agent, people["omar-haddad"]):
        assert (await stranger.http.get(f"/permits/{permit}")).status_code == 404
        assert (await stranger.get("/permits"))["permits"] == []
        response = await stranger.send(f"/permits/{permit}/report-entry", {"on": "2026-11-24"})
        assert response.status_code == 404
    await applicant.done(f"/permits/{permit}/report-entry", {"on": "2026-11-24"})
    shown = await agent.get(f"/permits/{permit}")
    assert shown["residence"]["due"] == "2026-12-24"
    assert "residence-overdue" in {each["name"] for each in shown["deadlines"]}
    assert "persons" not in shown
    unseen = await officer.send(f"/permits/{permit}/report-entry", {"on": "2026-11-24"})
    assert (unseen.status_code, unseen.json()["code"]) == (428, "if-match-required")
    tomorrow = {"on": "2026-11-25", "reason": "left"}
    path = f"/permits/{permit}/report-employment-end"
    assert await agent.refused(path, tomorrow) == "date-in-future"
    expiring = await officer.get("/permits", expires_by="2027-11-29", state="valid")
    assert permit not in [each["id"] for each in expiring["permits"]]


async def test_the_programmes_list_is_dated_and_knows_nobody_by_name(keeper: Person, officer: Person) -> None:
    passport = new_passport()
    person = {"country": "UTO", "number": passport, "birth": "1980-05-05"}
    answer = await keeper.done("/programme/members", {"person": person, "start": "2026-01-01"}, status=201)
    again = {"person": person, "start": "2026-06-01", "end": "2026-07-01"}
    assert await keeper.refused("/programme/members", again) == "member-already"
    path = f"/programme/members/{answer['id']}"
    await keeper.done(f"{path}/end", {"on": "2026-10-31", "reason": "moved"})
    shown = await officer.get(path)
    assert shown["memberships"] == [{"keeper": keeper.client, "start": "2026-01-01", "end": "2026-10-31"}]
    assert answer["id"] in [m["id"] for m in (await officer.get("/programme/members"))["members"]]
    current = (await keeper.get("/programme/members", current=True))["members"]
    assert answer["id"] not in [member["id"] for member in current]
    assert passport not in str(shown)
    assert answer["id"] == names.talent_id(person_key("UTO", passport, date(1980, 5, 5)))


async def test_the_statistics_are_by_type_and_track(agent: Person, officer: Person) -> None:
    for outcome in ("approve", "refuse"):
        application = await agent.submitted(
            type="short-work", category="C", route="temporary-work", wanted_to="2027-01-31"
        )
        await reviewed(officer, application)
        body: dict[str, Any] = {"grounds": ["criteria-unmet"], "detail": "Not temporary."}
        if outcome == "approve":
            body = APPROVAL | {"category": "C", "valid_to": "2027-01-31"}
        await officer.act(application, outcome, body)
    groups = (await officer.get("/statistics", **{"from": "2026-11-24", "to": "2026-11-24"}))["groups"]
    (group,) = [each for each in groups if each["type"] == "short-work"]
    assert (group["submitted"], group["decided"]) == (2, 2)
    assert group["outcomes"] == {"approved": 1, "refused": 1}
    assert 0 <= group["median_hours"] <= group["p95_hours"] < 0.1
