"""The shapes of the policy file: dated entries, and the kinds of value that an entry may hold, all frozen.

An entry says one value of one key, for one period, with its unit, where it comes from and how sure that is.
Which keys there are, and the unit and shape of each, is ``services.permits.rules.policy_at``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator

from services.permits.messages.common import Category

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Grade = Literal["high", "medium", "low", "recalled", "assumed"]
"""high: official, or two independent sources; medium: one credible source; low: inferred; recalled: from
memory, unverified; assumed: our stand-in until the office says."""


class Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(Element):
    en: Text
    zh: Text


class Entry(Element):
    """One value of ``key`` from ``start`` to ``end``, both included; no ``end``: until further notice."""

    key: Text
    jurisdiction: Text
    value: Any
    unit: Text
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")
    source: Text
    grade: Grade

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.end and self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")
        return self

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class PolicyFile(Element):
    """The file as written; ``version`` is stored with every decision that used it."""

    version: Text
    jurisdiction: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a bare value is counted in; entries must name it."""

    name: str


Whole = Annotated[int, Strict(), Field(ge=0)]
Flag = Annotated[bool, Strict(), Unit("flag")]
Percent = Annotated[int, Strict(), Field(ge=1, le=99), Unit("percent")]
Share = Annotated[int, Strict(), Field(ge=0, le=100), Unit("percent")]
Months = Annotated[Whole, Unit("months")]
Years = Annotated[Whole, Unit("years")]
Points = Annotated[Whole, Unit("points")]
Rmb = Annotated[Whole, Unit("CNY")]
Usd = Annotated[Whole, Unit("USD")]


class Measure(Element):
    """A length of time that keeps its unit."""

    units: ClassVar[tuple[str, ...]]


class Days(Measure):
    """A number of days; the day on which the period starts is not counted."""

    units: ClassVar = ("working-days", "calendar-days")

    value: Whole
    unit: Literal["working-days", "calendar-days"]


class Hours(Measure):
    """A number of hours, as they pass or as the office works."""

    units: ClassVar = ("clock-hours", "working-hours")

    value: Whole
    unit: Literal["clock-hours", "working-hours"]


class ByCategory(Element):
    """One number for each category."""

    A: Whole
    B: Whole
    C: Whole

    def of(self, category: Category) -> int:
        return {"A": self.A, "B": self.B, "C": self.C}[category]


class WageMultiples(Element):
    """How many times the local average the pay must be, for the categories that have a wage route."""

    A: Whole
    B: Whole


class YearlyWage(Element):
    """The local average wage of a calendar year, in RMB a year."""

    year: Whole
    rmb: Whole


class AgeLimit(Element):
    """The greatest age of a category, or of one route into it; without ``years`` there is no limit."""

    category: Category
    route: Code | None = None
    years: Whole | None


class OfficeSpan(Element):
    """From ``start`` to ``end`` the office works, by the clock on its wall."""

    start: time = Field(alias="from")
    end: time = Field(alias="to")


def in_order(spans: tuple[OfficeSpan, ...]) -> tuple[OfficeSpan, ...]:
    """The spans as given; ValueError unless they are a day's plan: some, in order, none within another."""
    edges = [edge for span in spans for edge in (span.start, span.end)]
    if not edges or any(one >= other for one, other in pairwise(edges)):
        raise ValueError("office hours follow one another and do not overlap")
    if any(edge.tzinfo is not None for edge in edges):
        raise ValueError("office hours are times on the wall, without a zone")
    return spans


class QualificationLevel(Element):
    """What a recognition of this outcome and level counts as in the factor education and skill."""

    outcome: Code
    level: Code
    counts_as: Code


class DecisionGround(Element):
    """A ground on which the office may refuse, or not accept, an application."""

    code: Code
    name: Name
    source: Text
