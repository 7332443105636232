"""The commands that an application's case takes, and the words that they share with its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from services.schooling.messages.child import Form, Paper, PriorRecord
from services.schooling.messages.common import Actor, Part
from shared.cases import Command

Review = Literal["nationality", "guardian-not-verified"]
Verified = Literal["document", "residence-permit", "work-permit", "person"]
Task = Literal["condition", "follow-up"]
NoPlace = Literal["declined", "lapsed", "not-placed"]
"""The family declined the last offer, or did not answer it; or the school year ended without a place."""


class OpenTask(Part):
    """A paper that is still to come until the end of ``due``: a condition, or a follow-up."""

    task: Task
    code: str
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply(Command):
    """A family hands in a whole application."""

    kind: ClassVar[str] = "application"
    actor: Actor
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvideDocument(Command):
    """A paper comes after the application."""

    kind: ClassVar[str] = "application"
    actor: Actor
    paper: Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvidePriorRecord(Command):
    """The record of the school that the child comes from."""

    kind: ClassVar[str] = "application"
    actor: Actor
    prior: PriorRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReview(Command):
    """A person settles what the rules left to people: admits to the list, or refuses with reasons."""

    kind: ClassVar[str] = "application"
    actor: Actor
    review: Review
    admit: bool
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseApplication(Command):
    """The school's desk ends the application: a person's decision, with its reasons."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeCondition(Command):
    """The school's desk gives a paper until the end of another day."""

    kind: ClassVar[str] = "application"
    actor: Actor
    code: str
    due: date
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """The family takes the application back."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPlace(Command):
    """Something became of the place or the enrolment: the application looks at them and follows."""

    kind: ClassVar[str] = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOtherPlace(Command):
    """Another application of the same child for the same year came to a place: this one looks at it."""

    kind: ClassVar[str] = "application"
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowGuardian(Command):
    """More is known of the guardian's permits: the application looks at them."""

    kind: ClassVar[str] = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseApplication(Command):
    """A supervisor deletes what is kept of a child whose application has ended, for good."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeApplication(Command):
    """A deadline of the application has come."""

    kind: ClassVar[str] = "application"
    name: str
    due_at: datetime
