"""From a valid R4 ``PaymentReconciliation`` to what the rules read of it."""

from __future__ import annotations

from services.medical.fhir.issues import FaultError
from services.medical.fhir.parts import (
    Containing,
    business_identifier,
    business_identifiers,
    containing,
    currency_of,
    first_code,
    money,
    optional_ref,
)
from services.medical.fhir.payment import Detail, PaymentReconciliation
from services.medical.messages.resources import Issue, PaymentDetail, PaymentView


def payment_view(payment: PaymentReconciliation, digest: str) -> PaymentView | tuple[Issue, ...]:
    """The view of a valid payment; issues where an amount is no money or a reference leads nowhere."""
    amounts = [payment["paymentAmount"], *(detail.get("amount") for detail in payment.get("detail", ()))]
    try:
        return _view(payment, digest, currency_of(amounts))
    except FaultError as fault:
        return (fault.under("PaymentReconciliation").issue(),)


def _view(payment: PaymentReconciliation, digest: str, currency: str) -> PaymentView:
    contained = containing(payment.get("contained"))
    details = enumerate(payment.get("detail", ()))
    return PaymentView(
        id=payment.get("id"),
        identifiers=business_identifiers(payment.get("identifier")),
        status=payment["status"],
        outcome=payment.get("outcome"),
        created=payment["created"],
        payment_date=payment["paymentDate"],
        amount=money(payment["paymentAmount"], currency, "paymentAmount"),
        issuer=optional_ref(payment.get("paymentIssuer"), "paymentIssuer", contained),
        requestor=optional_ref(payment.get("requestor"), "requestor", contained),
        details=tuple([_detail(index, detail, currency, contained) for index, detail in details]),
        digest=digest,
    )


def _detail(index: int, detail: Detail, currency: str, contained: Containing) -> PaymentDetail:
    at = f"detail[{index}]"
    return PaymentDetail(
        identifier=business_identifier(detail.get("identifier")),
        predecessor=business_identifier(detail.get("predecessor")),
        type_code=first_code(detail["type"]),
        request=optional_ref(detail.get("request"), f"{at}.request", contained),
        response=optional_ref(detail.get("response"), f"{at}.response", contained),
        submitter=optional_ref(detail.get("submitter"), f"{at}.submitter", contained),
        payee=optional_ref(detail.get("payee"), f"{at}.payee", contained),
        date=detail.get("date"),
        amount=money(detail["amount"], currency, f"{at}.amount") if "amount" in detail else None,
    )
