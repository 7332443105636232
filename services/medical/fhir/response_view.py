"""From a valid R4 ``ClaimResponse`` to what the rules read of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from services.medical.fhir.claim_response import AddedItem, Adjudication, ClaimResponse, Item
from services.medical.fhir.datatypes import Money as FhirMoney
from services.medical.fhir.issues import FaultError
from services.medical.fhir.parts import (
    business_identifier,
    business_identifiers,
    containing,
    currency_of,
    days,
    first_code,
    money,
    optional_ref,
)
from services.medical.messages.resources import (
    DISALLOWED,
    AdjudicatedLine,
    ClaimResponseView,
    Issue,
    ResponsePayment,
)
from shared.money import Money


def response_view(response: ClaimResponse, digest: str) -> ClaimResponseView | tuple[Issue, ...]:
    """The view of a valid answer; issues where an amount is no money or a reference leads nowhere (ref-1).

    Only the adjudications of items and added items are read: those of their details explain them.
    """
    try:
        return _view(response, digest, currency_of(_amounts(response)))
    except FaultError as fault:
        return (fault.under("ClaimResponse").issue(),)


def _view(response: ClaimResponse, digest: str, currency: str) -> ClaimResponseView:
    contained = containing(response.get("contained"))
    return ClaimResponseView(
        id=response.get("id"),
        identifiers=business_identifiers(response.get("identifier")),
        status=response["status"],
        use=response["use"],
        outcome=response["outcome"],
        created=response["created"],
        insurer=optional_ref(response["insurer"], "insurer", contained),
        requestor=optional_ref(response.get("requestor"), "requestor", contained),
        request=optional_ref(response.get("request"), "request", contained),
        disposition=response.get("disposition"),
        preauth_ref=response.get("preAuthRef"),
        preauth_period=days(response.get("preAuthPeriod")),
        lines=_lines(response.get("item", ()), currency),
        added_lines=_added_lines(response.get("addItem", ()), currency),
        totals=_totals(response, currency),
        payment=_payment(response, currency),
        errors=tuple([first_code(error["code"]) or "" for error in response.get("error", ())]),
        digest=digest,
    )


def _lines(items: Iterable[Item], currency: str) -> tuple[AdjudicatedLine, ...]:
    lines = []
    for index, item in enumerate(items):
        try:
            lines.append(_line((item["itemSequence"],), item["adjudication"], currency))
        except FaultError as fault:
            raise fault.under(f"item[{index}]") from None
    return tuple(lines)


def _added_lines(items: Iterable[AddedItem], currency: str) -> tuple[AdjudicatedLine, ...]:
    lines = []
    for index, item in enumerate(items):
        sequences = tuple([each for each in item.get("itemSequence", ()) if each])
        try:
            net = money(item["net"], currency, "net") if "net" in item else None
            lines.append(_line(sequences, item["adjudication"], currency, added=True, net=net))
        except FaultError as fault:
            raise fault.under(f"addItem[{index}]") from None
    return tuple(lines)


def _line(
    sequences: tuple[int, ...],
    adjudications: Sequence[Adjudication],
    currency: str,
    added: bool = False,
    net: Money | None = None,
) -> AdjudicatedLine:
    amounts: dict[str, Money] = {}
    reasons, denied = [], []
    for index, adjudication in enumerate(adjudications):
        category = first_code(adjudication["category"]) or ""
        if amount := adjudication.get("amount"):
            _put(amounts, category, money(amount, currency, f"adjudication[{index}].amount"))
        if reason := first_code(adjudication.get("reason")):
            reasons.append(reason)
            if category in DISALLOWED:
                denied.append(reason)
    return AdjudicatedLine(sequences, amounts, tuple(reasons), tuple(denied), added, net)


def _put(amounts: dict[str, Money], category: str, amount: Money) -> None:
    """Several amounts of one category add up; across currencies they cannot, and the later one is a fault."""
    before = amounts.get(category)
    try:
        amounts[category] = amount if before is None else before + amount
    except ValueError as error:
        raise FaultError(
            "invariant", "adjudication", f"amounts of one category cannot be added: {error}"
        ) from None


def _totals(response: ClaimResponse, currency: str) -> dict[str, Money]:
    totals: dict[str, Money] = {}
    for index, total in enumerate(response.get("total", ())):
        amount = money(total["amount"], currency, f"total[{index}].amount")
        _put(totals, first_code(total["category"]) or "", amount)
    return totals


def _payment(response: ClaimResponse, currency: str) -> ResponsePayment | None:
    payment = response.get("payment")
    if payment is None:
        return None
    amount = money(payment["amount"], currency, "payment.amount")
    return ResponsePayment(amount, payment.get("date"), business_identifier(payment.get("identifier")))


def _amounts(response: ClaimResponse) -> Iterator[FhirMoney | None]:
    for total in response.get("total", ()):
        yield total["amount"]
    for adjudicated in (*response.get("item", ()), *response.get("addItem", ())):
        for adjudication in adjudicated["adjudication"]:
            yield adjudication.get("amount")
    for added in response.get("addItem", ()):
        yield added.get("net")
    if payment := response.get("payment"):
        yield payment["amount"]
