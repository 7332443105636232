"""What becomes of a recognition in force: its credential is renewed or runs out, or it is revoked."""

from __future__ import annotations

from datetime import date, datetime

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.decide.contract import recognised
from services.qualifications.facts import Facts
from services.qualifications.messages.recognition import RenewCredential, Revoke
from services.qualifications.messages.recognition_events import (
    CredentialRenewed,
    QualificationEnded,
    RecognitionLapsed,
    RecognitionRevoked,
)
from services.qualifications.rules.guards import REASONS_REQUIRED, when_permitted
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day


def renew(command: RenewCredential, state: RecognitionState | None, now: datetime) -> Decision:
    """The credential is valid for longer, as its issuer confirms, and readers of the contract are told so.

    Of a recognition in force it is too late once the credential has run out; while it is undecided, never.
    """

    def record(state: RecognitionState) -> Decision:
        assert state.credential_expires is not None
        today = law_day(now)
        if state.status == "in-force" and state.credential_expires < today:
            return Refusal("credential-expired", f"the credential was valid until {state.credential_expires}")
        if command.verification.on > today:
            return Refusal("date-in-future", "an answer is recorded when it has come")
        if command.verification.result != "confirmed":
            return Refusal("renewal-not-confirmed", "the issuer did not confirm the renewal")
        if command.expires_on is not None and command.expires_on <= state.credential_expires:
            return Refusal(
                "dates-invalid", f"the credential is valid until {state.credential_expires} already"
            )
        if command.expires_on is not None and command.expires_on < today:
            return Refusal("credential-expired", f"the credential was valid until {command.expires_on}")
        renewed = CredentialRenewed(
            expires_on=command.expires_on, verification=command.verification, by=command.actor.client
        )
        return (renewed, *_told(state, command.expires_on))

    return when_permitted(
        command.actor,
        state,
        "renew-credential",
        record,
        already=lambda state: (
            state.credential_expires == command.expires_on and command.verification in state.renewals
        ),
    )


def _told(state: RecognitionState, expires: date | None) -> tuple[Event, ...]:
    if state.decision is None:
        return ()
    return recognised(state, state.decision.outcome, state.decision.on, expires)


def lapse(state: RecognitionState) -> Decision:
    """The credential's last day has passed, and the outcome depended on it."""
    assert state.credential_expires is not None
    on = state.credential_expires
    return (RecognitionLapsed(on=on), QualificationEnded(person=state.person, cause="lapsed", on=on))


def revoke(command: Revoke, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """撤销 by the authority, with reasons and where that can be taken."""

    def end(state: RecognitionState) -> Decision:
        if not command.reason.strip():
            return REASONS_REQUIRED
        today = law_day(now)
        return (
            RecognitionRevoked(
                reason=command.reason,
                appeal_routes=facts.policy(now).appeal_routes,
                on=today,
                by=command.actor.client,
            ),
            QualificationEnded(person=state.person, cause="revoked", on=today),
        )

    return when_permitted(
        command.actor, state, "revoke", end, already=lambda state: state.status == "revoked"
    )
