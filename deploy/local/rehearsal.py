"""The day on which the demo and the benches play, whenever they are played.

Answers fall due on working days, and those of a year are known only when the State Council has announced
them: on a day of today's the rules could come to hold everything.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shared.clock import SystemClock, start_of_law_day

DAY = date(2026, 11, 24)
OPENING = start_of_law_day(DAY) + timedelta(hours=7)


def now() -> datetime:
    """An instant of the day: when its doors open."""
    return OPENING


def environment(at: datetime = OPENING) -> dict[str, str]:
    """What sets the clock of a service that is started now to ``at``: the opening of the day, or later."""
    ahead = at - SystemClock().now()
    return {"QUANCHENG_CLOCK_AHEAD_S": str(ahead.total_seconds())}
