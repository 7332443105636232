"""A child, its guardian and its papers, as an application brings them. All of it stays in the journal."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from services.schooling.messages.common import (
    ApplicationKind,
    DocumentCode,
    GradeCode,
    GroupRef,
    Part,
    SchoolId,
    SchoolYear,
)
from shared.persons import person_key

NameText = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Nationality = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Doubt = Literal["parent-chinese", "born-in-china", "former-chinese-nationality"]
"""A sign that a child may be a Chinese national, whatever passport it shows."""
Relation = Literal["mother", "father", "legal-guardian"]

_MAINLAND_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_E164 = re.compile(r"^\+[1-9]\d{6,14}$")


def e164(number: str) -> str:
    """A mobile number with its country; a mainland one may come without. ValueError for anything else.

    Source: ITU-T E.164; the mainland's mobile numbers are 1, then 3 to 9, then nine digits (recalled).
    """
    bare = re.sub(r"[\s()-]", "", number)
    if _MAINLAND_MOBILE.match(bare):
        return f"+86{bare}"
    if not _E164.match(bare):
        raise ValueError("a mobile number has its country's code, or is one of the mainland")
    return bare


Mobile = Annotated[str, StringConstraints(max_length=40), AfterValidator(e164)]


class ChildNames(Part):
    """The forms of one name, each as the passport or the family writes it; none is made from another.

    A child may have one name only: then either ``given`` or ``family`` is missing. ``chinese`` was chosen by
    the family, ``previous`` are former names.
    """

    given: NameText | None = None
    family: NameText | None = None
    chinese: NameText | None = None
    previous: tuple[NameText, ...] = ()

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if self.given is None and self.family is None:
            raise ValueError("a child has at least one name")
        return self

    @property
    def single(self) -> bool:
        """Whether this is one name, not two."""
        return self.given is None or self.family is None


class RosterName(Part):
    """A name as school lists want it, which know no single ones; ``single`` marks what was made from one."""

    given: str
    family: str
    single: bool = False


class Child(Part):
    """Who it is for. ``nationality`` is the code in the passport, kept as it is there; birth is a plain day.

    ``mainland_document``: the document is one of a citizen of the mainland, which the code ``CHN`` alone does
    not say. ``signs`` are the circumstances that can make a child Chinese by birth, as the family says them.
    """

    names: ChildNames
    passport_country: Nationality
    passport_number: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    nationality: Nationality
    mainland_document: bool = False
    birth: date
    signs: tuple[Doubt, ...] = ()

    @property
    def key(self) -> str:
        """The one-way key that the child is matched by."""
        return person_key(self.passport_country, self.passport_number, self.birth)


class Guardian(Part):
    """Who answers for the child, by a one-way key, and how to be reached."""

    person: str
    relation: Relation
    mobile: Mobile | None = None
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None


class Paper(Part):
    """A document's particulars; the content lies elsewhere, under its checksum. Days are included."""

    code: DocumentCode
    sha256: Sha256
    media_type: str | None = None
    issued_on: date | None = None
    expires_on: date | None = None


class PriorRecord(Part):
    """The record of the school that the child comes from; ``exit_on`` is its first day no longer there."""

    school: NameText
    exit_on: date
    last_grade: NameText
    sha256: Sha256


class Form(Part):
    """The application as the family hands it in.

    ``sibling`` is the enrolment of a sister or brother at the school; ``distance`` is the way to school in
    metres; ``begin`` is the wanted first day, the school year's own when missing.
    """

    child: Child
    guardian: Guardian
    school: SchoolId
    year: SchoolYear
    grade: GradeCode
    kind: ApplicationKind
    sibling: str | None = None
    distance: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    begin: date | None = None
    documents: tuple[Paper, ...] = ()
    prior: PriorRecord | None = None

    @property
    def group(self) -> GroupRef:
        """The year group that is applied for."""
        return GroupRef(school=self.school, year=self.year, grade=self.grade)
