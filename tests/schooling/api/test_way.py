"""From an application to the record that a school reads: all of the way over HTTP and Kafka."""

import re
from typing import Any

from services.schooling.topics import ENROLMENTS, EVENTS
from tests.schooling.api.people import (
    OFFICER,
    PARENT,
    RESIDENCE,
    SCHOOL,
    SHA,
    THOMAS,
    YEAR,
    Person,
    application,
    child,
    key_of,
    paper,
    papers,
    parent,
)
from tests.schooling.api.topics import Topics

CANARY, DISTANCE = "9c0ffee9" * 8, 987_654
"""The checksum of each paper, and the way to school, of a child whose every value is looked for."""


async def test_a_child_is_admitted_and_its_school_reads_one_record(
    people: dict[str, Person], topics: Topics
) -> None:
    mother = parent(mobile="+46701234567", email="canary@mail.invalid")
    kid = child(
        names={"given": "Mia", "family": "Eriksson", "chinese": "米娅", "previous": ["Canaryprevious"]},
        passport_number="CANARYPASS1",
        nationality="XQZ",
        birth="2020-02-29",
    )
    late = [each | {"sha256": CANARY} for each in papers("address-proof", "vaccination-card")]
    anna, school = people[PARENT], people[THOMAS]
    id_ = await anna.apply(child=kid, guardian=mother, documents=late, distance=DISTANCE)
    shown = await anna.get(f"/applications/{id_}")
    assert (shown["state"], shown["place"]["status"]) == ("eligible", "offered")
    assert shown["actions"] == ["accept", "decline", "defer", "provide-document", "withdraw"]
    assert key_of(mother) not in str(shown)
    enrolment = await anna.accept(id_)
    await school.act(f"/enrolments/{enrolment}", "provide-paper", paper("vaccination-card", sha256=CANARY))
    record = await topics.latest(enrolment, lambda record: record is not None and not record["follow_ups"])
    period = {"year": YEAR, "grade": "01", "begin": "2026-09-01", "end": None}
    assert record == {
        "enrolment": enrolment,
        "school": SCHOOL,
        **period,
        "status": "enrolled",
        "exit": None,
        "names": {"given": "Mia", "family": "Eriksson", "chinese": "米娅", "single": False},
        "periods": [period],
        "conditions": [{"code": "address-proof", "due": "2026-05-31", "overdue": False}],
        "follow_ups": [],
        "review": None,
    }
    hidden = (
        "CANARYPASS1",
        "XQZ",
        "2020-02-29",
        "Canaryprevious",
        "46701234567",
        "canary@mail",
        CANARY,
    )
    private = (*hidden, key_of(mother), mother["passport"]["number"], PARENT)
    assert _found(topics, ENROLMENTS, private) == []
    assert _found(topics, EVENTS, (*private, "Mia", "Eriksson", "米娅")) == []
    assert topics.events[id_][-1] == "application.enrolled"


def _found(topics: Topics, topic: str, words: tuple[str, ...]) -> list[str]:
    everything = b"\n".join(topics.raw[topic])
    assert everything
    # A number may stand in an id by chance, and not for itself.
    assert re.search(rb"(?<![\w.-])%d(?![\w.-])" % DISTANCE, everything) is None
    return [word for word in words if word.encode() in everything]


async def test_names_are_corrected_and_a_single_one_is_marked(
    people: dict[str, Person], topics: Topics
) -> None:
    enrolment = await people[PARENT].enrolled()
    correction = {"names": {"given": "Suharto"}, "reason": "as in the passport"}
    await people[THOMAS].act(f"/enrolments/{enrolment}", "correct-names", correction)
    record = await topics.latest(enrolment, lambda record: record is not None and record["names"]["single"])
    assert record is not None
    assert record["names"] == {"given": "Suharto", "family": None, "chinese": None, "single": True}


