"""Time that runs in hours: as the clock goes, or only while the office works; pauses never count.

The office works within the spans of the policy on China's working days. Instants are aware and in UTC;
spans are times on a wall in China. Beyond the announced years every count raises YearNotLoaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol

from services.permits.rules.policy_file import OfficeSpan, in_order
from shared.clock import LAW_ZONE, law_day
from shared.working_days import WorkingDays

_NONE = timedelta()


class Passing(Protocol):
    """A way in which time passes."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta: ...
    def add(self, start: datetime, amount: timedelta) -> datetime: ...


class ClockHours:
    """Every hour counts."""

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return end - start

    def add(self, start: datetime, amount: timedelta) -> datetime:
        return start + amount


class OfficeHours:
    """Only the hours in which the office works count. ValueError for spans that are no day's plan."""

    def __init__(self, spans: tuple[OfficeSpan, ...], working_days: WorkingDays) -> None:
        self._spans = in_order(spans)
        self._days = working_days
        self._length = sum((_on(date.min, s.end) - _on(date.min, s.start) for s in spans), _NONE)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The office's time from ``start`` to ``end``; negative when ``end`` is earlier."""
        first, last = law_day(start), law_day(end)
        whole = self._days.between(first, last) + self._worked(first) - self._worked(last)
        return whole * self._length + self._since_opening(end) - self._since_opening(start)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant by which ``amount`` has passed since ``start``: ``start`` itself for nothing.

        ValueError when ``amount`` is negative.
        """
        if amount <= _NONE:
            if amount < _NONE:
                raise ValueError(f"cannot add {amount}")
            return start
        day = law_day(start)
        amount += self._since_opening(start)
        whole, rest = divmod(amount, self._length)
        if not rest:  # used up when the office closes, not when it opens again
            whole, rest = whole - 1, self._length
        days = whole if self._worked(day) else whole + 1
        return self._reached(self._days.add(day, days) if days else day, rest)

    def _worked(self, day: date) -> bool:
        return self._days.is_working_day(day)

    def _since_opening(self, at: datetime) -> timedelta:
        """The office's time on the day of ``at``, up to ``at``."""
        day = law_day(at)
        if not self._worked(day):
            return _NONE
        local = at.astimezone(LAW_ZONE).replace(tzinfo=None)
        worked = (min(local, _on(day, s.end)) - _on(day, s.start) for s in self._spans)
        return sum((max(part, _NONE) for part in worked), _NONE)

    def _reached(self, day: date, amount: timedelta) -> datetime:
        """When ``amount``, at most one day's length, has passed on the working day ``day``."""
        for span in self._spans:
            length = _on(day, span.end) - _on(day, span.start)
            if amount <= length:
                return (_on(day, span.start) + amount).replace(tzinfo=LAW_ZONE).astimezone(UTC)
            amount -= length
        raise ValueError("a working day is shorter than that")


@dataclass(frozen=True, slots=True)
class Running:
    """A stretch in which a clock ran, from a start or resume to a pause or stop; None: it still runs."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a clock cannot stop before it starts")


def elapsed(stretches: Sequence[Running], now: datetime, passing: Passing) -> timedelta:
    """The time that ran by ``now``; what lies between the stretches, or after ``now``, never counts.

    ValueError when the stretches overlap, are out of order, or go on after one that has no end.
    """
    _in_order(stretches)
    seen = ((s.start, now if s.end is None else min(s.end, now)) for s in stretches if s.start < now)
    return sum((passing.elapsed(start, end) for start, end in seen), _NONE)


def runs_out(stretches: Sequence[Running], allowed: timedelta, passing: Passing) -> datetime | None:
    """The first instant by which ``allowed`` has run; None while a pause or stop keeps it from coming.

    ValueError as for ``elapsed``.
    """
    _in_order(stretches)
    left = allowed
    for stretch in stretches:
        ran = None if stretch.end is None else passing.elapsed(stretch.start, stretch.end)
        if ran is None or ran >= left:
            return passing.add(stretch.start, left)
        left -= ran
    return None


def _in_order(stretches: Sequence[Running]) -> None:
    if any(one.end is None or one.end > other.start for one, other in pairwise(stretches)):
        raise ValueError("the stretches of a clock follow one another")


def _on(day: date, at: time) -> datetime:
    """``at`` on the walls of ``day``. Naive on purpose: a plan has no zone, and China no summer time."""
    return datetime.combine(day, at)
