"""What is asked of a claim or a payment: by hospitals, insurers, the office and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.medical.messages.common import Role
from services.medical.messages.resources import (
    ClaimResponseView,
    ClaimView,
    Issue,
    PaymentDetail,
    PaymentView,
)
from shared.cases import Command

# --- commands on a claim ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitClaim(Command):
    """A hospital sends a claim or a preauthorization; status ``cancelled`` asks to cancel it."""

    kind: ClassVar[str] = "claim"
    hospital: str
    claim: ClaimView


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitInvalidClaim(Command):
    """A hospital's record names its claim but is not a valid resource: the refusal belongs on the case."""

    kind: ClassVar[str] = "claim"
    hospital: str
    digest: str
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelateClaim(Command):
    """A later claim of the same hospital names this one as its ground: an appeal, or a resubmission."""

    kind: ClassVar[str] = "claim"
    hospital: str
    by_claim: str
    relationship: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerClaim(Command):
    """An insurer's ClaimResponse."""

    kind: ClassVar[str] = "claim"
    insurer: str
    response: ClaimResponseView


@dataclass(frozen=True, slots=True, kw_only=True)
class PayClaim(Command):
    """One detail of an insurer's PaymentReconciliation that is meant for this claim.

    ``payment_id`` is the id of the payment's case, ``payment_digest`` of the content that the detail came in.
    """

    kind: ClassVar[str] = "claim"
    insurer: str
    payment_id: str
    payment_digest: str
    detail_number: int
    detail: PaymentDetail
    payment_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelClaim(Command):
    """The hospital or the office cancels over HTTP."""

    kind: ClassVar[str] = "claim"
    client: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignInsurer(Command):
    """The office sends a held claim to an insurer that it names."""

    kind: ClassVar[str] = "claim"
    client: str
    role: Role
    insurer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseClaim(Command):
    """The office closes a held claim."""

    kind: ClassVar[str] = "claim"
    client: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeClaim(Command):
    """A deadline of the claim has come."""

    kind: ClassVar[str] = "claim"
    name: str
    due_at: datetime


# --- a command on a payment ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPayment(Command):
    """An insurer's PaymentReconciliation as a whole; its details reach the claims as ``PayClaim``."""

    kind: ClassVar[str] = "payment"
    insurer: str
    payment: PaymentView
