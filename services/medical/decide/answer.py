"""What becomes of an insurer's answer: in work, a decision, a guarantee, or refused with a reason.

A decision may be replaced by another as long as no money has come for it; the insurer corrects a paid one
by a reversal first. An answer that was taken before has no effect when it comes again, even when a later
one has replaced it.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.medical.cases.claim_state import ClaimState, refusal_key
from services.medical.facts import Facts
from services.medical.messages.commands import AnswerClaim
from services.medical.messages.events import (
    AnswerRefused,
    ClaimAdjudicated,
    ClaimPended,
    ClaimReceived,
    GuaranteeIssued,
    GuaranteeWithdrawn,
)
from services.medical.messages.resources import BusinessIdentifier, ClaimResponseView, Issue
from services.medical.rules.actions import permitted
from services.medical.rules.adjudication import Figures, Pending, derive
from services.medical.rules.invariants import response_issues
from services.medical.rules.routing import names_another_insurer
from shared.cases import Decision, Event, Refusal


def answer(command: AnswerClaim, state: ClaimState | None, facts: Facts) -> Decision:
    """An insurer's ClaimResponse to this claim."""
    if state is None or state.received is None:
        return Refusal("unmatched", "there is no such claim")
    response = command.response
    if command.insurer != state.insurer:
        return _refuse(state, command, "not-addressed-to-you", "the claim is not this insurer's to answer")
    if names_another_insurer(response.insurer, command.insurer, facts.partners):
        return _refuse(state, command, "insurer-not-sender", "the answer names another insurer")
    if any(response.digest == taken.digest for taken in state.answers):
        return ()
    if response.status != "active":
        return _refuse(state, command, "not-active", f"an answer with status {response.status} is not taken")
    if response.use != state.received.use:
        detail = f"the answer is to a {response.use}, this is a {state.received.use}"
        return _refuse(state, command, "wrong-use", detail)
    if "answer" not in permitted(state, "insurer"):
        return _refuse(state, command, *_unawaited(state))
    if issues := response_issues(response):
        return _refuse(state, command, "invalid", issues[0].diagnostics, issues)
    return _take(command, state, state.received)


def _take(command: AnswerClaim, state: ClaimState, received: ClaimReceived) -> Decision:
    """An answer that is awaited and well formed."""
    decided = derive(command.response, received)
    match decided:
        case Pending():
            return _pend(command, state, decided)
        case Figures():
            return _adjudicate(command, state, received, decided)
        case issues:
            return _refuse(state, command, "invalid", issues[0].diagnostics, issues)


def _unawaited(state: ClaimState) -> tuple[str, str]:
    """Why no answer is taken now."""
    if state.status in ("adjudicated", "settled"):
        return "already-settled", "money has come for the decision; correct it by a reversal first"
    return "not-awaited", f"the claim is {state.status}; no answer is awaited"


def _pend(command: AnswerClaim, state: ClaimState, pending: Pending) -> Decision:
    if state.verdict is not None:
        detail = "the claim is decided; an answer without a decision does not undo that"
        return _refuse(state, command, "already-decided", detail)
    return (
        ClaimPended(
            insurer=command.insurer,
            response=_number(command.response),
            response_id=command.response.id,
            digest=command.response.digest,
            outcome=pending.outcome,
            errors=pending.errors,
        ),
    )


def _adjudicate(
    command: AnswerClaim, state: ClaimState, received: ClaimReceived, figures: Figures
) -> Decision:
    response = command.response
    promises = received.use == "preauthorization" and figures.adjudication != "denied"
    if promises and not response.preauth_ref:
        issue = Issue("required", "ClaimResponse.preAuthRef", "a guarantee needs its reference")
        return _refuse(state, command, "reference-missing", issue.diagnostics, (issue,))
    decided = ClaimAdjudicated(
        insurer=command.insurer,
        adjudication=figures.adjudication,
        response=_number(response),
        response_id=response.id,
        digest=response.digest,
        billed=figures.billed,
        paid=figures.paid,
        patient_share=figures.patient_share,
        disallowed=figures.disallowed,
        lines=figures.lines,
    )
    guarantee = _guarantee(response, command.insurer, figures) if promises else None
    return (decided, *_replace(state.guarantee, guarantee))


def _replace(old: GuaranteeIssued | None, new: GuaranteeIssued | None) -> Iterator[Event]:
    """The former guarantee ends, unless the new one goes by the same reference."""
    if old is not None and (new is None or new.reference != old.reference):
        yield GuaranteeWithdrawn(insurer=old.insurer, reference=old.reference)
    if new is not None:
        yield new


def _guarantee(response: ClaimResponseView, insurer: str, figures: Figures) -> GuaranteeIssued:
    period = response.preauth_period
    assert response.preauth_ref is not None
    return GuaranteeIssued(
        insurer=insurer,
        reference=response.preauth_ref,
        amount=figures.paid,
        valid_from=period.first if period else None,
        valid_to=period.last if period else None,
    )


def _number(response: ClaimResponseView) -> BusinessIdentifier | None:
    return response.identifiers[0] if response.identifiers else None


def _refuse(
    state: ClaimState, command: AnswerClaim, code: str, detail: str, issues: tuple[Issue, ...] = ()
) -> Decision:
    """Refuse the answer; once for the same content and reason, however often it comes."""
    digest = command.response.digest
    if refusal_key(code, digest) in state.refused:
        return ()
    return (AnswerRefused(insurer=command.insurer, code=code, detail=detail, digest=digest, issues=issues),)
