"""What an insurer's answer decides, read from amounts and reasons; its ``outcome`` never says so.

FHIR R4: ``outcome`` tells how far the processing came (``complete`` is not an approval, ``partial`` is not
a part payment, ``error`` means that something went wrong in it). So:

- ``error``: nothing is decided, whatever amounts came along; the claim waits, with the error codes.
- every line decided: a decision. Some lines undecided: with ``queued`` or ``partial`` the rest is to
  come, with ``complete`` the answer is at fault.
- no line decided, but totals that say what is paid: a decision on the claim as a whole.

Adjudication categories. Source: HL7 ``CodeSystem/adjudication`` for submitted, eligible, copay, deductible,
unallocdeduct, benefit; it is extensible, and ``coinsurance`` and the categories of ``resources.DISALLOWED``
are additions that payers use. Any other category informs and moves no money.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.medical.messages.common import Adjudication
from services.medical.messages.events import AdjudicatedLineAmounts, ClaimReceived
from services.medical.messages.resources import (
    DISALLOWED,
    PATIENT_SHARE,
    AdjudicatedLine,
    ClaimResponseView,
    Issue,
)
from shared.money import Money, total

PAID = frozenset({"benefit"})
DECIDING = PAID | PATIENT_SHARE | DISALLOWED
UNFINISHED = frozenset({"queued", "partial"})

Amounts = Mapping[str, Money]
Issues = tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """Nothing is decided yet; ``errors`` are the insurer's codes for what went wrong."""

    outcome: str
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """A decision; paid + patient share + disallowed = billed, and none of them is negative."""

    billed: Money
    paid: Money
    patient_share: Money
    disallowed: Money
    lines: tuple[AdjudicatedLineAmounts, ...] = ()

    @property
    def adjudication(self) -> Adjudication:
        """Approved: nothing disallowed (a deductible may still leave nothing to pay). Denied: nothing
        paid and nothing left to the patient's contractual share. Partly approved: all else."""
        if self.disallowed.is_zero:
            return "approved"
        return "denied" if self.paid.is_zero and self.patient_share.is_zero else "partly-approved"


def derive(response: ClaimResponseView, received: ClaimReceived) -> Figures | Pending | Issues:
    """What the answer decides on the claim; issues when it contradicts the claim or itself."""
    if response.outcome == "error":
        return Pending("error", response.errors)
    issues = tuple(_mismatches(response, received))
    if issues:
        return issues
    answered = _by_line(response)
    finished = response.outcome not in UNFINISHED
    undecided = [
        line.sequence for line in received.lines if not _decided(answered.get(line.sequence, ()), finished)
    ]
    if received.lines and not undecided:
        return _from_lines(answered, response.totals, received)
    if len(undecided) == len(received.lines) and not PAID.isdisjoint(response.totals):
        return _from_totals(response.totals, received)
    if not finished:
        return Pending(response.outcome, response.errors)
    which = f"lines {', '.join(map(str, undecided))}" if undecided else "the claim"
    return (Issue("required", "ClaimResponse.item", f"complete, but nothing is decided on {which}"),)


def _by_line(response: ClaimResponseView) -> dict[int, list[AdjudicatedLine]]:
    """The answer's lines and additions, by the claim's line that each is about."""
    found: dict[int, list[AdjudicatedLine]] = {}
    for line in (*response.lines, *response.added_lines):
        found.setdefault(line.sequences[0], []).append(line)
    return found


def _decided(parts: Iterable[AdjudicatedLine], finished: bool) -> bool:
    """Whether an insurer has made up its mind: by an amount that decides, or nothing being eligible.

    A reason without an amount says why there is none, but while it is at work, only why it takes time.
    """
    return any(
        not DECIDING.isdisjoint(part.amounts)
        or (part.eligible is not None and part.eligible.is_zero)
        or (finished and part.reasons)
        for part in parts
    )


def _mismatches(response: ClaimResponseView, received: ClaimReceived) -> Iterator[Issue]:
    """Where the answer speaks of other money or other lines than the claim."""
    billed = {line.sequence: line.net for line in received.lines}
    yield from _foreign(response, received.total.currency)
    seen: set[int] = set()
    for place, line in enumerate(response.lines):
        at, number = f"ClaimResponse.item[{place}]", line.sequences[0]
        if number not in billed:
            yield Issue("not-found", f"{at}.itemSequence", f"the claim has no line {number}")
        elif number in seen:
            yield Issue("duplicate", f"{at}.itemSequence", f"line {number} is answered twice")
        elif line.submitted is not None and line.submitted != billed[number]:
            words = f"line {number} was billed at {billed[number]}, not {line.submitted}"
            yield Issue("invariant", f"{at}.adjudication", words)
        seen.add(number)
    for place, line in enumerate(response.added_lines):
        if len(line.sequences) != 1 or line.sequences[0] not in billed:
            words = "an added line must stand for exactly one line of the claim"
            yield Issue("business-rule", f"ClaimResponse.addItem[{place}].itemSequence", words)
    submitted = response.totals.get("submitted")
    if submitted is not None and submitted != received.total:
        words = f"the claim's total is {received.total}, not {submitted}"
        yield Issue("invariant", "ClaimResponse.total", words)


