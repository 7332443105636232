"""A route is for the clients of a service's file, each as what it is there, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends
from joserfc.jwk import ECKey

from shared.clock import SystemClock
from shared.health import Health
from shared.jwks import Jwks
from shared.members import in_role
from tests.shared.app import claims, client_of, make_app, sign, tokens_of

ROLES = {"wei": "officer", "anna": "applicant"}


@dataclass(frozen=True)
class Client:
    name: str
    role: str


def find(known: dict[str, str], client: str) -> Client | None:
    return Client(client, known[client]) if client in known else None


Reader = Annotated[Client, Depends(in_role("things:read", ("officer", "applicant"), find))]
Officer = Annotated[Client, Depends(in_role("things:read", ("officer",), find))]
Nobody = Annotated[Client, Depends(in_role("things:read", (), find))]


@pytest.fixture
async def asked(key_file: Path, health: Health) -> AsyncIterator[httpx.AsyncClient]:
    app = make_app(tokens_of(Jwks(str(key_file))), health)
    app.state.context = ROLES

    @app.get("/all")
    async def for_all(who: Reader) -> dict[str, str]:
        return {"role": who.role}

    @app.get("/officers")
    async def for_officers(who: Officer) -> dict[str, str]:
        return {"role": who.role}

    @app.get("/nobody")
    async def for_nobody(who: Nobody) -> dict[str, str]:
        return {"role": who.role}

    async with client_of(app) as client:
        yield client


@pytest.mark.parametrize(
    ("client", "path", "scope", "told"),
    [
        ("wei", "/all", "things:read", {"role": "officer"}),
        ("anna", "/all", "things:read", {"role": "applicant"}),
        ("wei", "/officers", "things:read", {"role": "officer"}),
        ("anna", "/officers", "things:read", {"code": "forbidden", "detail": "this is for: officer"}),
        ("wei", "/nobody", "things:read", {"code": "forbidden"}),
        ("omar", "/all", "things:read", {"code": "forbidden"}),
        ("wei", "/all", "things:write", {"code": "missing-scope"}),
    ],
)
async def test_a_client_comes_in_by_its_scope_and_its_role(
    asked: httpx.AsyncClient, key: ECKey, client: str, path: str, scope: str, told: dict[str, Any]
) -> None:
    token = sign(key, claims(SystemClock(), client_id=client, scope=scope))
    answer = await asked.get(path, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == (403 if "code" in told else 200)
    assert told.items() <= answer.json().items()
