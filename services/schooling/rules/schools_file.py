"""The shapes of the schools' file: every rule of a school with where it comes from and how sure that is.

A rule is written as ``{value, source, certainty}``; the certainty is not called a grade here, as grades are
what children are in. Days of the year are written ``08-31``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from services.schooling.messages.child import Doubt
from services.schooling.messages.common import ApplicationKind, DocumentCode, GradeCode, SchoolId, SchoolYear
from services.schooling.messages.year_group import OfferValidity, Then, WaitingRule
from services.schooling.rules.shapes import (
    Certainty,
    Days,
    Element,
    Flag,
    MonthDay,
    Name,
    Period,
    SchoolDay,
    Sourced,
    Span,
    Text,
    Whole,
)


class AgeRule(Element):
    """Full years of age, least and most, on the cut-off day of the year in which the school year starts."""

    at_least: Whole
    at_most: Whole
    by: MonthDay

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.at_most < self.at_least:
            raise ValueError(f"at most {self.at_most} is less than at least {self.at_least}")
        return self


class GradeRow(Element):
    """One grade, and the ages of those who begin in it."""

    code: GradeCode
    name: Name
    ages: AgeRule


class OfferRules(Element):
    """``rolling``: a free seat is offered at once. ``round``: not before the window of application closes."""

    mode: Literal["rolling", "round"]
    validity: OfferValidity
    offers_each: Annotated[int, Strict(), Field(ge=1)]
    after_decline: Then
    after_expiry: Then


class SeedRule(Element):
    """A lottery's seed is published so many days before the last day of the window, at the latest."""

    days_before_close: Whole


class DocumentRow(Element):
    """A document, for which kinds of application it is asked, and what becomes of one that misses it.

    ``incomplete``: it is not taken. ``condition``: the child is admitted, and the document follows ``within``
    so many days. ``follow-up``: the school asks for it, and nothing depends on it.
    """

    code: DocumentCode
    name: Name
    kinds: Annotated[tuple[ApplicationKind, ...], Field(min_length=1)]
    missing: Literal["incomplete", "condition", "follow-up"]
    within: Days | None = None
    max_age_months: Annotated[int, Strict(), Field(ge=1)] | None = None


class DeferralRules(Element):
    """Whether a place can be put off, and for how many school years at most."""

    allowed: Flag
    years: Whole


class MovingUp(Element):
    """The seats of each grade that are kept for the pupils who move up into it, to the end of ``until``."""

    until: SchoolDay
    seats: Mapping[SchoolYear, Mapping[GradeCode, Whole]]


class NationalityRules(Element):
    """What becomes of an application by nationality; ``person``: somebody at the zone's desk decides.

    ``mainland`` is about a document that the form calls one of the mainland.
    """

    mainland: Sourced[Literal["refused"]]
    hong_kong_macao_taiwan: Sourced[Literal["refused", "person"]]
    doubtful: Sourced[tuple[Doubt, ...]]


class Edition(Period):
    """A school's rules for a period.

    ``seats`` gives for every school year the seats of each grade. ``exclusive``: who accepts a place here
    leaves the lists of other schools, and their offers, and is given no other place in that year.
    ``no_show_days``: for so many days after a child's first one it can be said that it never came.
    """

    year: Sourced[Span]
    window: Sourced[Span]
    grades: Sourced[Annotated[tuple[GradeRow, ...], Field(min_length=1)]]
    seats: Sourced[Mapping[SchoolYear, Mapping[GradeCode, Whole]]]
    moving_up: Sourced[MovingUp]
    offers: Sourced[OfferRules]
    waiting: Sourced[Annotated[tuple[WaitingRule, ...], Field(min_length=1)]]
    seed: Sourced[SeedRule] | None = None
    documents: Sourced[tuple[DocumentRow, ...]]
    deferral: Sourced[DeferralRules]
    exclusive: Sourced[Flag]
    no_show_days: Sourced[Whole]
    nationality: NationalityRules


class SchoolRow(Element):
    """A school. ``invented``: there is no such school; it is there for demonstrations and tests."""

    id: SchoolId
    name: Name
    kind: Literal["foreign-children"]
    place: Text
    invented: Flag
    source: Text
    certainty: Certainty
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]


class ZoneEdition(Period):
    """What the zone's desk goes by for all schools alike.

    ``review_grace``: how long a guardian without a valid permit has until a person looks at it.
    ``single_name``: school lists want two names; ``repeat`` gives a child's only one as both, and marks it.
    """

    review_grace: Sourced[Days]
    single_name: Sourced[Literal["repeat"]]


class SchoolsFile(Element):
    """The file as written; ``version`` is stored with every decision that used it."""

    version: Text
    jurisdiction: Text
    zone: Annotated[tuple[ZoneEdition, ...], Field(min_length=1)]
    schools: Annotated[tuple[SchoolRow, ...], Field(min_length=1)]
