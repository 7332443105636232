"""What the messages of every kind of case share: words with a fixed meaning, and the base of a part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

PREFIX = "cn.quancheng.qualifications"

Role = Literal["proposer", "expert", "officer", "supervisor", "applicant"]
"""Who acts: an employer's agent or an institution, a member of panels, the office, the human-resources
authority's deciding officer, and the person whose qualification it is."""

Effect = Literal["title", "title-precondition", "practice-permission", "facilitation-only", "refused"]
"""What a recognition comes to; exactly one of them, and none stands for another."""

Route = Literal["catalogue", "case-by-case"]
DayUnit = Literal["working-days", "calendar-days"]


class Part(BaseModel):
    """A value inside an event or a state."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(Part):
    """What people read, in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, by the client of its token, and in which role."""

    client: str
    role: Role


class Person(Part):
    """Whose qualification it is: personal data, which stays in the journal.

    ``key`` is the one-way key of passport and birth (``shared.persons``), by which all services know the
    person; passport and birth themselves are not kept. ``employer`` is the credit code of the employer in
    China, where there is one.
    """

    key: str
    name: str
    nationality: str
    employer: str | None = None


class Credential(Part):
    """The foreign qualification as its paper states it; its number is kept apart.

    ``country`` is the code in use for the issuer's country. ``field`` is the professional field as whoever
    proposes names it, by a code of the policy; by catalogue the item's own counts instead. ``expires_on`` is
    the last day on which it is valid; None: it does not expire.
    """

    issuer: str
    title: str
    country: str
    field: str
    awarded_on: date
    expires_on: date | None = None


class CatalogueItem(Part):
    """One item of one edition, by its codes."""

    edition: str
    item: str


class Notice(Part):
    """A public notice: ``days`` of ``unit``, from the day after it was published to ``last``, included."""

    published: date
    last: date
    days: int
    unit: DayUnit
