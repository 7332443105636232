"""Issue, and what may come after it: follow-ups, revocation, and the answers of the Exit-Entry bureau."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.permits.cases.application_state import ApplicationState
from services.permits.decide import clocks
from services.permits.facts import Facts
from services.permits.messages.application import Issue, Revoke, SettleFollowUp
from services.permits.messages.bureau import BureauSteps, ResidencePermitRequested
from services.permits.messages.clock import ClockHeld
from services.permits.messages.events import FollowUpSettled, Issued, Revoked
from services.permits.rules import limits
from services.permits.rules.guards import when_permitted
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day
from shared.working_days import YearNotLoaded

WITHOUT_RESIDENCE = frozenset({"short-work", "cancellation"})
"""Short work needs no residence permit of its own, and a cancellation ends one by the bureau's own duty."""


def issue(command: Issue, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The decision is delivered; the person's number stays the same for life."""

    def deliver(state: ApplicationState) -> Decision:
        number = _number(command, state, facts)
        if isinstance(number, Refusal):
            return number
        return tuple(_issue(command, state, number, facts, now))

    return when_permitted(
        command.actor, state, "issue", deliver, already=lambda state: _issued_so(command, state)
    )


def _issued_so(command: Issue, state: ApplicationState) -> bool:
    return state.issued is not None and command.permit_number in (None, state.issued.permit_number)


def _number(command: Issue, state: ApplicationState, facts: Facts) -> str | Refusal:
    """The number in force; a first permit's comes with the command and must be nobody else's."""
    assert state.submission is not None
    permit = facts.permits.get(state.submission.permit_id)
    if permit is not None:
        if permit.status == "valid" or state.form.type in ("new-abroad", "new-in-country", "short-work"):
            if command.permit_number not in (None, permit.number):
                return Refusal("permit-number-differs", "the person has another permit number, for life")
            return permit.number
        return Refusal("permit-not-valid", "the permit is no longer valid")
    if command.permit_number is None:
        return Refusal("permit-number-required", "a first permit needs its number")
    if facts.permit_numbered(command.permit_number) is not None:
        return Refusal("permit-number-taken", "the number is another person's")
    return command.permit_number


def _issue(
    command: Issue, state: ApplicationState, number: str, facts: Facts, now: datetime
) -> Iterator[Event]:
    submission, decision = state.submission, state.decision
    assert submission is not None
    assert decision is not None
    assert decision.category is not None
    assert decision.valid_from is not None
    assert decision.valid_to is not None
    yield from clocks.stop(state, now)
    yield Issued(
        at=now,
        application_type=state.form.type,
        permit_id=submission.permit_id,
        permit_number=number,
        employer=state.form.employer,
        category=decision.category,
        valid_from=decision.valid_from,
        valid_to=decision.valid_to,
        by=command.actor.client,
    )
    if state.form.type not in WITHOUT_RESIDENCE:
        yield from _ask_bureau(state, number, decision.valid_from, decision.valid_to, facts, now)


def _ask_bureau(
    state: ApplicationState, number: str, valid_from: date, valid_to: date, facts: Facts, now: datetime
) -> Iterator[Event]:
    steps: BureauSteps | None = None
    held: tuple[Event, ...] = ()
    try:
        steps = limits.bureau_steps(facts.policy(now), facts.desk, now, facts.time(now))
    except YearNotLoaded as missing:
        held = (ClockHeld(clocks=("bureau",), year=missing.year),)
    yield ResidencePermitRequested(
        at=now,
        application_type=state.form.type,
        permit_number=number,
        valid_from=valid_from,
        valid_to=valid_to,
        joint=state.form.joint,
        steps=steps,
    )
    yield from held


def revoke(command: Revoke, state: ApplicationState | None, now: datetime) -> Decision:
    """撤销 by the supervisor."""
    return when_permitted(
        command.actor,
        state,
        "revoke",
        lambda _: (_revoked(command.reason, command.dishonesty, command.actor.client, now),),
        already=lambda state: state.status == "revoked",
    )


def settle(command: SettleFollowUp, state: ApplicationState | None, now: datetime) -> Decision:
    """A promise or a late paper holds or not; a false one takes what was issued with it."""

    def look(state: ApplicationState) -> Decision:
        follow_up = state.follow_up(command.code)
        if follow_up is None:
            return Refusal("no-such-follow-up", f"nothing is open under {command.code}")
        if follow_up.state in ("met", "broken"):
            return Refusal("follow-up-settled", f"{command.code} is settled otherwise already")
        settled = FollowUpSettled(
            code=command.code,
            state="met" if command.holds else "broken",
            finding=command.finding,
            by=command.actor.client,
        )
        if command.holds or state.status != "issued":
            return (settled,)
        reason = "false-promise" if follow_up.instead == "promise" else "document-not-provided"
        dishonest = command.dishonesty and follow_up.instead == "promise"
        return (settled, _revoked(reason, dishonest, command.actor.client, now))

    return when_permitted(
        command.actor, state, "settle-follow-up", look, already=lambda state: _settled_so(command, state)
    )


def _settled_so(command: SettleFollowUp, state: ApplicationState) -> bool:
    follow_up = state.follow_up(command.code)
    return follow_up is not None and follow_up.state == ("met" if command.holds else "broken")


def _revoked(reason: str, dishonesty: bool, by: str, now: datetime) -> Revoked:
    return Revoked(reason=reason, dishonesty=dishonesty, on=law_day(now), by=by)
