"""Enrolments as they stand: what a school may see of them, and no more."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.schooling.api.acting import visible_enrolment
from services.schooling.api.context import Ctx, Reader, own
from services.schooling.api.views import enrolment_view
from services.schooling.cases.enrolment_state import Status
from services.schooling.messages.common import GradeCode, SchoolYear
from shared.pages import page
from shared.versions import etag

router = APIRouter(prefix="/enrolments", tags=["Enrolments"])

Text = Annotated[str | None, Query(max_length=100)]


@router.get("", summary="List enrolments")
async def list_enrolments(
    who: Reader,
    ctx: Ctx,
    state: Status | None = None,
    school: Text = None,
    year: SchoolYear | None = None,
    grade: GradeCode | None = None,
    review: bool | None = None,
    overdue: bool | None = None,
    cursor: Text = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their opening. Guardians see their own, a school its own, the office all.

    ``year`` and ``grade`` are of the latest period; ``review``: whether the eligibility is under review.
    """
    wanted: dict[str, Any] = {"state": state, "school": school, "year": year, "grade": grade}
    wanted |= {"review": review, "overdue": overdue}
    parts = [{f"columns.{name}": value} for name, value in wanted.items() if value is not None]
    found, following = await page(ctx, {"kind": "enrolment", "$and": [own(who), *parts]}, cursor, limit)
    return {"enrolments": [enrolment_view(each, who) for each in found], "next": following}


@router.get("/{enrolment_id}", summary="One enrolment")
async def one_enrolment(enrolment_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """Its periods, what is to come, and what the caller may do next. ``ETag`` is the version."""
    found, _ = await visible_enrolment(ctx, who, enrolment_id)
    response.headers["ETag"] = etag(found.version)
    return enrolment_view(found, who)


@router.get("/{enrolment_id}/history", summary="Every event of an enrolment")
async def history(enrolment_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor and correlation, oldest first, as partners read them."""
    await visible_enrolment(ctx, who, enrolment_id)
    return {"id": enrolment_id, "events": await ctx.cases.history(enrolment_id)}
