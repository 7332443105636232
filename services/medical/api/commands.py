"""Commands over HTTP: they run the engine directly and answer with what became of the claim."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from services.medical.api.context import Ctx, Member, Office, Writer
from services.medical.api.doors import Trace
from services.medical.api.queries import visible_claim
from services.medical.messages import AssignInsurer, CancelClaim, RefuseClaim
from shared.cases import Command
from shared.envelope import Message, Outcome, Reply
from shared.idempotency import IdempotencyKey, fingerprint, inbox_id, reused
from shared.problems import Problem

router = APIRouter(prefix="/claims/{claim_id}", tags=["Commands on claims"])

Reason = Annotated[str, Field(min_length=1, max_length=500)]


class Because(BaseModel):
    """Why; kept in the claim's history and published, so without personal data."""

    reason: Reason


class Assignment(BaseModel):
    """The client of the insurer that shall answer the claim, and why."""

    insurer: Annotated[str, Field(min_length=1, max_length=100)]
    reason: Reason


@router.post("/cancel", summary="Cancel a claim")
async def cancel(
    claim_id: str, body: Because, who: Writer, ctx: Ctx, request: Request, key: IdempotencyKey, trace: Trace
) -> Response:
    """200 with the new state; 409 with the refusal's code when it is too late to cancel."""
    await visible_claim(ctx, who, claim_id)
    command = CancelClaim(case_id=claim_id, client=who.client, role=who.role, reason=body.reason)
    return await _run(ctx, who, command, request, key, trace.id)


@router.post("/assign", summary="Send a held claim to an insurer")
async def assign(
    claim_id: str,
    body: Assignment,
    who: Office,
    ctx: Ctx,
    request: Request,
    key: IdempotencyKey,
    trace: Trace,
) -> Response:
    """200 with the new state; 409 unless the claim is held and the insurer is connected."""
    await visible_claim(ctx, who, claim_id)
    command = AssignInsurer(
        case_id=claim_id, client=who.client, role=who.role, insurer=body.insurer, reason=body.reason
    )
    return await _run(ctx, who, command, request, key, trace.id)


@router.post("/refuse", summary="Close a held claim")
async def refuse(
    claim_id: str, body: Because, who: Office, ctx: Ctx, request: Request, key: IdempotencyKey, trace: Trace
) -> Response:
    """200 with the new state; 409 unless the claim is held."""
    await visible_claim(ctx, who, claim_id)
    command = RefuseClaim(case_id=claim_id, client=who.client, role=who.role, reason=body.reason)
    return await _run(ctx, who, command, request, key, trace.id)


async def _run(
    ctx: Ctx, who: Member, command: Command, request: Request, key: str, correlation: str
) -> Response:
    message = Message(
        id=inbox_id(who.client, key),
        actor=who.client,
        commands=(command,),
        correlation=correlation,
        fingerprint=fingerprint(request.method, request.url.path, await request.body()),
        render=_render,
    )
    (outcome,) = await ctx.runtime.engine.handle([message])
    if outcome.reply is None:
        raise reused()
    return _response(outcome.reply)


def _render(outcome: Outcome) -> Reply:
    if outcome.refusal is not None:
        refusal = {"code": outcome.refusal.code, "detail": outcome.refusal.detail}
        return Reply(409, orjson.dumps(refusal).decode())
    ((claim_id, (version, state)),) = outcome.states.items()
    shown: dict[str, Any] = {"id": claim_id, "version": version, "state": getattr(state, "status", None)}
    return Reply(200, orjson.dumps(shown).decode(), {"ETag": f'"{version}"'})


def _response(reply: Reply) -> Response:
    if reply.status >= 400:
        refusal = orjson.loads(reply.body)
        raise Problem(reply.status, refusal["code"], refusal["detail"])
    return Response(reply.body, reply.status, dict(reply.headers), "application/json")
