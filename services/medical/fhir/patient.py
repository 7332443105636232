"""A patient as the rules may know one: the same or not the same, never who."""

from __future__ import annotations

from hashlib import blake2b

import orjson

from services.medical.fhir.datatypes import Reference
from services.medical.fhir.issues import FaultError
from services.medical.fhir.parts import Containing, resource_ref, target


def patient_key(patient: Reference, contained: Containing) -> str:
    """A one-way key that is the same whenever the same patient is named in the same way.

    A business identifier comes before an address. A contained patient without either is known by its content.
    """
    try:
        ref = resource_ref(patient, contained)
        if number := ref.identifier:
            name = f"{number.system}|{number.value}".encode()
        elif (address := ref.reference or "").startswith("#") and address != "#":
            name = orjson.dumps(target(address, contained), default=str, option=orjson.OPT_SORT_KEYS)
        else:
            name = (address or patient.get("display", "")).encode()
    except FaultError as fault:
        raise fault.under("patient") from None
    return blake2b(name, digest_size=16, person=b"patient").hexdigest()
