"""The commands that a request for recognition takes, from the proposal to the end of what was recognised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from pydantic import Field

from services.qualifications.messages.common import (
    Actor,
    CatalogueItem,
    Credential,
    Effect,
    Part,
    Person,
    Route,
)
from services.qualifications.messages.outcomes import Outcome
from shared.cases import Command

Method = Literal["letter", "register", "apostille", "partner-system"]
Result = Literal["confirmed", "not-confirmed"]
ObjectionAnswer = Literal["upheld", "dismissed"]


class Request(Part):
    """What is proposed for a person's qualification.

    By catalogue: ``item`` names it, or it is found by issuer and title. Case by case: ``wanted`` says which
    effect is asked for, and ``reasons`` why. ``organisation`` is the proposer's credit code.
    """

    person: Person
    credential: Credential
    credential_number: str
    organisation: str
    route: Route
    item: CatalogueItem | None = None
    wanted: Effect | None = None
    reasons: str | None = None


class Verification(Part):
    """The issuer was asked: how, when, under which reference, and what it said."""

    method: Method
    on: date
    reference: str
    result: Result


class Consent(Part):
    """The regulator of a profession agrees to the practice that ``practice`` describes."""

    regulator: str
    reference: str
    on: date
    practice: str = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(Command):
    """An employer or an institution proposes a recognition; ``applicant`` is the person's own client."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    request: Request
    applicant: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """The proposer takes its request back."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVerification(Command):
    """The office has asked the issuer; ``reason`` says why an answer that is on record was wrong."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    verification: Verification
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordConsent(Command):
    """The office has the regulator's consent."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    consent: Consent


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointPanel(Command):
    """The office appoints a panel from the list of experts.

    A new one takes the place of the old one, for a ``reason``; conflicts that were declared stand.
    """

    kind: ClassVar[str] = "recognition"
    actor: Actor
    members: tuple[str, ...]
    chair: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict(Command):
    """A member says whether it has a conflict of interest; ``conflict`` says which, None that it has none."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    conflict: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveOutcome(Command):
    """The chair puts an outcome to the vote; a new motion takes the place of one not voted through."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    outcome: Outcome
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(Command):
    """A member votes on the motion, with reasons."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    in_favour: bool
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeVote(Command):
    """The chair counts the votes: with quorum and majority the motion is the panel's proposal."""

    kind: ClassVar[str] = "recognition"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishNotice(Command):
    """The office publishes the panel's proposal for its days."""

    kind: ClassVar[str] = "recognition"
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Command):
    """``objector`` objects while the notice runs; ``reference`` tells objections apart."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    reference: str
    objector: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerObjections(Command):
    """The authority upholds the objections (back to the panel) or dismisses them (a new notice)."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    answer: ObjectionAnswer
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Command):
    """The human-resources authority decides; ``departure`` is why not as the panel proposed."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    outcome: Outcome
    departure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewCredential(Command):
    """The foreign credential was renewed: valid to the end of ``expires_on``, or without an end."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    expires_on: date | None
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(Command):
    """撤销: the recognition should never have been given."""

    kind: ClassVar[str] = "recognition"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeRecognition(Command):
    """A deadline of the recognition has come."""

    kind: ClassVar[str] = "recognition"
    name: str
    due_at: datetime
