"""Applications for talent projects, and what an admission brings. A person is known by an id alone."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.qualifications import names
from services.qualifications.api.acting import visible_talent
from services.qualifications.api.bodies import Body, Client, Code, Line, Passport
from services.qualifications.api.context import Context, Ctx, Member, Party, TalentReader
from services.qualifications.api.views import history_view, seen_by, talent_view
from services.qualifications.cases.holder import HolderState
from services.qualifications.cases.talent_state import Admission
from services.qualifications.messages.talent import Apply
from services.qualifications.messages.talent_events import Benefit
from shared.commanding import Asking
from shared.pages import page
from shared.problems import Problem
from shared.versions import etag

router = APIRouter(prefix="/talents", tags=["Talent projects"])


class Application(Body):
    """``reference`` is the caller's own name for it, ``nomination`` who nominated the person.

    An employer names the person's own client as ``applicant``, who then sees the application.
    """

    reference: Line
    project: Code
    person: Passport
    nomination: Line | None = None
    applicant: Client | None = None


@router.post("", status_code=201, summary="Apply for a talent project")
async def apply(body: Application, who: Party, ctx: Ctx, asked: Asking) -> Response:
    """201 with the ids of the person's talent case and of the application (``admission``).

    A person applies for itself: a recognition or an employer's application names its client. 409
    ``no-ground`` when no recognition of the person, and no nomination, is a ground of the project.
    """
    person = body.person.key()
    talent_id, admission = names.talent_id(person), names.admission_id(who.client, body.reference)
    command = Apply(
        case_id=talent_id,
        actor=who.actor,
        person=person,
        admission=admission,
        project=body.project,
        nomination=body.nomination,
        applicant=await _applicant(ctx, who, body.applicant, person),
    )
    shown = {"id": talent_id, "admission": admission}
    location = f"/talents/{talent_id}/admissions/{admission}"
    return await asked.run(ctx, who, talent_id, (command,), status=201, location=location, shown=shown)


async def _applicant(ctx: Context, who: Member, named: str | None, person: str) -> str | None:
    """The person's own client."""
    if who.role == "proposer":
        if named is not None and not ctx.clients.is_applicant(named):
            raise Problem(422, "invalid-request", "applicant: this client is no applicant")
        return named
    if named not in (None, who.client) or not await _is_own(ctx, who.client, person):
        raise Problem(403, "forbidden", "nothing here says that you are this person")
    return who.client


async def _is_own(ctx: Context, client: str, person: str) -> bool:
    """Whether a recognition or an application of the person names the client as the person's own."""
    recognition = {"kind": "recognition", "columns.applicant": client}
    talent = {"kind": "talent", "columns.clients": client}
    return await ctx.cases.count({"columns.person": person, "$or": [recognition, talent]}) > 0


@router.get("", summary="List persons with applications")
async def list_talents(
    who: TalentReader,
    ctx: Ctx,
    open: Annotated[str | None, Query(max_length=100, description="with an open application")] = None,
    admitted: Annotated[str | None, Query(max_length=100, description="admitted to the project")] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """By project, in the order in which they came up. Persons and employers see their own, the office all."""
    query: dict[str, Any] = {"kind": "talent"}
    query |= {} if who.in_office else {"columns.clients": who.client}
    wanted = {"open": open, "admitted": admitted}
    query |= {f"columns.{column}": value for column, value in wanted.items() if value is not None}
    found, following = await page(ctx, query, cursor, limit)
    return {"talents": [talent_view(each, who) for each in found], "next": following}


@router.get("/{talent_id}", summary="One person's applications and admissions")
async def one_talent(talent_id: str, who: TalentReader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """The office also sees recognitions and permits that they rest on. ``ETag`` is the version."""
    found, state = await visible_talent(ctx, who, talent_id)
    response.headers["ETag"] = etag(found.version)
    permits = {"permits": await _permits(ctx, state.person)} if who.in_office else {}
    return {**talent_view(found, who), **permits}


async def _permits(ctx: Context, person: str) -> list[dict[str, Any]]:
    found = await ctx.cases.one(names.holder_id(person), "holder")
    if found is None or not isinstance(found.state, HolderState):
        return []
    return [
        {"permit": each.permit, **each.fields.model_dump(mode="json", exclude_none=True)}
        for each in found.state.permits
    ]


@router.get("/{talent_id}/history", summary="Every event of a person's applications")
async def talent_history(talent_id: str, who: TalentReader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor and correlation, oldest first; of those that the caller may see."""
    found, _ = await visible_talent(ctx, who, talent_id)
    return {"id": talent_id, "events": await history_view(ctx, who, found)}


@router.get("/{talent_id}/benefits", summary="The benefits that a person has")
async def benefits(
    talent_id: str,
    who: TalentReader,
    ctx: Ctx,
    on: Annotated[date | None, Query(description="the day, else today")] = None,
) -> dict[str, Any]:
    """Title and benefits of every admission that the caller may see, as they are on a day."""
    _, state = await visible_talent(ctx, who, talent_id)
    day = on or ctx.today
    held = [each for each in seen_by(who, state) if each.title is not None and _holds(each, day)]
    return {"id": talent_id, "on": day.isoformat(), "admissions": [_treatment(each, day) for each in held]}


def _holds(admission: Admission, day: date) -> bool:
    last = admission.ended_on or admission.end
    return admission.start is not None and admission.start <= day and (last is None or day <= last)


def _treatment(admission: Admission, day: date) -> dict[str, Any]:
    assert admission.title is not None
    return {
        "admission": admission.id,
        "project": admission.project,
        "title": admission.title.model_dump(),
        "benefits": [
            each.model_dump(mode="json", exclude_none=True) for each in admission.benefits if _runs(each, day)
        ],
    }


def _runs(benefit: Benefit, day: date) -> bool:
    return benefit.start <= day and (benefit.end is None or day <= benefit.end)
