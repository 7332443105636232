"""An application's case: how each event changes what is kept, when it wants to be woken, how it is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.permits import bureau, clock_fold, names
from services.permits.application_state import (
    OPEN,
    ApplicationState,
    CorrectionRound,
    DecisionRecord,
    Flag,
)
from services.permits.bureau import BureauEvent
from services.permits.clock import ALARMS, alarm_at
from services.permits.clock_fold import ClockEvent
from services.permits.follow_ups import FollowUpEvent, fold_follow_ups
from services.permits.messages.clock import ClockHeld, ClockRecounted
from services.permits.messages.events import (
    Accepted,
    Approved,
    Assessed,
    Cancelled,
    DocumentAttached,
    DocumentRemoved,
    DraftSaved,
    Flagged,
    GroundConfirmed,
    Issued,
    Lapsed,
    LiaisonAssigned,
    NotAccepted,
    OfficerAssigned,
    Refused,
    Resubmitted,
    Returned,
    ReviewBegun,
    Revoked,
    Submitted,
    Withdrawn,
)
from shared.cases import Deadline
from shared.clock import law_day

CaseEvent = (
    DraftSaved
    | DocumentAttached
    | DocumentRemoved
    | Submitted
    | Resubmitted
    | Assessed
    | GroundConfirmed
    | Flagged
    | LiaisonAssigned
    | OfficerAssigned
    | Returned
    | Accepted
    | NotAccepted
    | ReviewBegun
    | Approved
    | Refused
    | Issued
    | Withdrawn
    | Lapsed
    | Revoked
    | Cancelled
)
ApplicationEvent = CaseEvent | ClockEvent | FollowUpEvent | BureauEvent

PRE_CHECK = "pre-check"
CORRECTION = "correction"


def evolve(state: ApplicationState | None, event: ApplicationEvent) -> ApplicationState:
    """Fold one event. The first event of a case is DraftSaved."""
    if state is None:
        assert isinstance(event, DraftSaved), f"{event.type} cannot open an application"
        state = ApplicationState(
            status="draft",
            form=event.form,
            employer_client=event.employer_client,
            applicant=event.applicant,
        )
    return state.model_copy(update=_change(state, event))


def _change(state: ApplicationState, event: ApplicationEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    if isinstance(event, ClockEvent):
        return {"clocks": clock_fold.fold(state.clocks, event), **_hold(state, event)}
    if isinstance(event, FollowUpEvent):
        return {"follow_ups": fold_follow_ups(state.follow_ups, event)}
    if isinstance(event, BureauEvent):
        return bureau.fold(state, event)
    return _case_change(state, event)


def _hold(state: ApplicationState, event: ClockEvent) -> Mapping[str, Any]:
    match event:
        case ClockHeld():
            return {"held_year": event.year}
        case ClockRecounted():
            return {"held_year": None, **dict(_recounted(state, event))}
    return {}


def _recounted(state: ApplicationState, event: ClockRecounted) -> Iterator[tuple[str, Any]]:
    if event.answer_due is not None:
        yield "answer_due", event.answer_due
    if event.correction_due is not None and state.correction is not None:
        yield "correction", state.correction.model_copy(update={"due": event.correction_due})
    if event.bureau is not None and state.residence is not None:
        yield "residence", state.residence.model_copy(update={"steps": event.bureau})
    if event.follow_ups:
        dated = {follow_up.code: follow_up for follow_up in event.follow_ups}
        yield "follow_ups", tuple(dated.get(each.code, each) for each in state.follow_ups)


def _case_change(state: ApplicationState, event: CaseEvent) -> Mapping[str, Any]:
    match event:
        case DraftSaved():
            return {
                "form": event.form,
                "employer_client": event.employer_client,
                "applicant": event.applicant,
            }
        case DocumentAttached() | DocumentRemoved():
            return {"documents": _documents(state, event)}
        case Submitted():
            return {"status": "submitted", "submission": event, "answer_due": event.answer_due}
        case Resubmitted():
            assert state.correction is not None
            answered = state.correction.model_copy(update={"answered_at": event.at})
            return {"status": "submitted", "correction": answered, "answer_due": event.answer_due}
        case Assessed():
            return {"assessment": event.after, "recognised": event.recognised}
        case GroundConfirmed():
            return {"attested": (*state.attested, event.ground)}
        case Flagged():
            flag = Flag(flag=event.flag, detail=event.detail, other=event.other)
            return {"flags": (*state.flags, flag)}
        case LiaisonAssigned():
            return {"liaison": event.officer}
        case OfficerAssigned():
            return {"officer": event.officer}
        case Returned():
            sent = CorrectionRound(at=event.at, corrections=event.corrections, due=event.due)
            return {"status": "returned", "correction": sent, "answer_due": None}
        case Accepted():
            return {"status": "accepted", "answer_due": None}
        case ReviewBegun():
            return {"status": "in-review", "officer": event.officer}
        case NotAccepted() | Approved() | Refused():
            return _decided(event)
        case Issued():
            return {"status": "issued", "issued": event}
        case Revoked():
            return {
                "status": "revoked",
                "revoked_for": event.reason,
                "dishonesty": event.dishonesty,
                "ended_on": event.on,
            }
        case Withdrawn():
            return {"status": "withdrawn", "answer_due": None}
        case Cancelled():
            return {"status": "cancelled", "answer_due": None}
        case Lapsed():
            return {"status": "expired", "answer_due": None}
    assert_never(event)


def _documents(state: ApplicationState, event: DocumentAttached | DocumentRemoved) -> tuple[Any, ...]:
    code = event.code if isinstance(event, DocumentRemoved) else event.document.code
    others = tuple(document for document in state.documents if document.code != code)
    return others if isinstance(event, DocumentRemoved) else (*others, event.document)


def _decided(event: NotAccepted | Approved | Refused) -> Mapping[str, Any]:
    outcome: Any = {NotAccepted: "not-accepted", Approved: "approved", Refused: "refused"}[type(event)]
    shared = {"outcome": outcome, "policy": event.policy, "by": event.by}
    match event:
        case NotAccepted():
            record = DecisionRecord(
                **shared, grounds=(event.ground,), detail=event.detail, appeal_routes=event.appeal_routes
            )
        case Refused():
            record = DecisionRecord(
                **shared,
                grounds=event.grounds,
                detail=event.detail,
                appeal_routes=event.appeal_routes,
                assessment=event.assessment,
            )
        case Approved():
            record = DecisionRecord(
                **shared,
                category=event.category,
                valid_from=event.valid_from,
                valid_to=event.valid_to,
                assessment=event.assessment,
            )
    return {"status": outcome, "decision": record, "answer_due": None}


def deadlines(state: ApplicationState) -> tuple[Deadline, ...]:
    """Every instant at which something happens of itself, under the name that ``decide`` knows it by."""
    return tuple(_deadlines(state))


def _deadlines(state: ApplicationState) -> Iterator[Deadline]:
    if state.status == "submitted" and state.answer_due is not None:
        yield Deadline(PRE_CHECK, state.answer_due)
    if state.status == "returned" and state.correction is not None and state.correction.due is not None:
        yield Deadline(CORRECTION, state.correction.due)
    for clock in state.running:
        if clock.due is not None:
            for alarm in ALARMS:
                if alarm not in clock.rang:
                    yield Deadline(f"{alarm}:{clock.name}", alarm_at(clock.due, alarm))
    for follow_up in state.follow_ups:
        if follow_up.state == "open" and follow_up.due is not None and not follow_up.rang:
            yield Deadline(f"follow-up:{follow_up.code}", follow_up.due)
    yield from bureau.deadlines(state)


def aliases(state: ApplicationState) -> tuple[str, ...]:
    """While it is open: the person, so that a qualification recognised meanwhile finds it."""
    if state.submission is None or state.status not in OPEN:
        return ()
    return (names.open_application_of(state.submission.person),)


def columns(state: ApplicationState) -> Mapping[str, Any]:
    """What lists filter by; plain values, no personal data but the one-way key of the person."""
    submission = state.submission
    return {
        "state": state.status,
        "open": state.status in OPEN,
        "type": state.form.type,
        "category": state.form.category,
        "track": submission.track if submission else None,
        "person": submission.person if submission else None,
        "employer": state.form.employer,
        "employer_client": state.employer_client,
        "applicant": state.applicant,
        "officer": state.officer,
        "liaison": state.liaison,
        "flagged": bool(state.flags),
        "held": state.held_year is not None,
        "submitted": law_day(submission.at).isoformat() if submission else None,
        "at_risk": sorted(clock.name for clock in state.running if "at-risk" in clock.rang),
        "breached": sorted(clock.name for clock in state.clocks if "breached" in clock.rang),
        "follow_ups": sum(each.state in ("open", "provided") for each in state.follow_ups),
        "residence": _residence(state),
    }


def _residence(state: ApplicationState) -> str | None:
    return None if state.residence is None else state.residence.outcome or "asked"
