"""A processing clock: it runs in segments, and what lies between them (a pause) is never counted.

Four kinds of time: clock hours as they pass; working hours of the office; working days and calendar days, of
which the day that a segment starts on is not counted and every later one is, up to and including the day it
ends on. So a pause and a resume on one day neither lose nor win a day. Amounts are seconds for hours and
whole days for days. Source of not counting the first day: Civil Code of the PRC, Article 201; of working
days: Administrative Licensing Law, Article 82.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from services.permits.messages.common import Part
from shared.clock import end_of_law_day, law_day

Unit = Literal["clock-hours", "working-hours", "working-days", "calendar-days"]
PauseReason = Literal["correction", "expert-review", "hearing", "testing"]
Alarm = Literal["at-risk", "breached", "escalated"]
ALARMS: tuple[Alarm, ...] = ("at-risk", "breached", "escalated")
SECONDS_PER_HOUR = 3600
DAYS = frozenset({"working-days", "calendar-days"})


class Calendar(Protocol):
    """The working days of the law; every method raises YearNotLoaded beyond the announced years."""

    def add(self, start: date, days: int) -> date: ...
    def between(self, a: date, b: date) -> int: ...


class OfficeHours(Protocol):
    """The hours in which the office works; both raise YearNotLoaded beyond the announced years."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta: ...
    def add(self, start: datetime, amount: timedelta) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Time:
    """What amounts are counted with."""

    working_days: Calendar
    office_hours: OfficeHours

    def amount(self, unit: Unit, start: datetime, end: datetime) -> int:
        """What passed from ``start`` to ``end``: seconds, or days. May raise YearNotLoaded."""
        match unit:
            case "clock-hours":
                return int((end - start).total_seconds())
            case "working-hours":
                return int(self.office_hours.elapsed(start, end).total_seconds())
            case "working-days":
                return self.working_days.between(law_day(start), law_day(end))
            case "calendar-days":
                return (law_day(end) - law_day(start)).days

    def after(self, unit: Unit, start: datetime, amount: int) -> datetime:
        """The instant by which ``amount`` has passed since ``start``. May raise YearNotLoaded."""
        match unit:
            case "clock-hours":
                return start + timedelta(seconds=amount)
            case "working-hours":
                return self.office_hours.add(start, timedelta(seconds=amount))
            case "working-days":
                return end_of_law_day(self.working_days.add(law_day(start), amount))
            case "calendar-days":
                return end_of_law_day(law_day(start) + timedelta(days=amount))


class Terms(Part):
    """What a clock allows: ``limit`` in whole hours or days of ``unit``, and where that is laid down."""

    name: str
    unit: Unit
    limit: int
    at_risk_percent: int
    source: str

    def amount(self) -> int:
        """The limit as an amount: seconds, or days."""
        return self.limit * (1 if self.unit in DAYS else SECONDS_PER_HOUR)

    def early(self) -> int:
        """The amount after which the limit is at risk."""
        return self.amount() * self.at_risk_percent // 100


class Due(Part):
    """The instants of the alarms as they stand while the clock runs."""

    name: str
    at_risk: datetime
    due: datetime


class Segment(Part):
    """From a start or a resume up to a pause or a stop; ``ended`` is None while it runs."""

    started: datetime
    ended: datetime | None = None
    paused_for: PauseReason | None = None


class RunningClock(Part):
    """One clock of an application. ``due`` is None while it is paused, stopped, or waits for the calendar."""

    terms: Terms
    segments: tuple[Segment, ...]
    due: Due | None = None
    rang: tuple[Alarm, ...] = ()
    extended_for: str | None = None

    @property
    def name(self) -> str:
        return self.terms.name

    @property
    def runs(self) -> bool:
        """Whether time is being counted."""
        return self.segments[-1].ended is None

    @property
    def paused(self) -> bool:
        """Whether it stands still and can go on."""
        return self.segments[-1].paused_for is not None

    def consumed(self, now: datetime, time: Time) -> int:
        """The sum of the segments by ``now``, as an amount. May raise YearNotLoaded."""
        return sum(
            time.amount(self.terms.unit, segment.started, segment.ended or max(now, segment.started))
            for segment in self.segments
        )

    def paused_at(self, at: datetime, reason: PauseReason) -> RunningClock:
        """Stands still from ``at``."""
        return self._ended(at, reason)

    def stopped_at(self, at: datetime) -> RunningClock:
        """Over: at ``at``, or at its last pause if it stands still."""
        return self._ended(self.segments[-1].ended or at, None)

    def _ended(self, at: datetime, reason: PauseReason | None) -> RunningClock:
        last = self.segments[-1].model_copy(update={"ended": at, "paused_for": reason})
        return self.model_copy(update={"segments": (*self.segments[:-1], last), "due": None})

    def resumed_at(self, at: datetime, due: Due | None) -> RunningClock:
        return self.model_copy(update={"segments": (*self.segments, Segment(started=at)), "due": due})

    def due_from(self, at: datetime, time: Time) -> Due:
        """The alarms when it runs on from ``at``. May raise YearNotLoaded."""
        return due_of(self.terms, at, self.consumed(at, time), time)


def due_of(terms: Terms, start: datetime, consumed: int, time: Time) -> Due:
    """The alarms of a clock that runs from ``start`` with ``consumed`` behind it. May raise YearNotLoaded."""
    left = max(0, terms.amount() - consumed)
    early = max(0, terms.early() - consumed)
    due = time.after(terms.unit, start, left)
    at_risk = time.after(terms.unit, start, early) if early else _at_once(terms.unit, start, consumed)
    return Due(name=terms.name, at_risk=min(at_risk, due), due=due)


def _at_once(unit: Unit, start: datetime, consumed: int) -> datetime:
    """An alarm whose amount has passed already; on the first day, which is not counted, the day's end."""
    return end_of_law_day(law_day(start)) if unit in DAYS and not consumed else start


def alarm_at(due: Due, alarm: Alarm) -> datetime:
    """When an alarm rings; a breach goes to the supervisor at the same instant."""
    return due.at_risk if alarm == "at-risk" else due.due


def due_alarms(clocks: Iterable[RunningClock], now: datetime) -> list[tuple[RunningClock, Alarm]]:
    """The alarms that have come by ``now`` and have not rung, in the order of their ringing."""
    return [
        (clock, alarm)
        for clock in clocks
        if clock.due is not None
        for alarm in ALARMS
        if alarm not in clock.rang and alarm_at(clock.due, alarm) <= now
    ]
