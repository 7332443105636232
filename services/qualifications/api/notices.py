"""Public notices: what panels propose, to be read and, as the policy has it, objected to by anybody."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.qualifications.api.bodies import Objection
from services.qualifications.api.context import Context, Ctx, PublicWriter, Reader
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.decide.notice import PUBLIC
from services.qualifications.messages.recognition import Object
from shared.commanding import Asking
from shared.history import Found
from shared.pages import page
from shared.problems import Problem

router = APIRouter(prefix="/notices", tags=["Public notices"])


@router.get("", summary="List public notices")
async def list_notices(
    _who: Reader,
    ctx: Ctx,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Credential, proposed outcome and days of each; no person, no proposer, no panel."""
    query: dict[str, Any] = {"kind": "recognition", "columns.state": {"$in": sorted(PUBLIC)}}
    found, following = await page(ctx, query, cursor, limit)
    return {"notices": [_notice(each) for each in found], "next": following}


def _notice(found: Found) -> dict[str, Any]:
    state = found.state
    assert isinstance(state, RecognitionState)
    assert state.notice is not None
    assert state.proposal is not None
    return {
        "id": found.id,
        "state": state.status,
        **state.request.credential.model_dump(include={"issuer", "title", "country", "field"}),
        "proposed": state.proposal.model_dump(mode="json", exclude_none=True),
        "notice": state.notice.model_dump(mode="json"),
    }


@router.post("/{recognition_id}/object", summary="Object to a public notice")
async def object_to(
    recognition_id: str, body: Objection, who: PublicWriter, ctx: Ctx, asked: Asking
) -> Response:
    """Stops the notice. 404 when it is not public; 409 when the policy lets nobody of this role object."""
    async with asked.guarded(ctx, who):
        await _require_public(ctx, recognition_id)
    command = Object(
        case_id=recognition_id,
        actor=who.actor,
        reference=body.reference,
        objector=body.objector,
        reasons=body.reasons,
    )
    return await asked.run(ctx, who, recognition_id, (command,))


async def _require_public(ctx: Context, recognition_id: str) -> None:
    found = await ctx.cases.one(recognition_id, "recognition")
    state = found.state if found else None
    if not isinstance(state, RecognitionState) or state.status not in PUBLIC:
        raise Problem(404, "not-found", "there is no such notice")
