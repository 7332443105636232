"""What has become of a claim or a payment; published without what an event withholds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.medical.messages.common import Adjudication, HoldReason, Use
from services.medical.messages.resources import BusinessIdentifier, Issue
from shared.cases import Event
from shared.money import Money

PREFIX = "cn.quancheng.medical"

# --- events of a claim -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineAmount:
    """One billed line: its sequence and net amount, no code."""

    sequence: int
    net: Money


@dataclass(frozen=True, slots=True)
class AdjudicatedLineAmounts:
    """What an insurer decided on one line; paid + patient share + disallowed = billed."""

    sequence: int
    billed: Money
    paid: Money
    patient_share: Money
    disallowed: Money
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A one-way key that a claim shares with others, and what it holds under it (nothing for a receipt)."""

    key: int
    held: tuple[int, ...] = ()


class ClaimReceived(Event):
    """A hospital's claim is on the books.

    ``patient`` is a one-way key and ``marks`` are one-way keys of what would make another claim a double
    (receipt numbers; patient, provider, day, code and amount of a line); both stay in the journal, and so do
    ``person``, the patient's key in this house, and ``prequalified``: whether the patient may stay on every
    day of service, where anything is known of that.
    """

    type: ClassVar[str] = f"{PREFIX}.claim.received.v1"
    withheld: ClassVar[frozenset[str]] = frozenset(
        {"patient", "person", "prequalified", "service_from", "service_to", "marks"}
    )

    hospital: str
    received_at: datetime
    use: Use
    identifiers: tuple[BusinessIdentifier, ...]
    resource_id: str | None = None
    total: Money
    lines: tuple[LineAmount, ...]
    digest: str
    guarantees: tuple[str, ...] = ()
    patient: str
    person: str | None = None
    prequalified: bool | None = None
    service_from: date | None = None
    service_to: date | None = None
    marks: tuple[Mark, ...] = ()


class ClaimHeld(Event):
    """The claim waits for the office; ``detail`` says what is missing."""

    type: ClassVar[str] = f"{PREFIX}.claim.held.v1"

    reason: HoldReason
    detail: str


class ClaimDispatched(Event):
    """The claim is the insurer's to answer, by the end of ``answer_due`` (an instant)."""

    type: ClassVar[str] = f"{PREFIX}.claim.dispatched.v1"

    hospital: str
    insurer: str
    use: Use
    identifiers: tuple[BusinessIdentifier, ...]
    resource_id: str | None = None
    total: Money
    lines: tuple[LineAmount, ...]
    answer_due: datetime
    at_risk: datetime
    policy: str
    assigned_by: str | None = None
    reason: str | None = None


class ClaimPended(Event):
    """The insurer has the claim in work; no decision yet. ``errors`` are its codes of what went wrong."""

    type: ClassVar[str] = f"{PREFIX}.claim.pended.v1"

    insurer: str
    response: BusinessIdentifier | None = None
    response_id: str | None = None
    digest: str
    outcome: str
    errors: tuple[str, ...] = ()


class ClaimAdjudicated(Event):
    """The insurer's decision, derived from line amounts and reasons (never from ``outcome``).

    ``lines`` is empty where the insurer decided on the claim as a whole. A later one of these replaces it.
    """

    type: ClassVar[str] = f"{PREFIX}.claim.adjudicated.v1"

    insurer: str
    adjudication: Adjudication
    response: BusinessIdentifier | None = None
    response_id: str | None = None
    digest: str
    billed: Money
    paid: Money
    patient_share: Money
    disallowed: Money
    lines: tuple[AdjudicatedLineAmounts, ...]


class GuaranteeIssued(Event):
    """An approved preauthorization is a guarantee of payment that later claims quote by ``reference``."""

    type: ClassVar[str] = f"{PREFIX}.guarantee.issued.v1"

    insurer: str
    reference: str
    amount: Money
    valid_from: date | None = None
    valid_to: date | None = None


