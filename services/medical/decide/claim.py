"""Every command on a claim, and the one decision that answers it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from services.medical.cases.claim import AT_RISK, deadlines
from services.medical.cases.claim_state import ClaimState
from services.medical.decide.answer import answer
from services.medical.decide.payment import decide_payment, pay
from services.medical.decide.submission import dispatch, relate, submit, submit_invalid
from services.medical.facts import Facts
from services.medical.messages.commands import (
    AnswerClaim,
    AssignInsurer,
    CancelClaim,
    PayClaim,
    RefuseClaim,
    RelateClaim,
    SubmitClaim,
    SubmitInvalidClaim,
    WakeClaim,
)
from services.medical.messages.events import (
    AnswerAtRisk,
    AnswerOverdue,
    ClaimCancelled,
    ClaimReceived,
    ClaimRefused,
)
from services.medical.rules import routing
from services.medical.rules.actions import Action, permitted
from shared.cases import Deadline, Decision, Event, Refusal

__all__ = ["ClaimCommand", "decide_claim", "decide_payment"]

ClaimCommand = (
    SubmitClaim
    | SubmitInvalidClaim
    | RelateClaim
    | AnswerClaim
    | PayClaim
    | CancelClaim
    | AssignInsurer
    | RefuseClaim
    | WakeClaim
)
OfficialCommand = CancelClaim | AssignInsurer | RefuseClaim


def decide_claim(command: ClaimCommand, state: ClaimState | None, facts: Facts, now: datetime) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible.

    What a partner sent is refused by an event, which the partner can read; what somebody at a screen
    asked, and what meets no claim at all, by a Refusal.
    """
    match command:
        case SubmitClaim():
            return submit(command, state, facts, now)
        case SubmitInvalidClaim():
            return submit_invalid(command, state)
        case RelateClaim():
            return relate(command, state)
        case AnswerClaim():
            return answer(command, state, facts)
        case PayClaim():
            return pay(command, state, facts)
        case CancelClaim():
            return _cancel(command, state)
        case AssignInsurer():
            return _assign(command, state, facts, now)
        case RefuseClaim():
            return _refuse(command, state)
        case WakeClaim():
            return _wake(command, state)
    assert_never(command)


def _cancel(command: CancelClaim, state: ClaimState | None) -> Decision:
    if state is not None and state.status == "cancelled" and _may_see(command, state):
        return ()
    return _when_permitted(
        command, state, "cancel", lambda _: (ClaimCancelled(by=command.client, reason=command.reason),)
    )


def _refuse(command: RefuseClaim, state: ClaimState | None) -> Decision:
    if (
        state is not None
        and state.received is not None
        and state.status == "refused"
        and command.role == "office"
    ):
        return ()
    return _when_permitted(
        command, state, "refuse", lambda _: (ClaimRefused(by=command.client, reason=command.reason),)
    )


def _assign(command: AssignInsurer, state: ClaimState | None, facts: Facts, now: datetime) -> Decision:
    if state is not None and state.insurer == command.insurer and command.role == "office":
        return ()
    return _when_permitted(command, state, "assign", lambda received: _send_on(command, received, facts, now))


def _send_on(command: AssignInsurer, received: ClaimReceived, facts: Facts, now: datetime) -> Decision:
    """To the insurer that the office names: it decides on what is unclear, never on the calendar."""
    insurer = facts.partners.insurer(command.insurer)
    if insurer is None:
        return Refusal("insurer-not-connected", f"{command.insurer} is not a connected insurer")
    due = routing.due(insurer, facts.partners, now, facts.working_days)
    if isinstance(due, routing.Hold):
        return Refusal(due.reason, due.detail)
    return tuple(dispatch(received, insurer, due, facts, command.client, command.reason))


def _when_permitted(
    command: OfficialCommand,
    state: ClaimState | None,
    action: Action,
    then: Callable[[ClaimReceived], Decision],
) -> Decision:
    """``then`` when the table permits the action to this role now, and the claim is theirs to touch."""
    if state is None or state.received is None or not _may_see(command, state):
        return Refusal("claim-unknown", "there is no such claim")
    if action not in permitted(state, command.role):
        return Refusal("not-permitted-now", f"{action} is not open to the {command.role}: {state.status}")
    return then(state.received)


def _may_see(command: OfficialCommand, state: ClaimState) -> bool:
    """The office sees all, a partner its own; to others a claim does not exist."""
    return command.role == "office" or command.client in (state.hospital, state.insurer)


def _wake(command: WakeClaim, state: ClaimState | None) -> Decision:
    """An alarm rings when the claim still waits for exactly it."""
    if state is None or state.assignment is None:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    due, insurer = state.assignment.answer_due, state.assignment.insurer
    alarm: type[AnswerAtRisk | AnswerOverdue] = AnswerAtRisk if command.name == AT_RISK else AnswerOverdue
    rung: Event = alarm(insurer=insurer, answer_due=due)
    return (rung,)
