"""By catalogue: from the proposal to what other services read, and the programme that it carries."""

from services.qualifications import names
from tests.qualifications.api.people import (
    APPLICANT,
    CONFIRMED,
    OFFICER,
    PROGRAMME,
    PROPOSER,
    SENIOR_ENGINEER,
    SUPERVISOR,
    Person,
    key_of,
    passport,
    proposal,
    recognised,
    talent_of,
)
from tests.running import Published, contiguous
from tests.running import names as names_of

People = dict[str, Person]


def id_of(path: str) -> str:
    return path.rpartition("/")[2]


async def test_a_credential_of_the_catalogue_is_recognised_and_told_to_the_other_services(
    people: People, published: Published
) -> None:
    given = passport()
    body = proposal(passport=given)
    answer = await people[PROPOSER].done("/recognitions", body, status=201)
    assert answer["id"] == names.recognition_id(PROPOSER, body["reference"])
    path = f"/recognitions/{answer['id']}"
    shown = await people[SUPERVISOR].get(path)
    assert shown["item"] == {"edition": "jinan-2026", "item": "en-001"}
    early = {"outcome": SENIOR_ENGINEER}
    refused = await people[SUPERVISOR].refused(f"{path}/decide", early, seen=shown["version"])
    assert refused == "verification-missing"
    await people[OFFICER].act(path, "record-verification", CONFIRMED)
    decided = await people[SUPERVISOR].act(path, "decide", {"outcome": SENIOR_ENGINEER})
    assert decided["state"] == "in-force"
    events = await published.of(answer["id"], last="qualification.recognised")
    assert names_of(events) == [
        "recognition.proposed",
        "recognition.issuer-verified",
        "recognition.decided",
        "qualification.recognised",
    ]
    assert contiguous(events)
    assert events[-1].data == {
        "person": key_of(given),
        "outcome": "title",
        "field": "engineering",
        "level": "senior",
        "recognised_on": "2026-03-02",
        "place": SENIOR_ENGINEER["place"],
        "series": "Engineering",
        "edition": "jinan-2026",
        "item": "en-001",
    }


async def test_who_is_recognised_is_admitted_to_the_programme_with_its_benefits(
    people: People, published: Published
) -> None:
    given = passport()
    path = await recognised(people, passport=given)
    anna = people[APPLICANT]
    application = await anna.apply(given)
    case = application.partition("/admissions/")[0]
    assert case == talent_of(given)
    await people[OFFICER].act(application, "assess", {"meets": True, "findings": "a senior engineer"})
    await people[SUPERVISOR].act(application, "admit", {"start": "2026-03-03"})
    (event,) = [
        each
        for each in await published.until(id_of(case), "project.admitted")
        if each.name == "project.admitted"
    ]
    assert event.data == {
        "person": key_of(given),
        "admission": id_of(application),
        "project": PROGRAMME,
        "fast_track": True,
        "from": "2026-03-03",
        "to": "2029-03-02",
    }
    held = (await anna.get(f"{case}/benefits", on="2026-03-03"))["admissions"]
    assert [each["code"] for each in held[0]["benefits"]] == ["fast-track", "research-allowance"]
    assert (await anna.get(f"{case}/benefits"))["admissions"] == []
    await people[SUPERVISOR].act(path, "revoke", {"reason": "the credential was forged"})
    ended = await published.of(id_of(case), last="project.ended")
    assert (ended[-1].data["cause"], ended[-1].data["on"]) == ("recognition-revoked", "2026-03-02")
    told = await published.of(id_of(path), last="qualification.ended")
    assert told[-1].data == {"person": key_of(given), "cause": "revoked", "on": "2026-03-02"}


async def test_what_the_issuer_does_not_confirm_is_only_refused_until_its_answer_is_corrected(
    people: People,
) -> None:
    officer, supervisor = people[OFFICER], people[SUPERVISOR]
    path = await people[PROPOSER].propose()
    await officer.act(path, "record-verification", {**CONFIRMED, "result": "not-confirmed"})
    seen = (await officer.get(path))["version"]
    outcome = {"outcome": SENIOR_ENGINEER}
    assert await supervisor.refused(f"{path}/decide", outcome, seen=seen) == "verification-failed"
    later = {**CONFIRMED, "reference": "V-2"}
    assert await officer.refused(f"{path}/record-verification", later, seen=seen) == "reasons-required"
    await officer.act(path, "record-verification", {**later, "reason": "a name was misspelt"})
    assert (await supervisor.act(path, "decide", outcome))["state"] == "in-force"
    shown = await people[PROPOSER].get(path)
    assert (shown["verification"]["reference"], shown["item"]["item"]) == ("V-2", "en-001")
