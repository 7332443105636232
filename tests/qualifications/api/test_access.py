"""Who may use which endpoint: one table, held against the application's own routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests import access
from tests.access import NOBODY, STRANGER, endpoints
from tests.caller import Json
from tests.qualifications.api.panels import MOTION, PANEL
from tests.qualifications.api.people import (
    APPLICANT,
    CHAIR,
    CONFIRMED,
    MEMBERS,
    OFFICER,
    OTHER_APPLICANT,
    PROPOSER,
    SCOPES,
    SENIOR_ENGINEER,
    SPARE,
    SUPERVISOR,
    UNIVERSITY,
    Person,
    application,
    passport,
    proposal,
    recognised,
    special,
)
from tests.running import Running

STAFF, SEATED = {OFFICER, SUPERVISOR}, {CHAIR, MEMBERS[0]}
OWN, OTHERS = {PROPOSER, APPLICANT}, {UNIVERSITY, OTHER_APPLICANT}
EVERYBODY = OWN | OTHERS | STAFF | SEATED | {SPARE}
CALLERS = (NOBODY, STRANGER, *EVERYBODY)


@dataclass(frozen=True)
class Rule(access.Rule):
    """To write, where it does not say otherwise."""

    scope: str = "qualifications:write"


def read(lets_in: set[str], unseen_by: set[str] | None = None, **more: Any) -> Rule:
    return Rule(lets_in, unseen_by or set(), scope="qualifications:read", **more)


R, T, Q = "/recognitions", "/talents", "/parked"
A, M = f"{R}/{{recognition_id}}", f"{T}/{{talent_id}}/admissions/{{admission_id}}"
BECAUSE = {"reason": "x"}
OBJECTION = {"reference": "x", "objector": "x", "reasons": "x"}
CONSENT = {"regulator": "x", "reference": "x", "on": "2026-03-02", "practice": "x"}
SEEN, UNSEEN = OWN | STAFF | SEATED, OTHERS | {SPARE}


def office(body: Any = None, lets_in: set[str] = STAFF) -> Rule:
    return Rule(lets_in, body=body)


def panel(body: Any = None) -> Rule:
    return Rule(SEATED, {SPARE}, body=body)


RULES: dict[tuple[str, str], Rule] = {
    ("GET", R): read(EVERYBODY),
    ("POST", R): Rule({PROPOSER, UNIVERSITY}, body="proposal"),
    ("GET", A): read(SEEN, UNSEEN),
    ("GET", f"{A}/history"): read(SEEN, UNSEEN),
    ("POST", f"{A}/withdraw"): Rule({PROPOSER}, {UNIVERSITY}, body=BECAUSE),
    ("POST", f"{A}/record-verification"): office(CONFIRMED),
    ("POST", f"{A}/record-consent"): office(CONSENT),
    ("POST", f"{A}/appoint-panel"): office(PANEL),
    ("POST", f"{A}/declare-conflict"): panel({"conflict": None}),
    ("POST", f"{A}/move-outcome"): panel(MOTION),
    ("POST", f"{A}/cast-vote"): panel({"in_favour": True, "reasons": "x"}),
    ("POST", f"{A}/conclude-vote"): panel(),
    ("POST", f"{A}/publish-notice"): office(),
    ("POST", f"{A}/object"): Rule(OWN | STAFF, OTHERS, body=OBJECTION),
    ("POST", f"{A}/answer-objections"): office({"answer": "upheld", "reasons": "x"}, {SUPERVISOR}),
    ("POST", f"{A}/decide"): office({"outcome": SENIOR_ENGINEER}, {SUPERVISOR}),
    ("POST", f"{A}/renew-credential"): office({"expires_on": None, "verification": CONFIRMED}),
    ("POST", f"{A}/revoke"): office(BECAUSE, {SUPERVISOR}),
    ("GET", "/notices"): read(EVERYBODY),
    ("POST", "/notices/{recognition_id}/object"): Rule(EVERYBODY - STAFF, answers=(404,), body=OBJECTION),
    ("GET", "/catalogue"): read(EVERYBODY),
    ("GET", "/projects"): read(EVERYBODY),
    ("GET", "/precedents?title=x"): read({PROPOSER, UNIVERSITY} | STAFF | SEATED | {SPARE}),
    ("GET", T): read(OWN | OTHERS | STAFF),
    ("POST", T): Rule({PROPOSER, UNIVERSITY, APPLICANT}, body="application"),
    ("GET", f"{T}/{{talent_id}}"): read(OWN | STAFF, OTHERS),
    ("GET", f"{T}/{{talent_id}}/history"): read(OWN | STAFF, OTHERS),
    ("GET", f"{T}/{{talent_id}}/benefits"): read(OWN | STAFF, OTHERS),
    ("POST", f"{M}/assess"): office({"meets": True, "findings": "x"}),
    ("POST", f"{M}/admit"): office({"start": "2026-03-02"}, {SUPERVISOR}),
    ("POST", f"{M}/refuse"): office(BECAUSE, {SUPERVISOR}),
    ("POST", f"{M}/withdraw"): Rule(OWN, OTHERS),
    ("POST", f"{M}/revoke"): office(BECAUSE, {SUPERVISOR}),
    ("GET", Q): Rule(STAFF, scope="parked:read"),
    ("GET", f"{Q}/{{parked_id}}"): Rule(STAFF, answers=(404,), scope="parked:read"),
    ("POST", f"{Q}/{{parked_id}}/replay"): Rule(STAFF, answers=(404,), scope="parked:write"),
    ("POST", f"{Q}/{{parked_id}}/release"): Rule(
        STAFF, answers=(404,), scope="parked:write", body={"note": "x"}
    ),
}


@dataclass(frozen=True)
class Places:
    """A request with a panel, and an application for a project, of the two who are ``OWN``."""

    ids: dict[str, str]
    passport: Json


@pytest.fixture(scope="module")
async def places(people: dict[str, Person]) -> Places:
    given = passport()
    await recognised(people, passport=given)
    path = await people[PROPOSER].propose(**special(passport=given))
    await people[OFFICER].act(path, "appoint-panel", PANEL)
    applied = await people[PROPOSER].apply(given, applicant=APPLICANT)
    _, _, talent, _, admission = applied.split("/")
    return Places(
        {
            "recognition_id": path.rpartition("/")[2],
            "talent_id": talent,
            "admission_id": admission,
            "parked_id": str(uuid4()),
        },
        given,
    )


@pytest.fixture(scope="module")
def tokens(service: Running) -> dict[str, str]:
    return {name: service.issuer.issue(name, SCOPES) for name in CALLERS if name != NOBODY}


@pytest.fixture(scope="module")
async def anybody(service: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A client that says who it is with each request."""
    async with service.client("") as client:
        yield client


