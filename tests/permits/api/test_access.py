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
from tests.permits.api.people import (
    AGENT,
    APPLICANT,
    APPROVAL,
    BUREAU,
    EMPLOYER,
    KEEPER,
    OFFICER,
    OTHER_AGENT,
    OTHER_APPLICANT,
    PDF,
    SCOPES,
    SUPERVISOR,
    USCC,
    Person,
    digest,
    form,
    issued,
    new_passport,
)
from tests.running import Running

OWN, OTHERS, STAFF = {APPLICANT, AGENT}, {OTHER_APPLICANT, OTHER_AGENT}, {OFFICER, SUPERVISOR}
CALLERS = (NOBODY, STRANGER, *OWN, *OTHERS, *STAFF, KEEPER, BUREAU)


@dataclass(frozen=True)
class Rule(access.Rule):
    """To write, where it does not say otherwise."""

    answers: tuple[int, ...] = (200, 201, 202, 409)
    scope: str = "permits:write"


def read(lets_in: set[str], unseen_by: set[str] | None = None, **more: Any) -> Rule:
    return Rule(lets_in, unseen_by or set(), scope="permits:read", **more)


A, D, E, P = "/applications/{application_id}", "documents/{code}", "/employers", "/permits"
M, Q = "/programme/members", "/parked"
LISTED = OWN | OTHERS | STAFF
OF_AGENTS = {AGENT, OTHER_AGENT} | STAFF
BECAUSE = {"reason": "x"}
PERSON = {"country": "UTO", "number": "L898902C3", "birth": "1990-01-12"}


def desk(body: Any = None, lets_in: set[str] = STAFF) -> Rule:
    return Rule(lets_in, body=body)


def by_party(body: Any = None) -> Rule:
    return Rule(OWN, OTHERS, body=body)


RULES: dict[tuple[str, str], Rule] = {
    ("GET", "/applications"): read(LISTED),
    ("POST", "/applications"): Rule(OWN | OTHERS, body="draft"),
    ("GET", A): read(OWN | STAFF, OTHERS),
    ("GET", f"{A}/history"): read(OWN | STAFF, OTHERS),
    ("GET", f"{A}/clock"): read(OWN | STAFF, OTHERS),
    ("PUT", f"{A}/form"): by_party("form"),
    ("PATCH", f"{A}/form"): by_party({"joint": True}),
    ("POST", f"{A}/submit"): by_party(),
    ("POST", f"{A}/withdraw"): by_party(BECAUSE),
    ("GET", f"{A}/documents"): read(OWN | STAFF, OTHERS),
    ("PUT", f"{A}/{D}"): by_party({"language": "zh"}),
    ("DELETE", f"{A}/{D}"): by_party(),
    ("PUT", f"{A}/{D}/content"): by_party(PDF),
    ("GET", f"{A}/{D}/content"): read(OWN | STAFF, OTHERS),
    ("POST", f"{A}/assign"): desk({"officer": OFFICER}),
    ("POST", f"{A}/assign-liaison"): desk({"officer": "liaison-li", **BECAUSE}),
    ("POST", f"{A}/return"): desk({"corrections": [{"subject": "form", "wrong": "x"}]}),
    ("POST", f"{A}/accept"): desk(),
    ("POST", f"{A}/decline"): desk({"ground": "wrong-jurisdiction", "detail": "x"}),
    ("POST", f"{A}/begin-review"): desk(),
    ("POST", f"{A}/pause"): desk({"reason": "testing"}),
    ("POST", f"{A}/resume"): desk(),
    ("POST", f"{A}/extend-limit"): desk({"reasons": "x"}, {SUPERVISOR}),
    ("POST", f"{A}/confirm-ground"): desk({"ground": "x"}),
    ("POST", f"{A}/approve"): desk(APPROVAL),
    ("POST", f"{A}/refuse"): desk({"grounds": ["age"], "detail": "x"}),
    ("POST", f"{A}/issue"): desk({}),
    ("POST", f"{A}/settle-follow-up"): desk({"code": "x", "holds": True, "finding": "x"}),
    ("POST", f"{A}/revoke"): desk(BECAUSE, {SUPERVISOR}),
    ("POST", f"{A}/cancel"): desk(BECAUSE, {SUPERVISOR}),
    ("POST", f"{A}/recount"): desk(),
    ("GET", "/statistics"): read(STAFF),
    ("GET", E): read(OF_AGENTS),
    ("POST", E): Rule({AGENT} | STAFF, body={"uscc": USCC, "name": "x", "client": AGENT}),
    ("POST", f"{E}/$import"): Rule(STAFF, body=b"uscc,name,client\n"),
    ("GET", f"{E}/{{employer_id}}"): read({AGENT} | STAFF, {OTHER_AGENT}),
    ("POST", f"{E}/{{employer_id}}/suspend"): desk(BECAUSE),
    ("POST", f"{E}/{{employer_id}}/reinstate"): desk(BECAUSE),
    ("POST", f"{E}/{{employer_id}}/dishonesty"): desk(
        {"id": "x", "ground": "other", "detail": "x", "since": "2026-01-01"}
    ),
    ("POST", f"{E}/{{employer_id}}/dishonesty/{{record_id}}/lift"): desk(BECAUSE),
    ("GET", P): read(LISTED),
    ("GET", f"{P}/{{permit_id}}"): read(OWN | STAFF, OTHERS),
    ("GET", f"{P}/{{permit_id}}/history"): read(OWN | STAFF, OTHERS),
    ("POST", f"{P}/{{permit_id}}/report-entry"): Rule(OWN | STAFF, OTHERS, body={"on": "2026-11-20"}),
    ("POST", f"{P}/{{permit_id}}/report-employment-end"): Rule(
        OWN | STAFF, OTHERS, body={"on": "2027-11-20", **BECAUSE}
    ),
    ("GET", M): read(STAFF | {KEEPER}),
    ("GET", f"{M}/{{member_id}}"): read(STAFF | {KEEPER}),
    ("POST", M): Rule({KEEPER, SUPERVISOR}, body={"person": PERSON, "start": "2026-01-01"}),
    ("POST", f"{M}/{{member_id}}/end"): Rule({KEEPER, SUPERVISOR}, body={"on": "2025-01-01", **BECAUSE}),
    ("POST", "/assessments"): read(
        LISTED | {KEEPER}, body={"age": 30, "experience_months": 1, "annual_pay": "1", "months_in_china": 1}
    ),
    ("POST", "/exit-entry/answers"): Rule(
        {BUREAU}, scope="exit-entry:write", body={"id": "x", "application_id": "x", "outcome": "later"}
    ),
    ("GET", Q): Rule(STAFF, scope="parked:read"),
    ("GET", f"{Q}/{{parked_id}}"): Rule(STAFF, answers=(404,), scope="parked:read"),
    ("POST", f"{Q}/{{parked_id}}/replay"): Rule(STAFF, answers=(404,), scope="parked:write"),
    ("POST", f"{Q}/{{parked_id}}/release"): Rule(
        STAFF, answers=(404,), scope="parked:write", body={"note": "x"}
    ),
}


