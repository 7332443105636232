"""Who may do what: every endpoint of the application, asked by everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt

from deploy.local import issuer as local_issuer
from shared.clock import SystemClock
from tests.access import endpoints
from tests.medical.claims import (
    HOSPITAL,
    INSURER,
    OFFICE,
    OTHER_HOSPITAL,
    OTHER_INSURER,
    answer,
    claim,
    detail,
    encode,
    new_number,
    payment,
)
from tests.medical.talk import Partner
from tests.running import Published, Running

EVERY_SCOPE = ("claims:read", "claims:write", "adjudications:write", "parked:read", "parked:write")
NOBODY = {"no token", "wrong audience", "expired", "another issuer", "nonsense"}
KNOWN = {"hospital", "other hospital", "insurer", "other insurer", "office"}

CALLERS = [*sorted(NOBODY), *sorted(KNOWN), "stranger", "scopeless"]


@dataclass(frozen=True)
class Rule:
    """Who is let in, who is told that it is not for them; the rest of the known learn nothing (404)."""

    lets_in: frozenset[str]
    unseen_by: frozenset[str] = frozenset()
    answers: tuple[int, ...] = (200,)


def rule(*lets_in: str, unseen_by: tuple[str, ...] = (), answers: tuple[int, ...] = (200,)) -> Rule:
    return Rule(frozenset(lets_in), frozenset(unseen_by), answers)


ONE_CLAIM = rule("hospital", "insurer", "office", unseen_by=("other hospital", "other insurer"))
ONE_PAYMENT = rule("insurer", "office", unseen_by=("hospital", "other hospital", "other insurer"))
ANY_HOSPITAL = ("hospital", "other hospital")
ANY_INSURER = ("insurer", "other insurer")

RULES: Mapping[tuple[str, str], Rule] = {
    ("GET", "/claims"): rule(*KNOWN),
    ("GET", "/claims/{claim_id}"): ONE_CLAIM,
    ("GET", "/claims/{claim_id}/history"): ONE_CLAIM,
    ("GET", "/fhir/Claim/{claim_id}"): ONE_CLAIM,
    ("GET", "/payments/{payment_id}"): ONE_PAYMENT,
    ("GET", "/payments/{payment_id}/history"): ONE_PAYMENT,
    ("GET", "/fhir/PaymentReconciliation/{payment_id}"): ONE_PAYMENT,
    ("POST", "/fhir/Claim"): rule(*ANY_HOSPITAL, answers=(202,)),
    ("POST", "/fhir/Claim/$import"): rule(*ANY_HOSPITAL),
    ("POST", "/fhir/ClaimResponse"): rule(*ANY_INSURER, answers=(202,)),
    ("POST", "/fhir/PaymentReconciliation"): rule(*ANY_INSURER, answers=(202,)),
    ("POST", "/claims/{claim_id}/cancel"): rule(
        "hospital", "office", unseen_by=("other hospital",), answers=(200, 409)
    ),
    ("POST", "/claims/{claim_id}/assign"): rule("office", answers=(200, 409)),
    ("POST", "/claims/{claim_id}/refuse"): rule("office", answers=(200, 409)),
    ("POST", "/coverage-checks"): rule(*ANY_HOSPITAL, "office"),
    ("GET", "/parked"): rule("office"),
    ("GET", "/parked/{parked_id}"): rule("office", answers=(404,)),
    ("POST", "/parked/{parked_id}/replay"): rule("office", answers=(404,)),
    ("POST", "/parked/{parked_id}/release"): rule("office", answers=(404,)),
}
OPEN = {"/health/live", "/health/ready", "/metrics", "/openapi.json", "/fhir/{address:path}"}


@pytest.fixture(scope="session")
def tokens(service: Running) -> dict[str, str | None]:
    """A token for everybody, with every scope unless the name says otherwise."""
    issue = service.issuer.issue
    return {
        "no token": None,
        "nonsense": "a.b.c",
        "expired": issue(OFFICE, EVERY_SCOPE, ttl_s=-3600),
        "wrong audience": forged(service, aud="elsewhere"),
        "another issuer": forged(service, iss="urn:elsewhere"),
        "stranger": issue("nobody-knows", EVERY_SCOPE),
        "scopeless": issue(OFFICE, ("something:else",)),
        "hospital": issue(HOSPITAL, EVERY_SCOPE),
        "other hospital": issue(OTHER_HOSPITAL, EVERY_SCOPE),
        "insurer": issue(INSURER, EVERY_SCOPE),
        "other insurer": issue(OTHER_INSURER, EVERY_SCOPE),
        "office": issue(OFFICE, EVERY_SCOPE),
    }


def forged(service: Running, **changes: str) -> str:
    """A token of the local issuer's own key that says something else than it should."""
    key = service.issuer._key()
    now = int(SystemClock().now().timestamp())
    said = {"iss": local_issuer.NAME, "aud": local_issuer.AUDIENCE, "sub": OFFICE, "exp": now + 600}
    return jwt.encode(
        {"alg": "ES256", "kid": key.kid}, said | {"scope": " ".join(EVERY_SCOPE)} | changes, key
    )


