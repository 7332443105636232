"""The commands that a permit's case takes, and its events. One case is one person's permit, for life.

An event that changes what the person may do names the holder in ``persons``: all keys (``shared.persons``),
that of the latest passport last. So a service that knows a person by any passport finds the permit, whichever
of these events it reads first. The keys tell no name, but they are personal data under a pseudonym:
``permits.events`` is for the services of this house and the adapter of the Exit-Entry bureau.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from services.permits.messages.common import PREFIX, Actor, Category, Part
from shared.cases import Command, Event

CancellationCause = Literal["application", "expiry", "revocation"]


class Post(Part):
    """What the permit allows: a post by its title and occupation code, and where the work is done."""

    title: str
    occupation: str
    place: str


class Holding(Part):
    """What a permit stands for from one decision to the next; days in China, both included."""

    application_id: str
    employer: str
    category: Category
    post: Post
    short_work: bool = False
    valid_from: date
    valid_to: date


class ExtensionWindow(Part):
    """The days on which an extension can be applied for, first and last included."""

    opens: date
    closes: date
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowApplication(Command):
    """An application has come to something that concerns the permit: the permit looks at it and follows.

    An issued one grants, extends, changes or cancels; a revoked one revokes; an open extension keeps an
    expiring permit alive; an answer of the Exit-Entry bureau dates the residence permit.
    """

    kind: ClassVar[str] = "permit"
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry(Command):
    """The holder entered China on this day."""

    kind: ClassVar[str] = "permit"
    actor: Actor
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEmploymentEnd(Command):
    """The employment ended on this day: the employer has to have the permit cancelled."""

    kind: ClassVar[str] = "permit"
    actor: Actor
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakePermit(Command):
    """A deadline of the permit has come."""

    kind: ClassVar[str] = "permit"
    name: str
    due_at: datetime


class PermitGranted(Event):
    """The person has this number for life, and may do this work on these days."""

    type: ClassVar[str] = f"{PREFIX}.permit.granted.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"applicant", "window"})

    number: str
    persons: tuple[str, ...]
    employer_client: str
    applicant: str | None = None
    holding: Holding
    window: ExtensionWindow | None = None


class PermitExtended(Event):
    """The same work for longer."""

    type: ClassVar[str] = f"{PREFIX}.permit.extended.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"window"})

    number: str
    persons: tuple[str, ...]
    holding: Holding
    window: ExtensionWindow | None = None


class PermitChanged(Event):
    """Other particulars under the same number; a new passport gives the person a further key."""

    type: ClassVar[str] = f"{PREFIX}.permit.changed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"window"})

    number: str
    persons: tuple[str, ...]
    holding: Holding
    window: ExtensionWindow | None = None


class PermitCancelled(Event):
    """注销: on application; or of itself, after expiry or revocation, which stay the permit's state."""

    type: ClassVar[str] = f"{PREFIX}.permit.cancelled.v1"

    number: str
    persons: tuple[str, ...]
    cause: CancellationCause
    on: date
    application_id: str | None = None


class PermitRevoked(Event):
    """撤销: the decision should never have been given."""

    type: ClassVar[str] = f"{PREFIX}.permit.revoked.v1"

    number: str
    persons: tuple[str, ...]
    application_id: str
    reason: str
    on: date


class PermitExpired(Event):
    """The last day of validity has passed."""

    type: ClassVar[str] = f"{PREFIX}.permit.expired.v1"

    number: str
    persons: tuple[str, ...]
    on: date


class ExtensionLodged(Event):
    """An extension is applied for and not decided."""

    type: ClassVar[str] = f"{PREFIX}.permit.extension-lodged.v1"

    application_id: str


class ExtensionClosed(Event):
    """The application for extension ended without one."""

    type: ClassVar[str] = f"{PREFIX}.permit.extension-closed.v1"

    application_id: str


class ExtensionDeemedGranted(Event):
    """Validity ended while the extension was undecided, which counts as granted until it is decided.

    Source: Administrative Licensing Law, Article 50.
    """

    type: ClassVar[str] = f"{PREFIX}.permit.extension-deemed-granted.v1"

    number: str
    persons: tuple[str, ...]
    application_id: str
    on: date


class ExtensionWindowOpened(Event):
    """From today an extension can be applied for."""

    type: ClassVar[str] = f"{PREFIX}.permit.extension-window-opened.v1"

    number: str
    opens: date
    closes: date


class ExtensionWindowClosed(Event):
    """An extension can no longer be applied for, and none was."""

    type: ClassVar[str] = f"{PREFIX}.permit.extension-window-closed.v1"

    number: str
    closes: date


class EntryReported(Event):
    """The holder is in China; the residence permit is to be applied for by the end of ``residence_due``."""

    type: ClassVar[str] = f"{PREFIX}.permit.entry-reported.v1"

    on: date
    residence_reminder: date
    residence_due: date
    by: str


class ResidenceReminded(Event):
    """The time for the residence permit is nearly over."""

    type: ClassVar[str] = f"{PREFIX}.permit.residence-reminder.v1"

    due: date


class ResidenceOverdue(Event):
    """No residence permit is known, and its time is over."""

    type: ClassVar[str] = f"{PREFIX}.permit.residence-overdue.v1"

    due: date


class ResidenceRecorded(Event):
    """The holder has a residence permit that is valid to the end of this day."""

    type: ClassVar[str] = f"{PREFIX}.permit.residence-recorded.v1"

    persons: tuple[str, ...]
    application_id: str
    valid_to: date


class EmploymentEnded(Event):
    """The employment ended; without ``due`` the calendar of that time is not announced."""

    type: ClassVar[str] = f"{PREFIX}.permit.employment-ended.v1"

    employer: str
    on: date
    due: datetime | None = None
    reason: str
    by: str


class CancellationOverdue(Event):
    """The employer has not applied for the cancellation in its time."""

    type: ClassVar[str] = f"{PREFIX}.permit.cancellation-overdue.v1"

    employer: str
    due: datetime
