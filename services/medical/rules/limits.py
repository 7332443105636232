"""When an answer is due, and until when a claim may be filed.

Sources: the limits and where each is agreed are in ``deploy/partners.yaml``. A period does not count the
day it starts on, and one that ends on a free day ends on the next working day (Civil Code of the PRC,
Articles 201 and 203). Days are days in China.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from services.medical.rules.partner_file import FilingLimit, Limits
from shared.clock import end_of_law_day, law_day, months_later
from shared.working_days import WorkingDays

LONGEST_HOLIDAY = timedelta(days=15)
"""No free time of the official calendar is as long as this, so beyond it nothing can still be in time."""


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """Instants (UTC) from which an answer is at risk, and late."""

    at_risk: datetime
    due: datetime


def answer_due(limits: Limits, dispatched: datetime, working_days: WorkingDays) -> AnswerDue:
    """The end of the last working day of the limit; at risk from the end of the working day with which
    ``at_risk_percent`` of them, rounded down, have passed (of 15 at 80%: the twelfth).

    YearNotLoaded when the limit runs into a year whose working days are not announced.
    """
    return _answer_due(limits.answer.value, limits.at_risk_percent, law_day(dispatched), working_days)


# Remembered, because a day's claims are many and its limits few: 4 µs a claim.
@lru_cache(maxsize=1024)
def _answer_due(days: int, at_risk_percent: int, start: date, working_days: WorkingDays) -> AnswerDue:
    early = days * at_risk_percent // 100
    return AnswerDue(
        at_risk=end_of_law_day(working_days.add(start, early) if early else start),
        due=end_of_law_day(working_days.add(start, days)),
    )


def last_filing_day(limit: FilingLimit, last_service: date) -> date:
    """The last day of the limit, before any rolling over free days."""
    if limit.unit == "days":
        return last_service + timedelta(days=limit.value)
    return months_later(last_service, limit.value)


def filed_in_time(limit: FilingLimit, last_service: date, filed: datetime, working_days: WorkingDays) -> bool:
    """Whether a claim that came at the instant ``filed`` is within the limit.

    YearNotLoaded when that depends on whether days of a year that is not announced are free.
    """
    day, last = law_day(filed), last_filing_day(limit, last_service)
    if day <= last:
        return True
    return day < last + LONGEST_HOLIDAY and day <= working_days.roll_forward(last)