def _foreign(response: ClaimResponseView, currency: str) -> Iterator[Issue]:
    """Amounts in another currency than the claim's, and amounts below zero."""
    places: list[tuple[str, Amounts]] = [("ClaimResponse.total", response.totals)]
    places += [(f"ClaimResponse.item[{at}]", line.amounts) for at, line in enumerate(response.lines)]
    places += [(f"ClaimResponse.addItem[{at}]", line.amounts) for at, line in enumerate(response.added_lines)]
    for at, amounts in places:
        for category, amount in amounts.items():
            if amount.currency != currency:
                words = f"{category} is in {amount.currency}, the claim in {currency}"
                yield Issue("value", at, words)
            elif amount.value < 0 and category in DECIDING:
                yield Issue("value", at, f"{category} is below zero: {amount}")


def _from_lines(
    answered: Mapping[int, list[AdjudicatedLine]], totals: Amounts, received: ClaimReceived
) -> Figures | Issues:
    currency = received.total.currency
    lines, issues = [], []
    for billed in received.lines:
        parts = answered[billed.sequence]
        figures = _split([part.amounts for part in parts], billed.net, f"line {billed.sequence}")
        if isinstance(figures, Issue):
            issues.append(figures)
        else:
            reasons = tuple(dict.fromkeys(reason for part in parts for reason in part.reasons))
            lines.append(_amounts_of(billed.sequence, figures, reasons))
    if issues:
        return tuple(issues)
    figures = Figures(
        billed=received.total,
        paid=total((line.paid for line in lines), currency),
        patient_share=total((line.patient_share for line in lines), currency),
        disallowed=total((line.disallowed for line in lines), currency),
        lines=tuple(lines),
    )
    return tuple(_totals_differ(totals, figures)) or figures


def _from_totals(totals: Amounts, received: ClaimReceived) -> Figures | Issues:
    figures = _split([totals], received.total, "the claim")
    return (figures,) if isinstance(figures, Issue) else figures


def _split(parts: list[Amounts], billed: Money, what: str) -> Figures | Issue:
    """What was billed, split in three. What nobody is said to bear is disallowed; where the insurer says
    how much that is, it has to be the rest exactly."""
    paid, share = _sum(parts, PAID, billed), _sum(parts, PATIENT_SHARE, billed)
    rest = billed - paid - share
    if rest.value < 0:
        words = f"{what}: {paid} paid and {share} of the patient are more than {billed} billed"
        return Issue("invariant", "ClaimResponse", words)
    stated = _sum(parts, DISALLOWED, billed)
    if stated != rest and any(not DISALLOWED.isdisjoint(amounts) for amounts in parts):
        words = f"{what}: {paid} paid, {share} of the patient and {stated} disallowed are not {billed} billed"
        return Issue("invariant", "ClaimResponse", words)
    return Figures(billed, paid, share, rest)


def _sum(parts: list[Amounts], categories: frozenset[str], billed: Money) -> Money:
    found = (amount for amounts in parts for name, amount in amounts.items() if name in categories)
    return total(found, billed.currency)


def _amounts_of(sequence: int, figures: Figures, reasons: tuple[str, ...]) -> AdjudicatedLineAmounts:
    return AdjudicatedLineAmounts(
        sequence=sequence,
        billed=figures.billed,
        paid=figures.paid,
        patient_share=figures.patient_share,
        disallowed=figures.disallowed,
        reasons=reasons,
    )


def _totals_differ(totals: Amounts, figures: Figures) -> Iterator[Issue]:
    """Totals that are given have to be the sums of the lines."""
    kinds = ((PAID, figures.paid), (PATIENT_SHARE, figures.patient_share), (DISALLOWED, figures.disallowed))
    for categories, derived in kinds:
        stated = _sum([totals], categories, derived)
        if stated != derived and not categories.isdisjoint(totals):
            words = f"the lines come to {derived} {'/'.join(sorted(categories))}, the totals to {stated}"
            yield Issue("invariant", "ClaimResponse.total", words)
