"""Pieces that all three readers share: references, identifiers, codes, days and money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from services.medical.fhir.datatypes import CodeableConcept, Identifier, Period, Reference
from services.medical.fhir.datatypes import Money as FhirMoney
from services.medical.fhir.issues import FaultError
from services.medical.fhir.primitives import days_of
from services.medical.messages.resources import BusinessIdentifier, Code, Days, ResourceRef
from shared.money import Money

Containing = Mapping[str, Mapping[str, Any]]
"""The contained resources of a resource by their ids; their insides are not validated."""

NOTHING_CONTAINED: Containing = {}


def containing(contained: Iterable[Mapping[str, Any]] | None) -> Containing:
    """The contained resources by id; one without an id cannot be referred to."""
    if not contained:
        return NOTHING_CONTAINED
    return {resource["id"]: resource for resource in contained if "id" in resource}


def business_identifier(identifier: Identifier | Mapping[str, Any] | None) -> BusinessIdentifier | None:
    """The number itself; None where there is no value."""
    value = identifier.get("value") if identifier else None
    if identifier is None or not isinstance(value, str):
        return None
    system = identifier.get("system")
    return BusinessIdentifier(system if isinstance(system, str) else "", value)


def business_identifiers(identifiers: Any) -> tuple[BusinessIdentifier, ...]:
    """All numbers of a list that may not have been validated."""
    if not isinstance(identifiers, list):
        return ()
    found = (business_identifier(each) for each in identifiers if isinstance(each, dict))
    return tuple(each for each in found if each is not None)


def resource_ref(reference: Reference, contained: Containing = NOTHING_CONTAINED) -> ResourceRef:
    """Where ``reference`` points to. One into this resource becomes the contained resource's identifier.

    FaultError (ref-1) where it points to a contained resource that is not there.
    """
    address = reference.get("reference")
    identifier = reference.get("identifier")
    if address is None or not address.startswith("#") or address == "#":
        return ResourceRef(address, business_identifier(identifier) if identifier else None)
    numbers = business_identifiers(target(address, contained).get("identifier"))
    number = business_identifier(identifier) or (numbers[0] if numbers else None)
    return ResourceRef(None if number else address, number)


def target(address: str, contained: Containing) -> Mapping[str, Any]:
    """The contained resource that ``#id`` points to; FaultError where there is none."""
    resource = contained.get(address[1:])
    if resource is None:
        raise FaultError("invariant", "reference", "points to a contained resource that is not there (ref-1)")
    return resource


def optional_ref(
    reference: Reference | None, element: str, contained: Containing = NOTHING_CONTAINED
) -> ResourceRef | None:
    """As ``ref_of``; None stays None."""
    return None if reference is None else ref_of(reference, element, contained)


def ref_of(reference: Reference, element: str, contained: Containing) -> ResourceRef:
    """As ``resource_ref``; a fault names ``element``."""
    try:
        return resource_ref(reference, contained)
    except FaultError as fault:
        raise fault.under(element) from None


def code_of(concept: CodeableConcept) -> Code:
    """The first code of a concept; its words where it has none; an empty code where it has neither."""
    for coding in concept.get("coding", ()):
        if "code" in coding:
            return Code(coding.get("system"), coding["code"])
    return Code(None, concept.get("text", ""))


def first_code(concept: CodeableConcept | None) -> str | None:
    """The first code of a concept, without its system."""
    for coding in concept.get("coding", ()) if concept else ():
        if "code" in coding:
            return coding["code"]
    return None


def days(period: Period | None) -> Days | None:
    """The days from a period's start to its end; an end at "2014" is its last day."""
    if period is None:
        return None
    start, end = period.get("start"), period.get("end")
    return Days(first_day(start), days_of(end)[1] if end else None)


def first_day(text: str | None) -> date | None:
    """The first day of a date or dateTime."""
    return days_of(text)[0] if text else None


def money(amount: FhirMoney, currency: str, element: str) -> Money:
    """The amount of ``element``, in ``currency`` where it names none; FaultError where it is no money."""
    value = amount.get("value")
    if value is None:
        raise FaultError("required", f"{element}.value", "an amount needs its value")
    own = amount.get("currency") or currency
    if not own:
        raise FaultError("required", f"{element}.currency", "no amount of this resource names a currency")
    try:
        return Money(value if isinstance(value, Decimal) else Decimal(value), own)
    except ValueError as error:
        raise FaultError("value", element, str(error)) from None


def currency_of(amounts: Iterable[FhirMoney | None]) -> str:
    """The first currency that an amount names; empty when none does."""
    for amount in amounts:
        if amount and (currency := amount.get("currency")):
            return currency
    return ""
