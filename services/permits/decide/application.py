"""Every command on an application, and the one decision that answers it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from services.permits.cases.application import CORRECTION, PRE_CHECK, deadlines
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.clock import Alarm
from services.permits.decide import (
    bureau,
    clocks,
    draft,
    issue,
    liaison,
    precheck,
    recount,
    review,
    submission,
)
from services.permits.facts import Facts
from services.permits.messages.application import (
    Accept,
    Approve,
    Assign,
    AssignLiaison,
    AttachDocument,
    BeginReview,
    CancelApplication,
    ConfirmGround,
    DeclineAcceptance,
    ExtendLimit,
    FollowTalent,
    Issue,
    PauseClocks,
    RecountClocks,
    Refuse,
    RemoveDocument,
    ResumeClocks,
    ReturnForCorrection,
    Revoke,
    SaveDraft,
    SettleFollowUp,
    Submit,
    WakeApplication,
    Withdraw,
)
from services.permits.messages.bureau import AnswerResidence
from services.permits.messages.events import FollowUpOverdue
from shared.cases import Deadline, Decision

PartyCommand = SaveDraft | AttachDocument | RemoveDocument | Submit | Withdraw
PreCheckCommand = ReturnForCorrection | Accept | DeclineAcceptance | BeginReview | Assign | AssignLiaison
ClockCommand = PauseClocks | ResumeClocks | ExtendLimit | RecountClocks
DecisionCommand = ConfirmGround | FollowTalent | Approve | Refuse | CancelApplication
LaterCommand = Issue | Revoke | SettleFollowUp | AnswerResidence
ApplicationCommand = (
    PartyCommand | PreCheckCommand | ClockCommand | DecisionCommand | LaterCommand | WakeApplication
)


def decide_application(
    command: ApplicationCommand, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible.

    The bureau's answers are refused by an event, which the bureau can read; everything else by a Refusal.
    """
    match command:
        case SaveDraft() | AttachDocument() | RemoveDocument() | Submit() | Withdraw():
            return _by_a_party(command, state, facts, now)
        case PauseClocks():
            return clocks.on_pause(command, state, facts, now)
        case ResumeClocks():
            return clocks.on_resume(command, state, facts, now)
        case ExtendLimit():
            return clocks.on_extend(command, state, facts, now)
        case RecountClocks():
            return clocks.on_recount(command, state, facts, now)
        case ConfirmGround():
            return recount.confirm_ground(command, state, facts, now)
        case FollowTalent():
            return recount.follow_talent(command, state, facts, now)
        case Approve():
            return review.approve(command, state, facts, now)
        case Refuse():
            return review.refuse(command, state, facts, now)
        case CancelApplication():
            return review.cancel(command, state, now)
        case Issue():
            return issue.issue(command, state, facts, now)
        case Revoke():
            return issue.revoke(command, state, now)
        case SettleFollowUp():
            return issue.settle(command, state, now)
        case AnswerResidence():
            return bureau.answer(command, state, facts, now)
        case WakeApplication():
            return _wake(command, state, facts, now)
    return _in_pre_check(command, state, facts, now)


def _by_a_party(
    command: PartyCommand, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    match command:
        case SaveDraft():
            return draft.save(command, state, facts)
        case AttachDocument():
            return draft.attach(command, state)
        case RemoveDocument():
            return draft.remove(command, state)
        case Submit():
            return submission.submit(command, state, facts, now)
        case Withdraw():
            return draft.withdraw(command, state, now)
    assert_never(command)


def _in_pre_check(
    command: PreCheckCommand, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    match command:
        case ReturnForCorrection():
            return precheck.send_back(command, state, facts, now)
        case Accept():
            return precheck.accept(command, state, facts, now)
        case DeclineAcceptance():
            return precheck.decline(command, state, facts, now)
        case BeginReview():
            return precheck.begin_review(command, state)
        case Assign():
            return liaison.assign(command, state)
        case AssignLiaison():
            return liaison.assign_liaison(command, state, facts)
    assert_never(command)


def _wake(command: WakeApplication, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """A deadline has its effect when the application still waits for exactly it, and never early."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    name, _, subject = command.name.partition(":")
    if name == PRE_CHECK:
        return precheck.deemed(state, facts, now)
    if name == CORRECTION:
        return precheck.lapsed(state, now)
    if name == "follow-up":
        return (FollowUpOverdue(code=subject, due=command.due_at),)
    if name.startswith("bureau-"):
        return bureau.silence(state, name)
    clock = state.clock(subject)
    assert clock is not None
    alarm: Alarm = "at-risk" if name == "at-risk" else "breached" if name == "breached" else "escalated"
    return (clocks.alarm_event(state, clock, alarm),)
