"""Checks that flag a claim and leave the decision to people.

Source: common practice of medical claim review; each flag is a question, never a finding. The checks look
for the same receipt number anywhere, the same patient, hospital, day, code and amount, services outside
the coverage's period or the patient's stay, and guarantees of payment that do not fit the claim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.medical.facts import Facts, GuaranteeFact
from services.medical.messages.events import ClaimFlagged, ClaimReceived
from services.medical.names import guarantee_name
from services.medical.rules.marks import OwnMarks
from services.medical.rules.partner_file import Coverage
from shared.money import total

Holders = Mapping[int | str, Mapping[str, Sequence[int]]]
"""The claims under each mark, the earliest first, each with what it holds there."""


def doubles(case_id: str | None, own: OwnMarks, known: Holders) -> Iterator[ClaimFlagged]:
    """A flag for every other claim that a receipt or a service is first known from."""
    receipts = (_first(case_id, known.get(mark.key)) for mark in own.receipts)
    for other in dict.fromkeys(filter(None, receipts)):
        detail = "a receipt number is that of another claim"
        yield ClaimFlagged(flag="duplicate-receipt", detail=detail, other_claim=other)
    services = (
        _first(case_id, known.get(mark.key), service) for mark in own.services for service in mark.held
    )
    for other in dict.fromkeys(filter(None, services)):
        detail = "another claim has the same patient, hospital, day, code and amount"
        yield ClaimFlagged(flag="duplicate-service", detail=detail, other_claim=other)


def _first(
    case_id: str | None, holders: Mapping[str, Sequence[int]] | None, service: int | None = None
) -> str | None:
    """The earliest other claim under a mark, or the earliest one that holds ``service`` there."""
    for other, held in (holders or {}).items():
        if other != case_id and (service is None or service in held):
            return other
    return None


def outside_coverage(received: ClaimReceived, coverage: Coverage | None) -> Iterator[ClaimFlagged]:
    """A flag when a service lies outside the period of a coverage that we know."""
    if coverage is not None and _outside(received, coverage.start, coverage.end):
        detail = f"the coverage runs from {coverage.start or 'ever'} to {coverage.end or 'ever'}"
        yield ClaimFlagged(flag="outside-coverage", detail=detail)


def outside_stay(received: ClaimReceived) -> Iterator[ClaimFlagged]:
    """A flag when a service lies outside the days on which the patient may stay; these are not told."""
    if received.prequalified is False:
        detail = "a day of service is none on which the patient may stay, by the permits that are known"
        yield ClaimFlagged(flag="outside-stay", detail=detail)


def guarantee_problems(received: ClaimReceived, insurer: str, facts: Facts) -> Iterator[ClaimFlagged]:
    """Flags of the guarantees that a claim quotes. Together they must reach its total."""
    if received.use != "claim" or not received.guarantees:
        return
    known = []
    for reference in received.guarantees:
        guarantee = facts.guarantees.get(guarantee_name(insurer, reference))
        if guarantee is None:
            yield ClaimFlagged(flag="guarantee-unknown", detail=f"{insurer} gave no guarantee {reference}")
        else:
            known.append(guarantee)
            yield from _misfits(received, reference, guarantee)
    same = [fact.amount for fact in known if fact.amount.currency == received.total.currency]
    promised = total(same, received.total.currency)
    if same and promised < received.total:
        detail = f"the claim is for {received.total}, guaranteed are {promised}"
        yield ClaimFlagged(flag="guarantee-exceeded", detail=detail)


def _misfits(received: ClaimReceived, reference: str, guarantee: GuaranteeFact) -> Iterator[ClaimFlagged]:
    """What one guarantee says differently from the claim that quotes it."""
    found = (
        ("guarantee-other-patient", received.patient != guarantee.patient, "is for another patient"),
        (
            "guarantee-period",
            _outside(received, guarantee.valid_from, guarantee.valid_to),
            f"is valid from {guarantee.valid_from or 'ever'} to {guarantee.valid_to or 'ever'}",
        ),
        (
            "guarantee-currency",
            received.total.currency != guarantee.amount.currency,
            f"is in {guarantee.amount.currency}, the claim in {received.total.currency}",
        ),
    )
    for flag, misfit, how in found:
        if misfit:
            yield ClaimFlagged(
                flag=flag, detail=f"guarantee {reference} {how}", other_claim=guarantee.claim_id
            )


def _outside(received: ClaimReceived, start: date | None, end: date | None) -> bool:
    """Whether a day of service is before ``start`` or after ``end``; both are inclusive, None is open."""
    before = start is not None and received.service_from is not None and received.service_from < start
    after = end is not None and received.service_to is not None and received.service_to > end
    return before or after
