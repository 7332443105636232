"""The mock hospitals' claims: FHIR R4 resources about invented patients, each a pure function of its seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from deploy.demo import catalogue
from deploy.demo.catalogue import Treatment, cents
from deploy.demo.fhir import CLAIM_TYPE, RELATIONSHIP, Resource, by_number, concept, identifier, money


@dataclass(frozen=True, slots=True)
class Visit:
    """One patient's visit: who, where, insured by whom, and the chance that fills in the rest.

    ``insurer`` is a client of the partners file, or None where nobody knows the coverage; ``number`` is
    the hospital's number for the claim, ``days_ago`` how long ago the last service was.
    """

    hospital: str
    insurer: str | None
    number: str
    seed: str
    day: date
    use: str = "claim"
    inpatient: bool = False
    days_ago: int = 3
    receipt: str | None = None

    @property
    def system(self) -> str:
        """The identifier system of the hospital's claim numbers."""
        return catalogue.CLAIM_NUMBERS.format(client=self.hospital)

    def chance(self, purpose: str) -> random.Random:
        """Chance of its own for each purpose, so that one draw never shifts another."""
        return random.Random(f"{self.seed}|{self.number}|{purpose}")


def claim(visit: Visit) -> Resource:
    """The visit's Claim (or preauthorization), between 1 and 2 KB as JSON."""
    lines = _lines(visit)
    coverages, insurance = _insurance(visit)
    resource: Resource = {
        "resourceType": "Claim",
        "id": visit.number.lower(),
        "contained": coverages,
        "identifier": [identifier(visit.system, visit.number)],
        "status": "active",
        "type": concept("institutional" if visit.inpatient else "professional", CLAIM_TYPE),
        "use": visit.use,
        "patient": _patient(visit),
        "billablePeriod": _period(visit),
        "created": f"{visit.day}T09:{visit.chance('minute').randrange(60):02d}:00+08:00",
        "insurer": _insurer(visit),
        "provider": {"reference": f"Organization/{visit.hospital}"},
        "priority": concept("normal"),
        "supportingInfo": _receipt(visit),
        "diagnosis": [_diagnosis(visit)],
        "insurance": insurance,
        "item": lines,
        "total": money(sum((line["net"]["value"] for line in lines), Decimal("0.00"))),
    }
    return {name: value for name, value in resource.items() if value not in (None, [])}


def quoting(resource: Resource, number: str, reference: str) -> Resource:
    """The claim after the care: its preauthorization's services, with the guarantee that the insurer gave."""
    first, *others = resource["insurance"]
    after = {
        "use": "claim",
        "id": number.lower(),
        "insurance": [first | {"preAuthRef": [reference]}, *others],
    }
    return resource | after | {"identifier": [resource["identifier"][0] | {"value": number}]}


def appealing(resource: Resource, number: str, relationship: str) -> Resource:
    """A claim that names an earlier one as its ground; FHIR has no appeal of its own."""
    earlier = resource["identifier"][0]
    related = {"claim": {"identifier": earlier}, "relationship": concept(relationship, RELATIONSHIP)}
    receipts = [
        info | {"valueString": f"{info['valueString']}-A"} for info in resource.get("supportingInfo", [])
    ]
    changed: Resource = {
        "id": number.lower(),
        "identifier": [earlier | {"value": number}],
        "related": [related],
    }
    return resource | changed | ({"supportingInfo": receipts} if receipts else {})


def by_passport(resource: Resource, country: str, number: str, birth: date) -> Resource:
    """The claim with its patient contained, known by passport: so a service may know of the person's stay."""
    passport = identifier(f"http://hl7.org/fhir/sid/passport-{country}", number) | {
        "type": concept("PPN", "http://terminology.hl7.org/CodeSystem/v2-0203")
    }
    patient = {
        "resourceType": "Patient",
        "id": "patient-1",
        "identifier": [passport],
        "birthDate": str(birth),
    }
    return resource | {
        "contained": [*resource.get("contained", []), patient],
        "patient": {"reference": "#patient-1", "display": resource["patient"]["display"]},
    }


def cancelled(resource: Resource) -> Resource:
    """The same claim, withdrawn."""
    return resource | {"status": "cancelled"}


def dearer(resource: Resource) -> Resource:
    """Another content under the same number: one line costs ten more."""
    ten, (first, *others) = Decimal(10), resource["item"]
    net = money(first["net"]["value"] + ten)
    return resource | {
        "item": [first | {"unitPrice": net, "net": net, "quantity": {"value": 1}}, *others],
        "total": money(resource["total"]["value"] + ten),
    }


