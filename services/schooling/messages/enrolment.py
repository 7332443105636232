"""The commands that an enrolment's case takes. One case is one child at one school.

Days of a period: ``begin`` is the first day at school, ``end`` the first day no longer there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from services.schooling.messages.child import ChildNames, Paper
from services.schooling.messages.common import Actor
from shared.cases import Command

Exit = Literal["transferred", "withdrawn", "completed", "no-show"]
Move = Literal["next-grade", "repeat"]
ReviewStanding = Literal["open", "due", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEnrolment(Command):
    """An application came to a place: the enrolment looks at it and opens a period."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOver(Command):
    """The child goes on into the school year ``year``: one grade up, or the same one again."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    year: str
    move: Move = "next-grade"
    reasons: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Command):
    """The child has finished the school's last grade with the end of its school year."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferBegin(Command):
    """The family moves the first day, before it has come."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    begin: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDeferral(Command):
    """The place may be put off to another school year, or not be taken there: it looks at its application.

    An enrolment answers to ``names.waiting_enrolment`` while it waits for a place that was put off.
    """

    kind: ClassVar[str] = "enrolment"
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOut(Command):
    """The child goes to another school; ``record`` is the checksum of the record that it is given."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    exit_on: date
    next_school: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawEnrolment(Command):
    """The guardian takes the child from the school. ``declaration`` is the checksum of a signed one,
    which a school needs that records it for the guardian.
    """

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    end: date
    reason: str
    declaration: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNoShow(Command):
    """The child never came."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvidePaper(Command):
    """A paper comes that a condition or a follow-up waits for."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    paper: Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeTask(Command):
    """The school's desk gives a paper until the end of another day."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    code: str
    due: date
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowReview(Command):
    """A guardian's review has come to this; ``sequence`` is the place of the event in the guardian's case."""

    kind: ClassVar[str] = "enrolment"
    guardian: str
    sequence: int
    standing: ReviewStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowStanding(Command):
    """More is known of the guardian's permits: the enrolment looks whether it still waits for one."""

    kind: ClassVar[str] = "enrolment"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectNames(Command):
    """The child's names were written wrongly, or changed."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    names: ChildNames
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase(Command):
    """A supervisor deletes what is kept of a child that has left, for good."""

    kind: ClassVar[str] = "enrolment"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeEnrolment(Command):
    """A deadline of the enrolment has come."""

    kind: ClassVar[str] = "enrolment"
    name: str
    due_at: datetime
