"""The domestic talent projects: on what ground a person is admitted, and which treatment goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Strict, model_validator

from services.qualifications.messages.common import Name
from services.qualifications.messages.talent_events import Benefit, Ground, Qualification
from services.qualifications.rules.policy_file import (
    Code,
    Count,
    Element,
    Grade,
    Once,
    Period,
    PolicyInvalid,
    Text,
    overlapping,
    read_file,
)
from shared.clock import months_later

FILE = "projects-jinan.yaml"
Flag = Annotated[bool, Strict()]


class RecognitionGround(Element):
    """A recognition of one of these effects; where levels or fields are named, of one of those."""

    effects: frozenset[Literal["title", "title-precondition", "practice-permission", "facilitation-only"]]
    levels: frozenset[Code] | None = None
    fields: frozenset[Code] | None = None

    def carried_by(self, qualification: Qualification) -> bool:
        """Whether this qualification is such a ground."""
        return (
            qualification.outcome in self.effects
            and (self.levels is None or qualification.level in self.levels)
            and (self.fields is None or qualification.field in self.fields)
        )


class BenefitTerms(Element):
    """One piece of treatment: an amount in a unit, or words; for ``months``, or as long as the admission.

    ``source`` and ``grade`` are of this treatment with its amount and months, not of the project.
    """

    code: Code
    name: Name
    amount: Count | None = None
    text: Text | None = None
    unit: Text
    months: Count | None = None
    source: Text
    grade: Grade

    @model_validator(mode="after")
    def _is_an_amount_or_words(self) -> Self:
        if (self.amount is None) is (self.text is None):
            raise ValueError("a benefit has an amount or a text")
        return self

    def granted(self, start: date, end: date | None) -> Benefit:
        """The benefit on its days: its own months, never beyond the admission."""
        own = None if self.months is None else last_day(start, self.months)
        last = min((day for day in (own, end) if day is not None), default=None)
        return Benefit(
            code=self.code, amount=self.amount, text=self.text, unit=self.unit, start=start, end=last
        )


class Origin(Element):
    """Where something is from, and how sure that is."""

    source: Text
    grade: Grade


class Project(Period):
    """One project while it takes people; ``months`` None: an admission has no term of its own.

    ``source`` and ``grade`` say that there is such a project, and whether on the fast track; ``terms`` where
    its grounds, title and term are from. Each benefit says so of itself.
    """

    code: Code
    name: Name
    source: Text
    grade: Grade
    fast_track: Flag
    terms: Origin
    recognitions: tuple[RecognitionGround, ...]
    nomination: Flag
    title: Name
    months: Count | None = None
    ends_with_permit: Flag
    benefits: Annotated[tuple[BenefitTerms, ...], Once]

    @model_validator(mode="after")
    def _has_a_ground(self) -> Self:
        if not self.recognitions and not self.nomination:
            raise ValueError("a project takes a recognition or a nomination")
        return self

    def ground(self, standing: Sequence[Qualification], nomination: str | None) -> Ground | None:
        """What an application rests on: the first recognition that carries it, else the nomination."""
        for qualification in standing:
            if any(ground.carried_by(qualification) for ground in self.recognitions):
                return Ground(recognition=qualification.recognition)
        return Ground(nomination=nomination) if self.nomination and nomination else None


class ProjectsFile(Element):
    """The file as written; ``version`` is stored with every application and admission."""

    version: Text
    jurisdiction: Text
    projects: tuple[Project, ...]


class Projects:
    """All projects with their periods."""

    def __init__(self, file: ProjectsFile) -> None:
        """Raises PolicyInvalid when one project has two meanings on a day."""
        if problems := [*overlapping((project.code, project) for project in file.projects)]:
            raise PolicyInvalid("\n".join(f"{FILE}: {problem}" for problem in problems))
        self.file, self.version, self.all = file, file.version, file.projects

    def on(self, code: str, day: date) -> Project | None:
        """The project as it takes people on ``day``."""
        return next((each for each in self.all if each.code == code and each.holds_on(day)), None)


def last_day(start: date, months: int) -> date:
    """The last of so many months that begin on ``start``."""
    after = months_later(start, months)
    return date.fromordinal(after.toordinal() - 1) if after.day == start.day else after


def read_projects(folder: Path | Traversable) -> Projects:
    """Read and check the project list. Raises PolicyInvalid."""
    return Projects(read_file(folder, FILE, ProjectsFile))
