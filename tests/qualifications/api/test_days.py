"""Days far off: refused where they come in, in words that help, and never an error of the service."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.qualifications.api.people import (
    APPLICANT,
    CONFIRMED,
    OFFICER,
    PROPOSER,
    SUPERVISOR,
    Person,
    application,
    passport,
    proposal,
    recognised,
)

People = dict[str, Person]
NO_END, NO_BEGINNING = "9999-12-31", "0001-01-01"


def pointers(answer: httpx.Response) -> set[str]:
    """What is wrong with a request that only has wrong days."""
    assert answer.status_code == 422, answer.text
    errors = answer.json()["errors"]
    assert all("no day " in each["detail"] for each in errors)
    return {each["pointer"] for each in errors}


async def test_a_credential_without_an_end_leaves_its_day_out(people: People) -> None:
    proposer = people[PROPOSER]
    answer = await proposer.send("/recognitions", proposal(credential={"expires_on": NO_END}))
    assert pointers(answer) == {"/credential/expires_on"}
    assert "leave it out" in answer.json()["errors"][0]["detail"]
    last = {"expires_on": "2199-12-31"}
    path = await recognised(people, credential=last)
    assert (await proposer.get(path))["state"] == "in-force"


@pytest.mark.parametrize("day", [NO_END, NO_BEGINNING])
async def test_no_request_for_a_recognition_has_a_day_that_nobody_means(people: People, day: str) -> None:
    far = proposal(passport=passport(birth=day), credential={"awarded_on": day, "expires_on": day})
    assert pointers(await people[PROPOSER].send("/recognitions", far)) == {
        "/person/passport/birth",
        "/credential/awarded_on",
        "/credential/expires_on",
    }
    applied = application(passport(birth=day))
    assert pointers(await people[PROPOSER].send("/talents", applied)) == {"/person/birth"}


@pytest.mark.parametrize("day", [NO_END, NO_BEGINNING])
async def test_no_record_of_the_office_has_a_day_that_nobody_means(people: People, day: str) -> None:
    officer = people[OFFICER]
    path = await recognised(people, credential={"expires_on": "2030-12-31"})
    answered: dict[str, Any] = {**CONFIRMED, "on": day}
    consent = {"regulator": "x", "reference": "x", "on": day, "practice": "x"}
    renewals: dict[str, dict[str, Any]] = {
        "/expires_on": {"expires_on": day, "verification": CONFIRMED},
        "/verification": {"expires_on": "2031-12-31", "verification": answered},
    }
    assert pointers(await officer.send(f"{path}/record-verification", answered, seen=1)) == {"/on"}
    assert pointers(await officer.send(f"{path}/record-consent", consent, seen=1)) == {""}
    for where, renewal in renewals.items():
        assert pointers(await officer.send(f"{path}/renew-credential", renewal, seen=1)) == {where}
    assert (await officer.act(path, "renew-credential", {**renewals["/expires_on"], "expires_on": None}))[
        "id"
    ]


async def test_nobody_is_admitted_from_a_day_that_nobody_means(people: People) -> None:
    given = passport()
    await recognised(people, passport=given)
    path = await people[APPLICANT].apply(given)
    await people[OFFICER].act(path, "assess", {"meets": True, "findings": "a senior engineer"})
    for day in (NO_END, "2200-01-01", NO_BEGINNING):
        answer = await people[SUPERVISOR].send(f"{path}/admit", {"start": day}, seen=1)
        assert pointers(answer) == {"/start"}
    await people[SUPERVISOR].act(path, "admit", {"start": "2199-12-31"})
