"""How each event changes what is kept of an application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.permits.cases import bureau, clock_fold
from services.permits.cases.application_state import ApplicationState, CorrectionRound, DecisionRecord, Flag
from services.permits.cases.bureau import BureauEvent
from services.permits.cases.clock_fold import ClockEvent
from services.permits.cases.follow_ups import FollowUpEvent, fold_follow_ups
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
    TrackChanged,
    Withdrawn,
)

CaseEvent = (
    DraftSaved
    | DocumentAttached
    | DocumentRemoved
    | Submitted
    | Resubmitted
    | Assessed
    | TrackChanged
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


def evolve(state: ApplicationState | None, event: ApplicationEvent) -> ApplicationState:
    """Fold one event. The first event of a case is DraftSaved."""
    if state is None:
        assert isinstance(event, DraftSaved), f"{event.type} cannot open an application"
        state = ApplicationState(
            status="draft",
            form=event.form,
            employer_client=event.employer_client,
            permit_id=event.permit_id,
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
                "permit_id": event.permit_id,
                "applicant": event.applicant,
            }
        case DocumentAttached() | DocumentRemoved():
            return {"documents": _documents(state, event)}
        case Submitted():
            return {
                "status": "submitted",
                "submission": event,
                "track": event.track,
                "answer_due": event.answer_due,
            }
        case Resubmitted():
            assert state.correction is not None
            answered = state.correction.model_copy(update={"answered_at": event.at})
            return {"status": "submitted", "correction": answered, "answer_due": event.answer_due}
        case Assessed():
            return {
                "assessment": event.after,
                "recognised": event.recognised,
                "projects": event.projects,
            }
        case TrackChanged():
            return {"track": event.after}
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
            return {"status": "accepted", "track": event.track, "answer_due": None}
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
