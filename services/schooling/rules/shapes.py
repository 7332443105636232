"""The small shapes of which the schools' file is made: sourced values, days, days of a year, and periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from services.schooling.messages.common import SchoolYear, start_year
from shared.working_days import WorkingDays

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Certainty = Literal["high", "medium", "low", "recalled", "assumed"]
"""high: official, or two independent sources; medium: one credible source; low: inferred; recalled: from
memory, unverified; assumed: our stand-in until the school or the office says."""
Whole = Annotated[int, Strict(), Field(ge=0)]
Flag = Annotated[bool, Strict()]

T = TypeVar("T")


class Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(Element, Generic[T]):
    """A value, where it comes from, and how sure that is."""

    value: T
    source: Text
    certainty: Certainty


class Name(Element):
    en: Text
    zh: Text


class Days(Element):
    """A number of days; the day on which the period starts is not counted."""

    value: Whole
    unit: Literal["working-days", "calendar-days"]

    def after(self, start: date, calendar: WorkingDays) -> date:
        """The last day of the period. Raises YearNotLoaded for working days that are not announced."""
        if self.unit == "working-days":
            return calendar.add(start, self.value)
        return start + timedelta(days=self.value)


class MonthDay(Element):
    """A day that every year has, written ``08-31``; so 29 February is none."""

    month: int
    day: int

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: Any) -> Any:
        if not isinstance(written, str):
            return written
        try:
            day = date.fromisoformat(f"2001-{written}")
        except ValueError as error:
            raise ValueError(f"{written!r} is no day of every year; write 08-31") from error
        return {"month": day.month, "day": day.day}

    def of(self, year: int) -> date:
        """This day of a calendar year."""
        return date(year, self.month, self.day)


class SchoolDay(Element):
    """A day of a school year: ``year`` 0 is the calendar year in which it starts, -1 the one before."""

    day: MonthDay
    year: Literal[-1, 0, 1]

    def of(self, year: SchoolYear) -> date:
        """The date for a school year."""
        return self.day.of(start_year(year) + self.year)


class Span(Element):
    """From ``first`` to ``last``, both included."""

    first: SchoolDay
    last: SchoolDay

    def of(self, year: SchoolYear) -> tuple[date, date]:
        """First and last date for a school year."""
        return self.first.of(year), self.last.of(year)


class Period(Element):
    """From ``start`` to ``end``, both included; no ``end``: until further notice."""

    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)
