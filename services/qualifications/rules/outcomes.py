"""Which outcome a decision may come to: what the catalogue's item says, or what the panel proposed."""

from __future__ import annotations

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.messages.outcomes import (
    Outcome,
    PracticePermission,
    RefusedOutcome,
    TitleOutcome,
    TitlePrecondition,
    level_of,
    place_of,
    series_of,
)
from services.qualifications.messages.recognition import Consent
from services.qualifications.rules.catalogue import Item
from services.qualifications.rules.policy import NOT_CONFIRMED, PolicyAt
from services.qualifications.rules.scope import beyond
from shared.cases import Refusal


def bare(outcome: Outcome) -> Outcome:
    """The outcome without what a decision adds of itself: consent and appeal routes."""
    match outcome:
        case PracticePermission():
            return outcome.model_copy(update={"regulator": None, "consent": None})
        case RefusedOutcome():
            return outcome.model_copy(update={"appeal_routes": ()})
    return outcome


def complete(outcome: Outcome, consent: Consent | None, policy: PolicyAt) -> Outcome:
    """The outcome with the consent that is on record and the routes of appeal, whatever was sent."""
    match outcome:
        case PracticePermission():
            regulator = consent.regulator if consent else None
            reference = consent.reference if consent else None
            return outcome.model_copy(update={"regulator": regulator, "consent": reference})
        case RefusedOutcome():
            return outcome.model_copy(update={"appeal_routes": policy.appeal_routes})
    return outcome


def grounds_objection(outcome: Outcome, policy: PolicyAt) -> Refusal | None:
    """A refusal rests on grounds of the policy."""
    if not isinstance(outcome, RefusedOutcome):
        return None
    if not outcome.grounds:
        return Refusal("reasons-required", "a refusal states its grounds")
    if unknown := policy.unknown_grounds(outcome.grounds):
        return Refusal("ground-unknown", f"{', '.join(unknown)}: no ground for a refusal")
    return None


def item_objection(outcome: Outcome, item: Item) -> Refusal | None:
    """By catalogue there is the item's own outcome, or none."""
    if isinstance(outcome, RefusedOutcome):
        return None
    if outcome.effect != item.effect:
        return Refusal("outcome-not-allowed", f"{item.code} has the effect {item.effect}")
    told = (level_of(outcome), series_of(outcome), place_of(outcome))
    named = (
        not isinstance(outcome, TitleOutcome | TitlePrecondition)
        or item.title is None
        or outcome.title in (item.title.en, item.title.zh)
    )
    if told != (item.level, item.series, item.place) or not named:
        return Refusal("outcome-beyond-item", f"title, level, series and place are those of {item.code}")
    return None


def denial_objection(outcome: Outcome) -> Refusal | None:
    """What the issuer does not confirm is refused, and on that ground, whatever item or panel would allow."""
    if not isinstance(outcome, RefusedOutcome):
        return Refusal("verification-failed", "the issuer did not confirm the credential")
    if NOT_CONFIRMED not in outcome.grounds:
        return Refusal("outcome-not-allowed", f"the grounds of this refusal include {NOT_CONFIRMED}")
    return None


def panel_objection(
    outcome: Outcome, state: RecognitionState, departure: str | None, policy: PolicyAt
) -> Refusal | None:
    """The panel's proposal; or with reasons less: an effect that it leaves open, and no wider a scope."""
    assert state.proposal is not None
    if bare(outcome) == bare(state.proposal):
        return None
    if outcome.effect not in policy.authority_may_decide[state.proposal.effect]:
        return Refusal("outcome-not-allowed", f"the panel proposed {state.proposal.effect}")
    if (what := beyond(outcome, state.proposal, policy)) is not None:
        return Refusal("outcome-beyond-panel", f"its {what} goes beyond what the panel proposed")
    if not (departure or "").strip():
        return Refusal("departure-reasons-required", "another outcome than the panel's is given reasons")
    return None


def consent_objection(outcome: Outcome, state: RecognitionState) -> Refusal | None:
    """In a regulated profession nobody may practise what its regulator has not consented to."""
    if not isinstance(outcome, PracticePermission) or state.regulator is None:
        return None
    if state.consent is None:
        return Refusal("consent-missing", f"no consent of {state.regulator} is on record")
    if state.consent.practice != outcome.practice:
        return Refusal("beyond-consent", f"{state.regulator} consented to another practice")
    return None
