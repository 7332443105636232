"""How a family answers: it accepts an offer, declines it, or puts the place off to the next year."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.schooling import names
from services.schooling.api.acting import Acting, OnPlace
from services.schooling.api.bodies import Asking
from services.schooling.api.context import FOR_FAMILIES
from services.schooling.cases.application_state import ApplicationState
from services.schooling.intake import Commands, accepted, declined, deferred

router = APIRouter(prefix="/applications/{application_id}", tags=["Applications"])


class Offer(Asking):
    """The number of the offer that is answered, as the place says it."""

    offer: Annotated[int, Field(ge=1, le=1_000_000_000)]


@router.post("/accept", summary="Accept an offer", dependencies=[FOR_FAMILIES])
async def accept(act: OnPlace, body: Offer) -> Response:
    """200 with the enrolment: seat, application, enrolment and guardian follow in one commit.

    Where the school is exclusive, the child's other applications for the year leave their lists with it. 409
    for an offer that has expired, was answered otherwise, or never was, and where another place stands in the
    way.
    """
    enrolment = names.enrolment_id(act.state.group.school, act.state.child)
    commands = accepted(act.actor, act.id, act.state, body.offer, await _others(act))
    return await _answered(act, commands, {"id": act.id, "state": "enrolled", "enrolment": enrolment})


@router.post("/decline", summary="Decline an offer")
async def decline(act: OnPlace, body: Offer) -> Response:
    """The seat goes to the next at once. What becomes of the application is the school's rule."""
    commands = declined(act.actor, act.id, act.state, body.offer)
    return await _answered(act, commands, {"id": act.id, "declined": body.offer})


@router.post("/defer", summary="Put an offered or taken place off to the next school year")
async def defer(act: OnPlace) -> Response:
    """The seat goes to the next at once, and the application joins the next year's list."""
    return await _answered(act, deferred(act.actor, act.id, act.state), {"id": act.id, "state": "eligible"})


async def _answered(act: Acting[ApplicationState], commands: Commands, shown: dict[str, object]) -> Response:
    return await act.asked.run(act.ctx, act.who, act.id, commands, shown=shown)


async def _others(act: Acting[ApplicationState]) -> dict[str, ApplicationState]:
    """The child's other open applications for the year, which an exclusive school's place ends."""
    _, rules = act.ctx.school(act.state.group.school)
    if not rules.edition.exclusive.value:
        return {}
    alias = names.open_application(act.state.child, act.state.group.year)
    query = {"kind": "application", "aliases": alias, "_id": {"$ne": act.id}}
    found = [each async for each in act.ctx.cases.each(query)]
    return {each.id: each.state for each in found if isinstance(each.state, ApplicationState)}
