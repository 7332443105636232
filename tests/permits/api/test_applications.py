"""An application over HTTP: drafted, corrected, refused, decided by one of two officers, and looked at."""

import asyncio

from services.permits import names
from tests.permits.api.people import (
    APPROVAL,
    OFFICER,
    OTHER_OFFICER,
    Person,
    form,
    issued,
    new_passport,
    reviewed,
)
from tests.running import Published


async def test_a_draft_is_written_in_parts_and_says_what_may_come_next(agent: Person) -> None:
    application = await agent.draft()
    path = f"/applications/{application}"
    patch = {"post": {"title": "Senior engineer"}, "profile": {"hsk": None}}
    response = await agent.request("PATCH", f"{path}/form", patch)
    assert response.status_code == 200, response.text
    shown = await agent.get(path)
    assert shown["form"]["post"] == {"title": "Senior engineer", "occupation": "2-02-07", "place": "Jinan"}
    assert "hsk" not in shown["form"]["profile"]
    assert shown["actions"] == ["attach", "edit", "submit", "withdraw"]
    whole = await agent.request("PUT", f"{path}/form", form())
    assert whole.status_code == 200, whole.text


async def test_a_patch_that_makes_no_form_is_refused_with_its_place(agent: Person) -> None:
    application = await agent.draft()
    response = await agent.request(
        "PATCH", f"/applications/{application}/form", {"contract": {"end": "never"}}
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/contract/end"


async def test_a_reference_opens_one_application_however_often_it_is_sent(agent: Person) -> None:
    body = {"reference": new_passport(), "form": form()}
    answers = [await agent.send("/applications", body, key="the-same-key") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["Location"] == f"/applications/{answers[0].json()['id']}"
    assert await agent.refused("/applications", body) == "version-conflict"


async def test_an_application_with_missing_papers_is_not_handed_in(agent: Person) -> None:
    application = await agent.draft()
    response = await agent.send(f"/applications/{application}/submit")
    assert response.json()["code"] == "documents-missing"
    assert "passport" in response.json()["detail"]


async def test_a_correction_list_is_sent_once(agent: Person, officer: Person, published: Published) -> None:
    application = await agent.submitted()
    path = f"/applications/{application}"
    wrong = {"corrections": [{"subject": "passport", "wrong": "a page is missing"}]}
    await officer.act(application, "return", wrong)
    shown = await agent.get(path)
    assert (shown["state"], "submit" in shown["actions"]) == ("returned", True)
    assert shown["correction"]["corrections"] == wrong["corrections"]
    await agent.give(application, "passport")
    await agent.done(f"{path}/submit")
    version = (await officer.get(path))["version"]
    assert await officer.refused(f"{path}/return", wrong, seen=version) == "correction-sent-already"
    await officer.act(application, "accept")
    events = await published.until(application, "application.accepted")
    told = [event.name for event in events if event.name.startswith("application.")]
    assert told.count("application.returned") == 1
    assert b"a page is missing" not in b"".join(event.raw for event in events)


async def test_a_refusal_says_why_and_where_it_can_be_taken(agent: Person, officer: Person) -> None:
    application = await agent.submitted()
    await reviewed(officer, application)
    path = f"/applications/{application}/refuse"
    seen = (await officer.get(f"/applications/{application}"))["version"]
    unknown = {"grounds": ["weather"], "detail": "It rained."}
    assert await officer.refused(path, unknown, seen=seen) == "ground-unknown"
    await officer.done(path, {"grounds": ["criteria-unmet"], "detail": "Too little experience."}, seen=seen)
    shown = await agent.get(f"/applications/{application}")
    assert (shown["state"], shown["actions"]) == ("refused", [])
    assert shown["decision"]["grounds"] == ["criteria-unmet"]
    assert {route["code"] for route in shown["decision"]["appeal_routes"]} == {
        "reconsideration",
        "litigation",
    }
    assert "jinan-2026" in shown["decision"]["policy"]


async def test_of_two_officers_at_once_one_wins_and_the_other_learns_the_version(
    agent: Person, people: dict[str, Person]
) -> None:
    officers = [people[OFFICER], people[OTHER_OFFICER]]
    application = await agent.submitted()
    await reviewed(officers[0], application)
    path = f"/applications/{application}"
    seen = (await officers[0].get(path))["version"]
    refusal = {"grounds": ["age"], "detail": "Older than the category allows."}
    answers = await asyncio.gather(
        officers[0].send(f"{path}/approve", APPROVAL, seen=seen),
        officers[1].send(f"{path}/refuse", refusal, seen=seen),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert lost.json()["code"] == "version-conflict"
    assert lost.json()["version"] == won.json()["version"] > seen
    assert lost.headers["ETag"] == won.headers["ETag"] == f'"{won.json()["version"]}"'
    assert (await agent.get(path))["state"] == won.json()["state"]


async def test_an_officer_says_which_version_it_has_seen(agent: Person, officer: Person) -> None:
    application = await agent.submitted()
    path = f"/applications/{application}/accept"
    response = await officer.send(path)
    assert (response.status_code, response.json()["code"]) == (428, "if-match-required")
    response = await officer.http.post(path, headers={"Idempotency-Key": "x", "If-Match": "W/abc"})
    assert response.status_code == 422


async def test_a_command_needs_its_key_and_a_key_one_command(agent: Person) -> None:
    application = await agent.draft()
    response = await agent.http.post(f"/applications/{application}/submit")
    assert (response.status_code, response.json()["code"]) == (400, "idempotency-key-required")
    path = f"/applications/{application}/withdraw"
    assert (await agent.send(path, {"reason": "one"}, key="k-1")).status_code == 200
    again = await agent.send(path, {"reason": "one"}, key="k-1")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (200, "true")
    other = await agent.send(path, {"reason": "other"}, key="k-1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_one_undecided_application_a_person_also_when_two_come_at_once(agent: Person) -> None:
    passport = new_passport()
    drafts = [await agent.draft(passport=passport) for _ in range(4)]
    for draft in drafts:
        await agent.give_missing(draft)
    answers = await asyncio.gather(*(agent.send(f"/applications/{draft}/submit") for draft in drafts))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refused == {"duplicate-application"}


async def test_a_permit_number_is_one_persons_also_when_two_get_it_at_once(
    agent: Person, people: dict[str, Person]
) -> None:
    number = f"WP-{new_passport()}"
    officers = [people[OFFICER], people[OTHER_OFFICER]]
    applications = [await agent.submitted() for _ in officers]
    versions = []
    for officer, application in zip(officers, applications, strict=True):
        await reviewed(officer, application)
        await officer.act(application, "approve", APPROVAL)
        versions.append((await officer.get(f"/applications/{application}"))["version"])
    answers = await asyncio.gather(
        *(
            officer.send(f"/applications/{each}/issue", {"permit_number": number}, seen=version)
            for officer, each, version in zip(officers, applications, versions, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"permit-number-taken"}


async def test_a_refusal_is_told_in_the_language_that_is_liked(agent: Person) -> None:
    application = await agent.draft()
    path = f"/applications/{application}/submit"
    headers = {"Idempotency-Key": "zh-1", "Accept-Language": "zh-CN,zh;q=0.9"}
    response = await agent.http.post(path, headers=headers)
    assert response.json()["title"] == "材料不齐"
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_named_companys_application_gets_the_liaison_officer_with_less_to_do(
    agent: Person, officer: Person
) -> None:
    loads = {name: await open_with(officer, name) for name in ("liaison-li", "liaison-wang")}
    for _ in range(3):
        least = min(loads, key=lambda name: (loads[name], name))
        first = await agent.submitted()
        assert (await officer.get(f"/applications/{first}"))["liaison"] == least
        loads[least] += 1
    (other,) = set(loads) - {least}
    await officer.act(first, "assign-liaison", {"officer": other, "reason": "knows the company"})
    assert (await agent.get(f"/applications/{first}"))["liaison"] == other
    seen = (await officer.get(f"/applications/{first}"))["version"]
    nobody = {"officer": "officer-zhao", "reason": "free today"}
    path = f"/applications/{first}/assign-liaison"
    assert await officer.refused(path, nobody, seen=seen) == "not-a-liaison"


async def open_with(officer: Person, liaison: str) -> int:
    """How many applications with the office a liaison officer looks after."""
    states = ("submitted", "returned", "accepted", "in-review", "approved")
    lists = [await officer.get("/applications", liaison=liaison, state=state, limit=200) for state in states]
    return sum(len(each["applications"]) for each in lists)


async def test_a_withdrawn_application_sets_the_person_free(agent: Person) -> None:
    passport = new_passport()
    first = await agent.submitted(passport=passport)
    await agent.done(f"/applications/{first}/withdraw", {"reason": "another plan"})
    await agent.submitted(passport=passport)


async def test_every_event_of_a_case_is_in_its_history(agent: Person, officer: Person) -> None:
    application = await agent.submitted()
    permit = await issued(officer, application, f"WP-{new_passport()}")
    history = (await agent.get(f"/applications/{application}/history"))["events"]
    shown = await agent.get(f"/applications/{application}")
    assert [event["version"] for event in history] == list(range(1, shown["version"] + 1))
    assert "form" not in history[0]["data"]
    told = (await agent.get(f"/permits/{permit}/history"))["events"]
    assert told[0]["type"] == "cn.quancheng.permits.permit.granted.v1"
    assert {event["correlation"] for event in history} == {shown["correlation"]}
    assert names.permit_id("x") != permit
