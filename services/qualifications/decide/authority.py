"""The decision of the human-resources authority, and the two records that it rests on."""

from __future__ import annotations

from datetime import datetime

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.decide.contract import recognised
from services.qualifications.facts import Facts
from services.qualifications.messages.outcomes import (
    Outcome,
    RefusedOutcome,
)
from services.qualifications.messages.recognition import Decide, RecordConsent, RecordVerification
from services.qualifications.messages.recognition_events import (
    IssuerVerified,
    RecognitionDecided,
    RegulatorConsented,
    VerificationCorrected,
)
from services.qualifications.rules import outcomes
from services.qualifications.rules.guards import REASONS_REQUIRED, when_permitted
from services.qualifications.rules.policy import PolicyAt
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day


def record_verification(
    command: RecordVerification, state: RecognitionState | None, now: datetime
) -> Decision:
    """The issuer's answer, on record for the decision; another one takes its place with a reason."""

    def record(state: RecognitionState) -> Decision:
        told = command.verification
        if told.on > law_day(now):
            return Refusal("date-in-future", "an answer is recorded when it has come")
        by = command.actor.client
        if state.verification is None:
            return (IssuerVerified(verification=told, result=told.result, by=by),)
        reason = command.reason or ""
        if not reason.strip():
            return REASONS_REQUIRED
        return (VerificationCorrected(verification=told, result=told.result, reason=reason, by=by),)

    return when_permitted(
        command.actor,
        state,
        "record-verification",
        record,
        already=lambda state: state.verification == command.verification,
    )


def record_consent(command: RecordConsent, state: RecognitionState | None, now: datetime) -> Decision:
    """The consent of the profession's own regulator; a later one takes the place of an earlier."""

    def record(state: RecognitionState) -> Decision:
        told = command.consent
        if told.on > law_day(now):
            return Refusal("date-in-future", "a consent is recorded when it has come")
        if told.regulator != state.regulator:
            return Refusal("other-regulator", f"the regulator here is {state.regulator or 'nobody'}")
        return (RegulatorConsented(consent=told, regulator=told.regulator, by=command.actor.client),)

    return when_permitted(
        command.actor,
        state,
        "record-consent",
        record,
        already=lambda state: state.consent == command.consent,
    )


def decide(command: Decide, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """The authority's decision: what item or panel allows, once all that it needs is on record."""

    def settle(state: RecognitionState) -> Decision:
        policy = facts.policy(now)
        objection = (
            outcomes.grounds_objection(command.outcome, policy)
            or _source_objection(command, state, facts, policy)
            or _record_objection(command.outcome, state, now)
        )
        return objection or _decided(
            command.outcome, state, command.departure, command.actor.client, facts, now
        )

    return when_permitted(
        command.actor,
        state,
        "decide",
        settle,
        already=lambda state: (
            state.decision is not None
            and outcomes.bare(state.decision.outcome) == outcomes.bare(command.outcome)
        ),
    )


def _source_objection(
    command: Decide, state: RecognitionState, facts: Facts, policy: PolicyAt
) -> Refusal | None:
    if state.denied:
        return outcomes.denial_objection(command.outcome)
    if state.item is not None:
        return outcomes.item_objection(command.outcome, facts.catalogue.item(state.item))
    return outcomes.panel_objection(command.outcome, state, command.departure, policy)


def _record_objection(outcome: Outcome, state: RecognitionState, now: datetime) -> Refusal | None:
    """What is recognised was confirmed by its issuer, is valid, and has its regulator's consent."""
    if isinstance(outcome, RefusedOutcome):
        return None
    if state.verification_needed and state.verification is None:
        return Refusal("verification-missing", "the issuer has not confirmed the credential yet")
    if state.credential_expires is not None and state.credential_expires < law_day(now):
        return Refusal("credential-expired", f"the credential was valid until {state.credential_expires}")
    return outcomes.consent_objection(outcome, state)


def _decided(
    outcome: Outcome,
    state: RecognitionState,
    departure: str | None,
    by: str,
    facts: Facts,
    now: datetime,
) -> tuple[Event, ...]:
    """The decision with what it rests on; and for other services, what counts from now on."""
    policy = facts.policy(now)
    departed = state.proposal is not None and outcomes.bare(outcome) != outcomes.bare(state.proposal)
    decided = RecognitionDecided(
        outcome=outcomes.complete(outcome, state.consent, policy),
        item=state.item,
        panel=state.panel.number if state.panel else None,
        departed=departed,
        departure=departure if departed else None,
        lapses_with_credential=_lapses(outcome, state, facts, policy),
        on=law_day(now),
        policy=policy.version,
        by=by,
    )
    return (decided, *recognised(state, decided.outcome, decided.on, state.credential_expires))


def _lapses(outcome: Outcome, state: RecognitionState, facts: Facts, policy: PolicyAt) -> bool:
    if isinstance(outcome, RefusedOutcome):
        return False
    if state.item is not None:
        return facts.catalogue.item(state.item).lapses_with_credential
    return outcome.effect in policy.lapses_with_credential
