"""The pre-check: one correction list, acceptance (by the office, or by the law), or non-acceptance.

Source: Administrative Licensing Law of the PRC, Article 32. What is to be corrected is told once and
completely; an office that says nothing in its time has accepted the application on the day it came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.permits.cases.application_state import ApplicationState, handed_in_at
from services.permits.decide import clocks
from services.permits.facts import Facts
from services.permits.messages.application import Accept, BeginReview, DeclineAcceptance, ReturnForCorrection
from services.permits.messages.clock import ClockHeld
from services.permits.messages.common import Track
from services.permits.messages.events import (
    Accepted,
    FollowUpOpened,
    Lapsed,
    NotAccepted,
    Returned,
    ReviewBegun,
)
from services.permits.messages.form import FollowUp
from services.permits.rules import limits
from services.permits.rules.actions import ever_permitted, may_see
from services.permits.rules.guards import UNKNOWN, when_permitted
from shared.cases import Decision, Event, Refusal
from shared.working_days import YearNotLoaded


def send_back(
    command: ReturnForCorrection, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """The one correction list."""
    if state is None or not may_see(state, command.actor):
        return UNKNOWN
    if state.correction is not None and ever_permitted("return", command.actor.role):
        if state.status == "returned" and state.correction.corrections == command.corrections:
            return ()
        return Refusal("correction-sent-already", "corrections are told once and completely (Article 32)")
    if not command.corrections:
        return Refusal("corrections-required", "a correction list says what is to be corrected")
    return when_permitted(
        command.actor, state, "return", lambda state: tuple(_return(command, state, facts, now))
    )


def _return(
    command: ReturnForCorrection, state: ApplicationState, facts: Facts, now: datetime
) -> Iterator[Event]:
    due: datetime | None = None
    held: tuple[Event, ...] = ()
    try:
        due = limits.correction_due(facts.desk, now, facts.time(now))
    except YearNotLoaded as missing:
        held = (ClockHeld(clocks=("correction",), year=missing.year),)
    yield Returned(at=now, corrections=command.corrections, due=due, by=command.actor.client)
    yield from held
    yield from clocks.pause(state, "correction", command.actor.client, facts, now)


def accept(command: Accept, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The office takes the application."""
    return when_permitted(
        command.actor,
        state,
        "accept",
        lambda state: tuple(taken(state, command.actor.client, False, facts, now)),
        already=lambda state: state.status == "accepted",
    )


def taken(state: ApplicationState, by: str, deemed: bool, facts: Facts, now: datetime) -> Iterator[Event]:
    """Accepted now; or, deemed, as of the instant that it came in. The clocks run from there."""
    assert state.submission is not None
    as_of = handed_in_at(state) if deemed else now
    track = _track(state, facts, as_of, now)
    yield Accepted(as_of=as_of, deemed=deemed, track=track, by=by)
    yield from clocks.resume(state, by, facts, now)
    terms = limits.on_acceptance(facts.policy(now), state.form.type, track, state.form.joint)
    yield from clocks.start(list(terms), as_of, facts, now)
    yield from _follow_ups(state, facts, now)


def _track(state: ApplicationState, facts: Facts, as_of: datetime, now: datetime) -> Track:
    """Membership on the day on which the policy's track starts."""
    if facts.policy(now).fast_track_starts == "submitted" or state.form.type == "cancellation":
        return state.track
    return "48-hour" if facts.is_member(state.form.held_by, as_of) else "standard"


def _follow_ups(state: ApplicationState, facts: Facts, now: datetime) -> Iterator[Event]:
    """Every promise and tolerance among the papers is followed up."""
    for document in state.documents:
        if document.instead is None:
            continue
        due: datetime | None = None
        held: tuple[Event, ...] = ()
        try:
            due = limits.follow_up_due(facts.policy(now), document.instead, now, facts.time(now))
        except YearNotLoaded as missing:
            held = (ClockHeld(clocks=(f"follow-up:{document.code}",), year=missing.year),)
        yield FollowUpOpened(
            follow_up=FollowUp(code=document.code, instead=document.instead, at=now, due=due)
        )
        yield from held


def decline(
    command: DeclineAcceptance, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """不予受理, on one of the policy's grounds."""

    def say(state: ApplicationState) -> Decision:
        if command.ground not in {each.code for each in facts.policy(now).non_acceptance_grounds}:
            return Refusal("ground-unknown", f"{command.ground} is no ground for not accepting")
        return (
            *clocks.stop(state, now),
            NotAccepted(
                ground=command.ground,
                detail=command.detail,
                appeal_routes=facts.desk.appeal_routes,
                policy=facts.version(now),
                by=command.actor.client,
            ),
        )

    return when_permitted(
        command.actor, state, "decline", say, already=lambda state: state.status == "not-accepted"
    )


def begin_review(command: BeginReview, state: ApplicationState | None) -> Decision:
    """An officer takes it into review."""
    return when_permitted(
        command.actor,
        state,
        "begin-review",
        lambda _: (ReviewBegun(officer=command.actor.client),),
        already=lambda state: state.status == "in-review" and state.officer == command.actor.client,
    )


def deemed(state: ApplicationState, facts: Facts, now: datetime) -> Decision:
    """The office let the pre-check pass."""
    return tuple(taken(state, "law", True, facts, now))


def lapsed(state: ApplicationState, now: datetime) -> Decision:
    """The corrections did not come."""
    assert state.correction is not None
    assert state.correction.due is not None
    return (*clocks.stop(state, now), Lapsed(due=state.correction.due))
