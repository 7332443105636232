"""What a claim's line costs: as sent, else computed.

``net`` counts when it is given. Else unit price × quantity × factor (1 where not given), rounded half up to
the currency's decimals; else the sum of the line's details, each found the same way.
Source: HL7 FHIR R4 (4.0.1), "Resource Claim", ``Claim.item.net``, ``unitPrice``, ``quantity``, ``factor``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import cast

from services.medical.fhir.claim import Claim, Detail, Item, Priced, SubDetail
from services.medical.fhir.datatypes import Money as FhirMoney
from services.medical.fhir.issues import FaultError
from services.medical.fhir.parts import currency_of, money
from shared.money import Money, scale_of
from shared.money import total as total_of

Row = Item | Detail | SubDetail

# Three factors of at most 40 digits each are multiplied without loss before the one rounding.
_PRODUCT = Context(prec=120, rounding=ROUND_HALF_UP)


def net_of(row: Row, currency: str) -> Money:
    """What ``row`` costs; FaultError, with the element seen from the row, where nothing says it."""
    if net := row.get("net"):
        return money(net, currency, "net")
    if price := row.get("unitPrice"):
        return _product(row, money(price, currency, "unitPrice"))
    name, parts = _parts(row)
    if not parts:
        raise FaultError("required", "", "a line needs net, unitPrice, or details that have one of them")
    return _sum(name, parts, currency)


def claim_currency(claim: Claim) -> str:
    """The currency that the claim names first, in its total or in its lines; empty when it names none."""
    return currency_of(_amounts(claim))


def _product(row: Row, price: Money) -> Money:
    value = price.value
    quantity = row.get("quantity", {}).get("value", 1)
    factor = row.get("factor", 1)
    for number in (quantity, factor):
        value = _PRODUCT.multiply(value, Decimal(number))
    exact = value.quantize(Decimal(1).scaleb(-scale_of(price.currency)), context=_PRODUCT)
    try:
        return Money(exact, price.currency)
    except ValueError as error:
        raise FaultError("value", "unitPrice", str(error)) from None


def _parts(row: Row) -> tuple[str, Sequence[Detail | SubDetail]]:
    if details := cast(Item, row).get("detail"):
        return "detail", details
    return "subDetail", cast(Detail, row).get("subDetail", ())


def _sum(name: str, parts: Sequence[Detail | SubDetail], currency: str) -> Money:
    nets = []
    for index, part in enumerate(parts):
        try:
            nets.append(net_of(part, currency))
        except FaultError as fault:
            raise fault.under(f"{name}[{index}]") from None
    try:
        return total_of(nets, nets[0].currency)
    except ValueError as error:
        raise FaultError("invariant", name, str(error)) from None


def _amounts(claim: Claim) -> Iterator[FhirMoney | None]:
    yield claim.get("total")
    for item in claim.get("item", ()):
        yield from _row_amounts(item)
        for detail in item.get("detail", ()):
            yield from _row_amounts(detail)
            for sub_detail in detail.get("subDetail", ()):
                yield from _row_amounts(sub_detail)


def _row_amounts(row: Priced) -> Iterator[FhirMoney | None]:
    yield row.get("net")
    yield row.get("unitPrice")
