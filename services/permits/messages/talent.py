"""What is known of a person beside any application: the Quancheng Programme, and recognised qualifications.

A person is a one-way key (``services.permits.persons``); it stays in the journal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.permits.messages.common import PREFIX, Actor, Part
from shared.cases import Command, Event


class Qualification(Part):
    """A recognised qualification as ``qualifications.events`` tells it; ``id`` is the recognition's case."""

    id: str
    outcome: str
    field: str
    level: str | None = None
    recognised_on: date


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
    """A qualification of this person was recognised; it counts for every later application."""

    kind: ClassVar[str] = "talent"
    person: str
    qualification: Qualification


class MemberAdmitted(Event):
    """The person is a member of the Quancheng Programme on the days of the period."""

    type: ClassVar[str] = f"{PREFIX}.membership.admitted.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person"})

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
    withheld: ClassVar[frozenset[str]] = frozenset({"person"})

    person: str
    qualification: Qualification
