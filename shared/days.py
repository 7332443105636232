"""Days that requests bring: within bounds, so that no period that begins with one leaves the calendar."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""Between them lie all days that anybody means: births and awards as well as ends of terms."""


def within_bounds(day: date) -> date:
    """The day, if it is one that anybody means. A far one stands for no end, which no day at all says."""
    if day > LAST:
        raise PydanticCustomError("day_too_late", f"no day after {LAST}: leave it out where there is no end")
    if day < FIRST:
        raise PydanticCustomError("day_too_early", f"no day before {FIRST}")
    return day


Day = Annotated[date, AfterValidator(within_bounds)]
"""A day from ``FIRST`` to ``LAST``; anything else is the field's error, and so 422."""
