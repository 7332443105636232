"""The residence part of an application: what is asked of the Exit-Entry bureau and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from services.permits.messages.common import PREFIX, ApplicationType, Part
from shared.cases import Command, Event

BureauOutcome = Literal["granted", "refused", "later"]
Step = Literal["reminder", "escalation", "reconciliation"]


class BureauSteps(Part):
    """When a missing answer is reminded of, escalated, and asked about in a reconciliation query."""

    reminder: datetime
    escalation: datetime
    reconciliation: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerResidence(Command):
    """The bureau's answer. ``answer`` is its own id for it; the same id again is the same answer again."""

    kind: ClassVar[str] = "application"
    bureau: str
    answer: str
    outcome: BureauOutcome
    reason: str | None = None
    number: str | None = None
    valid_to: date | None = None
    later_until: datetime | None = None


class ResidencePermitRequested(Event):
    """The bureau is asked for the residence permit that belongs to this work permit."""

    type: ClassVar[str] = f"{PREFIX}.residence-permit.requested.v1"

    at: datetime
    application_type: ApplicationType
    permit_number: str
    valid_from: date
    valid_to: date
    joint: bool
    steps: BureauSteps | None = None


class ResidencePermitAnswered(Event):
    """The bureau's answer was taken; ``late`` when it had to be asked about."""

    type: ClassVar[str] = f"{PREFIX}.residence-permit.answered.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"number"})

    bureau: str
    answer: str
    outcome: BureauOutcome
    reason: str | None = None
    number: str | None = None
    valid_to: date | None = None
    steps: BureauSteps | None = None
    late: bool = False


class BureauAnswerRefused(Event):
    """The bureau's answer was not taken, and why."""

    type: ClassVar[str] = f"{PREFIX}.residence-permit.answer-refused.v1"

    bureau: str
    answer: str
    code: str
    detail: str


class BureauReminded(Event):
    """The bureau has not answered in its time."""

    type: ClassVar[str] = f"{PREFIX}.residence-permit.reminder.v1"

    asked_at: datetime


class BureauEscalated(Event):
    """Still no answer: the supervisor takes it up."""

    type: ClassVar[str] = f"{PREFIX}.residence-permit.escalated.v1"

    asked_at: datetime


class ReconciliationQueried(Event):
    """Still no answer: what does the bureau know of this request?"""

    type: ClassVar[str] = f"{PREFIX}.residence-permit.reconciliation-queried.v1"

    asked_at: datetime
