"""How an application's clocks change with each of their events."""

from __future__ import annotations

from collections.abc import Callable

from services.permits.cases.clock import Alarm, Due, RunningClock, Segment
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

ClockEvent = (
    ClockStarted
    | ClockPaused
    | ClockResumed
    | ClockExtended
    | ClockStopped
    | ClockHeld
    | ClockRecounted
    | AtRisk
    | Breached
    | Escalated
)
Clocks = tuple[RunningClock, ...]


def fold(clocks: Clocks, event: ClockEvent) -> Clocks:
    """The clocks after the event."""
    match event:
        case ClockStarted():
            return _started(clocks, event)
        case ClockPaused():
            return _each(clocks, event.clocks, lambda clock: clock.paused_at(event.at, event.reason))
        case ClockResumed():
            dues = _by_name(event.dues)
            return _each(clocks, event.clocks, lambda clock: clock.resumed_at(event.at, dues.get(clock.name)))
        case ClockStopped():
            return _each(clocks, event.clocks, lambda clock: clock.stopped_at(event.at))
        case ClockExtended():
            return _each(clocks, (event.terms.name,), lambda clock: _extended(clock, event))
        case ClockRecounted():
            dues = _by_name(event.dues)
            return _each(
                clocks, tuple(dues), lambda clock: clock.model_copy(update={"due": dues[clock.name]})
            )
        case ClockHeld():
            return _each(clocks, event.clocks, lambda clock: clock.model_copy(update={"due": None}))
        case AtRisk():
            return _rung(clocks, event.clock, "at-risk")
        case Breached():
            return _rung(clocks, event.clock, "breached")
        case Escalated():
            return _rung(clocks, event.clock, "escalated")


def _started(clocks: Clocks, event: ClockStarted) -> Clocks:
    """A clock that was stopped, and starts again, goes on with what it has counted."""
    if any(clock.name == event.terms.name for clock in clocks):
        return _each(clocks, (event.terms.name,), lambda clock: clock.resumed_at(event.at, event.due))
    return (*clocks, RunningClock(terms=event.terms, segments=(Segment(started=event.at),), due=event.due))


def _each(clocks: Clocks, names: tuple[str, ...], change: Callable[[RunningClock], RunningClock]) -> Clocks:
    return tuple(change(clock) if clock.name in names else clock for clock in clocks)


def _by_name(dues: tuple[Due, ...]) -> dict[str, Due]:
    return {due.name: due for due in dues}


def _extended(clock: RunningClock, event: ClockExtended) -> RunningClock:
    """The alarms are of the longer limit from now on."""
    longer = {"terms": event.terms, "due": event.due, "extended_for": event.reasons, "rang": ()}
    return clock.model_copy(update=longer)


def _rung(clocks: Clocks, name: str, alarm: Alarm) -> Clocks:
    return _each(clocks, (name,), lambda clock: clock.model_copy(update={"rang": (*clock.rang, alarm)}))
