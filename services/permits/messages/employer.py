"""The commands that an employer's case takes, and its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from services.permits.messages.common import PREFIX, Actor, Part
from shared.cases import Command, Event

DishonestyGround = Literal[
    "false-promise", "false-document", "pay-below-promise", "late-cancellation", "other"
]


class Registration(Part):
    """What an employer registers with; ``uscc`` is the unified social credit code of GB 32100-2015."""

    uscc: str
    name: str
    english_name: str | None = None
    client: str
    industry: str | None = None


class DishonestyRecord(Part):
    """A record of dishonesty, in force from ``since`` until ``until`` (both included; None: until lifted)."""

    id: str
    ground: DishonestyGround
    detail: str
    since: date
    until: date | None = None
    lifted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEmployer(Command):
    """An employer registers itself, or the office registers it."""

    kind: ClassVar[str] = "employer"
    actor: Actor
    registration: Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendEmployer(Command):
    """The office suspends a registration: no application of the employer is taken."""

    kind: ClassVar[str] = "employer"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateEmployer(Command):
    """The office ends a suspension."""

    kind: ClassVar[str] = "employer"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDishonesty(Command):
    """A record by the office; its ``id`` tells a repeat."""

    kind: ClassVar[str] = "employer"
    actor: Actor
    record: DishonestyRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBrokenPromise(Command):
    """An application was revoked for a false promise: the record follows where the revocation says so."""

    kind: ClassVar[str] = "employer"
    application_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftDishonesty(Command):
    """The office lifts a record."""

    kind: ClassVar[str] = "employer"
    actor: Actor
    record_id: str
    reason: str


class EmployerRegistered(Event):
    """The employer may apply."""

    type: ClassVar[str] = f"{PREFIX}.employer.registered.v1"

    registration: Registration
    by: str


class EmployerChanged(Event):
    """The same employer with other details; its code and client stay."""

    type: ClassVar[str] = f"{PREFIX}.employer.changed.v1"

    registration: Registration
    by: str


class EmployerSuspended(Event):
    """No application of the employer is taken."""

    type: ClassVar[str] = f"{PREFIX}.employer.suspended.v1"

    reason: str
    by: str


class EmployerReinstated(Event):
    """The employer may apply again."""

    type: ClassVar[str] = f"{PREFIX}.employer.reinstated.v1"

    reason: str
    by: str


class DishonestyRecorded(Event):
    """A record of dishonesty is in force; ``application_id`` where a revocation led to it."""

    type: ClassVar[str] = f"{PREFIX}.employer.dishonesty-recorded.v1"

    record: DishonestyRecord
    application_id: str | None = None
    by: str


class DishonestyLifted(Event):
    """A record no longer counts."""

    type: ClassVar[str] = f"{PREFIX}.employer.dishonesty-lifted.v1"

    record_id: str
    on: date
    reason: str
    by: str
