"""Commands over HTTP: they run the engine directly and answer with what became of the claim."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.medical.api.context import Ctx, Office, Writer
from services.medical.api.queries import visible_claim
from services.medical.messages.commands import AssignInsurer, CancelClaim, RefuseClaim
from shared.commanding import Asking

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
async def cancel(claim_id: str, body: Because, who: Writer, ctx: Ctx, asked: Asking) -> Response:
    """200 with the new state; 409 with the refusal's code when it is too late to cancel."""
    await visible_claim(ctx, who, claim_id)
    command = CancelClaim(case_id=claim_id, client=who.client, role=who.role, reason=body.reason)
    return await asked.run(ctx, who, claim_id, (command,))


@router.post("/assign", summary="Send a held claim to an insurer")
async def assign(
    claim_id: str,
    body: Assignment,
    who: Office,
    ctx: Ctx,
    asked: Asking,
) -> Response:
    """200 with the new state; 409 unless the claim is held and the insurer is connected."""
    await visible_claim(ctx, who, claim_id)
    command = AssignInsurer(
        case_id=claim_id, client=who.client, role=who.role, insurer=body.insurer, reason=body.reason
    )
    return await asked.run(ctx, who, claim_id, (command,))


@router.post("/refuse", summary="Close a held claim")
async def refuse(claim_id: str, body: Because, who: Office, ctx: Ctx, asked: Asking) -> Response:
    """200 with the new state; 409 unless the claim is held."""
    await visible_claim(ctx, who, claim_id)
    command = RefuseClaim(case_id=claim_id, client=who.client, role=who.role, reason=body.reason)
    return await asked.run(ctx, who, claim_id, (command,))
