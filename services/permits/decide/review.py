"""The review and its decision: approved on the days that the category allows, or refused with reasons."""

from __future__ import annotations

from datetime import datetime

from services.permits.cases.application_state import ApplicationState
from services.permits.decide import clocks
from services.permits.facts import Facts
from services.permits.messages.application import Approve, CancelApplication, Refuse
from services.permits.messages.events import Approved, Cancelled, Refused
from services.permits.messages.form import Form
from services.permits.rules import checks, limits
from services.permits.rules.guards import when_permitted
from shared.cases import Decision, Refusal


def approve(command: Approve, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The permit is to be given; the law's checks hold on the day of the decision too."""

    def give(state: ApplicationState) -> Decision:
        objection = _validity_objection(command, state.form, facts, now) or _standing(state, facts, now)
        if objection is not None:
            return objection
        return (
            *clocks.stop(state, now),
            Approved(
                category=command.category,
                valid_from=command.valid_from,
                valid_to=command.valid_to,
                assessment=state.assessment,
                policy=facts.version(now),
                by=command.actor.client,
            ),
            *clocks.start(list(limits.on_approval(facts.policy(now))), now, facts, now),
        )

    return when_permitted(
        command.actor, state, "approve", give, already=lambda state: _approved_so(command, state)
    )


def _approved_so(command: Approve, state: ApplicationState) -> bool:
    made = state.decision
    return (
        state.status == "approved"
        and made is not None
        and (made.category, made.valid_from, made.valid_to)
        == (command.category, command.valid_from, command.valid_to)
    )


def _validity_objection(command: Approve, form: Form, facts: Facts, now: datetime) -> Refusal | None:
    """No longer than the category, the contract and the passport allow; short work than its days."""
    if form.type == "cancellation":
        return None
    if command.valid_to < command.valid_from:
        return Refusal("dates-invalid", "the permit ends before it begins")
    longest = limits.longest_validity(facts.policy(now), command.category, command.valid_from)
    ends = {"category": longest, "passport": form.person.passport_expires}
    if form.contract is not None:
        ends["contract"] = form.contract.end
    if form.type == "short-work":
        ends["application"] = form.wanted_to
    beyond = [f"{name} ({end})" for name, end in ends.items() if command.valid_to > end]
    return Refusal("validity-too-long", f"beyond what is given by: {', '.join(beyond)}") if beyond else None


def _standing(state: ApplicationState, facts: Facts, now: datetime) -> Refusal | None:
    """An employer that was suspended or recorded meanwhile gets no permit."""
    if state.form.type == "cancellation":
        return None
    employer = facts.employers.get(state.form.employer)
    if employer is None or employer.status != "registered":
        return Refusal("employer-suspended", "the employer's registration is suspended")
    found = checks.findings(None, state.form, facts, now)
    dishonest = (each for each in found if each[0] == "dishonest-employer")
    outcome = checks.apply(dishonest, facts)
    return outcome if isinstance(outcome, Refusal) else None


def refuse(command: Refuse, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """Not given: on grounds of the policy, with reasons, and with where that can be taken (Article 38)."""

    def say(state: ApplicationState) -> Decision:
        known = {each.code for each in facts.policy(now).refusal_grounds}
        if not command.grounds or not command.detail.strip():
            return Refusal("reasons-required", "a refusal states its grounds and reasons")
        if unknown := [ground for ground in command.grounds if ground not in known]:
            return Refusal("ground-unknown", f"{', '.join(unknown)}: no ground for a refusal")
        return (
            *clocks.stop(state, now),
            Refused(
                grounds=command.grounds,
                detail=command.detail,
                appeal_routes=facts.desk.appeal_routes,
                assessment=state.assessment,
                policy=facts.version(now),
                by=command.actor.client,
            ),
        )

    return when_permitted(
        command.actor, state, "refuse", say, already=lambda state: state.status == "refused"
    )


def cancel(command: CancelApplication, state: ApplicationState | None, now: datetime) -> Decision:
    """The office ends it: its ground fell away."""
    return when_permitted(
        command.actor,
        state,
        "cancel",
        lambda state: (
            *clocks.stop(state, now),
            Cancelled(reason=command.reason, by=command.actor.client),
        ),
        already=lambda state: state.status == "cancelled",
    )
