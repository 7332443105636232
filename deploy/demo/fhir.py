"""Small pieces of FHIR R4 JSON, and how they become bytes with every amount's decimals kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson

from deploy.demo.catalogue import CURRENCY

Resource = dict[str, Any]

CLAIM_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
ADJUDICATION = "http://terminology.hl7.org/CodeSystem/adjudication"
RELATIONSHIP = "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship"


def concept(code: str, system: str | None = None, words: str | None = None) -> Resource:
    """A CodeableConcept of one coding."""
    coding = {"system": system, "code": code, "display": words}
    return {"coding": [{name: value for name, value in coding.items() if value is not None}]}


def identifier(system: str, value: str) -> Resource:
    """A business identifier: a number within its namespace."""
    return {"system": system, "value": value}


def by_number(system: str, value: str) -> Resource:
    """A Reference that names its target by a business identifier."""
    return {"identifier": identifier(system, value)}


def money(amount: Decimal) -> Resource:
    """Money; the decimals stay as they are written."""
    return {"value": amount, "currency": CURRENCY}


def encode(resource: Resource) -> bytes:
    """The resource as JSON. A Decimal becomes a JSON number with all its decimals: 135.50 stays 135.50."""
    return orjson.dumps(resource, default=_number)


def _number(value: Any) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value).encode())
    raise TypeError(f"{type(value).__name__} is not JSON")
