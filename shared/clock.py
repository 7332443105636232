"""Time: where an instant comes from, and which day it is for the law.

Instants are aware and in UTC. The law counts days as they are lived in China, whatever a server's zone
is. This is the only module that asks the machine for the time.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

LAW_ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Gives the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock. It may step backwards when the machine is corrected."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place where the time comes from


class FixedClock:
    """A clock that stands at ``at`` until it is moved: for tests, and for demos that live through days.

    ValueError when ``at`` is naive.
    """

    def __init__(self, at: datetime) -> None:
        self._at = _aware(at).astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> datetime:
        """Move by ``by`` (backwards when negative) and return the new instant."""
        self._at += by
        return self._at


@lru_cache(maxsize=4096)
def law_day(at: datetime) -> date:
    """The calendar day in China at the instant ``at``. ValueError when ``at`` is naive.

    Remembered, as a batch asks for its own instant several times a claim.
    """
    return _aware(at).astimezone(LAW_ZONE).date()


def start_of_law_day(day: date) -> datetime:
    """The first instant of ``day`` in China, as UTC."""
    return datetime.combine(day, time.min, LAW_ZONE).astimezone(UTC)


def end_of_law_day(day: date) -> datetime:
    """The first instant after ``day`` in China, as UTC: what is due on ``day`` is late from here on."""
    return start_of_law_day(day + timedelta(days=1))


@lru_cache(maxsize=1024)
def months_later(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone, so it is not an instant")
    return at