@pytest.fixture(scope="module")
async def places(agent: Person, officer: Person, keeper: Person, people: dict[str, Person]) -> dict[str, str]:
    """A draft, a permit, an employer and a member, of the applicant and the agent who are `OWN`."""
    draft = await agent.draft(applicant=APPLICANT)
    await agent.give(draft, "application-form")
    permit = await issued(officer, await agent.submitted(applicant=APPLICANT), f"WP-{new_passport()}")
    body = {"person": PERSON | {"number": new_passport()}, "start": "2026-01-01"}
    listed = await keeper.done("/programme/members", body, status=201)
    return {
        "application_id": draft,
        "code": "application-form",
        "permit_id": permit,
        "employer_id": EMPLOYER,
        "record_id": "x",
        "member_id": listed["id"],
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
    """A proper request, so that only who asks can be wrong with it; its version is stale or yet to come."""
    body = RULES[method, path].body
    headers = {"Idempotency-Key": uuid4().hex, "If-Match": '"999"'}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    asked: dict[str, Any] = {"json": body} if isinstance(body, dict) else {}
    if body == "draft":
        asked = {"json": {"reference": uuid4().hex, "form": form()}}
    if body == "form":
        asked = {"json": form()}
    if isinstance(body, bytes):
        media = "application/pdf" if body == PDF else "text/csv"
        asked = {"content": body}
        headers |= {"content-type": media, "content-digest": digest(body)}
    return await client.request(method, path.format(**places), headers=headers, **asked)


def test_every_endpoint_of_the_application_has_its_rule(service: Running) -> None:
    assert endpoints(service.app) == set(RULES)


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


async def test_what_is_anothers_looks_like_what_is_not_there(
    other_agent: Person, places: dict[str, str]
) -> None:
    there = await other_agent.http.get(f"/applications/{places['application_id']}")
    nowhere = await other_agent.http.get(f"/applications/{uuid4()}")
    one, other = ({**each.json(), "correlation": ""} for each in (there, nowhere))
    assert one == other


async def test_the_openapi_document_names_every_problem_and_the_key(service: Running) -> None:
    document = service.app.openapi()
    accept = document["paths"]["/applications/{application_id}/accept"]["post"]
    named = {each["name"] for each in accept["parameters"]}
    assert {"application_id", "Idempotency-Key", "If-Match"} <= named
    assert "default" in accept["responses"]
