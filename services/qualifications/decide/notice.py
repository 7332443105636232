"""The public notice of a panel's proposal, and what is objected to it."""

from __future__ import annotations

from datetime import datetime

from services.qualifications.cases.recognition_state import Objection, RecognitionState, Status
from services.qualifications.facts import Facts
from services.qualifications.messages.common import Actor, Notice
from services.qualifications.messages.recognition import AnswerObjections, Object, PublishNotice
from services.qualifications.messages.recognition_events import (
    NoticeEnded,
    NoticePublished,
    ObjectionLodged,
    ObjectionsAnswered,
)
from services.qualifications.rules.actions import may_see
from services.qualifications.rules.guards import REASONS_REQUIRED, calendar_not_loaded, when_permitted
from services.qualifications.rules.periods import last_of
from services.qualifications.rules.policy import PolicyAt
from shared.cases import Decision, Refusal
from shared.clock import law_day
from shared.working_days import YearNotLoaded

PUBLIC: frozenset[Status] = frozenset({"on-notice", "objected"})
"""While a notice is public, and may be objected to."""


def publish(command: PublishNotice, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """The proposal is published for the policy's days; refused while they run into an unknown year."""

    def give(state: RecognitionState) -> Decision:
        assert state.proposal is not None
        policy, today = facts.policy(now), law_day(now)
        days = policy.public_notice
        try:
            last = last_of(days, today, facts.working_days, rolls=policy.rolls_forward)
        except YearNotLoaded as error:
            return calendar_not_loaded(error.year)
        return (
            NoticePublished(
                notice=Notice(published=today, last=last, days=days.value, unit=days.unit),
                effect=state.proposal.effect,
                policy=policy.version,
                by=command.actor.client,
            ),
        )

    return when_permitted(
        command.actor, state, "publish-notice", give, already=lambda state: state.status == "on-notice"
    )


def object_to(command: Object, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """An objection within the notice stops it, also from whom the recognition does not concern."""

    def lodge(state: RecognitionState) -> Decision:
        assert state.notice is not None
        today = law_day(now)
        if today > state.notice.last:
            return Refusal("notice-over", f"objections were possible until {state.notice.last}")
        if not command.reasons.strip():
            return REASONS_REQUIRED
        if any(known.reference == command.reference for known in _objections(state)):
            return Refusal("reference-taken", "another objection bears this reference")
        return (
            ObjectionLodged(
                reference=command.reference,
                objector=command.objector,
                reasons=command.reasons,
                on=today,
                by=command.actor.client,
            ),
        )

    def lodged(state: RecognitionState) -> bool:
        told = (command.reference, command.objector, command.reasons)
        return told in [(each.reference, each.objector, each.reasons) for each in _objections(state)]

    if state is not None and _from_the_public(command.actor, state, facts.policy(now)):
        return () if lodged(state) else lodge(state)
    return when_permitted(command.actor, state, "object", lodge, already=lodged)


def _from_the_public(actor: Actor, state: RecognitionState, policy: PolicyAt) -> bool:
    """Whether it is for the notice alone that the actor knows of the recognition, and may object to it."""
    return state.status in PUBLIC and actor.role in policy.objectors and not may_see(state, actor)


def _objections(state: RecognitionState) -> list[Objection]:
    """All that were ever lodged."""
    answered = [objection for each in state.answered for objection in each.objections]
    return [*answered, *state.objections]


def answer(command: AnswerObjections, state: RecognitionState | None) -> Decision:
    """The authority sends the proposal back to the panel, or has it published again for all its days."""

    def say(_state: RecognitionState) -> Decision:
        if not command.reasons.strip():
            return REASONS_REQUIRED
        return (ObjectionsAnswered(answer=command.answer, reasons=command.reasons, by=command.actor.client),)

    def said(state: RecognitionState) -> bool:
        last = state.answered[-1] if state.answered and state.status != "objected" else None
        return last is not None and (last.answer, last.reasons) == (command.answer, command.reasons)

    return when_permitted(command.actor, state, "answer-objections", say, already=said)


def ended(state: RecognitionState) -> Decision:
    """The last day of the notice has passed."""
    assert state.notice is not None
    return (NoticeEnded(last=state.notice.last),)
