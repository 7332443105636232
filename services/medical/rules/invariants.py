"""What must hold inside one resource, beyond its form. Each check returns issues and decides nothing.

Source: the money rules of a claim (lines = total; paid + patient share + disallowed = billed; allocations =
payment), and FHIR R4 (4.0.1) ``per-1``: a period's start is not after its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from services.medical.messages.resources import (
    PATIENT_SHARE,
    AdjudicatedLine,
    ClaimResponseView,
    ClaimView,
    Issue,
    PaymentView,
)
from shared.money import Money


def claim_issues(claim: ClaimView) -> tuple[Issue, ...]:
    """Lines = total, one currency, unique sequences, one focal insurance, periods the right way round."""
    return (*_money_of(claim), *_sequences(claim), *_focal(claim), *_periods(claim))


def response_issues(response: ClaimResponseView) -> tuple[Issue, ...]:
    """One currency; and for each line benefit <= submitted, and its parts = submitted where all are given."""
    currencies = tuple(_one_currency("ClaimResponse", _response_amounts(response)))
    if currencies:
        return currencies
    lines = [(f"ClaimResponse.item[{i}]", line) for i, line in enumerate(response.lines)]
    lines += [(f"ClaimResponse.addItem[{i}]", line) for i, line in enumerate(response.added_lines)]
    return tuple(issue for at, line in lines for issue in _balance(at, line))


def payment_issues(payment: PaymentView) -> tuple[Issue, ...]:
    """One currency; and the details, reversals included, add up to the payment, where there are any."""
    amounts = [detail.amount for detail in payment.details if detail.amount is not None]
    currencies = tuple(_one_currency("PaymentReconciliation", [payment.amount, *amounts]))
    if currencies or not amounts:
        return currencies
    allocated = _sum(amounts)
    if allocated == payment.amount.value:
        return ()
    words = f"the details come to {allocated} {payment.amount.currency}, the payment to {payment.amount}"
    return (_invariant("PaymentReconciliation.paymentAmount", words),)


def _money_of(claim: ClaimView) -> Iterator[Issue]:
    nets = [line.net for line in claim.lines]
    currencies = list(_one_currency("Claim", [*nets, claim.total]))
    yield from currencies
    if nets and not currencies and _sum(nets) != claim.total.value:
        words = f"the lines come to {_sum(nets)} {claim.currency}, the total to {claim.total}"
        yield _invariant("Claim.total", words)


def _sequences(claim: ClaimView) -> Iterator[Issue]:
    groups = (("item", claim.lines), ("insurance", claim.coverages))
    for element, members in groups:
        sequences = [member.sequence for member in members]
        if len(set(sequences)) == len(sequences):
            continue
        for sequence, times in Counter(sequences).items():
            if times > 1:
                yield _invariant(f"Claim.{element}", f"sequence {sequence} is used {times} times")


def _focal(claim: ClaimView) -> Iterator[Issue]:
    focal = sum(coverage.focal for coverage in claim.coverages)
    if focal != 1:
        yield _invariant("Claim.insurance", f"exactly one insurance is focal, not {focal}")


def _periods(claim: ClaimView) -> Iterator[Issue]:
    period = claim.billable_period
    if period and _reversed(period.first, period.last):
        yield _invariant("Claim.billablePeriod", f"{period.first} is after {period.last} (per-1)")
    for index, line in enumerate(claim.lines):
        if _reversed(line.first_day, line.last_day):
            words = f"{line.first_day} is after {line.last_day} (per-1)"
            yield _invariant(f"Claim.item[{index}].servicedPeriod", words)


def _reversed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and first > last


def _balance(at: str, line: AdjudicatedLine) -> Iterator[Issue]:
    billed, paid = line.submitted, line.benefit
    if billed is None or paid is None:
        return
    if paid > billed:
        yield _invariant(at, f"the benefit of {paid} is more than the {billed} submitted")
    shares = [amount for category, amount in line.amounts.items() if category in PATIENT_SHARE]
    if not shares or line.disallowed is None:
        return
    parts = _sum([paid, *shares, line.disallowed])
    if parts != billed.value:
        words = f"paid, patient share and disallowed come to {parts} {billed.currency}, billed is {billed}"
        yield _invariant(at, words)


def _response_amounts(response: ClaimResponseView) -> Iterator[Money]:
    for line in (*response.lines, *response.added_lines):
        yield from line.amounts.values()
    yield from response.totals.values()
    if response.payment:
        yield response.payment.amount


def _one_currency(resource: str, amounts: Iterable[Money]) -> Iterator[Issue]:
    currencies = sorted({amount.currency for amount in amounts})
    if len(currencies) > 1:
        yield _invariant(resource, f"amounts are in {' and '.join(currencies)}; one resource, one currency")


def _sum(amounts: Iterable[Money]) -> Decimal:
    return sum((amount.value for amount in amounts), Decimal(0))


def _invariant(expression: str, diagnostics: str) -> Issue:
    return Issue("invariant", expression, diagnostics)
