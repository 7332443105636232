"""The reviews of guardians whose permits fell away: for the zone's desk, which closes them with a reason."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.schooling.api.bodies import Because
from services.schooling.api.context import Context, Ctx, Office, OfficeReader
from services.schooling.api.views import review_view
from services.schooling.messages.guardian import CloseReview
from shared.commanding import AskingOnVersion
from shared.history import Found
from shared.pages import page
from shared.problems import Problem
from shared.versions import etag

router = APIRouter(prefix="/reviews", tags=["Reviews"])


async def _guardian(ctx: Context, review_id: str) -> Found:
    found = await ctx.cases.one(review_id, "guardian")
    if found is None:
        raise Problem(404, "not-found", "no review has this id")
    return found


@router.get("", summary="Open reviews")
async def list_reviews(
    _who: OfficeReader,
    ctx: Ctx,
    state: Literal["open", "due"] | None = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """``due``: the grace is over, and a person decides. None of them withdraws anybody."""
    wanted = [state] if state is not None else ["open", "due"]
    found, following = await page(ctx, {"kind": "guardian", "columns.review": {"$in": wanted}}, cursor, limit)
    return {"reviews": [review_view(each) for each in found], "next": following}


@router.get("/{review_id}", summary="One review")
async def one_review(review_id: str, _who: OfficeReader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """Why, until when, and about which enrolments. ``ETag`` is the version."""
    found = await _guardian(ctx, review_id)
    response.headers["ETag"] = etag(found.version)
    return review_view(found)


@router.post("/{review_id}/close", summary="Close a review, with the reason")
async def close(review_id: str, body: Because, who: Office, ctx: Ctx, asked: AskingOnVersion) -> Response:
    """The same fall of the permit opens no other. 409 when none is open."""
    await _guardian(ctx, review_id)
    command = CloseReview(case_id=review_id, actor=who.actor, reason=body.reason)
    shown = {"id": review_id, "state": "closed"}
    return await asked.run(ctx, who, review_id, (command,), shown=shown)
