"""Claims, answers and payments of our own as FHIR R4, with numbers of their own, to be varied by a test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from shared.ids import stable_id

Json = dict[str, Any]

HOSPITAL, OTHER_HOSPITAL = "qilu-hospital", "jinan-central-hospital"
INSURER, OTHER_INSURER = "taishan-health", "baotu-international"
OFFICE = "ftz-office"
COVERAGE, OTHER_COVERAGE = "Coverage/taishan-2026-001", "Coverage/baotu-2026-001"

CLAIM_NUMBERS = "urn:qilu:claims"
ANSWER_NUMBERS = "urn:taishan:answers"
DETAIL_NUMBERS = "urn:taishan:details"
PAYMENT_NUMBERS = "urn:taishan:payments"


def new_number() -> str:
    """A business number that no other test uses."""
    return uuid4().hex[:16]


def id_of(number: str, hospital: str = HOSPITAL) -> str:
    """The id of the case of the claim with this number, as a hospital can tell it by itself."""
    return stable_id("claim", hospital, CLAIM_NUMBERS, number)


def encode(resource: Json) -> bytes:
    """JSON in which an amount keeps its scale."""
    return _text(resource).encode()


def _text(value: Any) -> str:
    match value:
        case dict():
            return "{" + ",".join(f"{json.dumps(key)}:{_text(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ",".join(map(_text, value)) + "]"
        case Decimal():
            return str(value)
    return json.dumps(value, ensure_ascii=False)


def cny(value: str) -> Json:
    return {"value": Decimal(value), "currency": "CNY"}


def coded(code: str) -> Json:
    return {"coding": [{"system": "urn:qilu:codes", "code": code}]}


def line(sequence: int, net: str, code: str = "exam") -> Json:
    return {
        "sequence": sequence,
        "productOrService": coded(code),
        "servicedDate": "2026-11-18",
        "net": cny(net),
    }


def claim(number: str, *, coverage: str = COVERAGE, lines: Sequence[Json] = (), **changes: Any) -> Json:
    """A claim of 400.00 CNY in two lines for a patient of its own; a change to None leaves an element out."""
    resource: Json = {
        "resourceType": "Claim",
        "identifier": [{"system": CLAIM_NUMBERS, "value": number}],
        "status": "active",
        "type": coded("professional"),
        "use": "claim",
        "patient": {"reference": f"Patient/{number}"},
        "created": "2026-11-20",
        "provider": {"reference": f"Organization/{HOSPITAL}"},
        "priority": coded("normal"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": coverage}}],
        "item": list(lines) or [line(1, "135.50"), line(2, "264.50", "x-ray")],
        **changes,
    }
    return {name: value for name, value in resource.items() if value is not None}


def decided(sequence: int, **amounts: str) -> Json:
    """What an insurer says on one line: ``decided(1, benefit="100.00", copay="35.50")``."""
    return {
        "itemSequence": sequence,
        "adjudication": [{"category": coded(name), "amount": cny(value)} for name, value in amounts.items()],
    }


APPROVED = (decided(1, benefit="135.50"), decided(2, benefit="264.50"))
PARTLY = (decided(1, benefit="100.00", copay="35.50"), decided(2, benefit="200.00"))
DENIED = (decided(1, benefit="0.00"), decided(2, benefit="0.00"))
PENDING = ()


def answer(number: str, lines: Sequence[Json] = APPROVED, **changes: Any) -> Json:
    """An insurer's answer to the claim with this number."""
    resource: Json = {
        "resourceType": "ClaimResponse",
        "identifier": [{"system": ANSWER_NUMBERS, "value": new_number()}],
        "status": "active",
        "type": coded("professional"),
        "use": "claim",
        "patient": {"reference": f"Patient/{number}"},
        "created": "2026-11-23",
        "insurer": {"reference": f"Organization/{INSURER}"},
        "request": {"identifier": {"system": CLAIM_NUMBERS, "value": number}},
        "outcome": "complete" if lines else "queued",
        **({"item": list(lines)} if lines else {}),
        **changes,
    }
    return {name: value for name, value in resource.items() if value is not None}


def detail(number: str, amount: str, **changes: Any) -> Json:
    """A payment's detail for the claim with this number."""
    return {
        "identifier": {"system": DETAIL_NUMBERS, "value": new_number()},
        "type": coded("payment"),
        "request": {"identifier": {"system": CLAIM_NUMBERS, "value": number}},
        "amount": cny(amount),
        **changes,
    }


def payment(amount: str, *details: Json, **changes: Any) -> Json:
    """An insurer's payment."""
    return {
        "resourceType": "PaymentReconciliation",
        "identifier": [{"system": PAYMENT_NUMBERS, "value": new_number()}],
        "status": "active",
        "created": "2026-11-24",
        "paymentDate": "2026-11-24",
        "paymentAmount": cny(amount),
        "detail": list(details),
        **changes,
    }
