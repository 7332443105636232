"""The one way in: bytes of a FHIR R4 resource to its view, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from services.medical.fhir.claim import Claim
from services.medical.fhir.claim_response import ClaimResponse
from services.medical.fhir.claim_view import claim_view, is_receipt
from services.medical.fhir.issues import MAX_ISSUES, Identity, Invalid, Unreadable, issues_of
from services.medical.fhir.json_content import Content, blemishes, parse
from services.medical.fhir.parts import business_identifiers
from services.medical.fhir.payment import PaymentReconciliation
from services.medical.fhir.payment_view import payment_view
from services.medical.fhir.response_view import response_view
from services.medical.messages.resources import ClaimResponseView, ClaimView, Issue, PaymentView

V = TypeVar("V")

_CLAIM = TypeAdapter(Claim).validator
_CLAIM_RESPONSE = TypeAdapter(ClaimResponse).validator
_PAYMENT = TypeAdapter(PaymentReconciliation).validator


def read_claim(raw: bytes) -> ClaimView | Unreadable | Invalid:
    """The view of an R4 Claim. Amounts keep their scale: 135.50 stays 135.50."""
    return _read(raw, "Claim", _CLAIM, claim_view)


def read_claim_response(raw: bytes) -> ClaimResponseView | Unreadable | Invalid:
    """The view of an R4 ClaimResponse."""
    return _read(raw, "ClaimResponse", _CLAIM_RESPONSE, response_view)


def read_payment(raw: bytes) -> PaymentView | Unreadable | Invalid:
    """The view of an R4 PaymentReconciliation."""
    return _read(raw, "PaymentReconciliation", _PAYMENT, payment_view)


def read_adjudication(raw: bytes) -> ClaimResponseView | PaymentView | Unreadable | Invalid:
    """What an insurer sends: a PaymentReconciliation if it says so, else it has to be a ClaimResponse."""
    content = parse(raw)
    if isinstance(content, Unreadable):
        return content
    if content.value.get("resourceType") == "PaymentReconciliation":
        return _read_content(content, "PaymentReconciliation", _PAYMENT, payment_view)
    return _read_content(content, "ClaimResponse", _CLAIM_RESPONSE, response_view)


def _read(
    raw: bytes, resource: str, validator: Any, view: Callable[[Any, str], V | tuple[Issue, ...]]
) -> V | Unreadable | Invalid:
    content = parse(raw)
    if isinstance(content, Unreadable):
        return content
    return _read_content(content, resource, validator, view)


def _read_content(
    content: Content, resource: str, validator: Any, view: Callable[[Any, str], V | tuple[Issue, ...]]
) -> V | Invalid:
    if content.value.get("resourceType") != resource:
        # Another kind of resource, or none: nothing else that could be said of it would help.
        wrong = Issue("code-invalid", f"{resource}.resourceType", f"the resource has to be a {resource}")
        return Invalid((wrong,), None, content.digest)
    blemished = blemishes(resource, content)
    try:
        valid = validator.validate_python(content.value)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        return _invalid(content, issues_of(resource, errors) + blemished)
    if blemished:
        return _invalid(content, blemished)
    result = view(valid, content.digest)
    return _invalid(content, result) if isinstance(result, tuple) else result


def _invalid(content: Content, issues: tuple[Issue, ...]) -> Invalid:
    return Invalid(issues[:MAX_ISSUES], _identity(content.value), content.digest)


def _identity(value: dict[str, Any]) -> Identity | None:
    id_ = value.get("id")
    identity = Identity(
        id_ if isinstance(id_, str) else None, business_identifiers(_names(value.get("identifier")))
    )
    return identity if identity.id or identity.identifiers else None


def _names(identifiers: Any) -> Any:
    """Without receipts, which do not name a claim: as the view of a valid one has it."""
    if not isinstance(identifiers, list):
        return identifiers
    return [each for each in identifiers if not _is_receipt(each)]


def _is_receipt(identifier: Any) -> bool:
    """As ``is_receipt``, of what was not validated."""
    try:
        return is_receipt(identifier)
    except (TypeError, AttributeError):
        return False
