"""Permits: as they stand, and what holder, employer and office report of them.

A permit is extended, changed and cancelled by an application, and revoked with the application it rests on.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from services.permits.api.context import Context, Ctx, Member, Reader, Writer
from services.permits.api.drafts import Reason
from services.permits.api.views import permit_view
from services.permits.api.worklist import own
from services.permits.cases.permit_state import PermitState, PermitStatus
from services.permits.decide.permit import may_see
from services.permits.messages.common import Category
from services.permits.messages.permit import ReportEmploymentEnd, ReportEntry
from shared.commanding import AskingIfMatch
from shared.history import Found
from shared.pages import page
from shared.problems import Problem
from shared.versions import etag, required

router = APIRouter(prefix="/permits", tags=["Permits"])


class Entry(BaseModel):
    """The day on which the holder entered China."""

    model_config = ConfigDict(extra="forbid")

    on: date


class EmploymentEnd(BaseModel):
    """The last day of employment, and why it ended."""

    model_config = ConfigDict(extra="forbid")

    on: date
    reason: Reason


async def _visible(ctx: Context, who: Member, permit_id: str) -> Found:
    found = await ctx.cases.one(permit_id, "permit")
    state = found.state if found else None
    if found is None or not isinstance(state, PermitState) or not may_see(state, who.actor):
        raise Problem(404, "not-found", "no permit of yours has this id")
    return found


def _require_seen(who: Member, seen: int | None) -> None:
    """An officer acts on what it has looked at; holder and employer report a fact."""
    if who.in_office:
        required(seen)


@router.get("", summary="List permits")
async def list_permits(
    who: Reader,
    ctx: Ctx,
    state: PermitStatus | None = None,
    number: Annotated[str | None, Query(max_length=100)] = None,
    category: Category | None = None,
    expires_by: date | None = None,
    cancellation_overdue: bool | None = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their issue. Holders and employers see their own, the office all."""
    query: dict[str, Any] = {"kind": "permit", **own(who)}
    wanted: dict[str, Any] = {"state": state, "number": number, "category": category}
    wanted |= {"cancellation_overdue": cancellation_overdue}
    query |= {f"columns.{column}": value for column, value in wanted.items() if value is not None}
    if expires_by is not None:
        query["columns.valid_to"] = {"$lte": expires_by.isoformat()}
    found, following = await page(ctx, query, cursor, limit)
    return {"permits": [permit_view(each) for each in found], "next": following}


@router.get("/{permit_id}", summary="One permit")
async def one_permit(permit_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """Its number for life, what it stood for and stands for, and what it waits for. ``ETag``: the version."""
    found = await _visible(ctx, who, permit_id)
    response.headers["ETag"] = etag(found.version)
    return permit_view(found)


@router.get("/{permit_id}/history", summary="Every event of a permit")
async def permit_history(permit_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor, reason and correlation, oldest first."""
    await _visible(ctx, who, permit_id)
    return {"id": permit_id, "events": await ctx.cases.history(permit_id)}


@router.post("/{permit_id}/report-entry", summary="Report that the holder entered China")
async def report_entry(
    permit_id: str,
    body: Entry,
    who: Writer,
    ctx: Ctx,
    asked: AskingIfMatch,
) -> Response:
    """From that day runs the time for the residence permit."""
    await _visible(ctx, who, permit_id)
    _require_seen(who, asked.seen)
    command = ReportEntry(case_id=permit_id, actor=who.actor, on=body.on)
    return await asked.run(ctx, who, permit_id, (command,))


@router.post("/{permit_id}/report-employment-end", summary="Report that employment ended")
async def report_employment_end(
    permit_id: str,
    body: EmploymentEnd,
    who: Writer,
    ctx: Ctx,
    asked: AskingIfMatch,
) -> Response:
    """From that day runs the employer's time to apply for the cancellation."""
    await _visible(ctx, who, permit_id)
    _require_seen(who, asked.seen)
    command = ReportEmploymentEnd(case_id=permit_id, actor=who.actor, on=body.on, reason=body.reason)
    return await asked.run(ctx, who, permit_id, (command,))