class GuaranteeWithdrawn(Event):
    """A new decision on a preauthorization ends the guarantee that the former one gave."""

    type: ClassVar[str] = f"{PREFIX}.guarantee.withdrawn.v1"

    insurer: str
    reference: str


class PaymentApplied(Event):
    """Money of one payment detail came for this claim; negative for a reversal."""

    type: ClassVar[str] = f"{PREFIX}.payment.applied.v1"

    insurer: str
    payment_id: str
    detail_number: int
    detail: BusinessIdentifier | None = None
    predecessor: BusinessIdentifier | None = None
    amount: Money
    paid_so_far: Money
    payment_date: str


class ClaimSettled(Event):
    """Payments equal what the insurer decided to pay. Where it pays nothing, the decision is the end."""

    type: ClassVar[str] = f"{PREFIX}.claim.settled.v1"

    insurer: str
    paid: Money


class ClaimReopened(Event):
    """Payments of a settled claim no longer equal what is due: a reversal, or a payment too many."""

    type: ClassVar[str] = f"{PREFIX}.claim.reopened.v1"

    insurer: str
    paid: Money


class ClaimCancelled(Event):
    """The claim is withdrawn by its hospital or closed as an error by the office."""

    type: ClassVar[str] = f"{PREFIX}.claim.cancelled.v1"

    by: str
    reason: str


class ClaimRefused(Event):
    """The office closed a held claim."""

    type: ClassVar[str] = f"{PREFIX}.claim.refused.v1"

    by: str
    reason: str


class ClaimAppealed(Event):
    """A later claim refers to this one as its ground."""

    type: ClassVar[str] = f"{PREFIX}.claim.appealed.v1"

    by_claim: str
    relationship: str


class ClaimFlagged(Event):
    """A check found something that people should look at; the claim goes on.

    ``other_claim`` may be another hospital's, and stays in the journal.
    """

    type: ClassVar[str] = f"{PREFIX}.claim.flagged.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"other_claim"})

    flag: str
    detail: str
    other_claim: str | None = None


class AnswerAtRisk(Event):
    """Four fifths (or what the policy says) of the insurer's time has passed without a decision."""

    type: ClassVar[str] = f"{PREFIX}.answer.at-risk.v1"

    insurer: str
    answer_due: datetime


class AnswerOverdue(Event):
    """The insurer's time has passed without a decision."""

    type: ClassVar[str] = f"{PREFIX}.answer.overdue.v1"

    insurer: str
    answer_due: datetime


class SubmissionRefused(Event):
    """What a hospital sent for this case was not taken, and why; ``digest`` is of the refused content."""

    type: ClassVar[str] = f"{PREFIX}.submission.refused.v1"

    hospital: str
    code: str
    detail: str
    digest: str
    issues: tuple[Issue, ...] = ()


class AnswerRefused(Event):
    """An insurer's answer was not taken, and why."""

    type: ClassVar[str] = f"{PREFIX}.answer.refused.v1"

    insurer: str
    code: str
    detail: str
    digest: str
    issues: tuple[Issue, ...] = ()


class PaymentDetailRefused(Event):
    """One payment detail was not taken for this claim, and why."""

    type: ClassVar[str] = f"{PREFIX}.payment-detail.refused.v1"

    insurer: str
    payment_id: str
    detail_number: int
    code: str
    detail: str


# --- events of a payment ---------------------------------------------------------------------------


class PaymentReceived(Event):
    """An insurer's payment is on the books; its details are applied to their claims one by one."""

    type: ClassVar[str] = f"{PREFIX}.payment.received.v1"

    insurer: str
    identifiers: tuple[BusinessIdentifier, ...]
    amount: Money
    payment_date: str
    details: int
    digest: str


class PaymentRefused(Event):
    """An insurer's payment was not taken, and why."""

    type: ClassVar[str] = f"{PREFIX}.payment.refused.v1"

    insurer: str
    code: str
    detail: str
    digest: str
    issues: tuple[Issue, ...] = ()
