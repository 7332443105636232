"""What everybody may look up: the catalogue's editions, the talent projects, and earlier decisions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from services.qualifications.api.context import Context, Ctx, Reader, Searcher
from services.qualifications.cases.precedents import PRECEDENTS
from services.qualifications.rules.catalogue import Edition
from services.qualifications.rules.projects import Project
from services.qualifications.rules.wording import normal
from shared.history import BadCursor
from shared.problems import Problem
from shared.view_rows import Rows

router = APIRouter(tags=["Reference"])

Text = Annotated[str | None, Query(min_length=1, max_length=200)]
INSIDE = {"_id", "case", "version", "issuer_key", "title_key"}


@router.get("/catalogue", summary="The catalogue")
async def catalogue(
    _who: Reader, ctx: Ctx, edition: Text = None, issuer: Text = None, title: Text = None
) -> dict[str, Any]:
    """An edition, else the one in force today, with the items of an issuer and a title where they are given.

    Case, width and spacing of letters do not matter. 404 when there is no such edition.
    """
    found = _edition(ctx, edition)
    items = [
        item.model_dump(mode="json", exclude_none=True)
        for item in found.items
        if _same(issuer, item.issuer) and _same(title, item.credential)
    ]
    particulars = found.model_dump(mode="json", by_alias=True, exclude={"items"})
    return {
        **particulars,
        "items": items,
        "editions": [each.edition for each in ctx.rulebook.catalogue.editions],
    }


def _edition(ctx: Context, named: str | None) -> Edition:
    known = ctx.rulebook.catalogue
    if named is None:
        found = known.on(ctx.today)
    else:
        found = next((each for each in known.editions if each.edition == named), None)
    if found is None:
        raise Problem(404, "not-found", "there is no such edition")
    return found


def _same(wanted: str | None, text: str) -> bool:
    return wanted is None or normal(wanted) == normal(text)


@router.get("/projects", summary="The talent projects")
async def projects(
    _who: Reader,
    ctx: Ctx,
    on: Annotated[date | None, Query(description="the day, else today")] = None,
) -> dict[str, Any]:
    """Those that take people on a day: grounds, terms, title and benefits, with source and grade."""
    known, day = ctx.rulebook.projects, on or ctx.today
    return {
        "version": known.version,
        "projects": [_project(project) for project in known.all if project.holds_on(day)],
    }


def _project(project: Project) -> dict[str, Any]:
    """Sets in the order of the alphabet, so that the answer is the same everywhere."""
    grounds = [
        {name: sorted(value) for name, value in ground.model_dump(exclude_none=True).items()}
        for ground in project.recognitions
    ]
    shown = project.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"recognitions"})
    return {**shown, "recognitions": grounds}


@router.get("/precedents", summary="Earlier decisions")
async def precedents(
    who: Searcher,
    ctx: Ctx,
    issuer: Text = None,
    title: Text = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """Of an issuer, a title or both, the latest first; they name no person and no proposer.

    The office is told which ``recognition`` each was. 422 when neither is given.
    """
    wanted = {"issuer_key": issuer, "title_key": title}
    query: dict[str, Any] = {key: normal(text) for key, text in wanted.items() if text is not None}
    if not query:
        raise Problem(422, "invalid-request", "say which issuer or which title")
    rows = Rows(ctx.runtime.store, PRECEDENTS)
    try:
        found, following = await rows.page(query, cursor, limit, by="decided_on", falling=True)
    except BadCursor as error:
        raise Problem(422, "invalid-request", f"cursor: {error}") from None
    return {"precedents": [_precedent(row, who.in_office) for row in found], "next": following}


def _precedent(row: dict[str, Any], in_office: bool) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in INSIDE}
    return {**shown, "recognition": row["case"]} if in_office else shown
