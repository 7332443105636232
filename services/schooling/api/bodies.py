"""What requests are made of: days, reasons, years in paths, and an application as a family hands it in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from services.schooling.messages.child import (
    Child,
    Form,
    Guardian,
    Mobile,
    Paper,
    PriorRecord,
    Relation,
    Sha256,
)
from services.schooling.messages.common import (
    ApplicationKind,
    GradeCode,
    SchoolId,
    SchoolYear,
    school_year,
    start_year,
)
from shared.days import Day
from shared.persons import person_key
from shared.problems import Problem

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Between them lie all school years that anybody means."""

Reason = Annotated[str, Field(min_length=1, max_length=500)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Checksum = Sha256


class Asking(BaseModel):
    """A request's body: nothing else may be in it."""

    model_config = ConfigDict(extra="forbid")


class Because(Asking):
    """Why; kept in the journal, and so without more personal data than it needs."""

    reason: Reason


class Postponement(Asking):
    """A paper that is to come has time until the end of ``due``."""

    code: Code
    due: Day
    reasons: Reason


class Passport(Asking):
    """By which a guardian is known; country as in the machine-readable zone. None of it is kept."""

    country: Annotated[str, Field(pattern=r"^[A-Z<]{1,3}$")]
    number: Annotated[str, Field(min_length=1, max_length=20)]
    birth: date


class Parent(Asking):
    """Who answers for the child, and how to be reached."""

    passport: Passport
    relation: Relation
    mobile: Mobile | None = None
    email: Annotated[str | None, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] = None


class Application(Asking):
    """An application; what its fields mean is said at ``messages.child.Form``."""

    child: Child
    guardian: Parent
    school: SchoolId
    year: SchoolYear
    grade: GradeCode
    kind: ApplicationKind = "new"
    sibling: Annotated[str | None, Field(max_length=100)] = None
    distance: Annotated[int | None, Field(ge=0, le=1_000_000)] = None
    begin: Day | None = None
    documents: Annotated[tuple[Paper, ...], Field(max_length=50)] = ()
    prior: PriorRecord | None = None

    def form(self) -> Form:
        """The form as the rules know it; Problem 422 for a passport without a number, or a year far off."""
        require_year(self.year)
        passport = self.guardian.passport
        try:
            person = person_key(passport.country, passport.number, passport.birth)
            self.child.key  # noqa: B018 - it has one, or is refused here
        except ValueError as error:
            raise Problem(422, "invalid-request", str(error)) from None
        guardian = Guardian(person=person, **self.guardian.model_dump(exclude={"passport"}))
        return Form(guardian=guardian, **{name: getattr(self, name) for name in _AS_GIVEN})


_AS_GIVEN = Application.model_fields.keys() - {"guardian"}


def require_year(year: SchoolYear) -> None:
    """Problem 422 for a school year that nobody means."""
    if not FIRST_YEAR <= start_year(year) < LAST_YEAR:
        raise Problem(422, "invalid-request", f"year: from {FIRST_YEAR} to {LAST_YEAR}")


def _year(year: Annotated[str, Path(pattern=r"^\d{4}-\d{2}$", description="such as 2026-27")]) -> SchoolYear:
    written = year.replace("-", "/")
    try:
        start = start_year(written)
    except ValueError as error:
        raise Problem(422, "invalid-request", str(error)) from None
    require_year(written)
    return school_year(start)


Year = Annotated[SchoolYear, Depends(_year)]
"""A school year in a path, where ``2026/27`` is written ``2026-27``; 422 for what is none."""
Grade = Annotated[GradeCode, Path()]
