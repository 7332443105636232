"""The review and its decision: approved on the days that the category allows, or refused with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.permits import checks, decide_clocks, limits
from services.permits.application_state import OPEN, ApplicationState
from services.permits.assessing import assessment_of
from services.permits.facts import Facts
from services.permits.guards import UNKNOWN, when_permitted
from services.permits.messages.application import (
    Approve,
    CancelApplication,
    ConfirmGround,
    RecogniseQualification,
    Refuse,
)
from services.permits.messages.events import Approved, Assessed, Cancelled, GroundConfirmed, Refused
from services.permits.messages.form import Form
from services.permits.messages.talent import Qualification
from services.permits.points import CannotBeAssessed
from shared.cases import Decision, Event, Refusal


def approve(command: Approve, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The permit is to be given; the law's checks hold on the day of the decision too."""

    def give(state: ApplicationState) -> Decision:
        objection = _validity_objection(command, state.form, facts, now) or _standing(state, facts, now)
        if objection is not None:
            return objection
        return (
            *decide_clocks.stop(state, now),
            Approved(
                category=command.category,
                valid_from=command.valid_from,
                valid_to=command.valid_to,
                assessment=state.assessment,
                policy=facts.version(now),
                by=command.actor.client,
            ),
            *decide_clocks.start(list(limits.on_approval(facts.policy(now))), now, facts, now),
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
            *decide_clocks.stop(state, now),
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
            *decide_clocks.stop(state, now),
            Cancelled(reason=command.reason, by=command.actor.client),
        ),
        already=lambda state: state.status == "cancelled",
    )


def confirm_ground(
    command: ConfirmGround, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """The office attests a ground; what rests on it is counted again."""

    def confirm(state: ApplicationState) -> Decision:
        confirmed = GroundConfirmed(ground=command.ground, by=command.actor.client)
        attested = (*state.attested, command.ground)
        try:
            return (confirmed, *_recounted(state, attested, state.recognised, command.ground, facts, now))
        except CannotBeAssessed as error:
            return Refusal(error.code, str(error))

    return when_permitted(
        command.actor,
        state,
        "confirm-ground",
        confirm,
        already=lambda state: command.ground in state.attested,
    )


def recognise(
    command: RecogniseQualification, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """A qualification was recognised while the application is open: counted again, before beside after."""
    if state is None or state.submission is None or state.submission.person != command.person:
        return UNKNOWN
    if state.status not in OPEN or command.qualification in state.recognised:
        return ()
    others = tuple(each for each in state.recognised if each.id != command.qualification.id)
    try:
        return tuple(
            _recounted(
                state,
                state.attested,
                (*others, command.qualification),
                command.qualification.id,
                facts,
                now,
            )
        )
    except CannotBeAssessed as error:
        return Refusal(error.code, str(error))


def _recounted(
    state: ApplicationState,
    attested: tuple[str, ...],
    recognised: tuple[Qualification, ...],
    because: str,
    facts: Facts,
    now: datetime,
) -> Iterator[Event]:
    if state.form.type != "cancellation":
        after = assessment_of(state.form, attested, recognised, facts, now)
        yield Assessed(before=state.assessment, after=after, recognised=recognised, because=because)
