"""The HTTP frame that every service stands in: correlation, limits, problems, health and metrics."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from shared import correlation, operations, problem_handlers
from shared.body_limit import BodyLimit
from shared.callers import accept
from shared.health import Health
from shared.logs import log
from shared.metrics import HTTP_REQUESTS, HTTP_SECONDS
from shared.problems import FRAME_TITLES, Answers, Problem, Titles
from shared.tokens import Tokens

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# What the status of a request is counted as when its caller hung up: nginx's number for it.
_HUNG_UP = 499


def frame(
    app: FastAPI,
    *,
    tokens: Tokens,
    health: Health,
    max_body_bytes: int,
    own_body_limits: Mapping[str, int | None] | None = None,
    titles: Titles | None = None,
    unavailable: Iterable[type[Exception]] = (),
) -> Answers:
    """Put ``app`` into the frame, before it serves its first request.

    ``own_body_limits`` are paths of routes with another limit in bytes (None: any length, for streams).
    ``titles`` are those of the service's own problems. The exceptions of ``unavailable`` are answered
    with 503. Returns what turns problems into responses, for the routes that do so themselves.
    """
    answers = Answers({**FRAME_TITLES, **(titles or {})})
    accept(app, tokens)
    health.require("token-keys", tokens.jwks.ready)
    problem_handlers.install(app, answers, unavailable)
    operations.mount(app, health)
    app.add_middleware(BodyLimit, answers=answers, limit=max_body_bytes, exempt=own_body_limits or {})
    # The last one added is the outermost.
    app.add_middleware(Edge, answers=answers)
    return answers


@dataclass(slots=True)
class _Exchange:
    """One request and what has been answered to it."""

    scope: Scope
    correlation_id: str
    forward: Send
    status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[correlation.HEADER] = self.correlation_id
            headers["X-Content-Type-Options"] = "nosniff"
            # Answers name persons and depend on who asks: no cache on the way may keep them.
            headers.setdefault("Cache-Control", "no-store")
        await self.forward(message)


@dataclass(frozen=True, slots=True)
class Edge:
    """ASGI middleware, the outermost: correlation, common headers, metrics, and the last word on errors."""

    app: ASGIApp
    answers: Answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = correlation.read(Headers(scope=scope))
        correlation.attach(scope, known)
        exchange = _Exchange(scope, known.id, send)
        started = time.perf_counter()
        with bound_contextvars(correlation=known.id, client=None):
            try:
                await self._serve(exchange, receive)
            finally:
                _measure(exchange, time.perf_counter() - started)

    async def _serve(self, exchange: _Exchange, receive: Receive) -> None:
        try:
            await self.app(exchange.scope, receive, exchange.send)
        except ClientDisconnect:
            exchange.status = exchange.status or _HUNG_UP
        except Exception:
            log.exception("a request failed unexpectedly", route=_route(exchange.scope))
            if exchange.status is not None:
                # Half an answer must not look like a whole one: the server cuts the connection.
                raise
            await self._apology(exchange.scope)(exchange.scope, receive, exchange.send)

    def _apology(self, scope: Scope) -> Response:
        return self.answers(scope, Problem(500, "internal-error"))


def _measure(exchange: _Exchange, seconds: float) -> None:
    method = exchange.scope["method"]
    labels = (method if method in _METHODS else "other", _route(exchange.scope))
    HTTP_REQUESTS.labels(*labels, f"{(exchange.status or 500) // 100}xx").inc()
    HTTP_SECONDS.labels(*labels).observe(seconds)


def _route(scope: Scope) -> str:
    """The template, ``/claims/{id}``: a path itself would be a label without bounds, and name a case."""
    path: str = getattr(scope.get("route"), "path", "unknown")
    return path
