"""What is done to an enrolment; every path ends with the action's name in ``actions``.

A child that comes back is readmitted by an application of kind ``returning``, which opens the next period.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from services.schooling.api.acting import OnEnrolment
from services.schooling.api.bodies import Asking, Because, Checksum, Postponement, Reason
from services.schooling.api.context import FOR_DESKS, FOR_SUPERVISORS
from services.schooling.intake import erased
from services.schooling.messages.child import ChildNames, Paper
from services.schooling.messages.enrolment import (
    Complete,
    CorrectNames,
    DeferBegin,
    Erase,
    PostponeTask,
    ProvidePaper,
    RecordNoShow,
    TransferOut,
    WithdrawEnrolment,
)
from shared.days import Day

router = APIRouter(prefix="/enrolments/{enrolment_id}", tags=["Enrolments"])


class Deferral(Because):
    """The new first day."""

    begin: Day


class Transfer(Asking):
    """The first day no longer here, and the checksum of the record that the next school is given."""

    exit_on: Day
    next_school: Annotated[str, Field(min_length=1, max_length=200)]
    record: Checksum


class Withdrawal(Because):
    """The first day no longer here, and the checksum of the guardian's declaration, which a desk needs."""

    end: Day
    declaration: Checksum | None = None


class Correction(Asking):
    """The names as they are to be written."""

    names: ChildNames
    reason: Reason


@router.post("/provide-paper", summary="Hand in a paper that is to come")
async def provide_paper(act: OnEnrolment, body: Paper) -> Response:
    """It ends the condition or the follow-up that waits for it."""
    return await act.run(ProvidePaper(case_id=act.id, actor=act.actor, paper=body))


@router.post("/postpone-task", summary="Give a paper more time", dependencies=[FOR_DESKS])
async def postpone_task(act: OnEnrolment, body: Postponement) -> Response:
    """Until the end of another day."""
    command = PostponeTask(
        case_id=act.id, actor=act.actor, code=body.code, due=body.due, reasons=body.reasons
    )
    return await act.run(command)


@router.post("/defer-begin", summary="Move the first day, before it has come")
async def defer_begin(act: OnEnrolment, body: Deferral) -> Response:
    """Within the school year; the seat stays."""
    return await act.run(DeferBegin(case_id=act.id, actor=act.actor, begin=body.begin, reason=body.reason))


@router.post("/transfer-out", summary="The child goes to another school", dependencies=[FOR_DESKS])
async def transfer_out(act: OnEnrolment, body: Transfer) -> Response:
    """On its day the enrolment ends, and the seat is the next one's."""
    command = TransferOut(
        case_id=act.id,
        actor=act.actor,
        exit_on=body.exit_on,
        next_school=body.next_school,
        record=body.record,
    )
    return await act.run(command)


@router.post("/withdraw", summary="The guardian takes the child from the school")
async def withdraw(act: OnEnrolment, body: Withdrawal) -> Response:
    """By its own word; a desk needs its signed declaration."""
    command = WithdrawEnrolment(
        case_id=act.id, actor=act.actor, end=body.end, reason=body.reason, declaration=body.declaration
    )
    return await act.run(command)


@router.post("/record-no-show", summary="The child never came", dependencies=[FOR_DESKS])
async def record_no_show(act: OnEnrolment) -> Response:
    """From the first day on; the period has no day then."""
    return await act.run(RecordNoShow(case_id=act.id, actor=act.actor))


@router.post("/complete", summary="The child finishes the last grade", dependencies=[FOR_DESKS])
async def complete(act: OnEnrolment) -> Response:
    """With the end of the school year."""
    return await act.run(Complete(case_id=act.id, actor=act.actor))


@router.post("/correct-names", summary="Correct the names", dependencies=[FOR_DESKS])
async def correct_names(act: OnEnrolment, body: Correction) -> Response:
    """As they are to be written from now on."""
    command = CorrectNames(case_id=act.id, actor=act.actor, names=body.names, reason=body.reason)
    return await act.run(command)


@router.post("/erase", summary="Erase for good", dependencies=[FOR_SUPERVISORS])
async def erase(act: OnEnrolment, body: Because) -> Response:
    """Of a child that has left: the enrolment and its applications keep nothing, and readers a tombstone."""
    return await act.run(*erased(Erase(case_id=act.id, actor=act.actor, reason=body.reason), act.state))