async def test_a_doubtful_nationality_is_for_the_office_and_a_mainland_one_refused_with_its_source(
    people: dict[str, Person],
) -> None:
    anna, school, officer = people[PARENT], people[THOMAS], people[OFFICER]
    mainland = await anna.send(
        "/applications", application(child=child(nationality="CHN", mainland_document=True))
    )
    assert (mainland.status_code, mainland.json()["code"]) == (409, "mainland-national")
    assert "1995" in mainland.json()["detail"]
    id_ = await anna.apply(child=child(signs=["parent-chinese"]))
    path = f"/applications/{id_}"
    seen = await school.get(path)
    assert (seen["state"], seen["reviews"], seen["place"]) == ("in-review", ["nationality"], None)
    assert "findings" not in seen
    decision = {"review": "nationality", "admit": True, "reasons": "Swedish by birth"}
    by_school = await school.send(f"{path}/decide-review", decision, seen=seen["version"])
    assert by_school.status_code == 403
    assert (await officer.get(path))["findings"] == {"nationality": ["parent-chinese"]}
    await officer.act(path, "decide-review", decision)
    assert (await anna.place(id_))["status"] == "offered"


async def test_a_guardian_of_whom_no_permit_is_known_waits_for_a_person_or_the_paper(
    people: dict[str, Person],
) -> None:
    anna = people[PARENT]
    first, second = [await anna.apply(documents=papers("residence-permit"), grade="01") for _ in range(2)]
    reviewed = {"review": "guardian-not-verified", "admit": True, "reasons": "permit seen at the counter"}
    await people[THOMAS].act(f"/applications/{first}", "decide-review", reviewed)
    await anna.done(f"/applications/{second}/provide-document", RESIDENCE)
    for id_, how in ((first, "person"), (second, "document")):
        shown = await anna.get(f"/applications/{id_}")
        assert (shown["state"], shown["verified"]) == ("eligible", how)


async def test_what_the_rules_refuse_is_told_in_the_callers_language(people: dict[str, Person]) -> None:
    anna = people[PARENT]
    body = application(child=child(birth="2020-09-01"))
    response = await anna.http.post(
        "/applications", json=body, headers={"Idempotency-Key": "too-young", "Accept-Language": "zh"}
    )
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "age-outside-grade")
    assert problem["title"] == "年龄不符合年级要求"
    assert (
        await anna.refused("/applications", application(documents=papers("passport"))) == "documents-missing"
    )
    twice = application()
    await anna.done("/applications", twice, status=201)
    assert await people[OFFICER].refused("/applications", twice) == "duplicate-application"


async def test_bodies_that_mean_nothing_are_refused_with_422(people: dict[str, Person]) -> None:
    anna = people[PARENT]
    nobody = parent(passport={"country": "<", "number": "1", "birth": "1990-01-12"})
    wrong: list[dict[str, Any]] = [
        application(guardian=nobody),
        application(child=child(passport_number="---")),
        application(year="9998/99"),
        application(year="2026/28"),
        application(grade="99"),
    ]
    for body in wrong:
        response = await anna.send("/applications", body)
        assert response.status_code == 422, response.text
    assert (await anna.http.get(f"/schools/{SCHOOL}/years/2026-28")).status_code == 422


async def test_a_key_gives_one_application_and_a_stale_version_changes_nothing(
    people: dict[str, Person],
) -> None:
    anna, school = people[PARENT], people[THOMAS]
    body = application()
    first, again = [await anna.send("/applications", body, key="the-same-key") for _ in range(2)]
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    path = f"/applications/{first.json()['id']}"
    assert first.headers["Location"] == path
    refusal = {"reason": "no"}
    assert await school.refused(f"{path}/refuse", refusal, seen=1) == "version-conflict"
    assert (await school.send(f"{path}/refuse", refusal)).status_code == 428
    await school.act(path, "refuse", refusal)
    assert (await anna.get(path))["state"] == "refused"


async def test_papers_have_the_checksum_of_their_content(people: dict[str, Person]) -> None:
    anna = people[PARENT]
    id_ = await anna.apply(documents=papers("address-proof"))
    wrong = await anna.send(f"/applications/{id_}/provide-document", {"code": "address-proof", "sha256": "x"})
    assert wrong.status_code == 422
    seen = (await people[THOMAS].get(f"/applications/{id_}"))["version"]
    more_time = {"code": "address-proof", "due": "2026-07-31", "reasons": "the landlord is away"}
    await people[THOMAS].done(f"/applications/{id_}/postpone-condition", more_time, seen=seen)
    (condition,) = (await anna.get(f"/applications/{id_}"))["conditions"]
    assert condition["due"] == "2026-07-31"
    await anna.done(f"/applications/{id_}/provide-document", paper("address-proof", sha256=SHA))
    assert (await anna.get(f"/applications/{id_}"))["conditions"] == []
