"""Who may come to what: every endpoint with every kind of caller."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.schooling import names
from tests import access
from tests.access import NOBODY, STRANGER, endpoints
from tests.caller import Json
from tests.running import Running
from tests.schooling.api.people import (
    BUDDHA,
    LAKE,
    OFFICER,
    OTHER_PARENT,
    PARENT,
    REGISTER,
    RESIDENCE,
    SCHOOL,
    SCOPES,
    SUPERVISOR,
    THOMAS,
    Person,
    application,
    key_of,
    paper,
    papers,
    parent,
)

OWN, OTHERS = {PARENT}, {OTHER_PARENT}
DESK, OTHER_DESKS, STAFF = {THOMAS, REGISTER}, {BUDDHA, LAKE}, {OFFICER, SUPERVISOR}
CALLERS = (NOBODY, STRANGER, *OWN, *OTHERS, *DESK, *OTHER_DESKS, *STAFF)
EVERYBODY = OWN | OTHERS | DESK | OTHER_DESKS | STAFF
ONEROSTER = "/ims/oneroster"
"""Its doors have tests of their own."""


@dataclass(frozen=True)
class Rule(access.Rule):
    """To write, where it does not say otherwise."""

    scope: str = "schooling:write"


def read(lets_in: set[str], unseen_by: set[str] | None = None) -> Rule:
    return Rule(lets_in, unseen_by or set(), scope="schooling:read")


def anybody_concerned(body: Any = None) -> Rule:
    return Rule(OWN | DESK | STAFF, OTHERS | OTHER_DESKS, body=body)


def family(body: Any = None) -> Rule:
    return Rule(OWN | STAFF, OTHERS, body=body)


def desk(body: Any = None) -> Rule:
    return Rule(DESK | STAFF, OTHER_DESKS, body=body)


def supervisor(body: Any = None) -> Rule:
    return Rule({SUPERVISOR}, body=body)


S, A, E = "/schools", "/applications/{application_id}", "/enrolments/{enrolment_id}"
Y = f"{S}/{{school_id}}/years/{{year}}"
G, R, Q = f"{Y}/grades/{{grade}}", "/reviews", "/parked"
BECAUSE = {"reason": "x"}
TASK = {"code": "address-proof", "due": "2026-08-01", "reasons": "x"}
PRIOR = {"school": "x", "exit_on": "2026-06-20", "last_grade": "x", "sha256": "b" * 64}
REVIEW = {"review": "guardian-not-verified", "admit": True, "reasons": "x"}
TRANSFER = {"exit_on": "2027-01-10", "next_school": "x", "record": "b" * 64}
NAMES = {"names": {"given": "x", "family": "y"}, **BECAUSE}

RULES: dict[tuple[str, str], Rule] = {
    ("GET", S): read(EVERYBODY),
    ("GET", f"{S}/{{school_id}}"): read(EVERYBODY),
    ("GET", Y): read(EVERYBODY),
    ("GET", G): read(EVERYBODY),
    ("GET", f"{G}/waiting-list"): read(DESK | STAFF, OTHER_DESKS),
    ("GET", f"{G}/history"): read(DESK | STAFF, OTHER_DESKS),
    ("POST", f"{G}/open"): desk(),
    ("POST", f"{G}/change-seats"): desk({"seats": 24, **BECAUSE}),
    ("POST", f"{G}/publish-seed"): desk({"seed": "spring-2026"}),
    ("POST", f"{Y}/roll-over"): desk({}),
    ("GET", "/applications"): read(EVERYBODY),
    ("POST", "/applications"): Rule(EVERYBODY - OTHER_DESKS, body="application"),
    ("GET", A): read(OWN | DESK | STAFF, OTHERS | OTHER_DESKS),
    ("GET", f"{A}/history"): read(OWN | DESK | STAFF, OTHERS | OTHER_DESKS),
    ("POST", f"{A}/provide-document"): anybody_concerned(RESIDENCE),
    ("POST", f"{A}/provide-prior-record"): anybody_concerned(PRIOR),
    ("POST", f"{A}/withdraw"): family(BECAUSE),
    ("POST", f"{A}/decide-review"): desk(REVIEW),
    ("POST", f"{A}/confirm-guardian"): desk(),
    ("POST", f"{A}/refuse"): desk(BECAUSE),
    ("POST", f"{A}/postpone-condition"): desk(TASK),
    ("POST", f"{A}/erase"): supervisor(BECAUSE),
    ("POST", f"{A}/accept"): family({"offer": 9999}),
    ("POST", f"{A}/decline"): anybody_concerned({"offer": 9999}),
    ("POST", f"{A}/defer"): anybody_concerned(),
    ("GET", "/enrolments"): read(EVERYBODY),
    ("GET", E): read(OWN | DESK | STAFF, OTHERS | OTHER_DESKS),
    ("GET", f"{E}/history"): read(OWN | DESK | STAFF, OTHERS | OTHER_DESKS),
    ("POST", f"{E}/provide-paper"): anybody_concerned(paper("address-proof")),
    ("POST", f"{E}/postpone-task"): desk(TASK),
    ("POST", f"{E}/defer-begin"): anybody_concerned({"begin": "2026-10-10", **BECAUSE}),
    ("POST", f"{E}/transfer-out"): desk(TRANSFER),
    ("POST", f"{E}/withdraw"): anybody_concerned({"end": "2027-01-10", **BECAUSE}),
    ("POST", f"{E}/record-no-show"): desk(),
    ("POST", f"{E}/complete"): desk(),
    ("POST", f"{E}/correct-names"): desk(NAMES),
    ("POST", f"{E}/roll-over"): desk({"year": "2027/28"}),
    ("POST", f"{E}/erase"): supervisor(BECAUSE),
    ("GET", R): read(STAFF),
    ("GET", f"{R}/{{review_id}}"): read(STAFF),
    ("POST", f"{R}/{{review_id}}/close"): Rule(STAFF, body=BECAUSE),
    ("GET", Q): Rule(STAFF, scope="parked:read"),
    ("GET", f"{Q}/{{parked_id}}"): Rule(STAFF, answers=(404,), scope="parked:read"),
    ("POST", f"{Q}/{{parked_id}}/replay"): Rule(STAFF, answers=(404,), scope="parked:write"),
    ("POST", f"{Q}/{{parked_id}}/release"): Rule(
        STAFF, answers=(404,), scope="parked:write", body={"note": "x"}
    ),
}


@pytest.fixture(scope="module")
async def places(people: dict[str, Person]) -> dict[str, str]:
    """An application, an enrolment and their guardian, of the parent who is `OWN`."""
    anna, guardian = people[PARENT], parent()
    return {
        "application_id": await anna.apply(guardian=guardian, documents=papers("residence-permit")),
        "enrolment_id": await anna.enrolled(guardian=guardian, documents=papers("address-proof")),
        "review_id": names.guardian_id(key_of(guardian)),
        "school_id": SCHOOL,
        "year": "2026-27",
        "grade": "01",
        "parked_id": str(uuid4()),
    }


@pytest.fixture(scope="module")
def tokens(service: Running) -> dict[str, str]:
    return {name: service.issuer.issue(name, SCOPES) for name in CALLERS if name != NOBODY}


@pytest.fixture(scope="module")
async def anybody(service: Running) -> AsyncIterator[httpx.AsyncClient]:
    """A client that says who it is with each request."""
    async with service.client("") as client:
        yield client


async def ask(
    client: httpx.AsyncClient, method: str, path: str, places: dict[str, str], token: str | None
) -> httpx.Response:
    """A proper request, so that only who asks can be wrong with it; its version is stale or yet to come.

    A guardian gives none where it need not; what it does is refused by the rules, or done.
    """
    body: Json | None = (
        application() if RULES[method, path].body == "application" else RULES[method, path].body
    )
    headers = {"Idempotency-Key": uuid4().hex, "If-Match": '"999"'}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return await client.request(method, path.format(**places), headers=headers, json=body)


def test_every_endpoint_of_the_application_has_its_rule(service: Running) -> None:
    found = endpoints(service.app)
    assert {each for each in found if not each[1].startswith(ONEROSTER)} == set(RULES)


@pytest.mark.parametrize(("method", "path"), list(RULES))
async def test_an_endpoint_lets_in_only_whom_it_should(
    anybody: httpx.AsyncClient,
    tokens: dict[str, str],
    places: dict[str, str],
    method: str,
    path: str,
) -> None:
    rule = RULES[method, path]
    for caller in CALLERS:
        response = await ask(anybody, method, path, places, tokens.get(caller))
        assert response.status_code in rule.expected(caller), (caller, response.text)
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), list(RULES))
async def test_without_its_scope_nobody_is_let_in(
    service: Running, anybody: httpx.AsyncClient, places: dict[str, str], method: str, path: str
) -> None:
    rule = RULES[method, path]
    others = [scope for scope in SCOPES if scope != rule.scope]
    for caller in sorted(rule.lets_in):
        response = await ask(anybody, method, path, places, service.issuer.issue(caller, others))
        assert (response.status_code, response.json().get("scope")) == (403, rule.scope)


@pytest.mark.parametrize("what", ["applications", "enrolments"])
async def test_lists_have_what_the_caller_may_see_and_nothing_else(
    people: dict[str, Person], places: dict[str, str], what: str
) -> None:
    mine = places[f"{what[:-1]}_id"]
    for client in (PARENT, THOMAS, REGISTER, OFFICER):
        assert mine in {each["id"] for each in (await people[client].get(f"/{what}", limit=200))[what]}
    for client in (OTHER_PARENT, BUDDHA, LAKE):
        listed = (await people[client].get(f"/{what}", school=SCHOOL, limit=200))[what]
        assert mine not in {each["id"] for each in listed}


@pytest.mark.parametrize("what", ["applications", "enrolments"])
async def test_what_is_anothers_looks_like_what_is_not_there(
    people: dict[str, Person], places: dict[str, str], what: str
) -> None:
    for client in (OTHER_PARENT, BUDDHA):
        there = await people[client].http.get(f"/{what}/{places[f'{what[:-1]}_id']}")
        nowhere = await people[client].http.get(f"/{what}/{uuid4()}")
        one, other = ({**each.json(), "correlation": ""} for each in (there, nowhere))
        assert one == other


async def test_the_openapi_document_names_every_problem_and_the_key(service: Running) -> None:
    document = service.app.openapi()
    withdraw = document["paths"]["/applications/{application_id}/withdraw"]["post"]
    named = {each["name"] for each in withdraw["parameters"]}
    assert {"application_id", "Idempotency-Key", "If-Match"} <= named
    assert "default" in withdraw["responses"]
