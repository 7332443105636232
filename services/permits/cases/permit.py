"""A permit's case: one number a person for life, and the history of what it stood for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.permits import names
from services.permits.cases.permit_state import EndedEmployment, PermitState, ResidenceDuty, Window
from services.permits.messages.permit import (
    CancellationOverdue,
    EmploymentEnded,
    EntryReported,
    ExtensionClosed,
    ExtensionDeemedGranted,
    ExtensionLodged,
    ExtensionWindow,
    ExtensionWindowClosed,
    ExtensionWindowOpened,
    Holding,
    PermitCancelled,
    PermitChanged,
    PermitExpired,
    PermitExtended,
    PermitGranted,
    PermitRevoked,
    ResidenceOverdue,
    ResidenceRecorded,
    ResidenceReminded,
)
from shared.cases import Deadline
from shared.clock import end_of_law_day, start_of_law_day

PermitEvent = (
    PermitGranted
    | PermitExtended
    | PermitChanged
    | PermitCancelled
    | PermitRevoked
    | PermitExpired
    | ExtensionLodged
    | ExtensionClosed
    | ExtensionDeemedGranted
    | ExtensionWindowOpened
    | ExtensionWindowClosed
    | EntryReported
    | ResidenceReminded
    | ResidenceOverdue
    | ResidenceRecorded
    | EmploymentEnded
    | CancellationOverdue
)

WINDOW_OPENS, WINDOW_CLOSES, EXPIRY = "extension-window-opens", "extension-window-closes", "expiry"
RESIDENCE_REMINDER, RESIDENCE_OVERDUE = "residence-reminder", "residence-overdue"
CANCELLATION_OVERDUE = "cancellation-overdue"


def evolve(state: PermitState | None, event: PermitEvent) -> PermitState:
    """Fold one event. The first event of a case is PermitGranted."""
    if state is None:
        assert isinstance(event, PermitGranted), f"{event.type} cannot open a permit"
        state = PermitState(
            status="valid",
            number=event.number,
            persons=(),
            employer_client=event.employer_client,
            holdings=(),
        )
    return state.model_copy(update=_change(state, event))


def _change(state: PermitState, event: PermitEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    match event:
        case PermitGranted():
            return {
                **_held(state, event.holding, event.window),
                "persons": event.persons,
                "employer_client": event.employer_client,
                "applicant": event.applicant,
                "ended_on": None,
                "employment_ended": None,
            }
        case PermitExtended():
            return _held(state, event.holding, event.window)
        case PermitChanged():
            return {
                **_held(state, event.holding, event.window),
                "persons": event.persons,
                "extension": state.extension,
            }
        case PermitCancelled():
            status = "cancelled" if event.cause == "application" else state.status
            return {"status": status, "ended_on": event.on, "extension": None, "continued": False}
        case PermitRevoked():
            return {"status": "revoked", "ended_on": event.on, "extension": None, "continued": False}
        case PermitExpired():
            return {"status": "expired", "ended_on": event.on, "extension": None, "continued": False}
        case ExtensionLodged():
            return {"extension": event.application_id}
        case ExtensionClosed():
            return {"extension": None}
        case ExtensionDeemedGranted():
            return {"continued": True}
        case ExtensionWindowOpened():
            return {"window": _marked(state.window, opened=True)}
        case ExtensionWindowClosed():
            return {"window": _marked(state.window, closed=True)}
        case EntryReported():
            return {"residence": ResidenceDuty(reminder=event.residence_reminder, due=event.residence_due)}
        case ResidenceReminded():
            return {"residence": _marked(state.residence, reminded=True)}
        case ResidenceOverdue():
            return {"residence": _marked(state.residence, overdue=True)}
        case ResidenceRecorded():
            answered = _with(state.answered, event.application_id)
            return {"residence": None, "residence_valid_to": event.valid_to, "answered": answered}
        case EmploymentEnded():
            ended = EndedEmployment(employer=event.employer, on=event.on, due=event.due)
            return {"employment_ended": ended}
        case CancellationOverdue():
            return {"employment_ended": _marked(state.employment_ended, overdue=True)}
    assert_never(event)


def _held(state: PermitState, holding: Holding, window: ExtensionWindow | None) -> Mapping[str, Any]:
    return {
        "status": "valid",
        "holdings": (*state.holdings, holding),
        "window": Window(window=window) if window else None,
        "extension": None,
        "continued": False,
    }


def _with(known: tuple[str, ...], new: str) -> tuple[str, ...]:
    return known if new in known else (*known, new)


def _marked(part: Any, **marks: bool) -> Any:
    assert part is not None
    return part.model_copy(update=marks)


def deadlines(state: PermitState) -> tuple[Deadline, ...]:
    """Every instant at which something happens of itself."""
    return tuple(_deadlines(state)) if state.status == "valid" else ()


def _deadlines(state: PermitState) -> Iterator[Deadline]:
    """A window closes, and validity and the days of a duty end, with the end of their last day."""
    if not state.continued:
        yield Deadline(EXPIRY, end_of_law_day(state.holding.valid_to))
    if state.window is not None and not state.window.opened:
        yield Deadline(WINDOW_OPENS, start_of_law_day(state.window.window.opens))
    if state.window is not None and not state.window.closed:
        yield Deadline(WINDOW_CLOSES, end_of_law_day(state.window.window.closes))
    if state.residence is not None and not state.residence.reminded:
        yield Deadline(RESIDENCE_REMINDER, start_of_law_day(state.residence.reminder))
    if state.residence is not None and not state.residence.overdue:
        yield Deadline(RESIDENCE_OVERDUE, end_of_law_day(state.residence.due))
    ended = state.employment_ended
    if ended is not None and ended.due is not None and not ended.overdue:
        yield Deadline(CANCELLATION_OVERDUE, ended.due)


def aliases(_case_id: str, state: PermitState) -> tuple[str, ...]:
    """Its number, its holder under every passport, and the applications that were issued for it."""
    return (
        names.permit_number(state.number),
        *(names.permit_of(person) for person in state.persons),
        *(names.permit_by_application(holding.application_id) for holding in state.holdings),
    )


def columns(state: PermitState) -> Mapping[str, Any]:
    """What lists filter by; plain values, no personal data but the one-way keys of the person."""
    holding = state.holding
    return {
        "state": state.status,
        "number": state.number,
        "persons": list(state.persons),
        "employer": holding.employer,
        "employer_client": state.employer_client,
        "applicant": state.applicant,
        "category": holding.category,
        "valid_to": holding.valid_to.isoformat(),
        "extension": state.extension is not None,
        "cancellation_overdue": bool(state.employment_ended and state.employment_ended.overdue),
    }
