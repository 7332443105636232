"""Every command on an enrolment, and the one decision that answers it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.decide import (
    enrolment_deferrals,
    enrolment_exits,
    enrolment_file,
    enrolment_opening,
    enrolment_periods,
)
from services.schooling.facts import Facts
from services.schooling.messages.enrolment import (
    Complete,
    CorrectNames,
    DeferBegin,
    Erase,
    FollowDeferral,
    FollowReview,
    FollowStanding,
    OpenEnrolment,
    PostponeTask,
    ProvidePaper,
    RecordNoShow,
    RollOver,
    TransferOut,
    WakeEnrolment,
    WithdrawEnrolment,
)
from shared.cases import Decision

PeriodCommand = OpenEnrolment | RollOver | Complete | DeferBegin | FollowDeferral
ExitCommand = TransferOut | WithdrawEnrolment | RecordNoShow
FileCommand = (
    ProvidePaper | PostponeTask | FollowReview | FollowStanding | CorrectNames | Erase | WakeEnrolment
)
EnrolmentCommand = PeriodCommand | ExitCommand | FileCommand


def decide_enrolment(
    command: EnrolmentCommand, state: EnrolmentState | None, facts: Facts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case OpenEnrolment() | RollOver() | Complete() | DeferBegin() | FollowDeferral():
            return _of_periods(command, state, facts, now)
        case TransferOut():
            return enrolment_exits.transfer_out(command, state, now)
        case WithdrawEnrolment():
            return enrolment_exits.withdraw(command, state, now)
        case RecordNoShow():
            return enrolment_exits.record_no_show(command, state, facts, now)
        case ProvidePaper():
            return enrolment_file.provide(command, state, facts, now)
        case PostponeTask():
            return enrolment_file.postpone(command, state, now)
        case FollowReview():
            return enrolment_file.follow_review(command, state, now)
        case FollowStanding():
            return enrolment_file.follow_standing(state, facts, now)
        case CorrectNames():
            return enrolment_file.correct_names(command, state, facts, now)
        case Erase():
            return enrolment_file.erase(command, state, now)
        case WakeEnrolment():
            return enrolment_file.wake(command, state, now)
    assert_never(command)


def _of_periods(
    command: PeriodCommand, state: EnrolmentState | None, facts: Facts, now: datetime
) -> Decision:
    match command:
        case OpenEnrolment():
            return enrolment_opening.open_enrolment(command, state, facts, now)
        case RollOver():
            return enrolment_periods.roll_over(command, state, facts, now)
        case Complete():
            return enrolment_periods.complete(command, state, facts, now)
        case DeferBegin():
            return enrolment_deferrals.defer_begin(command, state, facts, now)
        case FollowDeferral():
            return enrolment_deferrals.follow_deferral(command, state, facts, now)
    assert_never(command)