@pytest.fixture(scope="session")
def anybody(open_client: Any) -> httpx.AsyncClient:
    """A client that says who it is with each request."""
    client: httpx.AsyncClient = open_client("")
    return client


@pytest.fixture(scope="session")
async def places(hospital: Partner, insurer: Partner, published: Published) -> dict[str, str]:
    """A claim of the hospital that is addressed to the insurer, and a payment of that insurer."""
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    paid = await insurer.send(payment("1.00", detail(number, "1.00")))
    await published.of(paid["id"], last="payment.received")
    return {"claim_id": claim_id, "payment_id": paid["id"], "parked_id": str(uuid4())}


def requested(method: str, path: str, places: Mapping[str, str]) -> dict[str, Any]:
    """A proper request to an endpoint, so that only who asks can be wrong with it."""
    bodies: dict[str, bytes] = {
        "/fhir/Claim": encode(claim(new_number(), provider={"display": "whoever sends it"})),
        "/fhir/Claim/$import": b"\n",
        "/fhir/ClaimResponse": encode(answer(new_number())),
        "/fhir/PaymentReconciliation": encode(payment("1.00", detail(new_number(), "1.00"))),
    }
    asked: dict[str, Any] = {"method": method, "url": path.format(**places)}
    if path in bodies:
        media = "application/fhir+ndjson" if path.endswith("import") else "application/fhir+json"
        return asked | {"content": bodies[path], "headers": {"content-type": media}}
    if path == "/coverage-checks":
        passport = {"country": "SWE", "number": "AA1234567", "birth": "1990-05-17"}
        return asked | {"json": {"passport": passport, "day": "2026-11-18"}}
    if method == "POST":
        body = {"reason": "x", "note": "x", "insurer": INSURER}
        return asked | {"json": body, "headers": {"Idempotency-Key": uuid4().hex}}
    return asked


async def ask(client: httpx.AsyncClient, token: str | None, asked: dict[str, Any]) -> httpx.Response:
    """Ask with this token, or with none."""
    given = {"Authorization": f"Bearer {token}"} if token else {}
    return await client.request(**asked | {"headers": asked.get("headers", {}) | given})


def expected(rule: Rule, caller: str) -> tuple[int, ...]:
    if caller in NOBODY:
        return (401,)
    if caller in rule.lets_in:
        return rule.answers
    return (404,) if caller in rule.unseen_by else (403,)


def test_every_endpoint_of_the_application_has_its_rule(service: Running) -> None:
    found = {(method, path) for method, path in endpoints(service.app) if path not in OPEN}
    assert found == set(RULES)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("method", "path"), list(RULES))
async def test_an_endpoint_lets_in_only_whom_it_should(
    anybody: httpx.AsyncClient,
    tokens: dict[str, str | None],
    places: dict[str, str],
    method: str,
    path: str,
    caller: str,
) -> None:
    response = await ask(anybody, tokens[caller], requested(method, path, places))
    assert response.status_code in expected(RULES[method, path], caller), response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
    if response.status_code in (401, 403) and caller != "stranger" and caller not in KNOWN:
        assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "path"), list(RULES))
async def test_without_its_scope_nobody_is_let_in(
    service: Running, anybody: httpx.AsyncClient, places: dict[str, str], method: str, path: str
) -> None:
    """All scopes but the one that an endpoint needs let in to nothing."""
    kinds = {"/parked": "parked", "/fhir/ClaimResponse": "adjudications"}
    kinds |= {"/fhir/PaymentReconciliation": "adjudications"} if method == "POST" else {}
    kind = next((kind for start, kind in kinds.items() if path.startswith(start)), "claims")
    asks = method == "GET" or path == "/coverage-checks"
    scope = f"{kind}:{'read' if asks else 'write'}"
    others = [each for each in EVERY_SCOPE if each != scope]
    response = await ask(anybody, service.issuer.issue(OFFICE, others), requested(method, path, places))
    assert (response.status_code, response.json()["code"]) == (403, "missing-scope")
    assert response.json()["scope"] == scope


async def test_a_stranger_learns_nothing_from_the_answer_to_a_claim_of_another(
    other_hospital: Partner, places: dict[str, str]
) -> None:
    there = await other_hospital.http.get(f"/claims/{places['claim_id']}")
    nowhere = await other_hospital.http.get(f"/claims/{uuid4()}")
    one, other = ({**each.json(), "correlation": ""} for each in (there, nowhere))
    assert one == other
    listed = await other_hospital.get("/claims", limit=200)
    assert places["claim_id"] not in str(listed)