def _lines(visit: Visit) -> list[Resource]:
    chance = visit.chance("lines")
    choice: Sequence[Treatment] = catalogue.INPATIENT if visit.inpatient else catalogue.OUTPATIENT
    picked = chance.sample(choice, chance.randint(1, 3))
    return [_line(visit, number, treatment, chance) for number, treatment in enumerate(picked, start=1)]


def _line(visit: Visit, number: int, treatment: Treatment, chance: random.Random) -> Resource:
    price = cents(Decimal(chance.randrange(treatment.cheapest * 100, treatment.dearest * 100)) / 100)
    quantity = 1 if visit.inpatient else chance.choice((1, 1, 1, 2))
    return {
        "sequence": number,
        "productOrService": concept(treatment.code, catalogue.SERVICES, treatment.words),
        "servicedDate": str(_last_day(visit)),
        "quantity": {"value": quantity},
        "unitPrice": money(price),
        "net": money(price * quantity),
    }


def _last_day(visit: Visit) -> date:
    return visit.day - timedelta(days=visit.days_ago)


def _period(visit: Visit) -> Resource:
    """Some hospitals only say in which month a stay began: R4 allows partial dates."""
    last = _last_day(visit)
    if visit.chance("period").random() < 0.1:
        return {"start": f"{last:%Y-%m}", "end": str(last)}
    return {"start": str(last - timedelta(days=2 if visit.inpatient else 0)), "end": str(last)}


def _patient(visit: Visit) -> Resource:
    chance = visit.chance("patient")
    name = f"{chance.choice(catalogue.GIVEN_NAMES)} {chance.choice(catalogue.FAMILY_NAMES)}"
    system = catalogue.PATIENT_NUMBERS.format(client=visit.hospital)
    return by_number(system, f"P{chance.randrange(10**8):08d}") | {"display": name}


def _diagnosis(visit: Visit) -> Resource:
    code = visit.chance("diagnosis").choice(catalogue.DIAGNOSES)
    return {"sequence": 1, "diagnosisCodeableConcept": concept(code, catalogue.ICD_10)}


def _receipt(visit: Visit) -> list[Resource]:
    """A fiscal receipt has a code and a number; a question ahead of the care has none yet."""
    if visit.use != "claim":
        return []
    chance = visit.chance("receipt")
    number = visit.receipt or f"37010{chance.randrange(10):d}-{chance.randrange(10**10):010d}"
    return [{"sequence": 1, "category": concept("receipt"), "valueString": number}]


def _insurer(visit: Visit) -> Resource | None:
    """Named by reference by some, and left to the coverage by others."""
    if visit.insurer is None or visit.chance("insurer").random() < 0.4:
        return None
    return {"reference": f"Organization/{visit.insurer}"}


def _insurance(visit: Visit) -> tuple[list[Resource], list[Resource]]:
    """Contained coverages and the insurances that point to them, in the ways that hospitals write them."""
    chance = visit.chance("insurance")
    coverage, contained = _coverage(visit, chance)
    insurance = [{"sequence": 1, "focal": True, "coverage": coverage}]
    if chance.random() < 0.12:
        second = by_number("urn:quancheng:demo:social-insurance", f"SI{chance.randrange(10**6):06d}")
        insurance.append({"sequence": 2, "focal": False, "coverage": second})
    return contained, insurance


def _coverage(visit: Visit, chance: random.Random) -> tuple[Resource, list[Resource]]:
    if visit.insurer is None:
        return {"reference": f"Coverage/unknown-{chance.randrange(10**6):06d}"}, []
    system = catalogue.POLICY_NUMBERS.format(client=visit.insurer)
    policy = identifier(system, f"{visit.insurer[:2].upper()}-2026-{chance.randrange(10**5):05d}")
    form = chance.random()
    if form < 0.1:
        return {"reference": f"Coverage/{visit.insurer.partition('-')[0]}-2026-001"}, []
    if form < 0.45:
        return {"identifier": policy}, []
    inside = {
        "resourceType": "Coverage",
        "id": "coverage-1",
        "identifier": [policy],
        "status": "active",
        "beneficiary": {"display": "the patient of this claim"},
        "payor": [{"reference": f"Organization/{visit.insurer}"}],
    }
    return {"reference": "#coverage-1"}, [inside]
