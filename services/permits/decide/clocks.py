"""The clocks of an application: what starts, pauses, resumes, extends and stops them, and what they ring.

An alarm whose instant has come is told before anything silences its clock, so that no breach is lost to a
pause or a decision that came in the same second. A limit that the calendar does not reach is held by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from services.permits.cases.application_state import ApplicationState, handed_in_at
from services.permits.cases.clock import Alarm, Due, PauseReason, RunningClock, Terms, due_alarms, due_of
from services.permits.facts import Facts
from services.permits.messages.application import ExtendLimit, PauseClocks, RecountClocks, ResumeClocks
from services.permits.messages.bureau import BureauSteps
from services.permits.messages.clock import (
    AtRisk,
    Breached,
    ClockExtended,
    ClockHeld,
    ClockPaused,
    ClockRecounted,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    Escalated,
)
from services.permits.rules import limits
from services.permits.rules.guards import calendar_not_loaded, when_permitted
from shared.cases import Decision, Event, Refusal
from shared.working_days import YearNotLoaded


def start(
    terms: Sequence[Terms], at: datetime, facts: Facts, now: datetime, again: RunningClock | None = None
) -> Iterator[Event]:
    """The clocks that begin at ``at``; those that the calendar does not reach wait for it.

    ``again`` is a clock that was stopped and goes on: what it has counted stays counted.
    """
    held: dict[int, list[str]] = {}
    for each in terms:
        due: Due | None = None
        try:
            consumed = again.consumed(at, facts.time(now)) if again else 0
            due = due_of(each, at, consumed, facts.time(now))
        except YearNotLoaded as missing:
            held.setdefault(missing.year, []).append(each.name)
        yield ClockStarted(at=at, terms=each, due=due, policy=facts.version(now))
    for year, names in held.items():
        yield ClockHeld(clocks=tuple(names), year=year)


def rung(state: ApplicationState, now: datetime) -> Iterator[Event]:
    """The alarms that have come and were not told yet."""
    for clock, alarm in due_alarms(state.running, now):
        assert clock.due is not None
        yield alarm_event(state, clock, alarm)


def alarm_event(state: ApplicationState, clock: RunningClock, alarm: Alarm) -> Event:
    """What an alarm tells."""
    assert clock.due is not None
    match alarm:
        case "at-risk":
            return AtRisk(clock=clock.name, due=clock.due.due)
        case "breached":
            return Breached(clock=clock.name, due=clock.due.due)
        case "escalated":
            return Escalated(clock=clock.name, officer=state.officer)


def pause(
    state: ApplicationState, reason: PauseReason, by: str, facts: Facts, now: datetime
) -> Iterator[Event]:
    """The running clocks that the reason stops, if any."""
    paused = tuple(
        clock.name for clock in state.running if limits.is_excluded(facts.policy(now), clock.name, reason)
    )
    if paused:
        yield from rung(state, now)
        yield ClockPaused(at=now, clocks=paused, reason=reason, by=by)


def resume(state: ApplicationState, by: str, facts: Facts, now: datetime) -> Iterator[Event]:
    """The clocks that stand still go on."""
    if not state.paused:
        return
    reason = state.paused[0].segments[-1].paused_for
    assert reason is not None
    dues, held = _dues(state.paused, facts, now)
    names = tuple(clock.name for clock in state.paused)
    yield ClockResumed(at=now, clocks=names, dues=tuple(dues), reason=reason, by=by)
    for year, missing in held.items():
        yield ClockHeld(clocks=tuple(missing), year=year)


def stop(state: ApplicationState, now: datetime) -> Iterator[Event]:
    """Every clock that runs or stands still is done."""
    names = tuple(clock.name for clock in (*state.running, *state.paused))
    if names:
        yield from rung(state, now)
        yield ClockStopped(at=now, clocks=names)


def _dues(
    clocks: Sequence[RunningClock], facts: Facts, now: datetime
) -> tuple[list[Due], dict[int, list[str]]]:
    """The alarms of clocks that run on from ``now``, and the years that some of them lack."""
    dues: list[Due] = []
    held: dict[int, list[str]] = {}
    for clock in clocks:
        try:
            dues.append(clock.due_from(now, facts.time(now)))
        except YearNotLoaded as missing:
            held.setdefault(missing.year, []).append(clock.name)
    return dues, held


def on_pause(command: PauseClocks, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """Expert review, a hearing or testing begins."""
    return when_permitted(
        command.actor,
        state,
        "pause",
        lambda state: tuple(pause(state, command.reason, command.actor.client, facts, now)),
        already=lambda state: any(clock.segments[-1].paused_for == command.reason for clock in state.paused),
    )


def on_resume(command: ResumeClocks, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """It is over."""
    return when_permitted(
        command.actor,
        state,
        "resume",
        lambda state: tuple(resume(state, command.actor.client, facts, now)),
        already=lambda state: not state.paused and any(len(clock.segments) > 1 for clock in state.running),
    )


def on_extend(command: ExtendLimit, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The statutory limit's one extension."""

    def extend(state: ApplicationState) -> Decision:
        clock = state.clock("statutory")
        assert clock is not None
        if "breached" in clock.rang or any(alarm == "breached" for _, alarm in due_alarms([clock], now)):
            return Refusal("limit-passed", "a limit is extended before it has passed")
        terms = limits.extended(facts.policy(now), clock.terms, state)
        longer = clock.model_copy(update={"terms": terms})
        begun = clock.segments[-1].started
        try:
            due = due_of(terms, begun, longer.consumed(begun, facts.time(now)), facts.time(now))
        except YearNotLoaded as missing:
            return calendar_not_loaded(missing.year)
        return (ClockExtended(terms=terms, due=due, reasons=command.reasons, by=command.actor.client),)

    return when_permitted(
        command.actor,
        state,
        "extend-limit",
        extend,
        already=lambda state: any(clock.extended_for == command.reasons for clock in state.clocks),
    )


def on_recount(
    command: RecountClocks, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """A further year is announced: whatever waited for it is computed, or is still refused by name."""

    def recount(state: ApplicationState) -> Decision:
        try:
            return (_recounted(state, facts, now),)
        except YearNotLoaded as missing:
            return calendar_not_loaded(missing.year)

    return when_permitted(
        command.actor, state, "recount", recount, already=lambda state: state.held_year is None
    )


def _recounted(state: ApplicationState, facts: Facts, now: datetime) -> ClockRecounted:
    time, policy = facts.time(now), facts.policy(now)
    waiting = [clock for clock in state.running if clock.due is None]
    dues = [
        due_of(clock.terms, last.started, clock.consumed(last.started, time), time)
        for clock in waiting
        for last in clock.segments[-1:]
    ]
    answer_due = correction_due = None
    bureau: BureauSteps | None = None
    if state.status == "submitted" and state.answer_due is None:
        answer_due = limits.answer_due(policy, handed_in_at(state), time)
    if state.status == "returned" and state.correction is not None and state.correction.due is None:
        correction_due = limits.correction_due(facts.desk, state.correction.at, time)
    if state.residence is not None and state.residence.steps is None and not state.residence.final:
        bureau = limits.bureau_steps(policy, facts.desk, state.residence.requested_at, time)
    return ClockRecounted(
        dues=tuple(dues),
        answer_due=answer_due,
        correction_due=correction_due,
        bureau=bureau,
        follow_ups=tuple(
            each.model_copy(update={"due": limits.follow_up_due(policy, each.instead, each.at, time)})
            for each in state.follow_ups
            if each.due is None and each.state == "open"
        ),
    )
