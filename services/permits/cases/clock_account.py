"""A clock's account: every start, pause, resume and stop, and the sum, as a proof that anybody can add up.

It is computed from the clock as its events left it, so the journal alone gives it again (``from_journal``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.permits.cases.clock import Alarm, RunningClock, Terms, Time
from services.permits.cases.clock_fold import ClockEvent, fold
from shared.cases import Event
from shared.working_days import YearNotLoaded


@dataclass(frozen=True, slots=True)
class Entry:
    """One turn of the clock; ``reason`` is there for a pause."""

    what: Literal["started", "paused", "resumed", "stopped"]
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """``elapsed`` and ``left`` are amounts: seconds for hours, days for days; None where the calendar ends.

    ``left`` is negative after a breach. ``due`` is None while nothing runs.
    """

    terms: Terms
    entries: tuple[Entry, ...]
    elapsed: int | None
    left: int | None
    at_risk: datetime | None
    due: datetime | None
    rang: tuple[Alarm, ...]


def account(clock: RunningClock, now: datetime, time: Time) -> Account:
    """The clock as it stands at ``now``."""
    try:
        elapsed = clock.consumed(now, time)
    except YearNotLoaded:
        elapsed = None
    return Account(
        terms=clock.terms,
        entries=tuple(_entries(clock)),
        elapsed=elapsed,
        left=None if elapsed is None else clock.terms.amount() - elapsed,
        at_risk=clock.due.at_risk if clock.due else None,
        due=clock.due.due if clock.due else None,
        rang=clock.rang,
    )


def _entries(clock: RunningClock) -> Iterator[Entry]:
    for number, segment in enumerate(clock.segments):
        yield Entry("resumed" if number else "started", segment.started)
        if segment.ended is not None and segment.paused_for is not None:
            yield Entry("paused", segment.ended, segment.paused_for)
        elif segment.ended is not None:
            yield Entry("stopped", segment.ended)


def from_journal(events: Iterable[Event]) -> tuple[RunningClock, ...]:
    """The clocks that the events of an application's journal give, whatever else is among them."""
    clocks: tuple[RunningClock, ...] = ()
    for event in events:
        if isinstance(event, ClockEvent):
            clocks = fold(clocks, event)
    return clocks
