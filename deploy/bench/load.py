"""The load: plain claims of about 1.3 KB from one hospital to one insurer, no two alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

import orjson

from services.medical import topics
from services.medical.intake import case_id
from services.medical.messages.resources import BusinessIdentifier
from shared.clock import law_day
from shared.cloudevents import submission_headers
from shared.envelope import content_id
from shared.kafka import Producer, Sending

HOSPITAL = "qilu-hospital"
SOURCE = f"urn:quancheng:partner:{HOSPITAL}"
SYSTEM = "urn:qilu-hospital:claims"
FHIR_JSON = "application/fhir+json"
CHUNK = 1000

_LINES = (("110101001", "135.50"), ("120400006", "64.00"), ("210102015", "280.00"), ("250101015", "20.50"))
_TOTAL = "500.00"


def claim_json(number: int, at: datetime) -> bytes:
    """Claim ``number`` as its hospital would send it at ``at``: valid R4, four lines, one receipt."""
    day = law_day(at).isoformat()
    return orjson.dumps(
        {
            "resourceType": "Claim",
            "id": f"claim-{number}",
            "identifier": [{"system": SYSTEM, "value": f"QL-{number:08d}"}],
            "status": "active",
            "type": _concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
            "use": "claim",
            "patient": {"reference": f"Patient/p-{number:08d}"},
            "billablePeriod": {"start": day, "end": day},
            "created": day,
            "provider": {"reference": f"Organization/{HOSPITAL}"},
            "priority": _concept("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
            "supportingInfo": [
                {
                    "sequence": 1,
                    "category": _concept("urn:quancheng:information", "receipt"),
                    "valueString": f"37010126-{number:010d}",
                }
            ],
            "insurance": [
                {"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/taishan-2026-001"}}
            ],
            "item": [
                {
                    "sequence": sequence,
                    "productOrService": _concept("urn:jinan:price-list", code),
                    "servicedDate": day,
                    "net": _cny(net),
                }
                for sequence, (code, net) in enumerate(_LINES, start=1)
            ],
            "total": _cny(_TOTAL),
        }
    )


def claim_id(number: int) -> str:
    """The id of the case that claim ``number`` opens."""
    found = case_id("claim", HOSPITAL, [BusinessIdentifier(SYSTEM, f"QL-{number:08d}")], None)
    assert found is not None
    return found


def submission(number: int, at: datetime, topic: str = topics.CLAIMS) -> Sending:
    """The record of claim ``number``, as the hospital's own producer or our HTTP door would write it."""
    raw, key = claim_json(number, at), claim_id(number)
    headers = submission_headers(
        id=content_id(HOSPITAL, raw),
        type=topics.CLAIM_SUBMITTED,
        source=SOURCE,
        subject=key,
        at=at,
        content_type=FHIR_JSON,
        more={"ce_correlationid": f"bench-{number}"},
    )
    return Sending(topic, key, raw, headers)


async def fill(kafka: str, topic: str, count: int, at: datetime) -> None:
    """Write claims 0 to ``count`` - 1 to ``topic``; returns when the broker has them all."""
    producer = Producer(kafka, client="bench-fill", timeout_s=60)
    try:
        for chunk in _chunks(submission(number, at, topic) for number in range(count)):
            await producer.send(chunk)
    finally:
        await producer.close()


def _chunks(sendings: Iterator[Sending]) -> Iterator[Sequence[Sending]]:
    while chunk := list(islice(sendings, CHUNK)):
        yield chunk


def _concept(system: str, code: str) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code}]}


def _cny(value: str) -> dict[str, object]:
    # A fragment keeps the zeros that a hospital writes; a float would lose them.
    return {"value": orjson.Fragment(value), "currency": "CNY"}
