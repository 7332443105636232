"""A small service in the frame, its token issuer, and a client for it: all in this process."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, Request
from joserfc import jwt
from joserfc.jwk import ECKey, Key
from pydantic import BaseModel

from shared.callers import caller
from shared.clock import Clock, SystemClock
from shared.health import Health
from shared.http import frame
from shared.idempotency import IdempotencyKey
from shared.jwks import Jwks
from shared.problems import Problem
from shared.tokens import Caller, Tokens

ISSUER = "urn:test:issuer"
AUDIENCE = "quancheng"
PRIVATE = "passport E12345678"


class Watch:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Line(BaseModel):
    amount: int


class Order(BaseModel):
    lines: list[Line]


class StoreAway(Exception):
    """Stands for what a driver raises while its server is away."""


def new_key(key_id: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": key_id, "use": "sig"}, private=True)


def publish(path: Path, *keys: Key) -> Path:
    path.write_text(json.dumps({"keys": [key.as_dict(private=False) for key in keys]}))
    return path


def claims(clock: Clock, **changes: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    made = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "client_id": "qilu-hospital",
        "scope": "claims:write",
        "exp": now + 600,
    }
    return {name: value for name, value in (made | changes).items() if value is not None}


def sign(key: Key, body: dict[str, Any], *, algorithm: str = "ES256", **header: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": key.kid} | header, body, key, algorithms=[algorithm])


def tokens_of(jwks: Jwks, clock: Clock | None = None) -> Tokens:
    return Tokens(jwks, issuer=ISSUER, audience=AUDIENCE, clock=clock or SystemClock())


def make_app(tokens: Tokens, health: Health) -> FastAPI:
    app = FastAPI()
    frame(
        app,
        tokens=tokens,
        health=health,
        max_body_bytes=1000,
        own_body_limits={"/import": None, "/large": 5000, "/cases/{case_id}/content": 3000},
        titles={"too-late": {"en": "It is too late", "zh": "已过期限"}},
        unavailable=(StoreAway,),
    )

    @app.post("/orders")
    async def order(order: Order) -> dict[str, int]:
        return {"lines": len(order.lines)}

    @app.post("/import")
    @app.post("/large")
    @app.post("/cases/{case_id}/content")
    async def stream(request: Request) -> dict[str, int]:
        return {"bytes": sum([len(chunk) async for chunk in request.stream()])}

    @app.post("/unread")
    async def unread() -> dict[str, bool]:
        return {"read": False}

    @app.get("/cases/{case_id}")
    async def case(case_id: str, page: int = 1) -> dict[str, str]:
        match case_id:
            case "late":
                raise Problem(409, "too-late", "the offer ended yesterday", offer="o-1")
            case "odd":
                raise Problem(409, "never-named")
            case "broken":
                raise RuntimeError(PRIVATE)
            case "away":
                raise StoreAway(PRIVATE)
        return {"id": case_id}

    @app.post("/commands")
    async def command(
        who: Annotated[Caller, Depends(caller("claims:write"))], key: IdempotencyKey
    ) -> dict[str, str]:
        return {"client": who.client, "key": key}

    return app


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client
