"""The commands that an application takes: from applicant and employer, from the office, from the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.permits.cases.clock import PauseReason
from services.permits.messages.common import Actor, Category
from services.permits.messages.form import Attachment, Correction, Form
from shared.cases import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command):
    """The form as it stands; the first one opens the case. ``applicant`` is the person's own client."""

    kind: ClassVar[str] = "application"
    actor: Actor
    form: Form
    applicant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachDocument(Command):
    """A document, or a promise or a tolerance in its place; replaces what stood under the same code."""

    kind: ClassVar[str] = "application"
    actor: Actor
    document: Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDocument(Command):
    """Take a document back while the application is not with the office."""

    kind: ClassVar[str] = "application"
    actor: Actor
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Command):
    """Hand the draft in; after a correction list, hand it in again."""

    kind: ClassVar[str] = "application"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """Applicant or employer take the application back before it is decided."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnForCorrection(Command):
    """Everything that is to be corrected, told once."""

    kind: ClassVar[str] = "application"
    actor: Actor
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(Command):
    """The application is complete and is taken."""

    kind: ClassVar[str] = "application"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAcceptance(Command):
    """Not this office's to decide, or not something that is decided at all; ``ground`` is from the policy."""

    kind: ClassVar[str] = "application"
    actor: Actor
    ground: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginReview(Command):
    """An officer takes the application into review."""

    kind: ClassVar[str] = "application"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """The supervisor (or an officer for itself) says whose the application is."""

    kind: ClassVar[str] = "application"
    actor: Actor
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignLiaison(Command):
    """Another liaison officer for a named company's application."""

    kind: ClassVar[str] = "application"
    actor: Actor
    officer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseClocks(Command):
    """Time that the law does not count begins: expert review, a hearing, testing."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reason: PauseReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeClocks(Command):
    """It is over."""

    kind: ClassVar[str] = "application"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendLimit(Command):
    """The statutory limit's one extension, with the reasons that the applicant is told."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Command):
    """The permit is to be given, in this category and on these days (both included)."""

    kind: ClassVar[str] = "application"
    actor: Actor
    category: Category
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Command):
    """The permit is not given; ``grounds`` are from the policy."""

    kind: ClassVar[str] = "application"
    actor: Actor
    grounds: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Command):
    """The decision is delivered. ``permit_number`` is the person's, from the national system."""

    kind: ClassVar[str] = "application"
    actor: Actor
    permit_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(Command):
    """撤销: what was issued should not have been; ``dishonesty`` puts it on the employer's record."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reason: str
    dishonesty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelApplication(Command):
    """The office ends an application whose ground fell away."""

    kind: ClassVar[str] = "application"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleFollowUp(Command):
    """The office looked at what was promised or was to follow: it holds, or it does not."""

    kind: ClassVar[str] = "application"
    actor: Actor
    code: str
    holds: bool
    finding: str
    dishonesty: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmGround(Command):
    """An officer has seen the proof of a ground that only the office can attest; it counts from now on."""

    kind: ClassVar[str] = "application"
    actor: Actor
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowTalent(Command):
    """What is known of the person beside the application has changed, by the case ``because``.

    Points and grounds are counted again where they rest on it; ``fast_track`` says that it was about the
    Quancheng Programme, so that the 48-hour track opens or closes with the membership.
    """

    kind: ClassVar[str] = "application"
    person: str
    because: str
    fast_track: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecountClocks(Command):
    """A further year's working days are announced: limits that waited for them are computed."""

    kind: ClassVar[str] = "application"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeApplication(Command):
    """A deadline of the application has come."""

    kind: ClassVar[str] = "application"
    name: str
    due_at: datetime