async def ask(
    client: httpx.AsyncClient, method: str, path: str, places: Places, caller: str, token: str | None
) -> httpx.Response:
    """A proper request, so that only who asks can be wrong with it; its version is stale or yet to come."""
    body = RULES[method, path].body
    headers = {"Idempotency-Key": uuid4().hex, "If-Match": '"999"'}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    if body == "proposal":
        body = proposal(caller)
    if body == "application":
        body = application(places.passport)
    return await client.request(method, path.format(**places.ids), headers=headers, json=body)


def test_every_endpoint_of_the_application_has_its_rule(service: Running) -> None:
    ruled = {(method, path.partition("?")[0]) for method, path in RULES}
    assert endpoints(service.app) == ruled


@pytest.mark.parametrize(("method", "path"), list(RULES))
async def test_an_endpoint_lets_in_only_whom_it_should(
    anybody: httpx.AsyncClient, tokens: dict[str, str], places: Places, method: str, path: str
) -> None:
    rule = RULES[method, path]
    for caller in CALLERS:
        response = await ask(anybody, method, path, places, caller, tokens.get(caller))
        assert response.status_code in rule.expected(caller), (caller, response.text)
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), list(RULES))
async def test_without_its_scope_nobody_is_let_in(
    service: Running, anybody: httpx.AsyncClient, places: Places, method: str, path: str
) -> None:
    rule = RULES[method, path]
    others = [scope for scope in SCOPES if scope != rule.scope]
    for caller in sorted(rule.lets_in):
        token = service.issuer.issue(caller, others)
        response = await ask(anybody, method, path, places, caller, token)
        assert (response.status_code, response.json().get("scope")) == (403, rule.scope)


