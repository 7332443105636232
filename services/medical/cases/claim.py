"""A claim's case: how each event changes what is kept, when it wants to be woken, and how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from services.medical import names
from services.medical.cases.claim_state import (
    Answer,
    AppliedPayment,
    Assignment,
    ClaimState,
    Flag,
    Verdict,
    detail_key,
    latest,
    refusal_key,
)
from services.medical.messages.events import (
    AnswerAtRisk,
    AnswerOverdue,
    AnswerRefused,
    ClaimAdjudicated,
    ClaimAppealed,
    ClaimCancelled,
    ClaimDispatched,
    ClaimFlagged,
    ClaimHeld,
    ClaimPended,
    ClaimReceived,
    ClaimRefused,
    ClaimReopened,
    ClaimSettled,
    GuaranteeIssued,
    GuaranteeWithdrawn,
    PaymentApplied,
    PaymentDetailRefused,
    SubmissionRefused,
)
from services.medical.rules.actions import permitted
from shared.cases import Deadline
from shared.clock import law_day

ClaimEvent = (
    ClaimReceived
    | ClaimHeld
    | ClaimDispatched
    | ClaimPended
    | ClaimAdjudicated
    | GuaranteeIssued
    | GuaranteeWithdrawn
    | PaymentApplied
    | ClaimSettled
    | ClaimReopened
    | ClaimCancelled
    | ClaimRefused
    | ClaimAppealed
    | ClaimFlagged
    | AnswerAtRisk
    | AnswerOverdue
    | SubmissionRefused
    | AnswerRefused
    | PaymentDetailRefused
)

AT_RISK = "answer-at-risk"
OVERDUE = "answer-overdue"


def evolve(state: ClaimState | None, event: ClaimEvent) -> ClaimState:
    """Fold one event. The first event of a case is ClaimReceived or SubmissionRefused."""
    if state is None:
        assert isinstance(event, ClaimReceived | SubmissionRefused), f"{event.type} cannot open a claim"
        state = ClaimState(status="refused", hospital=event.hospital)
    return state.model_copy(update=_change(state, event))


def _change(state: ClaimState, event: ClaimEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    match event:
        case ClaimReceived():
            return {"status": "received", "received": event}
        case ClaimHeld():
            return {"status": "held", "hold": event.reason}
        case ClaimDispatched():
            return {"status": "dispatched", "hold": None, "assignment": _assignment(event)}
        case ClaimPended():
            return {"status": "pended", "answers": _answers(state, event)}
        case ClaimAdjudicated():
            verdict = Verdict(
                adjudication=event.adjudication,
                billed=event.billed,
                paid=event.paid,
                patient_share=event.patient_share,
                disallowed=event.disallowed,
            )
            return {"status": "adjudicated", "verdict": verdict, "answers": _answers(state, event)}
        case GuaranteeIssued():
            return {"guarantee": event}
        case GuaranteeWithdrawn():
            return {"guarantee": None}
        case PaymentApplied():
            return {"payments": (*state.payments, _applied(event)), "paid_so_far": event.paid_so_far}
        case ClaimSettled():
            return {"status": "settled"}
        case ClaimReopened():
            return {"status": "adjudicated"}
        case ClaimCancelled():
            return {"status": "cancelled", "hold": None}
        case ClaimRefused():
            return {"status": "refused", "hold": None}
        case ClaimAppealed():
            return {"appeals": (*state.appeals, event.by_claim)}
        case ClaimFlagged():
            flag = Flag(flag=event.flag, other_claim=event.other_claim)
            return {} if flag in state.flags else {"flags": (*state.flags, flag)}
        case AnswerAtRisk():
            return {"assignment": _rung(state, "rang_at_risk")}
        case AnswerOverdue():
            return {"assignment": _rung(state, "rang_overdue")}
        case SubmissionRefused() | AnswerRefused():
            return {"refused": latest(state.refused, refusal_key(event.code, event.digest))}
        case PaymentDetailRefused():
            subject = detail_key(event.payment_id, event.detail_number)
            return {"refused": latest(state.refused, refusal_key(event.code, subject))}
    assert_never(event)


def _assignment(event: ClaimDispatched) -> Assignment:
    return Assignment(
        insurer=event.insurer, answer_due=event.answer_due, at_risk=event.at_risk, policy=event.policy
    )


def _answers(state: ClaimState, event: ClaimPended | ClaimAdjudicated) -> tuple[Answer, ...]:
    answer = Answer(digest=event.digest, response=event.response, response_id=event.response_id)
    return latest(state.answers, answer)


def _applied(event: PaymentApplied) -> AppliedPayment:
    return AppliedPayment(
        payment_id=event.payment_id,
        detail_number=event.detail_number,
        identifier=event.detail,
        predecessor=event.predecessor,
        amount=event.amount,
    )


def _rung(state: ClaimState, alarm: str) -> Assignment:
    assert state.assignment is not None
    return state.assignment.model_copy(update={alarm: True})


def deadlines(state: ClaimState) -> tuple[Deadline, ...]:
    """While the insurer owes an answer: the instants of the alarms that have not rung."""
    assignment = state.assignment
    if assignment is None or state.status not in ("dispatched", "pended"):
        return ()
    alarms = (
        (assignment.rang_at_risk, Deadline(AT_RISK, assignment.at_risk)),
        (assignment.rang_overdue, Deadline(OVERDUE, assignment.answer_due)),
    )
    return tuple(deadline for rang, deadline in alarms if not rang)


def aliases(case_id: str, state: ClaimState) -> tuple[str, ...]:
    """The names of ``services.medical.names``; those in an insurer's mouth only once the claim is its own."""
    received, insurer = state.received, state.insurer
    if received is None:
        return ()
    found = []
    for client in filter(None, (state.hospital, insurer)):
        found += _given_names(client, received)
        found.append(names.case_name(client, case_id))
    if insurer is not None:
        found += _answer_names(state, insurer)
        if "pay" in permitted(state, "insurer"):
            found.append(payable_name(insurer, state.hospital, received))
    return tuple(dict.fromkeys(found))


def payable_name(insurer: str, hospital: str, received: ClaimReceived) -> str:
    """The one name that the claim answers to only while it may be paid: what early money waits for."""
    return names.payable_name(insurer, _given_names(hospital, received)[0])


def _given_names(client: str, received: ClaimReceived) -> list[str]:
    """What the hospital called the claim, in the mouth of ``client``; there is at least one."""
    found = [names.identifier_name(client, identifier) for identifier in received.identifiers]
    if received.resource_id is not None:
        found.append(names.claim_name(client, received.resource_id))
    return found


def _answer_names(state: ClaimState, insurer: str) -> list[str]:
    found = []
    for answer in state.answers:
        if answer.response is not None:
            found.append(names.response_name(insurer, answer.response))
        if answer.response_id is not None:
            found.append(names.response_id_name(insurer, answer.response_id))
    if state.guarantee is not None:
        found.append(names.guarantee_name(insurer, state.guarantee.reference))
    return found


def marks(state: ClaimState) -> Mapping[int | str, tuple[int, ...]]:
    """The keys under which another claim is found to be a double; a withdrawn claim has none."""
    if state.received is None or state.status in ("cancelled", "refused"):
        return {}
    return {mark.key: mark.held for mark in state.received.marks}


def columns(state: ClaimState) -> Mapping[str, Any]:
    """What lists filter by; plain values."""
    received = state.received
    return {
        "state": state.status,
        "use": received.use if received else None,
        "hospital": state.hospital,
        "insurer": state.insurer,
        "flagged": bool(state.flags),
        "created": law_day(received.received_at).isoformat() if received else None,
    }
