"""What a school does with its year groups: it opens them, changes seats, draws lots, and reads the list."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from services.schooling import names
from services.schooling.api.bodies import Asking as Body
from services.schooling.api.bodies import Grade, Reason, Year
from services.schooling.api.context import Ctx, Desk, DeskReader, Member, require_school
from services.schooling.api.views import group_view, waiting_list
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.messages.common import GroupRef
from services.schooling.messages.year_group import ChangeSeats, OpenYearGroup, PublishSeed
from shared.commanding import Asking, AskingOnVersion
from shared.problems import Problem
from shared.versions import etag

router = APIRouter(prefix="/schools/{school_id}/years/{year}/grades/{grade}", tags=["Year groups"])


class Seats(Body):
    """How many there are, and why."""

    seats: Annotated[int, Field(ge=0, le=10_000)]
    reason: Reason


class Seed(Body):
    """By which the lots are drawn: 8 to 64 letters, digits or hyphens."""

    seed: Annotated[str, Field(min_length=1, max_length=100)]


def _group(school_id: str, year: Year, grade: Grade, ctx: Ctx) -> GroupRef:
    if ctx.schools.get(school_id) is None:
        raise Problem(404, "not-found", "there is no such school")
    return GroupRef(school=school_id, year=year, grade=grade)


Group = Annotated[GroupRef, Depends(_group)]


def _id(group: GroupRef) -> str:
    return names.year_group_id(group.school, group.year, group.grade)


async def _opened(ctx: Ctx, who: Member, group: GroupRef) -> tuple[int, YearGroupState]:
    require_school(who, group.school)
    found = await ctx.cases.one(_id(group), "year-group")
    if found is None or not isinstance(found.state, YearGroupState):
        raise Problem(404, "not-found", "this year group is not open")
    return found.version, found.state


@router.get("/waiting-list", summary="The waiting list in order, with the rule that set each place")
async def read_list(group: Group, who: DeskReader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """And who holds an offer or a seat. ``ETag`` is the version. 404 before the group is open."""
    version, state = await _opened(ctx, who, group)
    response.headers["ETag"] = etag(version)
    return {"id": _id(group), "version": version, **group_view(state), **waiting_list(state)}


@router.get("/history", summary="Every event of a year group")
async def history(group: Group, who: DeskReader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor and correlation, oldest first."""
    await _opened(ctx, who, group)
    return {"id": _id(group), "events": await ctx.cases.history(_id(group))}


@router.post("/open", summary="Open a year group before anybody has applied")
async def open_group(group: Group, who: Desk, ctx: Ctx, asked: Asking) -> Response:
    """Its terms are those of the school's data today, and stay. Without effect once it is open."""
    require_school(who, group.school)
    command = OpenYearGroup(case_id=_id(group), actor=who.actor, group=group)
    return await asked.run(ctx, who, _id(group), (command,))


@router.post("/change-seats", summary="Have more or fewer seats")
async def change_seats(group: Group, body: Seats, who: Desk, ctx: Ctx, asked: AskingOnVersion) -> Response:
    """New seats are offered at once; 409 for fewer than are taken or offered."""
    require_school(who, group.school)
    command = ChangeSeats(
        case_id=_id(group), actor=who.actor, group=group, seats=body.seats, reason=body.reason
    )
    return await asked.run(ctx, who, _id(group), (command,))


@router.post("/publish-seed", summary="Publish the seed of the lottery")
async def publish_seed(group: Group, body: Seed, who: Desk, ctx: Ctx, asked: AskingOnVersion) -> Response:
    """Once, and early enough that nobody can choose it to suit who has applied."""
    require_school(who, group.school)
    command = PublishSeed(case_id=_id(group), actor=who.actor, group=group, seed=body.seed)
    return await asked.run(ctx, who, _id(group), (command,))
