"""What the rules read of a claim, of an insurer's answer and of a payment: narrow, frozen, of no format.

The border (``services.medical.fhir``) makes these from a partner's resource; ``decide`` takes them in. They
hold amounts, codes, days and references: no names, no diagnoses, and of the patient only a one-way key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shared.money import Money

Status = Literal["active", "cancelled", "draft", "entered-in-error"]
Use = Literal["claim", "preauthorization", "predetermination"]
Outcome = Literal["queued", "complete", "error", "partial"]

PATIENT_SHARE = frozenset({"copay", "deductible", "unallocdeduct", "coinsurance"})
"""Adjudication categories for what the patient bears (HL7 FHIR R4 CodeSystem/adjudication, extended)."""

DISALLOWED = frozenset({"noncovered", "disallowed", "denied"})
"""Adjudication categories for what nobody covers; FHIR leaves them to the parties (its set is extensible)."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with a resource.

    ``code`` is a FHIR IssueType, ``expression`` a FHIRPath to the element (``Claim.item[0].net``),
    ``diagnostics`` plain English that quotes codes, days and amounts at most: never a name or free text.
    """

    code: str
    expression: str
    diagnostics: str


@dataclass(frozen=True, slots=True)
class BusinessIdentifier:
    """A number that a partner gave, within its namespace; ``system`` is empty where none was named."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class ResourceRef:
    """A pointer to another resource, by address, by business identifier, or by both."""

    reference: str | None = None
    identifier: BusinessIdentifier | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A code within its system; the words of the concept stand in where it was sent without any code."""

    system: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day, both included; ``None`` is open. A partial date covers all its days."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One insurance of a claim; ``payors`` are known only where the coverage came inside the claim."""

    sequence: int
    focal: bool
    coverage: ResourceRef
    payors: tuple[ResourceRef, ...] = ()
    business_arrangement: str | None = None
    preauth_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One billed line. ``net`` is as sent, or computed from price, quantity, factor and details."""

    sequence: int
    code: Code
    first_day: date | None
    last_day: date | None
    net: Money


@dataclass(frozen=True, slots=True)
class Related:
    """Another claim that this one continues, and how (``prior``, ``associated``, an appeal, ...)."""

    ref: ResourceRef
    relationship: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim or a preauthorization.

    ``digest`` is equal for equal content, whatever the order of keys, white space and trailing zeros.
    ``total_given`` tells a total as sent from a sum of the lines. ``person`` is the key by which the services
    of this house know the patient (``shared.persons``), where the claim says by which passport.
    """

    id: str | None
    identifiers: tuple[BusinessIdentifier, ...]
    status: Status
    use: Use
    type_code: str | None
    patient: str
    created: str
    billable_period: Days | None
    insurer: ResourceRef | None
    provider: ResourceRef
    coverages: tuple[Coverage, ...]
    lines: tuple[Line, ...]
    total: Money
    total_given: bool
    currency: str
    related: tuple[Related, ...]
    receipts: tuple[str, ...]
    digest: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class AdjudicatedLine:
    """What an insurer said on one line: amounts by category, and why.

    An addition (``added``) names the lines that it stands for, if any. ``reasons`` are all reason codes,
    ``denied_codes`` those given with an amount that is disallowed.
    """

    sequences: tuple[int, ...]
    amounts: Mapping[str, Money]
    reasons: tuple[str, ...] = ()
    denied_codes: tuple[str, ...] = ()
    added: bool = False
    net: Money | None = None

    @property
    def sequence(self) -> int | None:
        """The claim's line that this is about; ``None`` for an addition that stands for no line."""
        return self.sequences[0] if self.sequences else None

    @property
    def submitted(self) -> Money | None:
        return self.amounts.get("submitted")

    @property
    def eligible(self) -> Money | None:
        return self.amounts.get("eligible")

    @property
    def copay(self) -> Money | None:
        return self.amounts.get("copay")

    @property
    def deductible(self) -> Money | None:
        return self.amounts.get("deductible")

    @property
    def benefit(self) -> Money | None:
        return self.amounts.get("benefit")

    @property
    def disallowed(self) -> Money | None:
        """What nobody covers, summed over its categories; ``None`` where the insurer did not say."""
        parts = [amount for category, amount in self.amounts.items() if category in DISALLOWED]
        if not parts:
            return None
        return Money(value=sum((part.value for part in parts), Decimal(0)), currency=parts[0].currency)


@dataclass(frozen=True, slots=True)
class ResponsePayment:
    """What the insurer says it pays or will pay for a claim."""

    amount: Money
    date: str | None
    identifier: BusinessIdentifier | None


@dataclass(frozen=True, slots=True)
class ClaimResponseView:
    """An insurer's answer to a claim or to a preauthorization."""

    id: str | None
    identifiers: tuple[BusinessIdentifier, ...]
    status: Status
    use: Use
    outcome: Outcome
    created: str
    insurer: ResourceRef | None
    requestor: ResourceRef | None
    request: ResourceRef | None
    disposition: str | None
    preauth_ref: str | None
    preauth_period: Days | None
    lines: tuple[AdjudicatedLine, ...]
    added_lines: tuple[AdjudicatedLine, ...]
    totals: Mapping[str, Money]
    payment: ResponsePayment | None
    errors: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One allocation of a payment; negative for a reversal, which names its ``predecessor``."""

    identifier: BusinessIdentifier | None
    predecessor: BusinessIdentifier | None
    type_code: str | None
    request: ResourceRef | None
    response: ResourceRef | None
    submitter: ResourceRef | None
    payee: ResourceRef | None
    date: str | None
    amount: Money | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One transfer of money from an insurer, and what it is for."""

    id: str | None
    identifiers: tuple[BusinessIdentifier, ...]
    status: Status
    outcome: Outcome | None
    created: str
    payment_date: str
    amount: Money
    issuer: ResourceRef | None
    requestor: ResourceRef | None
    details: tuple[PaymentDetail, ...]
    digest: str
