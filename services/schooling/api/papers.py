"""What a family and the desks do to an application, but for its place; each path ends with the action."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.schooling.api.acting import OnApplication, about
from services.schooling.api.bodies import Asking, Because, Postponement, Reason
from services.schooling.api.context import FOR_DESKS, FOR_FAMILIES, FOR_SUPERVISORS
from services.schooling.confirming import guardian_confirmed, review_decided
from services.schooling.messages.application import (
    DecideReview,
    EraseApplication,
    PostponeCondition,
    ProvideDocument,
    ProvidePriorRecord,
    RefuseApplication,
    Review,
    Withdraw,
)
from services.schooling.messages.child import Paper, PriorRecord
from shared.problems import Problem

router = APIRouter(prefix="/applications/{application_id}", tags=["Applications"])


class Decision(Asking):
    """What a person settles: admitted to the list, or refused, with the reasons."""

    review: Review
    admit: bool
    reasons: Reason


@router.post("/provide-document", summary="Hand in a paper")
async def provide_document(act: OnApplication, body: Paper) -> Response:
    """By its particulars and its content's checksum; it meets the condition that waits for it."""
    return await about(act, ProvideDocument(case_id=act.id, actor=act.actor, paper=body))


@router.post("/provide-prior-record", summary="Hand in the former school's record")
async def provide_prior_record(act: OnApplication, body: PriorRecord) -> Response:
    """Without it a transfer takes no place."""
    return await about(act, ProvidePriorRecord(case_id=act.id, actor=act.actor, prior=body))


@router.post("/withdraw", summary="Take the application back", dependencies=[FOR_FAMILIES])
async def withdraw(act: OnApplication, body: Because) -> Response:
    """An offer that it holds goes to the next at once."""
    return await about(act, Withdraw(case_id=act.id, actor=act.actor, reason=body.reason))


@router.post("/decide-review", summary="Settle what the rules left to a person", dependencies=[FOR_DESKS])
async def decide_review(act: OnApplication, body: Decision) -> Response:
    """Nationality is for the zone's desk; whether a guardian is verified, for the school's too."""
    if body.review == "nationality" and not act.who.in_office:
        raise Problem(403, "forbidden", "nationality is for: officer, supervisor")
    command = DecideReview(
        case_id=act.id, actor=act.actor, review=body.review, admit=body.admit, reasons=body.reasons
    )
    return await act.run(*review_decided(command, act.id, act.state))


@router.post("/confirm-guardian", summary="The guardian was seen", dependencies=[FOR_DESKS])
async def confirm_guardian(act: OnApplication) -> Response:
    """From now on what is known of its permits counts for whoever handed the application in."""
    if act.state.erased:
        raise Problem(409, "not-permitted-now", "the child was erased")
    return await act.run(*guardian_confirmed(act.actor, act.id, act.state))


@router.post("/refuse", summary="Refuse, with reasons", dependencies=[FOR_DESKS])
async def refuse(act: OnApplication, body: Because) -> Response:
    """A person's decision; no rule refuses what was taken."""
    return await about(act, RefuseApplication(case_id=act.id, actor=act.actor, reasons=body.reason))


@router.post("/postpone-condition", summary="Give a paper more time", dependencies=[FOR_DESKS])
async def postpone(act: OnApplication, body: Postponement) -> Response:
    """Until the end of another day."""
    command = PostponeCondition(
        case_id=act.id, actor=act.actor, code=body.code, due=body.due, reasons=body.reasons
    )
    return await act.run(command)


@router.post("/erase", summary="Erase for good", dependencies=[FOR_SUPERVISORS])
async def erase(act: OnApplication, body: Because) -> Response:
    """Of an application that has come to its end, and of whose child nobody is at the school."""
    return await act.run(EraseApplication(case_id=act.id, actor=act.actor, reason=body.reason))