async def test_what_is_anothers_looks_like_what_is_not_there(
    people: dict[str, Person], places: Places
) -> None:
    ids = places.ids
    for there, nowhere in (
        (f"{R}/{ids['recognition_id']}", f"{R}/{uuid4()}"),
        (f"{T}/{ids['talent_id']}", f"{T}/{uuid4()}"),
    ):
        answers = [await people[UNIVERSITY].http.get(path) for path in (there, nowhere)]
        one, other = ({**each.json(), "correlation": ""} for each in answers)
        assert one == other
    path = f"{T}/{ids['talent_id']}/admissions/{uuid4()}/withdraw"
    assert (await people[PROPOSER].send(path)).status_code == 404


async def test_nobody_proposes_for_another_organisation_or_applies_as_another_person(
    people: dict[str, Person], places: Places
) -> None:
    foreign = proposal(UNIVERSITY)
    assert (await people[PROPOSER].send("/recognitions", foreign)).status_code == 403
    misled = proposal(applicant=OFFICER)
    assert (await people[PROPOSER].send("/recognitions", misled)).status_code == 422
    assert (await people[PROPOSER].send("/recognitions", proposal(surprise=1))).status_code == 422
    omar, nominated = people[OTHER_APPLICANT], {"nomination": "Somebody"}
    for given in (places.passport, passport()):
        assert (await omar.send("/talents", application(given, **nominated))).status_code == 403
    for changes in ({"applicant": OTHER_APPLICANT}, {"person": passport(number="<<")}):
        body = application(places.passport, **changes)
        assert (await people[APPLICANT].send("/talents", body)).status_code in (403, 422)


async def test_an_employer_sees_of_a_person_only_what_it_applied_for(people: dict[str, Person]) -> None:
    given = passport()
    await recognised(people, passport=given)
    own = await people[UNIVERSITY].apply(given, project="visiting-advisers")
    await people[APPLICANT].apply(given)
    case = own.partition("/admissions/")[0]
    shown, history = await people[UNIVERSITY].get(case), await people[UNIVERSITY].get(f"{case}/history")
    assert [each["id"] for each in shown["admissions"]] == [own.rpartition("/")[2]]
    assert {each["data"]["admission"] for each in history["events"]} == {own.rpartition("/")[2]}
    assert {"qualifications", "permits"}.isdisjoint(shown)
    assert (await people[UNIVERSITY].done(f"{own}/withdraw"))["id"] == shown["id"]
    theirs = await people[OFFICER].get("/talents", open="quancheng-programme", limit=200)
    assert shown["id"] in {each["id"] for each in theirs["talents"]}


async def test_the_office_says_which_version_it_has_seen_and_the_documents_say_so(
    people: dict[str, Person], places: Places, service: Running
) -> None:
    path = f"{R}/{places.ids['recognition_id']}"
    assert (await people[OFFICER].send(f"{path}/record-verification", CONFIRMED)).status_code == 428
    decide = service.app.openapi()["paths"][f"{A}/decide"]["post"]
    named = {each["name"] for each in decide["parameters"]}
    assert {"recognition_id", "Idempotency-Key", "If-Match"} <= named
