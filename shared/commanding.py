"""Commands over HTTP: they run the engine directly and answer with what became of the case."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Any, Protocol

import orjson
from fastapi import Depends, FastAPI, Request, Response

from shared.cases import Command
from shared.correlation import Correlation, Trace
from shared.envelope import Message, Outcome, Reply
from shared.idempotency import IdempotencyKey, fingerprint, inbox_id, reused
from shared.problems import Problem
from shared.runtime import Runtime
from shared.versions import RequiredVersion, SeenVersion, etag

REPLAYED = "Idempotent-Replayed"
"""A header of an answer that was given before and is given again."""


class Served(Protocol):
    """What a route has at hand: the running service."""

    @property
    def runtime(self) -> Runtime: ...


class Known(Protocol):
    """A caller whom the service knows, by the client id of its token."""

    @property
    def client(self) -> str: ...


class AnsweredBefore(Exception):
    """A repeat of a command; ``response`` is its answer. An application answers with that, see ``replay``."""

    def __init__(self, response: Response) -> None:
        super().__init__("a repeat")
        self.response = response


def replay(app: FastAPI) -> None:
    """Have ``app`` give a repeat the answer that was kept for it."""

    async def answer(_request: Request, repeat: Exception) -> Response:
        assert isinstance(repeat, AnsweredBefore)
        return repeat.response

    app.add_exception_handler(AnsweredBefore, answer)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a command needs it: under which key, on which trace, having seen which version."""

    request: Request
    key: str
    trace: Correlation
    seen: int | None = None

    def on(self, version: int) -> Asked:
        """The same, for a case that has to be at this version still; 0: that is not there yet."""
        return replace(self, seen=version)

    async def run(
        self,
        ctx: Served,
        who: Known,
        case_id: str,
        commands: Sequence[Command],
        *,
        status: int = 200,
        location: str | None = None,
        shown: Mapping[str, Any] | None = None,
        body: bytes | None = None,
    ) -> Response:
        """Have the commands take effect together; 409 with the refusal's code where one of them cannot.

        The answer is ``shown``, or says what ``case_id``, the case of the first command, has come to, with
        its version as ``ETag``; it is kept, and given again to a repeat. Where it is ``shown`` the case is
        not the caller's to see, and a refusal does not tell its version either. ``body`` stands for that of
        the request, where that was a stream.
        """
        message = Message(
            id=inbox_id(who.client, self.key),
            actor=who.client,
            commands=tuple(commands),
            correlation=self.trace.id,
            trace=self.trace.traceparent,
            fingerprint=await self._fingerprint(body),
            render=lambda outcome: _rendered(outcome, case_id, status, location, shown),
            expected_version=self.seen,
        )
        return _answer(await ctx.runtime.engine.submit(message))

    @asynccontextmanager
    async def guarded(self, ctx: Served, who: Known) -> AsyncIterator[None]:
        """For what a route asks of a case before its command: a repeat has passed that, and passes it again.

        A problem in the block is one of a new request only. The answer to a repeat is what was kept, also
        where the case has become such that the caller could not send the command any more.
        """
        try:
            yield
        except Problem:
            id_ = inbox_id(who.client, self.key)
            kept = await ctx.runtime.engine.kept(id_, await self._fingerprint(None))
            if kept is None:
                raise
            raise AnsweredBefore(_answer(kept)) from None

    async def _fingerprint(self, body: bytes | None) -> str:
        path = self.request.url.path
        about = path if self.seen is None else f"{path} {etag(self.seen)}"
        content = await self.request.body() if body is None else body
        return fingerprint(self.request.method, about, content)


def _rendered(
    outcome: Outcome, case_id: str, status: int, location: str | None, shown: Mapping[str, Any] | None
) -> Reply:
    version, state = outcome.states.get(case_id, (0, None))
    if shown is not None:
        version = 0
    headers = {"ETag": etag(version)} if version else {}
    if outcome.refusal is not None:
        refusal = {"code": outcome.refusal.code, "detail": outcome.refusal.detail, "version": version}
        return Reply(409, orjson.dumps(refusal).decode(), headers)
    if location is not None:
        headers["Location"] = location
    become = {"id": case_id, "version": version, "state": getattr(state, "status", None)}
    return Reply(status, orjson.dumps(shown or become).decode(), headers)


def _answer(outcome: Outcome) -> Response:
    if outcome.reply is None:
        raise reused()
    response = _response(outcome.reply)
    if outcome.status == "duplicate":
        response.headers[REPLAYED] = "true"
    return response


def _response(reply: Reply) -> Response:
    if reply.status >= 400:
        refusal = orjson.loads(reply.body)
        version = {"version": refusal["version"]} if refusal["version"] else {}
        raise Problem(reply.status, refusal["code"], refusal["detail"], headers=reply.headers, **version)
    return Response(reply.body, reply.status, dict(reply.headers), "application/json")


def _asking(request: Request, key: IdempotencyKey, trace: Trace) -> Asked:
    return Asked(request, key, trace)


def _asking_if_match(request: Request, key: IdempotencyKey, trace: Trace, seen: SeenVersion) -> Asked:
    return Asked(request, key, trace, seen)


def _asking_on_version(request: Request, key: IdempotencyKey, trace: Trace, seen: RequiredVersion) -> Asked:
    return Asked(request, key, trace, seen)


Asking = Annotated[Asked, Depends(_asking)]
"""A command's request; ``If-Match`` is not looked at."""

AskingIfMatch = Annotated[Asked, Depends(_asking_if_match)]
"""A command's request; ``If-Match`` is heeded where it is given."""

AskingOnVersion = Annotated[Asked, Depends(_asking_on_version)]
"""A command's request; ``If-Match`` must be there (428)."""
