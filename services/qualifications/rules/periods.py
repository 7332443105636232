"""Counting a policy's days: the day that a period starts on is not counted.

Source: Civil Code of the PRC, Article 201. That a period of calendar days which ends on a free day ends with
the next working day is recalled of Article 203, and a value of the policy (``rolls_forward``).
"""

from __future__ import annotations

from datetime import date, timedelta

from services.qualifications.rules.policy_file import Days
from shared.working_days import WorkingDays, YearNotLoaded


def last_of(days: Days, start: date, working_days: WorkingDays, *, rolls: bool) -> date:
    """The last of so many days after ``start``; ``rolls``: calendar days roll forward over free days.

    Raises YearNotLoaded for working days not yet announced.
    """
    match days.unit:
        case "working-days":
            return working_days.add(start, days.value)
        case "calendar-days":
            last = start + timedelta(days=days.value)
            return rolled(last, working_days) if rolls else last


def rolled(day: date, working_days: WorkingDays) -> date:
    """The day, or the next working day; the day itself while its year is not announced, as nobody guesses."""
    try:
        return working_days.roll_forward(day)
    except YearNotLoaded:
        return day
