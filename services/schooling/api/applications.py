"""Applications: handed in, and as they stand."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.schooling import names
from services.schooling.api.acting import visible_application
from services.schooling.api.bodies import Application
from services.schooling.api.context import Context, Ctx, Reader, Writer, own
from services.schooling.api.views import application_line, application_view
from services.schooling.cases.application_state import ApplicationState, Status
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.intake import applied
from services.schooling.messages.application import Apply, Review
from services.schooling.messages.common import GradeCode, SchoolYear
from shared.commanding import Asking
from shared.ids import next_id
from shared.pages import page
from shared.problems import Problem
from shared.versions import etag

router = APIRouter(prefix="/applications", tags=["Applications"])

Text = Annotated[str | None, Query(max_length=100)]


@router.post("", status_code=201, summary="Apply for a child")
async def apply(body: Application, who: Writer, ctx: Ctx, asked: Asking) -> Response:
    """201 with the id, which is drawn here: it orders those who are equal, and nobody is to choose it.

    409 with the code of the rule that stands in the way; what is doubtful is taken, and goes to a person.
    """
    if who.role == "school" and who.school != body.school:
        raise Problem(403, "forbidden", "a school takes applications for itself")
    application_id = str(next_id())
    command = Apply(case_id=application_id, actor=who.actor, form=body.form())
    location = f"/applications/{application_id}"
    return await asked.run(ctx, who, application_id, applied(command), status=201, location=location)


@router.get("", summary="List applications")
async def list_applications(
    who: Reader,
    ctx: Ctx,
    state: Status | None = None,
    school: Text = None,
    year: SchoolYear | None = None,
    grade: GradeCode | None = None,
    review: Review | None = None,
    overdue: bool | None = None,
    cursor: Text = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their coming. Guardians see their own, a school those for itself, the office all."""
    wanted: dict[str, Any] = {
        "state": state,
        "school": school,
        "year": year,
        "grade": grade,
        "reviews": review,
    }
    wanted |= {"overdue": overdue}
    parts = [{f"columns.{name}": value} for name, value in wanted.items() if value is not None]
    query: dict[str, Any] = {"kind": "application", "$and": [own(who), *parts]}
    found, following = await page(ctx, query, cursor, limit)
    return {"applications": [application_line(each) for each in found], "next": following}


@router.get("/{application_id}", summary="One application, with its place")
async def one_application(application_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """Where it stands in its list and which rule set that, its offer and when that expires, what is to come,
    and what the caller may do next. ``ETag`` is the version.
    """
    found, state = await visible_application(ctx, who, application_id)
    response.headers["ETag"] = etag(found.version)
    return application_view(found, who, await _group(ctx, state))


@router.get("/{application_id}/history", summary="Every event of an application")
async def history(application_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor and correlation, oldest first, as partners read them."""
    await visible_application(ctx, who, application_id)
    return {"id": application_id, "events": await ctx.cases.history(application_id)}


async def _group(ctx: Context, state: ApplicationState) -> YearGroupState | None:
    group = state.group
    found = await ctx.cases.one(names.year_group_id(group.school, group.year, group.grade), "year-group")
    return found.state if found is not None and isinstance(found.state, YearGroupState) else None
