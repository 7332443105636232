"""The Exit-Entry bureau's answers: on time, early, refused, twice, later, and from nobody that is known."""

import json
from typing import Any
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from services.permits import topics
from tests.permits.api.people import Person, issued, new_passport
from tests.running import Published, names, put

SOURCE = "urn:quancheng:partner:exit-entry-bureau"


def answer(application: str, outcome: str = "granted", **more: Any) -> dict[str, Any]:
    granted = {"number": "R-1", "valid_to": "2027-11-30"} if outcome == "granted" else {}
    return {"id": uuid4().hex, "application_id": application, "outcome": outcome, **granted, **more}


async def sent(bureau: Person, body: dict[str, Any]) -> None:
    response = await bureau.http.post("/exit-entry/answers", json=body)
    assert response.status_code == 202, response.text


@pytest.fixture
async def asked(agent: Person, officer: Person) -> str:
    """An application for which the bureau was asked."""
    application = await agent.submitted()
    await issued(officer, application, f"WP-{new_passport()}")
    return application


async def test_an_answer_twice_is_taken_once_and_another_one_is_refused(
    bureau: Person, published: Published, asked: str
) -> None:
    yes = answer(asked)
    await sent(bureau, yes)
    await sent(bureau, yes)
    await sent(bureau, answer(asked, "refused", reason="changed our mind"))
    events = await published.until(asked, "residence-permit.answer-refused")
    assert names(events).count("residence-permit.answered") == 1
    assert events[-1].data["code"] == "already-answered"


async def test_a_refusal_needs_its_reason_and_later_moves_the_reminder(
    bureau: Person, agent: Person, published: Published, asked: str
) -> None:
    await sent(bureau, answer(asked, "refused"))
    events = await published.until(asked, "residence-permit.answer-refused")
    assert events[-1].data["code"] == "reason-required"
    await sent(bureau, answer(asked, "later", later_until="2026-12-20T10:00:00+08:00"))
    await published.until(asked, "residence-permit.answered")
    deadlines = (await agent.get(f"/applications/{asked}"))["deadlines"]
    reminder = next(each for each in deadlines if each["name"] == "bureau-reminder")
    assert reminder["due"] == "2026-12-20T02:00:00.000Z"


async def test_an_answer_that_came_too_early_is_taken_up_when_it_is_asked_for(
    bureau: Person, agent: Person, officer: Person, published: Published
) -> None:
    application = await agent.submitted()
    await sent(bureau, answer(application))
    await sent_and_parked(officer, application)
    permit = await issued(officer, application, f"WP-{new_passport()}")
    await published.until(application, "residence-permit.answered")
    await published.until(permit, "permit.residence-recorded")
    assert (await agent.get(f"/permits/{permit}"))["residence_valid_to"] == "2027-11-30"


async def sent_and_parked(officer: Person, application: str) -> None:
    """Wait until the answer was set aside."""
    for _ in range(100):
        rows = (await officer.get("/parked", reason="unmatched"))["parked"]
        if any(row["case_id"] == application for row in rows):
            return
    raise AssertionError("the answer was not parked")


async def test_what_cannot_be_read_or_comes_from_a_stranger_is_parked_with_its_bytes(
    stack: Stack, officer: Person, bureau: Person, published: Published, asked: str
) -> None:
    wrong = json.dumps(answer(asked, "perhaps")).encode()
    await put(stack.kafka, topics.EXIT_ENTRY, wrong, source=SOURCE, type=topics.ANSWER_SUBMITTED, key=asked)
    stranger = "urn:quancheng:partner:nobody"
    good = json.dumps(answer(asked)).encode()
    await put(stack.kafka, topics.EXIT_ENTRY, good, source=stranger, type=topics.ANSWER_SUBMITTED, key=asked)
    await sent(bureau, answer(asked))
    await published.until(asked, "residence-permit.answered")
    rows = (await officer.get("/parked", limit=500))["parked"]
    reasons = {row["reason"]: row for row in rows}
    assert reasons["invalid"]["detail"].startswith("outcome:")
    assert reasons["unknown-source"]["topic"] == topics.EXIT_ENTRY
    shown = await officer.get(f"/parked/{reasons['invalid']['id']}")
    assert shown["value"]


async def test_the_door_refuses_what_the_topic_could_not_take(bureau: Person, asked: str) -> None:
    for body in (answer(asked, "perhaps"), answer(asked, "later", later_until="2026-12-20T10:00:00"), {}):
        response = await bureau.http.post("/exit-entry/answers", json=body)
        assert (response.status_code, response.json()["code"]) == (422, "invalid-request")
