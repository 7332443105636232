"""What becomes of what a hospital sends: received and sent on, held, cancelled, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.medical.cases.claim_state import ClaimState, refusal_key
from services.medical.facts import Facts
from services.medical.messages.commands import RelateClaim, SubmitClaim, SubmitInvalidClaim
from services.medical.messages.events import (
    ClaimAppealed,
    ClaimCancelled,
    ClaimDispatched,
    ClaimFlagged,
    ClaimHeld,
    ClaimReceived,
    LineAmount,
    Mark,
    SubmissionRefused,
)
from services.medical.messages.resources import ClaimView, Issue
from services.medical.rules import checks, routing, stays
from services.medical.rules.actions import permitted
from services.medical.rules.invariants import claim_issues
from services.medical.rules.limits import AnswerDue
from services.medical.rules.partner_file import Insurer
from shared.cases import Decision, Event, Refusal


def submit(command: SubmitClaim, state: ClaimState | None, facts: Facts, now: datetime) -> Decision:
    """A claim as its hospital sent it."""
    claim = command.claim
    if claim.status == "cancelled":
        return _withdraw(command, state)
    if state is not None and state.received is not None and state.received.digest == claim.digest:
        return ()
    if claim.status != "active":
        return _refuse(state, command, "not-active", f"a claim with status {claim.status} is not taken")
    if state is not None and state.received is not None:
        detail = "the same identifier was sent before with other content; correct by cancel and a new claim"
        return _refuse(state, command, "identifier-reused", detail)
    if routing.names_another_hospital(claim, command.hospital, facts.partners):
        return _refuse(state, command, "provider-not-sender", "the claim's provider is another hospital")
    if issues := claim_issues(claim):
        return _refuse(state, command, "invalid", issues[0].diagnostics, issues)
    return tuple(_receive(command, facts, now))


def submit_invalid(command: SubmitInvalidClaim, state: ClaimState | None) -> Decision:
    """A record that names a claim and is none: the refusal is told on the claim's case."""
    detail = command.issues[0].diagnostics if command.issues else "not a valid claim"
    return refuse_submission(state, command.hospital, "invalid", detail, command.digest, command.issues)


def relate(command: RelateClaim, state: ClaimState | None) -> Decision:
    """A later claim names this one as its ground. ``associated`` claims stand side by side: no effect."""
    if state is None or state.received is None:
        return Refusal("unmatched", "there is no such claim")
    if state.hospital != command.hospital:
        return Refusal("not-yours", "the earlier claim is another hospital's")
    if command.relationship == "associated" or command.by_claim in state.appeals:
        return ()
    if "appeal" in permitted(state, "hospital"):
        return (ClaimAppealed(by_claim=command.by_claim, relationship=command.relationship),)
    if any(
        flag.flag == "related-while-open" and flag.other_claim == command.by_claim for flag in state.flags
    ):
        return ()
    detail = f"a later claim ({command.relationship}) refers to this one, which is still {state.status}"
    return (ClaimFlagged(flag="related-while-open", detail=detail, other_claim=command.by_claim),)


def dispatch(
    received: ClaimReceived,
    insurer: Insurer,
    due: AnswerDue,
    facts: Facts,
    assigned_by: str | None = None,
    reason: str | None = None,
) -> Iterator[Event]:
    """The claim becomes the insurer's to answer; the guarantees that it quotes are looked up there."""
    yield from checks.guarantee_problems(received, insurer.client, facts)
    yield ClaimDispatched(
        hospital=received.hospital,
        insurer=insurer.client,
        use=received.use,
        identifiers=received.identifiers,
        resource_id=received.resource_id,
        total=received.total,
        lines=received.lines,
        answer_due=due.due,
        at_risk=due.at_risk,
        policy=facts.partners.version,
        assigned_by=assigned_by,
        reason=reason,
    )


def refuse_submission(
    state: ClaimState | None,
    hospital: str,
    code: str,
    detail: str,
    digest: str,
    issues: tuple[Issue, ...] = (),
) -> Decision:
    """Refuse what was sent; once for the same content and reason, however often it comes."""
    if state is not None and refusal_key(code, digest) in state.refused:
        return ()
    return (SubmissionRefused(hospital=hospital, code=code, detail=detail, digest=digest, issues=issues),)


def _refuse(
    state: ClaimState | None, command: SubmitClaim, code: str, detail: str, issues: tuple[Issue, ...] = ()
) -> Decision:
    return refuse_submission(state, command.hospital, code, detail, command.claim.digest, issues)


def _withdraw(command: SubmitClaim, state: ClaimState | None) -> Decision:
    """Status ``cancelled`` under a claim's identity asks to cancel it."""
    if state is None or state.received is None:
        return _refuse(state, command, "nothing-to-cancel", "no claim of this identity was received")
    if state.status == "cancelled":
        return ()
    if "cancel" in permitted(state, "hospital"):
        return (ClaimCancelled(by=command.hospital, reason="the hospital sent the claim as cancelled"),)
    return _refuse(state, command, "not-permitted-now", f"a claim that is {state.status} is not cancelled")


def _receive(command: SubmitClaim, facts: Facts, now: datetime) -> Iterator[Event]:
    """On the books, looked over, and sent on where it is clear to whom and by when."""
    claim, addressee = command.claim, routing.address(command.claim, facts.partners)
    own = facts.marks_of(claim, command.hospital)
    received = _received(command, now, own.all, _prequalified(claim, facts))
    yield received
    yield from checks.doubles(command.case_id, own, facts.marks)
    yield from checks.outside_stay(received)
    if isinstance(addressee, routing.Hold):
        yield ClaimHeld(reason=addressee.reason, detail=addressee.detail)
        return
    yield from checks.outside_coverage(received, addressee.coverage)
    due = routing.late(claim, addressee.insurer, facts.partners, now, facts.working_days) or routing.due(
        addressee.insurer, facts.partners, now, facts.working_days
    )
    if isinstance(due, routing.Hold):
        yield ClaimHeld(reason=due.reason, detail=due.detail)
    else:
        yield from dispatch(received, addressee.insurer, due, facts)


def _prequalified(claim: ClaimView, facts: Facts) -> bool | None:
    if claim.person is None:
        return None
    return stays.covered(routing.days_of_service(claim), facts.stays(claim.person))


def _received(
    command: SubmitClaim, now: datetime, marks: tuple[Mark, ...], prequalified: bool | None
) -> ClaimReceived:
    claim = command.claim
    return ClaimReceived(
        hospital=command.hospital,
        received_at=now,
        use=claim.use,
        identifiers=claim.identifiers,
        resource_id=claim.id,
        total=claim.total,
        lines=tuple(LineAmount(sequence=line.sequence, net=line.net) for line in claim.lines),
        digest=claim.digest,
        guarantees=_guarantees(claim),
        patient=claim.patient,
        person=claim.person,
        prequalified=prequalified,
        service_from=routing.first_day_of_service(claim),
        service_to=routing.last_day_of_service(claim),
        marks=marks,
    )


def _guarantees(claim: ClaimView) -> tuple[str, ...]:
    coverage = routing.focal_coverage(claim)
    return tuple(dict.fromkeys(coverage.preauth_refs)) if coverage else ()
