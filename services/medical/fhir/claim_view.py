"""From a valid R4 ``Claim`` to what the rules read of it.

Receipts. R4 has no element for the number of a receipt or invoice. Two places are read, by convention: a
``supportingInfo`` whose category has the code ``receipt``, with "code-number" as its ``valueString`` (a
fiscal medical e-receipt has a code and a number), and an ``identifier`` whose type has the code ``receipt``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from services.medical.fhir.claim import Claim, Insurance, Item
from services.medical.fhir.claim import Related as FhirRelated
from services.medical.fhir.datatypes import Reference
from services.medical.fhir.issues import FaultError
from services.medical.fhir.parts import (
    Containing,
    business_identifier,
    code_of,
    containing,
    days,
    first_code,
    money,
    optional_ref,
    ref_of,
    resource_ref,
)
from services.medical.fhir.passport import person_of
from services.medical.fhir.patient import patient_key
from services.medical.fhir.pricing import claim_currency, net_of
from services.medical.fhir.primitives import days_of
from services.medical.messages.resources import (
    BusinessIdentifier,
    ClaimView,
    Coverage,
    Issue,
    Line,
    Related,
    ResourceRef,
)
from shared.money import Money
from shared.money import total as total_of

RECEIPT = "receipt"


def claim_view(claim: Claim, digest: str) -> ClaimView | tuple[Issue, ...]:
    """The view of a valid claim; issues where the rules would have nothing to work with.

    These are: a line without any price, no amount at all, money that is none (no currency anywhere, more
    decimals than its currency has), lines that cannot be added, and references into the void (ref-1).
    """
    currency = claim_currency(claim)
    lines, issues = _lines(claim, currency)
    if issues:
        return tuple(issues)
    try:
        return _view(claim, digest, lines, currency)
    except FaultError as fault:
        return (fault.under("Claim").issue(),)


def _view(claim: Claim, digest: str, lines: tuple[Line, ...], currency: str) -> ClaimView:
    contained = containing(claim.get("contained"))
    total = _total(claim, lines, currency)
    return ClaimView(
        id=claim.get("id"),
        identifiers=_identifiers(claim),
        status=claim["status"],
        use=claim["use"],
        type_code=first_code(claim["type"]),
        patient=patient_key(claim["patient"], contained),
        created=claim["created"],
        billable_period=days(claim.get("billablePeriod")),
        insurer=optional_ref(claim.get("insurer"), "insurer", contained),
        provider=ref_of(claim["provider"], "provider", contained),
        coverages=_coverages(claim["insurance"], contained),
        lines=lines,
        total=total,
        total_given="total" in claim,
        currency=total.currency,
        related=tuple([_related(i, each, contained) for i, each in enumerate(claim.get("related", ()))]),
        receipts=tuple(_receipts(claim)),
        digest=digest,
        person=person_of(claim["patient"], contained),
    )


def _lines(claim: Claim, currency: str) -> tuple[tuple[Line, ...], list[Issue]]:
    lines, issues = [], []
    for index, item in enumerate(claim.get("item", ())):
        try:
            lines.append(_line(item, currency))
        except FaultError as fault:
            issues.append(fault.under(f"Claim.item[{index}]").issue())
    return tuple(lines), issues


def _line(item: Item, currency: str) -> Line:
    first, last = None, None
    if day := item.get("servicedDate"):
        first, last = days_of(day)
    elif period := days(item.get("servicedPeriod")):
        first, last = period.first, period.last
    return Line(item["sequence"], code_of(item["productOrService"]), first, last, net_of(item, currency))


def _total(claim: Claim, lines: tuple[Line, ...], currency: str) -> Money:
    if given := claim.get("total"):
        return money(given, currency, "total")
    if not lines:
        raise FaultError("required", "total", "a claim without lines needs a total")
    try:
        return total_of((line.net for line in lines), lines[0].net.currency)
    except ValueError as error:
        raise FaultError("invariant", "item", f"the lines cannot be added: {error}") from None


def _identifiers(claim: Claim) -> tuple[BusinessIdentifier, ...]:
    return tuple(
        [
            BusinessIdentifier(each.get("system", ""), each["value"])
            for each in claim.get("identifier", ())
            if "value" in each and not is_receipt(each)
        ]
    )


def is_receipt(identifier: Any) -> bool:
    """Whether an identifier is the number of a receipt, and no name of the claim."""
    return "type" in identifier and first_code(identifier["type"]) == RECEIPT


def _receipts(claim: Claim) -> Iterator[str]:
    for information in claim.get("supportingInfo", ()):
        if first_code(information["category"]) == RECEIPT and "valueString" in information:
            yield information["valueString"]
    for identifier in claim.get("identifier", ()):
        if is_receipt(identifier) and "value" in identifier:
            yield identifier["value"]


def _coverages(insurances: Iterable[Insurance], contained: Containing) -> tuple[Coverage, ...]:
    coverages: list[Coverage] = []
    try:
        for insurance in insurances:
            coverages.append(_coverage(insurance, contained))
    except FaultError as fault:
        raise fault.under(f"insurance[{len(coverages)}]") from None
    return tuple(coverages)


def _coverage(insurance: Insurance, contained: Containing) -> Coverage:
    ref = insurance["coverage"]
    return Coverage(
        insurance["sequence"],
        insurance["focal"],
        ref_of(ref, "coverage", contained),
        _payors(ref, contained) if contained else (),
        insurance.get("businessArrangement"),
        tuple([each for each in insurance["preAuthRef"] if each]) if "preAuthRef" in insurance else (),
    )


def _payors(ref: Reference, contained: Containing) -> tuple[ResourceRef, ...]:
    address = ref.get("reference", "")
    payors = contained.get(address[1:], {}).get("payor") if address.startswith("#") else None
    payors = payors if isinstance(payors, list) else ()
    return tuple([_payor(each, contained) for each in payors if isinstance(each, dict)])


def _payor(payor: dict[str, Any], contained: Containing) -> ResourceRef:
    """A payor inside a contained coverage, which nobody has validated."""
    address, identifier = payor.get("reference"), payor.get("identifier")
    number = business_identifier(identifier) if isinstance(identifier, dict) else None
    if isinstance(address, str) and address[1:] in contained:
        return resource_ref({"reference": address}, contained)
    return ResourceRef(address if isinstance(address, str) else None, number)


def _related(index: int, related: FhirRelated, contained: Containing) -> Related:
    claim = optional_ref(related.get("claim"), f"related[{index}].claim", contained) or ResourceRef()
    number = business_identifier(related.get("reference")) or claim.identifier
    return Related(ResourceRef(claim.reference, number), first_code(related.get("relationship")))
