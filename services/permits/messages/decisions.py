"""What a decision rests on, kept with it so that it can be audited."""

from __future__ import annotations

from typing import Literal

from services.permits.messages.common import Category, Part


class AssessmentLine(Part):
    """One factor of the points table: the band that the value fell in, and what it gave."""

    factor: str
    value: str
    band: str
    points: int
    max: int
    source: str


class GroundLine(Part):
    """One ground for a category, how it was judged and why."""

    category: Category
    code: str
    outcome: Literal["met", "not-met", "cannot-be-judged"]
    why: str
    source: str


class AssessmentRecord(Part):
    """Points and grounds as they were counted under one version of the policy.

    ``category`` is the best one that they carry; None when they carry none. ``qualifications`` are the
    recognitions that counted, by their ids, and ``projects`` the talent projects of the person.
    """

    policy: str
    points: int | None = None
    category: Category | None = None
    lines: tuple[AssessmentLine, ...] = ()
    grounds: tuple[GroundLine, ...]
    qualifications: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()

    def carries(self, category: Category) -> bool:
        """Whether a ground for this category is met."""
        return any(ground.category == category and ground.outcome == "met" for ground in self.grounds)


class RequiredPaper(Part):
    """A paper of the list for this case, and what may stand in its place.

    ``age`` says whether it must be issued within, or valid for, so many ``months``.
    """

    code: str
    must: bool = True
    promise: bool = False
    tolerance: bool = False
    original: bool = False
    translation: bool = False
    age: Literal["issued-within", "valid-for"] | None = None
    months: int | None = None
    source: str


class AppealRoute(Part):
    """Where a decision can be taken, and in which time."""

    code: str
    en: str
    zh: str
    source: str
