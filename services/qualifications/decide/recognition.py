"""Every command on a recognition, and the one decision that answers it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from services.qualifications.cases.recognition import CREDENTIAL, DECISION, deadlines
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.decide import authority, notice, panel, proposal, standing
from services.qualifications.facts import Facts
from services.qualifications.messages.recognition import (
    AnswerObjections,
    AppointPanel,
    CastVote,
    ConcludeVote,
    Decide,
    DeclareConflict,
    MoveOutcome,
    Object,
    Propose,
    PublishNotice,
    RecordConsent,
    RecordVerification,
    RenewCredential,
    Revoke,
    WakeRecognition,
    Withdraw,
)
from services.qualifications.messages.recognition_events import DecisionOverdue
from shared.cases import Deadline, Decision

PanelCommand = AppointPanel | DeclareConflict | MoveOutcome | CastVote | ConcludeVote
NoticeCommand = PublishNotice | Object | AnswerObjections
RecognitionCommand = (
    Propose
    | Withdraw
    | RecordVerification
    | RecordConsent
    | PanelCommand
    | NoticeCommand
    | Decide
    | RenewCredential
    | Revoke
    | WakeRecognition
)


def decide_recognition(
    command: RecognitionCommand, state: RecognitionState | None, facts: Facts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case Propose():
            return proposal.propose(command, state, facts, now)
        case Withdraw():
            return proposal.withdraw(command, state)
        case RecordVerification():
            return authority.record_verification(command, state, now)
        case RecordConsent():
            return authority.record_consent(command, state, now)
        case Decide():
            return authority.decide(command, state, facts, now)
        case RenewCredential():
            return standing.renew(command, state, now)
        case Revoke():
            return standing.revoke(command, state, facts, now)
        case WakeRecognition():
            return _wake(command, state, now)
    return _in_procedure(command, state, facts, now)


def _in_procedure(
    command: PanelCommand | NoticeCommand, state: RecognitionState | None, facts: Facts, now: datetime
) -> Decision:
    """What is done case by case: a panel, its votes, and the public notice of what it proposes."""
    match command:
        case AppointPanel():
            return panel.appoint(command, state, facts, now)
        case DeclareConflict():
            return panel.declare(command, state)
        case MoveOutcome():
            return panel.move(command, state, facts, now)
        case CastVote():
            return panel.vote(command, state)
        case ConcludeVote():
            return panel.conclude(command, state)
        case PublishNotice():
            return notice.publish(command, state, facts, now)
        case Object():
            return notice.object_to(command, state, facts, now)
        case AnswerObjections():
            return notice.answer(command, state)
    assert_never(command)


def _wake(command: WakeRecognition, state: RecognitionState | None, now: datetime) -> Decision:
    """A deadline has its effect when the case still waits for exactly it, and never early."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    if command.name == DECISION:
        return (DecisionOverdue(due=command.due_at),)
    return standing.lapse(state) if command.name == CREDENTIAL else notice.ended(state)
