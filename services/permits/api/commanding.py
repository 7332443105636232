"""Commands over HTTP: they run the engine directly and answer with what became of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request, Response

from services.permits.actions import may_see
from services.permits.api.context import Context, Ctx, Member, Office, Party, Supervisor, Trace
from services.permits.application_state import ApplicationState
from services.permits.intake import with_followers
from services.permits.messages.common import Actor
from shared.cases import Command
from shared.correlation import Correlation
from shared.envelope import Message, Outcome, Reply
from shared.history import Found
from shared.idempotency import IdempotencyKey, fingerprint, inbox_id, reused
from shared.problems import Problem
from shared.versions import RequiredVersion, SeenVersion, etag

REPLAYED = "Idempotent-Replayed"
"""A header of an answer that was given before and is given again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a command needs it: who, under which key, having seen which version."""

    ctx: Context
    who: Member
    request: Request
    key: str
    trace: Correlation
    seen: int | None = None

    async def run(
        self,
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
        its version as ``ETag``; it is kept, and given again to a repeat. ``body`` stands for that of the
        request, where that was a stream.
        """
        if body is None:
            body = await self.request.body()
        seen = "" if self.seen is None else etag(self.seen)
        message = Message(
            id=inbox_id(self.who.client, self.key),
            actor=self.who.client,
            commands=tuple(commands),
            correlation=self.trace.id,
            trace=self.trace.traceparent,
            fingerprint=fingerprint(self.request.method, f"{self.request.url.path} {seen}", body),
            render=lambda outcome: _rendered(outcome, case_id, status, location, shown),
            expected_version=self.seen,
        )
        (outcome,) = await self.ctx.runtime.engine.handle([message])
        if outcome.reply is None:
            raise reused()
        response = _response(outcome.reply)
        if outcome.status == "duplicate":
            response.headers[REPLAYED] = "true"
        return response


def _rendered(
    outcome: Outcome, case_id: str, status: int, location: str | None, shown: Mapping[str, Any] | None
) -> Reply:
    version, state = outcome.states.get(case_id, (0, None))
    headers = {"ETag": etag(version)} if version and shown is None else {}
    if outcome.refusal is not None:
        refusal = {"code": outcome.refusal.code, "detail": outcome.refusal.detail, "version": version}
        return Reply(409, orjson.dumps(refusal).decode(), headers)
    if location is not None:
        headers["Location"] = location
    become = {"id": case_id, "version": version, "state": getattr(state, "status", None)}
    return Reply(status, orjson.dumps(shown or become).decode(), headers)


def _response(reply: Reply) -> Response:
    if reply.status >= 400:
        refusal = orjson.loads(reply.body)
        version = {"version": refusal["version"]} if refusal["version"] else {}
        raise Problem(reply.status, refusal["code"], refusal["detail"], headers=reply.headers, **version)
    return Response(reply.body, reply.status, dict(reply.headers), "application/json")


async def visible(ctx: Context, who: Member, application_id: str) -> tuple[Found, ApplicationState]:
    """The application, or 404: also where it is somebody else's, because that it exists is private."""
    found = await ctx.cases.one(application_id, "application")
    state = found.state if found else None
    if found is None or not isinstance(state, ApplicationState) or not may_see(state, who.actor):
        raise Problem(404, "not-found", "no application of yours has this id")
    return found, state


@dataclass(frozen=True, slots=True)
class Acting:
    """A caller who acts on one application that it may see."""

    asked: Asked
    id: str
    state: ApplicationState

    @property
    def actor(self) -> Actor:
        return self.asked.who.actor

    async def run(self, command: Command) -> Response:
        """The command, and what the permit and the employer make of its outcome, in one commit."""
        return await self.asked.run(self.id, with_followers(command, self.id, self.state))


async def _acting(asked: Asked, application_id: str) -> Acting:
    _, state = await visible(asked.ctx, asked.who, application_id)
    return Acting(asked, application_id, state)


async def _party(
    application_id: str,
    who: Party,
    ctx: Ctx,
    request: Request,
    key: IdempotencyKey,
    trace: Trace,
    seen: SeenVersion,
) -> Acting:
    return await _acting(Asked(ctx, who, request, key, trace, seen), application_id)


async def _officer(
    application_id: str,
    who: Office,
    ctx: Ctx,
    request: Request,
    key: IdempotencyKey,
    trace: Trace,
    seen: RequiredVersion,
) -> Acting:
    return await _acting(Asked(ctx, who, request, key, trace, seen), application_id)


async def _supervisor(
    application_id: str,
    who: Supervisor,
    ctx: Ctx,
    request: Request,
    key: IdempotencyKey,
    trace: Trace,
    seen: RequiredVersion,
) -> Acting:
    return await _acting(Asked(ctx, who, request, key, trace, seen), application_id)


PartyActing = Annotated[Acting, Depends(_party)]
"""Applicant or employer's agent; ``If-Match`` is heeded where it is given."""

OfficerActing = Annotated[Acting, Depends(_officer)]
"""Officer or supervisor; ``If-Match`` must be there."""

SupervisorActing = Annotated[Acting, Depends(_supervisor)]
"""The supervisor alone; ``If-Match`` must be there."""
