"""Tokens as an HTTP client meets them."""

from pathlib import Path

import httpx
from joserfc.jwk import ECKey

from shared.clock import SystemClock
from shared.health import Health
from shared.jwks import Jwks
from tests.shared.app import claims, client_of, make_app, sign, tokens_of


def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": "k-1"}


async def test_a_caller_with_the_scope_is_served(client: httpx.AsyncClient, key: ECKey) -> None:
    answer = await client.post("/commands", headers=headers(sign(key, claims(SystemClock()))))
    assert (answer.status_code, answer.json()) == (200, {"client": "qilu-hospital", "key": "k-1"})


async def test_without_a_token_the_answer_asks_for_one(client: httpx.AsyncClient) -> None:
    answer = await client.post("/commands", headers={"Idempotency-Key": "k-1"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_wrong_token_is_told_why(client: httpx.AsyncClient, key: ECKey) -> None:
    expired = sign(key, claims(SystemClock(), exp=1))
    answer = await client.post("/commands", headers=headers(expired))
    assert (answer.status_code, answer.json()["detail"]) == (401, "the token has expired")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


async def test_a_missing_scope_is_named(client: httpx.AsyncClient, key: ECKey) -> None:
    token = sign(key, claims(SystemClock(), scope="claims:write-not claims:read"))
    answer = await client.post("/commands", headers=headers(token))
    assert (answer.status_code, answer.json()["code"]) == (403, "missing-scope")
    assert answer.json()["scope"] == "claims:write"
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="claims:write"'


async def test_while_the_issuers_keys_are_away_nobody_is_judged(tmp_path: Path, key: ECKey) -> None:
    app = make_app(tokens_of(Jwks(str(tmp_path / "none.json"))), Health())
    async with client_of(app) as client:
        answer = await client.post("/commands", headers=headers(sign(key, claims(SystemClock()))))
        ready = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert (ready.status_code, ready.json()) == (503, {"failing": ["token-keys"]})
