"""Views, commands and events of a plain claim of 300.00 CNY in two lines, to be varied by each test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from services.medical.messages.commands import AnswerClaim, PayClaim, SubmitClaim, SubmitPayment
from services.medical.messages.resources import (
    AdjudicatedLine,
    BusinessIdentifier,
    ClaimResponseView,
    ClaimView,
    Code,
    Coverage,
    Line,
    PaymentDetail,
    PaymentView,
    ResourceRef,
)
from shared.envelope import content_id
from shared.money import Money

HOSPITAL = "qilu-hospital"
INSURER = "taishan-health"
OFFICE = "ftz-office"
POLICY = Coverage(1, True, ResourceRef("Coverage/taishan-2026-001"))
STRANGE_POLICY = Coverage(1, True, ResourceRef("Coverage/nobody-knows"))


def cny(value: str) -> Money:
    return Money(Decimal(value), "CNY")


def digest_of(values: Mapping[str, Any]) -> str:
    """Equal for equal content, as the reader of the resource makes it."""
    return content_id(*(f"{name}={value}" for name, value in sorted(values.items())))


def identifier(value: str, system: str = "urn:qilu:claims") -> BusinessIdentifier:
    return BusinessIdentifier(system, value)


def line(sequence: int, net: Money, day: date | None = date(2026, 2, 20), code: str = "A01") -> Line:
    return Line(sequence, Code("urn:codes", code), day, day, net)


LINES = (line(1, cny("100.00")), line(2, cny("200.00"), code="B02"))


def claim(**changes: Any) -> ClaimView:
    """The total follows the lines; the digest follows the content."""
    lines = changes.pop("lines", LINES)
    currency = lines[0].net.currency if lines else "CNY"
    total = Money(sum((each.net.value for each in lines), Decimal(0)), currency)
    values: dict[str, Any] = {
        "id": "c-1",
        "identifiers": (identifier("2026-0001"),),
        "status": "active",
        "use": "claim",
        "type_code": "institutional",
        "patient": "patient-key-1",
        "created": "2026-03-01",
        "billable_period": None,
        "insurer": None,
        "provider": ResourceRef(),
        "coverages": (POLICY,),
        "lines": lines,
        "total": total,
        "total_given": True,
        "currency": currency,
        "related": (),
        "receipts": (),
        **changes,
    }
    return ClaimView(**{"digest": digest_of(values), **values})


def submit(**changes: Any) -> SubmitClaim:
    return SubmitClaim(hospital=HOSPITAL, claim=claim(**changes))


def decided(sequence: int, reasons: Sequence[str] = (), **amounts: str) -> AdjudicatedLine:
    """One line as an insurer answers it: ``decided(1, benefit="80.00", copay="20.00")``."""
    money = {category: cny(value) for category, value in amounts.items()}
    return AdjudicatedLine((sequence,), money, tuple(reasons))


def added(sequences: tuple[int, ...], **amounts: str) -> AdjudicatedLine:
    return replace(decided(0, **amounts), sequences=sequences, added=True)


APPROVED = (decided(1, benefit="80.00", copay="20.00"), decided(2, benefit="200.00"))
PARTLY = (decided(1, benefit="80.00", copay="20.00"), decided(2, ("ar002",), benefit="150.00"))
DENIED = (decided(1, ("ar001",), benefit="0.00"), decided(2, ("ar001",), submitted="200.00"))


def response(*lines: AdjudicatedLine, **changes: Any) -> ClaimResponseView:
    values: dict[str, Any] = {
        "id": "r-1",
        "identifiers": (identifier("R-1", "urn:taishan:answers"),),
        "status": "active",
        "use": "claim",
        "outcome": "complete",
        "created": "2026-03-03",
        "insurer": changes.pop("response_insurer", None),
        "requestor": None,
        "request": None,
        "disposition": None,
        "preauth_ref": None,
        "preauth_period": None,
        "lines": lines,
        "added_lines": (),
        "totals": {},
        "payment": None,
        "errors": (),
        **changes,
    }
    return ClaimResponseView(**{"digest": digest_of(values), **values})


def answer(*lines: AdjudicatedLine, insurer: str = INSURER, **changes: Any) -> AnswerClaim:
    return AnswerClaim(insurer=insurer, response=response(*lines, **changes))


def totals(**amounts: str) -> Mapping[str, Money]:
    return {category: cny(value) for category, value in amounts.items()}


def detail(amount: Money | None, number: str = "D-1", reverses: str | None = None) -> PaymentDetail:
    return PaymentDetail(
        identifier=identifier(number, "urn:taishan:details"),
        predecessor=identifier(reverses, "urn:taishan:details") if reverses else None,
        type_code="payment",
        request=None,
        response=None,
        submitter=None,
        payee=None,
        date=None,
        amount=amount,
    )


def pay(amount: Money | None, number: int = 1, reverses: int | None = None, **changes: Any) -> PayClaim:
    """Detail ``number`` of the payment that the tests' facts know."""
    values: dict[str, Any] = {
        "insurer": INSURER,
        "payment_id": "payment-1",
        "payment_digest": "payment-digest-1",
        "detail_number": number,
        "detail": detail(amount, f"D-{number}", f"D-{reverses}" if reverses else None),
        "payment_date": "2026-03-20",
        **changes,
    }
    return PayClaim(**values)


def payment(**changes: Any) -> SubmitPayment:
    values: dict[str, Any] = {
        "id": "p-1",
        "identifiers": (identifier("P-1", "urn:taishan:payments"),),
        "status": "active",
        "outcome": "complete",
        "created": "2026-03-20",
        "payment_date": "2026-03-20",
        "amount": cny("280.00"),
        "issuer": None,
        "requestor": None,
        "details": (detail(cny("300.00")), detail(cny("-20.00"), "D-2", "D-0")),
        **changes,
    }
    view = PaymentView(**{"digest": digest_of(values), **values})
    return SubmitPayment(insurer=INSURER, payment=view)
