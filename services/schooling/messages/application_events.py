"""The events of an application's case.

Published are ids, school, grade, year and the days of the process. What is known of the child, of its
guardian and of its papers stays in the journal, and so do the reasons, which speak of them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from services.schooling.messages.application import NoPlace, OpenTask, Review, Verified
from services.schooling.messages.child import Form, Paper, PriorRecord
from services.schooling.messages.common import PREFIX, ApplicationKind, GroupRef
from shared.cases import Event


class Submitted(Event):
    """A child's application is in; ``guardian`` is the case of its guardian, ``client`` who handed it in."""

    type: ClassVar[str] = f"{PREFIX}.application.submitted.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"form", "child", "guardian", "sibling", "client"})

    at: datetime
    group: GroupRef
    kind: ApplicationKind
    form: Form
    child: str
    guardian: str
    sibling: bool
    client: str
    policy: str


class ReviewRequired(Event):
    """The rules leave a question to a person: which, and what they found."""

    type: ClassVar[str] = f"{PREFIX}.application.review-required.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"review", "findings"})

    review: Review
    findings: tuple[str, ...]


class ReviewDecided(Event):
    """A person settled a question."""

    type: ClassVar[str] = f"{PREFIX}.application.review-decided.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"admitted", "by", "reasons", "review"})

    review: Review
    admitted: bool
    reasons: str
    by: str


class GuardianVerified(Event):
    """The guardian may live here with the child: known by a document, by its permits, or from a person."""

    type: ClassVar[str] = f"{PREFIX}.application.guardian-verified.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"how", "since"})

    how: Verified
    since: date | None = None


class Eligible(Event):
    """No question is open: the child may stand in the list of its year group."""

    type: ClassVar[str] = f"{PREFIX}.application.eligible.v1"

    at: datetime
    group: GroupRef


class DocumentProvided(Event):
    """A paper is there."""

    type: ClassVar[str] = f"{PREFIX}.application.document-provided.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "paper"})

    paper: Paper
    by: str


class PriorRecordProvided(Event):
    """The record of the school that the child comes from is there."""

    type: ClassVar[str] = f"{PREFIX}.application.prior-record-provided.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "prior"})

    prior: PriorRecord
    by: str


class ConditionOpened(Event):
    """A paper is missing and may follow in its time; a follow-up never stands in the way."""

    type: ClassVar[str] = f"{PREFIX}.application.condition-opened.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"open"})

    open: OpenTask


class ConditionPostponed(Event):
    """The paper may follow until the end of another day."""

    type: ClassVar[str] = f"{PREFIX}.application.condition-postponed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "code", "reasons"})

    code: str
    due: date
    reasons: str
    by: str


class ConditionMet(Event):
    """The paper that was to follow came."""

    type: ClassVar[str] = f"{PREFIX}.application.condition-met.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"code"})

    code: str


class ConditionOverdue(Event):
    """The paper did not come in its time: the school's desk decides what follows, nothing does of itself."""

    type: ClassVar[str] = f"{PREFIX}.application.condition-overdue.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"code"})

    code: str
    due: date


class PlaceAccepted(Event):
    """The family accepted an offer; the child begins on ``begin``."""

    type: ClassVar[str] = f"{PREFIX}.application.place-accepted.v1"

    group: GroupRef
    begin: date


class PlaceDeferred(Event):
    """The family keeps its place in the line for another school year; the papers still to come come here."""

    type: ClassVar[str] = f"{PREFIX}.application.place-deferred.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"tasks"})

    group: GroupRef
    tasks: tuple[OpenTask, ...]


class PlacedElsewhere(Event):
    """The child has a place at a school whose rules let it keep no other."""

    type: ClassVar[str] = f"{PREFIX}.application.placed-elsewhere.v1"


class Ended(Event):
    """The application had no place in the end, and why."""

    type: ClassVar[str] = f"{PREFIX}.application.ended.v1"

    because: NoPlace


class Enrolled(Event):
    """The enrolment is open; what follows is told by it."""

    type: ClassVar[str] = f"{PREFIX}.application.enrolled.v1"

    enrolment: str


class Refused(Event):
    """A person refused the application."""

    type: ClassVar[str] = f"{PREFIX}.application.refused.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "reasons"})

    reasons: str
    by: str


class Withdrawn(Event):
    """The family took the application back."""

    type: ClassVar[str] = f"{PREFIX}.application.withdrawn.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "reason"})

    reason: str
    by: str


class ApplicationErased(Event):
    """Nothing of the child is kept in the case any more. ``groups`` are the year groups that knew of it."""

    type: ClassVar[str] = f"{PREFIX}.application.erased.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "reason"})

    groups: tuple[GroupRef, ...]
    reason: str
    by: str
