"""The case of a recognition: how an event changes it, what it waits for, and what it answers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.qualifications.cases import panel
from services.qualifications.cases.panel import PanelEvent
from services.qualifications.cases.recognition_state import (
    UNDECIDED,
    Answered,
    Decided,
    Objection,
    RecognitionState,
)
from services.qualifications.messages.outcomes import RefusedOutcome
from services.qualifications.messages.recognition_events import (
    CredentialRenewed,
    DecisionOverdue,
    IssuerVerified,
    NoticeEnded,
    NoticePublished,
    ObjectionLodged,
    ObjectionsAnswered,
    QualificationEnded,
    QualificationRecognised,
    RecognitionDecided,
    RecognitionLapsed,
    RecognitionProposed,
    RecognitionRevoked,
    RecognitionWithdrawn,
    RegulatorConsented,
    VerificationCorrected,
)
from shared.cases import Deadline
from shared.clock import end_of_law_day

CaseEvent = (
    RecognitionProposed
    | RecognitionWithdrawn
    | IssuerVerified
    | VerificationCorrected
    | RegulatorConsented
    | DecisionOverdue
    | NoticePublished
    | ObjectionLodged
    | ObjectionsAnswered
    | NoticeEnded
    | RecognitionDecided
    | QualificationRecognised
    | CredentialRenewed
    | RecognitionLapsed
    | RecognitionRevoked
    | QualificationEnded
)
RecognitionEvent = CaseEvent | PanelEvent

DECISION, NOTICE, CREDENTIAL = "decision-overdue", "notice-ends", "credential-expires"


def evolve(state: RecognitionState | None, event: RecognitionEvent) -> RecognitionState:
    """Fold one event. The first event of a case is RecognitionProposed."""
    if state is None:
        assert isinstance(event, RecognitionProposed), f"{event.type} cannot open a recognition"
        return _proposed(event)
    if isinstance(event, PanelEvent):
        return state.model_copy(update=panel.fold(state, event))
    return state.model_copy(update=_change(state, event))


def _proposed(event: RecognitionProposed) -> RecognitionState:
    return RecognitionState(
        status="proposed",
        request=event.request,
        proposer=event.by,
        applicant=event.applicant,
        proposed_on=event.on,
        policy=event.policy,
        item=event.item,
        field=event.field,
        verification_needed=event.verification_needed,
        regulator=event.regulator,
        decision_due=event.decision_due,
        credential_expires=event.request.credential.expires_on,
    )


def _change(state: RecognitionState, event: CaseEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    match event:
        case RecognitionWithdrawn():
            return {"status": "withdrawn"}
        case IssuerVerified() | VerificationCorrected():
            return {"verification": event.verification}
        case RegulatorConsented():
            return {"consent": event.consent}
        case DecisionOverdue():
            return {"overdue": True}
        case NoticePublished():
            return {"status": "on-notice", "notice": event.notice}
        case ObjectionLodged():
            lodged = Objection(
                reference=event.reference, objector=event.objector, reasons=event.reasons, on=event.on
            )
            return {"status": "objected", "objections": (*state.objections, lodged)}
        case ObjectionsAnswered():
            return _answered(state, event)
        case NoticeEnded():
            return {"status": "noticed"}
        case RecognitionDecided():
            return _decided(event)
        case CredentialRenewed():
            return {
                "credential_expires": event.expires_on,
                "renewals": (*state.renewals, event.verification),
            }
        case RecognitionLapsed():
            return {"status": "lapsed", "ended_on": event.on}
        case RecognitionRevoked():
            return {"status": "revoked", "ended_on": event.on}
        case RecognitionProposed() | QualificationRecognised() | QualificationEnded():
            return {}  # told to others; the event before it has changed the case
    assert_never(event)


def _answered(state: RecognitionState, event: ObjectionsAnswered) -> Mapping[str, Any]:
    """Upheld, the panel begins to deliberate again; dismissed, its proposal is to be published again."""
    told = Answered(objections=state.objections, answer=event.answer, reasons=event.reasons)
    settled = {"objections": (), "answered": (*state.answered, told), "notice": None}
    if event.answer == "dismissed":
        return {**settled, "status": "outcome-proposed"}
    return {**settled, "status": "in-panel", "proposal": None, "panel": panel.without_motion(state.panel)}


def _decided(event: RecognitionDecided) -> Mapping[str, Any]:
    decided = Decided(
        outcome=event.outcome,
        departed=event.departed,
        lapses_with_credential=event.lapses_with_credential,
        on=event.on,
        policy=event.policy,
        by=event.by,
    )
    refused = isinstance(event.outcome, RefusedOutcome)
    return {"status": "refused" if refused else "in-force", "decision": decided}


def deadlines(state: RecognitionState) -> tuple[Deadline, ...]:
    """Every instant at which something happens of itself."""
    return tuple(_deadlines(state))


def _deadlines(state: RecognitionState) -> Iterator[Deadline]:
    """A notice, and a credential's validity, end with the end of their last day in China."""
    if state.status in UNDECIDED and state.decision_due is not None and not state.overdue:
        yield Deadline(DECISION, state.decision_due)
    if state.status == "on-notice" and state.notice is not None:
        yield Deadline(NOTICE, end_of_law_day(state.notice.last))
    if (
        state.status == "in-force"
        and state.decision is not None
        and state.decision.lapses_with_credential
        and state.credential_expires is not None
    ):
        yield Deadline(CREDENTIAL, end_of_law_day(state.credential_expires))


def aliases(_case_id: str, state: RecognitionState) -> tuple[str, ...]:
    """What a second request for the same credential of the person meets while this one counts."""
    return state.requests()


def columns(state: RecognitionState) -> Mapping[str, Any]:
    """What lists filter by; the one-way key of the person is no name."""
    outcome = state.decision.outcome if state.decision else None
    return {
        "state": state.status,
        "route": state.request.route,
        "person": state.person,
        "proposer": state.proposer,
        "applicant": state.applicant,
        "field": state.field,
        "experts": [seat.member.client for seat in state.panel.seats] if state.panel else [],
        "outcome": outcome.effect if outcome else None,
        "overdue": state.overdue,
    }
