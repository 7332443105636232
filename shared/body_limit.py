"""No request body grows beyond its limit: what says so is refused unread, what does not is cut off.

FastAPI's own limit answers in plain text when a handler never reads the body; ours is always a problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.problems import Answers, Problem


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """ASGI middleware: ``limit`` bytes, or the limit of the path in ``exempt`` (None: any length).

    The paths are templates as the routes have them: ``/claims/{claim_id}/content``.
    """

    app: ASGIApp
    answers: Answers
    limit: int
    exempt: Mapping[str, int | None] = field(default_factory=dict)
    _exempt: list[tuple[re.Pattern[str], int | None]] = field(init=False)

    def __post_init__(self) -> None:
        exempt = [(compile_path(path)[0], limit) for path, limit in self.exempt.items()]
        object.__setattr__(self, "_exempt", exempt)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._limit(scope["path"]) if scope["type"] == "http" else None
        if limit is None:
            await self.app(scope, receive, send)
        elif _declared(scope) > limit:
            problem = Problem(413, "content-too-large", f"at most {limit} bytes")
            await self.answers(scope, problem)(scope, receive, send)
        else:
            await self.app(scope, _counted(receive, limit), send)

    def _limit(self, path: str) -> int | None:
        return next((limit for form, limit in self._exempt if form.match(path)), self.limit)


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    """``receive`` until more than ``limit`` bytes come: then HTTPException, which FastAPI lets through."""
    taken = 0

    async def receive_within_limit() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, f"at most {limit} bytes")
        return message

    return receive_within_limit
