"""What is known of a person beside any application: the Quancheng Programme, and recognised qualifications.

A person is a one-way key (``shared.persons``); it stays in the journal. What the qualifications service says
comes with a ``sequence``, the version that its case had: the highest one holds, in whichever order they come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.permits.messages.common import PREFIX, Actor, Part
from shared.cases import Command, Event

PERSON = frozenset({"person"})


class Qualification(Part):
    """A recognised qualification as ``qualifications.events`` tells it; ``id`` is the recognition's case."""

    id: str
    outcome: str
    field: str
    level: str | None = None
    recognised_on: date


class Admission(Part):
    """An admission to a domestic talent project; first and last day included, ``end`` None: without one.

    ``fast_track`` says that the project is the Quancheng Programme, whose members have the 48-hour track.
    """

    id: str
    project: str
    fast_track: bool
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitMember(Command):
    """The programme's keeper puts a person on the list from ``start`` until ``end`` (both included)."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    keeper: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMembership(Command):
    """The keeper ends the current membership; ``on`` is its last day."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQualification(Command):
    """A qualification of this person was recognised; it counts until it ends."""

    kind: ClassVar[str] = "talent"
    person: str
    qualification: Qualification
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndQualification(Command):
    """The recognition ``id`` of this person no longer counts."""

    kind: ClassVar[str] = "talent"
    person: str
    id: str
    cause: str
    on: date
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAdmission(Command):
    """The person was admitted to a talent project."""

    kind: ClassVar[str] = "talent"
    person: str
    admission: Admission
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAdmission(Command):
    """The admission ``id`` of this person has ended."""

    kind: ClassVar[str] = "talent"
    person: str
    id: str
    cause: str
    on: date
    sequence: int


class MemberAdmitted(Event):
    """The person is a member of the Quancheng Programme on the days of the period."""

    type: ClassVar[str] = f"{PREFIX}.membership.admitted.v1"
    withheld: ClassVar[frozenset[str]] = PERSON

    person: str
    keeper: str
    start: date
    end: date | None = None
    by: str


class MembershipEnded(Event):
    """``on`` is the last day of the membership."""

    type: ClassVar[str] = f"{PREFIX}.membership.ended.v1"

    on: date
    reason: str
    by: str


class QualificationRecorded(Event):
    """A recognised qualification counts from now on."""

    type: ClassVar[str] = f"{PREFIX}.qualification.recorded.v1"
    withheld: ClassVar[frozenset[str]] = PERSON

    person: str
    qualification: Qualification
    sequence: int


class QualificationEnded(Event):
    """The recognition ``id`` counts no longer."""

    type: ClassVar[str] = f"{PREFIX}.qualification.ended.v1"
    withheld: ClassVar[frozenset[str]] = PERSON

    person: str
    id: str
    cause: str
    on: date
    sequence: int


class AdmissionRecorded(Event):
    """The person belongs to a talent project."""

    type: ClassVar[str] = f"{PREFIX}.project-admission.recorded.v1"
    withheld: ClassVar[frozenset[str]] = PERSON

    person: str
    admission: Admission
    sequence: int


class AdmissionEnded(Event):
    """The admission ``id`` counts no longer; ``on`` is the last day that it was of."""

    type: ClassVar[str] = f"{PREFIX}.project-admission.ended.v1"
    withheld: ClassVar[frozenset[str]] = PERSON

    person: str
    id: str
    cause: str
    on: date
    sequence: int
