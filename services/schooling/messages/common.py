"""What the messages of every kind of case share: words with a fixed meaning, and the base of a part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

PREFIX = "cn.quancheng.schooling"

Role = Literal["guardian", "school", "officer", "supervisor"]
"""A child's parent; the admissions office of one school; the zone's desk, and who supervises it."""

ApplicationKind = Literal["new", "transfer", "returning"]
"""First admission; from another school; back to a school after having left it."""

SchoolId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
GradeCode = Annotated[str, StringConstraints(pattern=r"^(PR|PK|TK|KG|0[1-9]|1[0-3])$")]
"""As in the Common Education Data Standards (CEDS), whose codes OneRoster 1.2 recommends."""

DocumentCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""A document by its code in the school's data. The rules themselves know the few below."""

VACCINATION: DocumentCode = "vaccination-card"
PRIOR_SCHOOL_RECORD: DocumentCode = "prior-school-record"
RESIDENCE_PERMIT: DocumentCode = "residence-permit"

RULE = "rule"
"""Who did what nobody decided."""

_YEAR = re.compile(r"^(\d{4})/(\d{2})$")


def start_year(year: str) -> int:
    """The calendar year in which a school year such as ``2026/27`` begins. ValueError when it is none.

    >>> start_year("2026/27")
    2026
    """
    found = _YEAR.match(year)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"{year!r} is no school year: write 2026/27")
    return int(found[1])


def school_year(start: int) -> str:
    """The school year that begins in this calendar year.

    >>> school_year(1999)
    '1999/00'
    """
    return f"{start:04d}/{(start + 1) % 100:02d}"


def _checked(year: str) -> str:
    start_year(year)
    return year


SchoolYear = Annotated[str, AfterValidator(_checked)]
"""``2026/27``; on which days it begins and ends is the school's data."""


class Part(BaseModel):
    """A value inside an event or a state."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, by the client of its token, and in which role; a school's office acts for ``school`` only."""

    client: str
    role: Role
    school: str | None = None


class GroupRef(Part):
    """One grade of one school in one school year."""

    school: SchoolId
    year: SchoolYear
    grade: GradeCode


class RankingRecord(Part):
    """What an application is ranked by; personal, and never published.

    ``deferred``: a place was given for an earlier year and put off. ``sibling``: a brother or sister is at
    the school. ``permit_date``: the first day of the guardian's permit. ``distance``: from home to school,
    in metres. What is not known ranks behind what is. ``lot`` stands for the child in a lottery: it is the
    same however often the child applies, and nobody can tell the child from it.
    """

    application: str
    lot: str
    deferred: bool = False
    sibling: bool = False
    permit_date: date | None = None
    distance: Annotated[int, Field(ge=0)] | None = None
    applied_at: AwareDatetime
