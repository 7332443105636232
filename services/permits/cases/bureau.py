"""The residence part of an application: folded from its events, and woken while the bureau owes an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.permits.cases.application_state import ApplicationState, Residence, latest
from services.permits.messages.bureau import (
    BureauAnswerRefused,
    BureauEscalated,
    BureauReminded,
    ReconciliationQueried,
    ResidencePermitAnswered,
    ResidencePermitRequested,
    Step,
)
from shared.cases import Deadline

BureauEvent = (
    ResidencePermitRequested
    | ResidencePermitAnswered
    | BureauAnswerRefused
    | BureauReminded
    | BureauEscalated
    | ReconciliationQueried
)
STEPS: tuple[Step, ...] = ("reminder", "escalation", "reconciliation")


def answer_key(answer: str, code: str) -> str:
    """What makes a refused answer the same again."""
    return f"{code}|{answer}"


def fold(state: ApplicationState, event: BureauEvent) -> Mapping[str, Any]:
    """The fields of the application that an event of the bureau gives a new value."""
    match event:
        case ResidencePermitRequested():
            return {"residence": Residence(requested_at=event.at, steps=event.steps)}
        case BureauAnswerRefused():
            return {"refused_answers": latest(state.refused_answers, answer_key(event.answer, event.code))}
        case ResidencePermitAnswered():
            return {"residence": _answered(state, event)}
        case BureauReminded():
            return {"residence": _rung(state, "reminder")}
        case BureauEscalated():
            return {"residence": _rung(state, "escalation")}
        case ReconciliationQueried():
            return {"residence": _rung(state, "reconciliation")}
    assert_never(event)


def _answered(state: ApplicationState, event: ResidencePermitAnswered) -> Residence:
    """A word that the answer comes later starts the three steps again, from the time it names."""
    assert state.residence is not None
    return state.residence.model_copy(
        update={
            "outcome": event.outcome,
            "reason": event.reason,
            "number": event.number,
            "valid_to": event.valid_to,
            "steps": event.steps,
            "rang": () if event.outcome == "later" else state.residence.rang,
            "taken": (*state.residence.taken, event.answer),
        }
    )


def _rung(state: ApplicationState, step: Step) -> Residence:
    assert state.residence is not None
    return state.residence.model_copy(update={"rang": (*state.residence.rang, step)})


def deadlines(state: ApplicationState) -> Iterator[Deadline]:
    """While the bureau owes an answer: the steps that have not been taken."""
    residence = state.residence
    if state.status != "issued" or residence is None or residence.final or residence.steps is None:
        return
    for step in STEPS:
        if step not in residence.rang:
            yield Deadline(f"bureau-{step}", getattr(residence.steps, step))
