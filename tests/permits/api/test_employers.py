"""Employers: registered one by one and in bulk, suspended, recorded, and seen by those whom they concern."""

from uuid import uuid4

import httpx

from services.permits import names
from tests.permits.api.people import EMPLOYER, OTHER_EMPLOYER, OTHER_USCC, USCC, Person, form

FIRST, SECOND = "91370100MA3BR1D0X8", "91370100MA3BR1D1X9"


async def imported(who: Person, text: str, key: str = "", media: str = "text/csv") -> httpx.Response:
    headers = {"content-type": media, "Idempotency-Key": key or uuid4().hex}
    return await who.http.post("/employers/$import", content=text.encode(), headers=headers)


async def test_an_agent_registers_only_the_employers_that_it_acts_for(agent: Person) -> None:
    response = await agent.send("/employers", {"uscc": OTHER_USCC, "name": "x"})
    assert (response.status_code, response.json()["code"]) == (403, "not-your-employer")
    response = await agent.send("/employers", {"uscc": "91370100MA3TE5T031", "name": "x"})
    assert (response.status_code, response.json()["code"]) == (422, "uscc-check")


async def test_a_registration_is_changed_by_sending_it_again(agent: Person) -> None:
    body = {"uscc": USCC, "name": "泉城机器人有限公司", "industry": "robotics"}
    answer = await agent.done("/employers", body, status=201)
    shown = await agent.get(f"/employers/{answer['id']}")
    assert shown["registration"] == {**body, "client": agent.client}
    assert shown["version"] == answer["version"]


async def test_an_agent_sees_its_own_employers_and_the_office_all(
    agent: Person, other_agent: Person, officer: Person
) -> None:
    assert [each["id"] for each in (await agent.get("/employers"))["employers"]] == [EMPLOYER]
    assert {each["id"] for each in (await officer.get("/employers"))["employers"]} >= {
        EMPLOYER,
        OTHER_EMPLOYER,
    }
    found = (await officer.get("/employers", uscc=OTHER_USCC))["employers"]
    assert [each["id"] for each in found] == [OTHER_EMPLOYER]
    assert (await other_agent.http.get(f"/employers/{EMPLOYER}")).status_code == 404


async def test_a_file_with_a_wrong_line_registers_nobody(officer: Person) -> None:
    text = (
        "uscc,name,client\n"
        f"{FIRST},桥一,hr-bridge\n"
        f"{SECOND},桥二,spring-robotics\n"
        "91370100MA3BR1D1X0,桥三,hr-bridge\n"
        f"{FIRST},,hr-bridge\n"
    )
    response = await imported(officer, text)
    assert (response.status_code, response.json()["code"]) == (422, "import-refused")
    errors = [(each["line"], each["column"], each["code"]) for each in response.json()["errors"]]
    assert errors == [
        (3, "client", "not-its-agent"),
        (4, "uscc", "uscc-check"),
        (5, "name", "blank"),
        (5, "uscc", "twice"),
    ]
    assert (await officer.http.get(f"/employers/{names.employer_id(FIRST)}")).status_code == 404


async def test_a_file_of_employers_is_taken_as_a_whole_and_once(officer: Person) -> None:
    text = f"\ufeffuscc,name,client,industry\n{FIRST},桥一,hr-bridge,hr\n\n{SECOND},桥二,hr-bridge,\n"
    answers = [await imported(officer, text, key="import-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == {"registered": 2}
    for code in (FIRST, SECOND):
        shown = await officer.get(f"/employers/{names.employer_id(code)}")
        assert (shown["version"], shown["registration"]["client"]) == (1, "hr-bridge")


async def test_an_import_is_text_in_utf_8_and_csv(officer: Person) -> None:
    assert (await imported(officer, "x", media="application/json")).status_code == 415
    headers = {"content-type": "text/csv", "Idempotency-Key": uuid4().hex}
    response = await officer.http.post("/employers/$import", content=b"\xff\xfe", headers=headers)
    assert response.json()["errors"][0]["code"] == "utf-8"


async def test_a_suspended_employer_has_no_application_taken(officer: Person, other_agent: Person) -> None:
    application = await other_agent.draft()
    await other_agent.give_missing(application)
    path = f"/employers/{OTHER_EMPLOYER}"
    seen = (await officer.get(path))["version"]
    response = await officer.send(f"{path}/suspend", {"reason": "moved away"})
    assert response.status_code == 428
    await officer.done(f"{path}/suspend", {"reason": "moved away"}, seen=seen)
    submit = f"/applications/{application}/submit"
    assert await other_agent.refused(submit) == "employer-suspended"
    stale = await officer.refused(f"{path}/reinstate", {"reason": "came back"}, seen=seen)
    assert stale == "version-conflict"
    await officer.done(f"{path}/reinstate", {"reason": "came back"}, seen=seen + 1)
    await other_agent.done(submit)


async def test_a_record_of_dishonesty_stops_applications_until_it_is_lifted(
    officer: Person, other_agent: Person
) -> None:
    path = f"/employers/{OTHER_EMPLOYER}"
    record = {"id": "r-1", "ground": "late-cancellation", "detail": "twice", "since": "2026-11-01"}
    seen = (await officer.get(path))["version"]
    await officer.done(f"{path}/dishonesty", record, seen=seen)
    dishonest = (await officer.get("/employers", dishonest=True))["employers"]
    assert [each["id"] for each in dishonest] == [OTHER_EMPLOYER]
    application = await other_agent.draft()
    await other_agent.give_missing(application)
    assert await other_agent.refused(f"/applications/{application}/submit") == "dishonest-employer"
    await officer.done(f"{path}/dishonesty/r-1/lift", {"reason": "appealed"}, seen=seen + 1)
    await other_agent.done(f"/applications/{application}/submit")


async def test_nobody_applies_for_anothers_employer(agent: Person) -> None:
    body = {"reference": "not-mine", "form": form(agent.client, employer=OTHER_EMPLOYER)}
    assert await agent.refused("/applications", body) == "not-your-employer"
