"""The panel of a case-by-case request: appointed by the office, and what its members do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.qualifications.api.acting import Act, for_action
from services.qualifications.api.bodies import Body, Client, OutcomeBody, Reason
from services.qualifications.messages.recognition import (
    AppointPanel,
    CastVote,
    ConcludeVote,
    DeclareConflict,
    MoveOutcome,
)

router = APIRouter(prefix="/recognitions/{recognition_id}", tags=["Panels"])


class Appointment(Body):
    """Experts of the list, by client; the chair is one of them. ``reason``: why another panel."""

    members: Annotated[tuple[Client, ...], Field(min_length=1, max_length=50)]
    chair: Client
    reason: Reason | None = None


class Declaration(Body):
    """Which conflict of interest the member has; null: none."""

    conflict: Reason | None


class Motion(Body):
    """The outcome that is put to the vote, and why."""

    outcome: OutcomeBody
    reasons: Reason


class Ballot(Body):
    """A member's vote on the motion, and why."""

    in_favour: bool
    reasons: Reason


@router.post("/appoint-panel", summary="Appoint a panel", dependencies=[for_action("appoint-panel")])
async def appoint_panel(act: Act, body: Appointment) -> Response:
    """409 for a stranger to the list, or too few without a conflict.

    Another panel in place of one begins anew, and is given a reason; declared conflicts stand.
    """
    command = AppointPanel(
        case_id=act.id, actor=act.actor, members=body.members, chair=body.chair, reason=body.reason
    )
    return await act.run(command)


@router.post("/declare-conflict", summary="Declare conflicts", dependencies=[for_action("declare-conflict")])
async def declare_conflict(act: Act, body: Declaration) -> Response:
    """Before voting every member says whether it has one; a conflict that was declared stands."""
    return await act.run(DeclareConflict(case_id=act.id, actor=act.actor, conflict=body.conflict))


@router.post("/move-outcome", summary="Put an outcome to the vote", dependencies=[for_action("move-outcome")])
async def move_outcome(act: Act, body: Motion) -> Response:
    """By the chair. What was cast on an earlier motion counts no longer."""
    command = MoveOutcome(case_id=act.id, actor=act.actor, outcome=body.outcome, reasons=body.reasons)
    return await act.run(command)


@router.post("/cast-vote", summary="Vote on the motion", dependencies=[for_action("cast-vote")])
async def cast_vote(act: Act, body: Ballot) -> Response:
    """A member's last vote counts. Send If-Match to vote on no other motion than the one that was read."""
    command = CastVote(case_id=act.id, actor=act.actor, in_favour=body.in_favour, reasons=body.reasons)
    return await act.run(command)


@router.post("/conclude-vote", summary="Count the votes", dependencies=[for_action("conclude-vote")])
async def conclude_vote(act: Act) -> Response:
    """By the chair: with quorum and majority the motion is the panel's proposal; 409 without them."""
    return await act.run(ConcludeVote(case_id=act.id, actor=act.actor))
