"""Applications as they stand: the work list, one application, its history, its clocks, the statistics."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.permits.api.acting import visible
from services.permits.api.context import Ctx, Member, OfficeReader, Reader
from services.permits.api.statistics import new_tallies, tallied
from services.permits.api.views import application_line, application_view
from services.permits.cases.application_state import ApplicationState, Status
from services.permits.cases.clock_account import Account, account, from_journal
from services.permits.messages.common import ApplicationType, Track
from shared.cloudevents import rfc3339
from shared.pages import page
from shared.versions import etag

router = APIRouter(tags=["Applications"])

Name = Annotated[str | None, Query(max_length=100)]
Query_ = dict[str, Any]

NEAR_BREACH: Query_ = {"columns.at_risk.0": {"$exists": True}, "columns.breached": []}
BREACHED: Query_ = {"columns.breached.0": {"$exists": True}}


@router.get("/applications", summary="The work list")
async def list_applications(
    who: Reader,
    ctx: Ctx,
    state: Status | None = None,
    type: ApplicationType | None = None,
    track: Track | None = None,
    officer: Name = None,
    liaison: Name = None,
    employer: Name = None,
    assigned: bool | None = None,
    flagged: bool | None = None,
    near_breach: bool | None = None,
    breached: bool | None = None,
    since: Annotated[date | None, Query(alias="from", description="submitted on this day or later")] = None,
    cursor: Name = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their opening. Applicants and employers see their own, the office all.

    ``counts`` are of the whole list as it is filtered, not of the page.
    """
    parts: list[Query_] = [own(who)]
    wanted: Query_ = {"state": state, "type": type, "track": track, "officer": officer, "liaison": liaison}
    wanted |= {"employer": employer, "flagged": flagged}
    parts += [{f"columns.{column}": value} for column, value in wanted.items() if value is not None]
    if assigned is not None:
        parts.append({"columns.officer": {"$ne": None} if assigned else None})
    if since is not None:
        parts.append({"columns.submitted": {"$gte": since.isoformat()}})
    counted: Query_ = {"kind": "application", "$and": parts}
    marks = ((near_breach, NEAR_BREACH), (breached, BREACHED))
    parts_too = [mark if asked else {"$nor": [mark]} for asked, mark in marks if asked is not None]
    found, following = await page(ctx, {**counted, "$and": parts + parts_too}, cursor, limit)
    return {
        "applications": [application_line(each) for each in found],
        "next": following,
        "counts": {
            "near_breach": await ctx.cases.count({**counted, **NEAR_BREACH}),
            "breached": await ctx.cases.count({**counted, **BREACHED}),
        },
    }


def own(who: Member) -> Query_:
    """What the caller may see of applications and permits alike."""
    match who.role:
        case "applicant":
            return {"columns.applicant": who.client}
        case "employer-agent":
            return {"columns.employer_client": who.client}
    return {}


@router.get("/applications/{application_id}", summary="One application")
async def one_application(application_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """State, form, clocks, decision, and what the caller may do next. ``ETag`` is the version."""
    found, _ = await visible(ctx, who, application_id)
    response.headers["ETag"] = etag(found.version)
    return application_view(found, who)


@router.get("/applications/{application_id}/history", summary="Every event of an application")
async def application_history(application_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor, reason and correlation, oldest first."""
    await visible(ctx, who, application_id)
    return {"id": application_id, "events": await ctx.cases.history(application_id)}


@router.get("/applications/{application_id}/clock", summary="Every clock's account, with its proof")
async def application_clock(application_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """Every start, pause, resume and stop, and the sum: seconds where it is hours, else days.

    ``replayed`` says whether the journal alone, folded again, gives the same clocks.
    """
    found, state = await visible(ctx, who, application_id)
    events = await ctx.cases.events(found)
    now = ctx.now
    time = ctx.rulebook.facts().time(now)
    return {
        "id": found.id,
        "version": found.version,
        "now": rfc3339(now),
        "clocks": [_account(account(clock, now, time)) for clock in state.clocks],
        "replayed": {"events": len(events), "equal": from_journal(events) == state.clocks},
    }


def _account(found: Account) -> dict[str, Any]:
    terms = found.terms
    return {
        "name": terms.name,
        "unit": terms.unit,
        "limit": terms.limit,
        "source": terms.source,
        "entries": [
            {name: value for name, value in asdict(each).items() if value is not None}
            | {"at": rfc3339(each.at)}
            for each in found.entries
        ],
        "elapsed": found.elapsed,
        "left": found.left,
        "at_risk": rfc3339(found.at_risk) if found.at_risk else None,
        "due": rfc3339(found.due) if found.due else None,
        "rang": found.rang,
    }


@router.get("/statistics", summary="How long decisions take", tags=["The office"])
async def statistics(
    _who: OfficeReader,
    ctx: Ctx,
    since: Annotated[date | None, Query(alias="from", description="submitted on this day or later")] = None,
    until: Annotated[date | None, Query(alias="to", description="submitted on this day or earlier")] = None,
) -> dict[str, Any]:
    """Median and 95th percentile of hours from acceptance to decision, and breaches, by type and track.

    Pauses are not counted.
    """
    between = {"$gte": since.isoformat() if since else "", "$lte": until.isoformat() if until else "9999"}
    tallies = new_tallies()
    async for found in ctx.cases.each({"kind": "application", "columns.submitted": between}):
        assert isinstance(found.state, ApplicationState)
        tallied([found.state], tallies)
    return {
        "groups": [
            {
                "type": type_,
                "track": track,
                "submitted": tally.submitted,
                "decided": len(tally.hours),
                "outcomes": tally.outcomes,
                "median_hours": tally.median_hours(),
                "p95_hours": tally.p95_hours(),
                "breaches": tally.breaches,
            }
            for (type_, track), tally in sorted(tallies.items())
        ]
    }
