"""By which passport a patient is known, if by any: the border's way to a person's key.

Convention. The patient is contained in the claim, with a complete ``birthDate`` and an ``identifier`` whose
``type`` has the code ``PPN`` of ``http://terminology.hl7.org/CodeSystem/v2-0203`` and whose ``system`` is the
namespace that HL7 has registered for the passports of the issuing country,
``http://hl7.org/fhir/sid/passport-XXX``, where XXX is the country's ISO 3166-1 alpha-3 code. Where a patient
has several, the first counts that is not marked ``old``. Source: HL7 Terminology, NamingSystem "Passport
Numbers Namespace".

Nothing of it has been validated: what is not as agreed names nobody, and is no fault of the claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.medical.fhir.datatypes import Reference
from services.medical.fhir.parts import Containing
from shared.persons import person_key

TYPES, PASSPORT = "http://terminology.hl7.org/CodeSystem/v2-0203", "PPN"

_ISSUED_BY = re.compile(r"http://hl7\.org/fhir/sid/passport-([A-Za-z]{3})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Persons are known by the country as the passport's machine-readable zone has it, and that is ISO's code but
# for Germany. Source: ICAO Doc 9303, part 3, section 5.
_MACHINE_READABLE = {"DEU": "D"}


def person_of(patient: Reference, contained: Containing) -> str | None:
    """The key (``shared.persons``) of the patient who is known by passport; None for every other."""
    if not contained:
        return None
    address = patient.get("reference", "")
    resource = contained.get(address[1:]) if address.startswith("#") else None
    birth = _day(resource.get("birthDate")) if resource else None
    if resource is None or birth is None:
        return None
    return next((key for each in _identifiers(resource) if (key := _key(each, birth))), None)


def _day(text: Any) -> date | None:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _identifiers(patient: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = patient.get("identifier")
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict) and each.get("use") != "old" and _is_passport(each.get("type")):
            yield each


def _is_passport(type_: Any) -> bool:
    codings = type_.get("coding") if isinstance(type_, dict) else None
    return isinstance(codings, list) and any(
        isinstance(each, dict) and each.get("system") == TYPES and each.get("code") == PASSPORT
        for each in codings
    )


def _key(identifier: Mapping[str, Any], birth: date) -> str | None:
    system, number = identifier.get("system"), identifier.get("value")
    issued = _ISSUED_BY.fullmatch(system) if isinstance(system, str) else None
    if issued is None or not isinstance(number, str):
        return None
    country = issued[1].upper()
    try:
        return person_key(_MACHINE_READABLE.get(country, country), number, birth)
    except ValueError:
        return None
