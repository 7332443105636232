"""How messages are spoilt on purpose: claims that are not valid, and records that nobody can read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from deploy.demo.fhir import Resource, concept, money
from deploy.demo.parcel import Parcel

FAULTS = ("total", "provider", "date", "focal", "element")
"""What makes a claim invalid; each names itself in an OperationOutcome."""


def spoilt(resource: Resource, fault: str) -> Resource:
    """The claim with one fault of ``FAULTS``; it can still be told whose it is."""
    match fault:
        case "total":
            return resource | {"total": money(resource["total"]["value"] + Decimal("0.01"))}
        case "provider":
            return {name: value for name, value in resource.items() if name != "provider"}
        case "date":
            return resource | {"created": "2026-02-30"}
        case "focal":
            return resource | {"insurance": [each | {"focal": False} for each in resource["insurance"]]}
        case _:
            return resource | {"urgency": concept("high")}


def poisons(victim: Parcel) -> Sequence[Parcel]:
    """One record of each kind that cannot be read: broken bytes, and headers that do not say who sent it."""
    return (
        victim.spoilt(b"\x00\x93not json" + victim.value[:20]),
        victim.spoilt(ce_source=b"\xff\xfe not utf-8"),
        victim.spoilt(victim.value[: len(victim.value) // 2]),
        victim.spoilt(ce_source=None),
        victim.spoilt(b""),
        victim.spoilt(ce_source=b"urn:quancheng:partner:nobody"),
        victim.spoilt(ce_source=b"urn:quancheng:partner:taishan-health"),
    )
