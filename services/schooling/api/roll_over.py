"""The year roll-over: a child, or all of a school, goes on into the next school year."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from services.schooling.api.acting import OnEnrolment
from services.schooling.api.bodies import Asking as Body
from services.schooling.api.bodies import Reason, Year, require_year
from services.schooling.api.context import FOR_DESKS, Context, Ctx, Desk, Member, require_school
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.decide.enrolment_periods import next_group
from services.schooling.intake import Commands, rolled_over
from services.schooling.messages.common import SchoolYear, school_year, start_year
from services.schooling.messages.enrolment import Move, RollOver
from services.schooling.rules.schools import SchoolRules
from shared.commanding import Asked, Asking
from shared.problems import Problem

router = APIRouter(tags=["Enrolments"])


class Going(Body):
    """Where one child goes; who repeats a grade does so for reasons."""

    year: SchoolYear
    move: Move = "next-grade"
    reasons: Reason | None = None


class Repeating(Body):
    """Who repeats its grade, and why."""

    enrolment: Annotated[str, Field(max_length=100)]
    reasons: Reason


class RollingOver(Body):
    """Everybody goes up a grade but those who are named here."""

    repeat: Annotated[tuple[Repeating, ...], Field(max_length=500)] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A child that did not go on, and the code and detail of why."""

    enrolment: str
    code: str
    detail: str


@router.post("/enrolments/{enrolment_id}/roll-over", summary="One child goes on", dependencies=[FOR_DESKS])
async def one(act: OnEnrolment, body: Going) -> Response:
    """It takes a seat of the next year group in the same commit; 409 where none is free."""
    require_year(body.year)
    _, rules = act.ctx.school(act.state.school)
    command = RollOver(case_id=act.id, actor=act.actor, year=body.year, move=body.move, reasons=body.reasons)
    return await act.run(*_commands(command, act.id, act.state, rules))


@router.post("/schools/{school_id}/years/{year}/roll-over", summary="A whole school goes on into this year")
async def everybody(
    school_id: str, year: Year, body: RollingOver, who: Desk, ctx: Ctx, asked: Asking
) -> dict[str, Any]:
    """Each child on its own: one that cannot go on stops no other, and is named with the reason.

    Each child's outcome is kept under the key, also after a call that broke off; the counts are of now. Who
    was refused is tried again under a new key. A child whose exit is recorded is ``leaving``, and stays.
    """
    require_school(who, school_id)
    _, rules = ctx.school(school_id)
    staying, leaving = await _children(ctx, school_id, year)
    repeat = {each.enrolment: each.reasons for each in body.repeat}
    if strangers := sorted(repeat.keys() - staying.keys()):
        raise Problem(
            422, "invalid-request", f"repeat: not at the school before {year}: {', '.join(strangers)}"
        )
    rolls = [RollOver(case_id=id_, actor=who.actor, year=year, **_move(id_, repeat)) for id_ in staying]
    answers = await asyncio.gather(
        *(_roll(ctx, who, asked, roll, staying[roll.case_id or ""], rules) for roll in rolls)
    )
    refused = [answer for answer in answers if answer is not None]
    return {
        "school": school_id,
        "year": year,
        "enrolments": len(staying) + leaving,
        "rolled_over": len(staying) - len(refused),
        "leaving": leaving,
        "refused": refused,
    }


def _move(id_: str, repeat: Mapping[str, str]) -> dict[str, Any]:
    return {"move": "repeat", "reasons": repeat[id_]} if id_ in repeat else {}


async def _children(ctx: Context, school: str, year: SchoolYear) -> tuple[dict[str, EnrolmentState], int]:
    """Who was at the school in the year before, also if it has gone on already; and how many are leaving."""
    before = school_year(start_year(year) - 1)
    query = {"kind": "enrolment", "columns.school": school, "columns.year": {"$in": [before, year]}}
    found = [each async for each in ctx.cases.each({**query, "columns.state": {"$ne": "left"}})]
    states = {each.id: each.state for each in found if isinstance(each.state, EnrolmentState)}
    there = {id_: state for id_, state in states.items() if _was_there(state, before)}
    staying = {id_: state for id_, state in sorted(there.items()) if state.leaves_on is None}
    return staying, len(there) - len(staying)


def _was_there(state: EnrolmentState, year: SchoolYear) -> bool:
    return any(period.group.year == year for period in state.periods[state.stay :][-2:])


async def _roll(
    ctx: Context, who: Member, asked: Asked, command: RollOver, state: EnrolmentState, rules: SchoolRules
) -> Refused | None:
    """One child, under a key of its own made from the request's."""
    id_ = command.case_id
    assert id_ is not None
    own = replace(asked, key=f"{asked.key} {id_}")
    try:
        await own.run(ctx, who, id_, _commands(command, id_, state, rules))
    except Problem as problem:
        if problem.status != 409:
            raise
        return Refused(id_, problem.code, problem.detail)
    return None


def _commands(command: RollOver, id_: str, state: EnrolmentState, rules: SchoolRules) -> Commands:
    """A grade that the school has no longer leads nowhere."""
    if rules.grade(state.period.group.grade) is None:
        raise Problem(409, "grade-unknown", f"the school has no grade {state.period.group.grade}")
    return rolled_over(command, id_, next_group(state, command, rules))
