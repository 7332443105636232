"""The commands that a person's talent case takes: applications for talent projects, and what carries them.

``person`` is the one-way key; ``admission`` tells one application of a person from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.qualifications.messages.common import Actor
from shared.cases import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply(Command):
    """The person, or an employer for the person, applies for a project.

    ``nomination`` names who nominated the person, for projects that take one in place of a recognition.
    ``applicant`` is the person's own client, where it is known.
    """

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    admission: str
    project: str
    nomination: str | None = None
    applicant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess(Command):
    """An officer has looked at the application: whether the ground holds, and what was found."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    admission: str
    meets: bool
    findings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Command):
    """A supervisor admits from ``start`` on; title, benefits and the last day are the project's."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    admission: str
    start: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseAdmission(Command):
    """A supervisor refuses, with reasons."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    admission: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawApplication(Command):
    """Who applied takes the application back."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    admission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAdmission(Command):
    """撤销: the admission should never have been given."""

    kind: ClassVar[str] = "talent"
    actor: Actor
    person: str
    admission: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRecognition(Command):
    """Something has become of a recognition of this person: the talent case looks at it and follows."""

    kind: ClassVar[str] = "talent"
    person: str
    recognition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowHolder(Command):
    """Something is known of this person's permits: the talent case looks at them and follows."""

    kind: ClassVar[str] = "talent"
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeTalent(Command):
    """A deadline of the talent case has come."""

    kind: ClassVar[str] = "talent"
    name: str
    due_at: datetime
