"""What the office does to an application; every path ends with the action's name in ``actions``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.permits.api.acting import OfficerActing, SupervisorActing
from services.permits.api.drafts import Because, Reason
from services.permits.messages.application import (
    Accept,
    Approve,
    Assign,
    AssignLiaison,
    BeginReview,
    CancelApplication,
    ConfirmGround,
    DeclineAcceptance,
    ExtendLimit,
    Issue,
    PauseClocks,
    RecountClocks,
    Refuse,
    ResumeClocks,
    ReturnForCorrection,
    Revoke,
    SettleFollowUp,
)
from services.permits.messages.common import Category
from services.permits.messages.form import Correction
from shared.problems import Problem

router = APIRouter(prefix="/applications/{application_id}", tags=["The office"])

Code = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Asking(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Corrections(Asking):
    """Everything that is to be corrected: it is told once."""

    corrections: Annotated[tuple[Correction, ...], Field(min_length=1, max_length=100)]


class Declining(Asking):
    ground: Code
    detail: Text


class Assignment(Asking):
    """The client of the officer; an officer may name only itself."""

    officer: Code


class Liaison(Assignment):
    reason: Reason


class Pause(Asking):
    reason: Literal["expert-review", "hearing", "testing"]


class Extension(Asking):
    """Why the limit is extended; the applicant is told."""

    reasons: Text


class Approval(Asking):
    """What is given, on which days (both included)."""

    category: Category
    valid_from: date
    valid_to: date


class Refusing(Asking):
    """On which grounds of the policy, and what was found."""

    grounds: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    detail: Text


class Delivery(Asking):
    """A person's first permit needs its number, from the national system."""

    permit_number: Code | None = None


class Revocation(Asking):
    reason: Reason
    dishonesty: bool = False


class Finding(Asking):
    """What the office found about a paper that was promised or was to follow."""

    code: Code
    holds: bool
    finding: Text
    dishonesty: bool = True


class Attested(Asking):
    ground: Code


@router.post("/assign", summary="Say whose the application is")
async def assign(act: OfficerActing, body: Assignment) -> Response:
    _require_officer(act, body.officer)
    return await act.run(Assign(case_id=act.id, actor=act.actor, officer=body.officer))


@router.post("/assign-liaison", summary="Give a named company's application another liaison officer")
async def assign_liaison(act: OfficerActing, body: Liaison) -> Response:
    command = AssignLiaison(case_id=act.id, actor=act.actor, officer=body.officer, reason=body.reason)
    return await act.run(command)


@router.post("/return", summary="Return with the one correction list")
async def send_back(act: OfficerActing, body: Corrections) -> Response:
    """The clocks stand still until the corrections come; 409 for a second list."""
    return await act.run(ReturnForCorrection(case_id=act.id, actor=act.actor, corrections=body.corrections))


@router.post("/accept", summary="Accept (受理)")
async def accept(act: OfficerActing) -> Response:
    return await act.run(Accept(case_id=act.id, actor=act.actor))


@router.post("/decline", summary="Do not accept (不予受理)")
async def decline(act: OfficerActing, body: Declining) -> Response:
    return await act.run(
        DeclineAcceptance(case_id=act.id, actor=act.actor, ground=body.ground, detail=body.detail)
    )


@router.post("/begin-review", summary="Take into review")
async def begin_review(act: OfficerActing) -> Response:
    return await act.run(BeginReview(case_id=act.id, actor=act.actor))


@router.post("/pause", summary="Begin an expert review, a hearing or testing")
async def pause(act: OfficerActing, body: Pause) -> Response:
    """Time that the law does not count begins."""
    return await act.run(PauseClocks(case_id=act.id, actor=act.actor, reason=body.reason))


@router.post("/resume", summary="End it: the clocks go on")
async def resume(act: OfficerActing) -> Response:
    return await act.run(ResumeClocks(case_id=act.id, actor=act.actor))


@router.post("/extend-limit", summary="Extend the statutory limit, once")
async def extend_limit(act: SupervisorActing, body: Extension) -> Response:
    return await act.run(ExtendLimit(case_id=act.id, actor=act.actor, reasons=body.reasons))


@router.post("/confirm-ground", summary="Attest a ground whose proof was seen")
async def confirm_ground(act: OfficerActing, body: Attested) -> Response:
    """Points and grounds are counted again with it."""
    return await act.run(ConfirmGround(case_id=act.id, actor=act.actor, ground=body.ground))


@router.post("/approve", summary="Approve")
async def approve(act: OfficerActing, body: Approval) -> Response:
    return await act.run(
        Approve(
            case_id=act.id,
            actor=act.actor,
            category=body.category,
            valid_from=body.valid_from,
            valid_to=body.valid_to,
        )
    )


@router.post("/refuse", summary="Refuse, with reasons and appeal routes")
async def refuse(act: OfficerActing, body: Refusing) -> Response:
    return await act.run(Refuse(case_id=act.id, actor=act.actor, grounds=body.grounds, detail=body.detail))


@router.post("/issue", summary="Issue: the permit follows in the same commit")
async def issue(act: OfficerActing, body: Delivery) -> Response:
    """The Exit-Entry bureau is asked for the residence permit where one belongs to it."""
    return await act.run(Issue(case_id=act.id, actor=act.actor, permit_number=body.permit_number))


@router.post("/settle-follow-up", summary="Say whether a promised or late paper holds")
async def settle_follow_up(act: OfficerActing, body: Finding) -> Response:
    """A false promise takes what was issued with it."""
    command = SettleFollowUp(
        case_id=act.id,
        actor=act.actor,
        code=body.code,
        holds=body.holds,
        finding=body.finding,
        dishonesty=body.dishonesty,
    )
    return await act.run(command)


@router.post("/revoke", summary="Revoke what was issued (撤销)")
async def revoke(act: SupervisorActing, body: Revocation) -> Response:
    return await act.run(
        Revoke(case_id=act.id, actor=act.actor, reason=body.reason, dishonesty=body.dishonesty)
    )


@router.post("/cancel", summary="End an application whose ground fell away")
async def cancel(act: SupervisorActing, body: Because) -> Response:
    return await act.run(CancelApplication(case_id=act.id, actor=act.actor, reason=body.reason))


@router.post("/recount", summary="Compute limits that waited for the year's working days")
async def recount(act: OfficerActing) -> Response:
    return await act.run(RecountClocks(case_id=act.id, actor=act.actor))


def _require_officer(act: OfficerActing, client: str) -> None:
    if act.ctx.clients.role(client) not in ("officer", "supervisor"):
        raise Problem(422, "invalid-request", "officer: this client is no officer")
