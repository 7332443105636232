"""The events of an enrolment's case. Days of a period: see ``enrolment``."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from services.schooling.messages.application import OpenTask
from services.schooling.messages.child import ChildNames, Paper, RosterName
from services.schooling.messages.common import PREFIX, GroupRef
from services.schooling.messages.enrolment import Exit, Move, ReviewStanding
from shared.cases import Event


class EnrolmentOpened(Event):
    """A period begins; the first one opens the case, a later one is a child that comes back.

    ``year_end`` is the first day after its school year.
    """

    type: ClassVar[str] = f"{PREFIX}.enrolment.opened.v1"
    withheld: ClassVar[frozenset[str]] = frozenset(
        {"child", "names", "roster", "birth", "guardian", "client", "tasks"}
    )

    at: datetime
    group: GroupRef
    begin: date
    year_end: date
    application: str
    child: str
    names: ChildNames
    roster: RosterName
    birth: date
    guardian: str
    client: str
    tasks: tuple[OpenTask, ...] = ()


class RolledOver(Event):
    """The period ends with ``begin``, on which that of the next school year begins, over at ``year_end``."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.rolled-over.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "move", "reasons"})

    at: datetime
    group: GroupRef
    begin: date
    year_end: date
    move: Move
    reasons: str | None = None
    by: str


class BeginDeferred(Event):
    """The first day was moved."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.begin-deferred.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "reason"})

    at: datetime
    begin: date
    reason: str
    by: str


class PlaceGivenUp(Event):
    """The place was put off to that of ``group``; until it is given there, the child does not begin.

    What papers are to come is the application's to wait for again.
    """

    type: ClassVar[str] = f"{PREFIX}.enrolment.place-given-up.v1"

    at: datetime
    group: GroupRef


class Begun(Event):
    """The deferred first day has come."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.begun.v1"

    at: datetime


class ExitRecorded(Event):
    """It is known that the child leaves: how, and its first day no longer at school."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.exit-recorded.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "declaration", "next_school", "reason", "record"})

    at: datetime
    exit: Exit
    end: date
    reason: str | None = None
    next_school: str | None = None
    record: str | None = None
    declaration: str | None = None
    by: str


class Left(Event):
    """The child is no longer at the school."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.left.v1"

    at: datetime
    exit: Exit
    end: date


class TaskMet(Event):
    """The paper that was to follow came, or what it was to show is known from the permits."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.condition-met.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "code", "paper"})

    at: datetime
    code: str
    paper: Paper | None = None
    by: str | None = None


class TaskPostponed(Event):
    """The paper may follow until the end of another day."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.condition-postponed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "code", "reasons"})

    at: datetime
    code: str
    due: date
    reasons: str
    by: str


class TaskOverdue(Event):
    """The paper did not come in its time: the school's desk decides what follows, nothing does of itself."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.condition-overdue.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"code"})

    at: datetime
    code: str
    due: date


class ReviewMarked(Event):
    """Schools read no more of a review than that it is of eligibility, and whether one is open."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.review-marked.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"guardian", "sequence", "standing"})

    at: datetime
    guardian: str
    sequence: int
    standing: ReviewStanding
    review: Literal["eligibility"] | None = None


class NamesCorrected(Event):
    """The names are these now; the former ones are among the previous."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.names-corrected.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "names", "reason", "roster"})

    at: datetime
    names: ChildNames
    roster: RosterName
    reason: str
    by: str


class Erased(Event):
    """Nothing of the child is kept in the case any more."""

    type: ClassVar[str] = f"{PREFIX}.enrolment.erased.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "reason"})

    at: datetime
    reason: str
    by: str
