"""What FastAPI raises, answered as problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared import idempotency
from shared.logs import log
from shared.problems import DOCUMENTED, Answers, Problem

RETRY_AFTER_S = 5

_CODES = {
    400: "bad-request",
    401: "not-authenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "content-too-large",
    415: "unsupported-media-type",
    422: "invalid-request",
    503: "unavailable",
}


def install(app: FastAPI, answers: Answers, unavailable: Iterable[type[Exception]] = ()) -> None:
    """Answer problems, FastAPI's own exceptions and, with 503, the exceptions of what is away.

    Routes that are added from now on say so in their OpenAPI document.
    """
    app.router.responses.setdefault("default", DOCUMENTED)

    async def on_problem(request: Request, error: Exception) -> Response:
        return answers(request.scope, as_problem(error))

    kinds: list[type[Exception]] = [Problem, HTTPException, RequestValidationError, *unavailable]
    for kind in kinds:
        app.add_exception_handler(kind, on_problem)


def as_problem(error: Exception) -> Problem:
    """The problem that stands for ``error``; of an unknown one nothing but 503 is told."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return _invalid(error.errors())
        case HTTPException():
            code = _CODES.get(error.status_code, f"http-{error.status_code}")
            return Problem(error.status_code, code, _said(error), headers=error.headers)
    log.warning("a request waits for what is away", error=type(error).__name__)
    return Problem(503, "unavailable", headers={"Retry-After": str(RETRY_AFTER_S)})


def _said(error: HTTPException) -> str:
    """The detail that was given; Starlette fills in the status' phrase, which the title says better."""
    given = str(error.detail)
    return "" if given in {status.phrase for status in HTTPStatus} else given


def _invalid(errors: Sequence[Any]) -> Problem:
    for error in errors:
        if error["type"] == "json_invalid":
            return Problem(400, "malformed-json", f"stopped at character {error['loc'][-1]}")
        if error["loc"] == ("header", idempotency.HEADER):
            return Problem(400, "idempotency-key-required", f"send {idempotency.HEADER}: {idempotency.SHAPE}")
    details = [_detail(error["loc"], error["msg"]) for error in errors]
    return Problem(422, "invalid-request", errors=details)


def _detail(location: tuple[str | int, ...], message: str) -> dict[str, str]:
    """RFC 6901 pointer into what ``in`` names: the body, or the parameters of the path, query or headers."""
    place, *steps = location
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return {"in": str(place), "pointer": "".join(f"/{step}" for step in escaped), "detail": message}
