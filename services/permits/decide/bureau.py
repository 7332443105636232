"""What becomes of the Exit-Entry bureau's answers, and of its silence."""

from __future__ import annotations

from datetime import datetime

from services.permits import names
from services.permits.cases.application_state import ApplicationState, Residence
from services.permits.cases.bureau import answer_key
from services.permits.facts import Facts
from services.permits.messages.bureau import (
    AnswerResidence,
    BureauAnswerRefused,
    BureauEscalated,
    BureauReminded,
    BureauSteps,
    ReconciliationQueried,
    ResidencePermitAnswered,
)
from services.permits.messages.clock import ClockHeld
from services.permits.rules import limits
from shared.cases import Decision, Event, Refusal
from shared.working_days import YearNotLoaded


def answer(command: AnswerResidence, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """Yes, no with a reason, or later; the same answer again has no effect, another is refused."""
    if state is None or state.residence is None:
        waits_for = (names.residence_asked(command.case_id or ""),)
        return Refusal("unmatched", "no residence permit was asked for here", waits_for)
    residence = state.residence
    if command.answer in residence.taken:
        return ()
    objection = _objection(command, state, residence)
    if objection is not None:
        return _refuse(command, state, *objection)
    return _take(command, residence, facts, now)


def _objection(
    command: AnswerResidence, state: ApplicationState, residence: Residence
) -> tuple[str, str] | None:
    if residence.final:
        return "already-answered", f"the bureau's answer was {residence.outcome}"
    if state.status != "issued":
        return "not-awaited", f"the application is {state.status}"
    if command.outcome == "refused" and not (command.reason or "").strip():
        return "reason-required", "a refusal says why"
    if command.outcome == "granted" and command.valid_to is None:
        return "validity-required", "a residence permit says until when it is valid"
    return None


def _refuse(command: AnswerResidence, state: ApplicationState, code: str, detail: str) -> Decision:
    """Told to the bureau by an event; once for the same answer and reason."""
    if answer_key(command.answer, code) in state.refused_answers:
        return ()
    return (BureauAnswerRefused(bureau=command.bureau, answer=command.answer, code=code, detail=detail),)


def _take(command: AnswerResidence, residence: Residence, facts: Facts, now: datetime) -> Decision:
    steps: BureauSteps | None = None
    held: tuple[Event, ...] = ()
    if command.outcome == "later":
        try:
            steps = _again(command, facts, now)
        except YearNotLoaded as missing:
            held = (ClockHeld(clocks=("bureau",), year=missing.year),)
    taken = ResidencePermitAnswered(
        bureau=command.bureau,
        answer=command.answer,
        outcome=command.outcome,
        reason=command.reason,
        number=command.number,
        valid_to=command.valid_to,
        steps=steps,
        late=bool(residence.rang),
    )
    return (taken, *held)


def _again(command: AnswerResidence, facts: Facts, now: datetime) -> BureauSteps:
    """From the time that the bureau names, or with its whole limit over again."""
    time = facts.time(now)
    steps = limits.bureau_steps(facts.policy(now), facts.desk, now, time)
    if command.later_until is None or command.later_until <= now:
        return steps
    moved = command.later_until - steps.reminder
    return BureauSteps(
        reminder=steps.reminder + moved,
        escalation=steps.escalation + moved,
        reconciliation=steps.reconciliation + moved,
    )


def silence(state: ApplicationState, step: str) -> Decision:
    """The bureau has not answered by a step's instant."""
    assert state.residence is not None
    asked = state.residence.requested_at
    match step:
        case "bureau-reminder":
            return (BureauReminded(asked_at=asked),)
        case "bureau-escalation":
            return (BureauEscalated(asked_at=asked),)
        case _:
            return (ReconciliationQueried(asked_at=asked),)
