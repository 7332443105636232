"""Who may do what over HTTP: the bearer token's caller, as a FastAPI dependency."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from structlog.contextvars import bind_contextvars

from shared.jwks import KeysUnavailable
from shared.problems import Problem
from shared.tokens import Caller, NotAuthenticated, Tokens

_bearer = HTTPBearer(bearerFormat="JWT", auto_error=False)

Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def accept(app: FastAPI, tokens: Tokens) -> None:
    """Let ``tokens`` judge the callers of ``app``."""
    app.state.tokens = tokens


def caller(*scopes: str) -> Callable[[Request, Given], Awaitable[Caller]]:
    """A dependency that gives the caller, if its token has one of ``scopes``.

    Else the answer is 401 (no token, or a wrong one: RFC 6750), 403 (without the scope), or 503 while
    the issuer's keys have not been loaded.
    """

    async def authenticated(request: Request, given: Given) -> Caller:
        found = await _authenticate(request.app.state.tokens, given)
        bind_contextvars(client=found.client)
        if found.scopes.isdisjoint(scopes):
            scope = " ".join(scopes)
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise Problem(
                403,
                "missing-scope",
                f"the token lacks the scope {' or '.join(scopes)}",
                headers={"WWW-Authenticate": challenge},
                scope=scope,
            )
        return found

    return authenticated


async def _authenticate(tokens: Tokens, given: HTTPAuthorizationCredentials | None) -> Caller:
    if given is None:
        raise Problem(401, "not-authenticated", headers={"WWW-Authenticate": "Bearer"})
    try:
        return await tokens.check(given.credentials)
    except NotAuthenticated as error:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        raise Problem(401, "not-authenticated", error.reason, headers=headers) from None
    except KeysUnavailable:
        detail = "the token issuer's keys are not loaded yet"
        raise Problem(503, "unavailable", detail, headers={"Retry-After": "5"}) from None
