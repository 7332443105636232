"""Pieces of FHIR JSON, and two valid R4 claims of our own: a small one, and one that uses every element."""

import copy
import json
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def encode(resource: Json) -> bytes:
    """JSON bytes in which a Decimal keeps its digits."""
    return _text(resource).encode()


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def changed(resource: Json, *steps: int | str, to: Any) -> Json:
    """A copy of ``resource`` in which the element at ``steps`` is ``to``; an Ellipsis removes it."""
    result = copy.deepcopy(resource)
    place: Any = result
    for step in steps[:-1]:
        place = place[step]
    if to is ...:
        del place[steps[-1]]
    else:
        place[steps[-1]] = to
    return result


def concept(code: str, system: str = "http://qilu.example/codes") -> Json:
    return {"coding": [{"system": system, "code": code}]}


def cny(value: str) -> Json:
    return {"value": Decimal(value), "currency": "CNY"}


def ref(reference: str) -> Json:
    return {"reference": reference}


def number(value: str, system: str = "http://qilu.example/claims") -> Json:
    return {"system": system, "value": value}


_ANY_VALUE = [{"url": "http://qilu.example/ext", "valueCode": "x"}]


def small_claim() -> Json:
    """A claim of two lines without a total, as a hospital would send it: 135.50 and 264.50 CNY."""
    return {
        "resourceType": "Claim",
        "id": "c-1",
        "identifier": [number("Q-1")],
        "status": "active",
        "type": concept("professional"),
        "use": "claim",
        "patient": ref("Patient/1"),
        "created": "2026-11-20",
        "insurer": ref("Organization/2"),
        "provider": ref("Organization/1"),
        "priority": concept("normal"),
        "insurance": [{"sequence": 1, "focal": True, "coverage": ref("Coverage/9")}],
        "item": [
            {
                "sequence": 1,
                "productOrService": concept("exam"),
                "servicedDate": "2026-11-18",
                "net": cny("135.50"),
            },
            {
                "sequence": 2,
                "productOrService": concept("x-ray"),
                "servicedPeriod": {"start": "2026-11-18", "end": "2026-11-19"},
                "net": cny("264.50"),
            },
        ],
    }


def _priced(sequence: int, code: str, net: str) -> Json:
    return {
        "id": f"row-{sequence}",
        "extension": _ANY_VALUE,
        "modifierExtension": _ANY_VALUE,
        "sequence": sequence,
        "revenue": concept("0010"),
        "category": concept("F6"),
        "productOrService": concept(code),
        "modifier": [concept("rooh")],
        "programCode": [concept("none")],
        "quantity": {"value": 2, "unit": "piece", "system": "http://unitsofmeasure.org", "code": "1"},
        "unitPrice": cny("100.00"),
        "factor": Decimal("0.50"),
        "net": cny(net),
        "udi": [ref("Device/1")],
    }


def full_claim() -> Json:
    """A claim that uses every element of R4, with one form of each choice."""
    item = {
        **_priced(1, "surgery", "100.00"),
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "procedureSequence": [1],
        "informationSequence": [1, 2],
        "servicedPeriod": {"start": "2026-11", "end": "2026-11-19T08:30:00+08:00"},
        "locationAddress": {
            "use": "work",
            "type": "physical",
            "text": "Jinan",
            "line": ["1 Jingshi Road"],
            "city": "Jinan",
            "district": "Lixia",
            "state": "Shandong",
            "postalCode": "250014",
            "country": "CN",
            "period": {"start": "2020"},
        },
        "bodySite": concept("21"),
        "subSite": [concept("L")],
        "encounter": [ref("Encounter/1")],
        "detail": [{**_priced(1, "part", "100.00"), "subDetail": [_priced(1, "piece", "100.00")]}],
    }
    return {
        **small_claim(),
        "meta": {
            "versionId": "1",
            "lastUpdated": "2026-11-20T08:00:00.123Z",
            "source": "http://qilu.example/his",
            "profile": ["http://qilu.example/profile"],
            "security": [{"system": "http://qilu.example/s", "code": "R"}],
            "tag": [{"code": "demo", "version": "1", "display": "Demo", "userSelected": True}],
        },
        "implicitRules": "http://qilu.example/rules",
        "language": "zh-CN",
        "_language": {"id": "l", "extension": _ANY_VALUE},
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A claim</div>'},
        "contained": [{"resourceType": "Patient", "id": "p1", "identifier": [number("P-1")]}],
        "extension": [{"url": "http://qilu.example/nested", "extension": _ANY_VALUE}],
        "modifierExtension": _ANY_VALUE,
        "identifier": [
            {
                "use": "official",
                "type": concept("claim-number"),
                **number("Q-1"),
                "period": {"start": "2026"},
                "assigner": {"display": "Qilu", "type": "Organization", "identifier": number("H-1")},
            }
        ],
        "subType": concept("emergency"),
        "billablePeriod": {"start": "2026-11-18", "end": "2026-11-19"},
        "enterer": ref("Practitioner/2"),
        "fundsReserve": concept("provider"),
        "related": [
            {"claim": ref("Claim/0"), "relationship": concept("prior"), "reference": number("Q-0")},
        ],
        "prescription": ref("MedicationRequest/1"),
        "originalPrescription": ref("MedicationRequest/0"),
        "payee": {"type": concept("provider"), "party": ref("Organization/1")},
        "referral": ref("ServiceRequest/1"),
        "facility": ref("Location/1"),
        "careTeam": [
            {
                "sequence": 1,
                "provider": ref("Practitioner/1"),
                "responsible": True,
                "role": concept("primary"),
                "qualification": concept("surgeon"),
            }
        ],
        "supportingInfo": [
            {
                "sequence": 1,
                "category": concept("attachment"),
                "code": concept("report"),
                "timingDate": "2026-11-18",
                "valueAttachment": {
                    "contentType": "application/pdf",
                    "language": "en",
                    "data": "QQ==",
                    "url": "http://qilu.example/report",
                    "size": 1,
                    "hash": "QQ==",
                    "title": "Report",
                    "creation": "2026-11-18",
                },
                "reason": concept("e"),
            },
            {"sequence": 2, "category": concept("receipt"), "valueString": "37010125-0012345678"},
        ],
        "diagnosis": [
            {
                "sequence": 1,
                "diagnosisCodeableConcept": concept("K35.8", "http://hl7.org/fhir/sid/icd-10"),
                "type": [concept("admitting")],
                "onAdmission": concept("y"),
                "packageCode": concept("400"),
            }
        ],
        "procedure": [
            {
                "sequence": 1,
                "type": [concept("primary")],
                "date": "2026-11-18",
                "procedureCodeableConcept": concept("47.0"),
                "udi": [ref("Device/1")],
            }
        ],
        "insurance": [
            {
                "sequence": 1,
                "focal": True,
                "identifier": number("Q-1"),
                "coverage": ref("Coverage/9"),
                "businessArrangement": "BA-1",
                "preAuthRef": ["GOP-1"],
                "claimResponse": ref("ClaimResponse/1"),
            }
        ],
        "accident": {"date": "2026-11-17", "type": concept("SPT"), "locationReference": ref("Location/2")},
        "item": [item],
        "total": cny("100.00"),
    }
