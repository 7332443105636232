"""A hospital day's messages: a pure function of seed, size and date, with trouble in known proportions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from deploy.demo import catalogue, claims
from deploy.demo.claims import Visit
from deploy.demo.fhir import Resource, encode
from deploy.demo.parcel import Door, Parcel, claim_key, parcel
from deploy.demo.spoiling import FAULTS, poisons, spoilt
from services.medical.rules.partners import Registry
from shared.clock import start_of_law_day

T = TypeVar("T")

KINDS = {
    "preauthorization": 0.06,
    "invalid": 0.03,
    "cancelled": 0.02,
    "unknown-coverage": 0.015,
    "unconnected-insurer": 0.01,
    "late": 0.01,
    "reused-number": 0.01,
    "answered-early": 0.01,
    "double-receipt": 0.005,
}
"""Share of the claims that are not plain; each kind comes up at least twice."""

DUPLICATES = 0.05
POISON = 0.01
HOSPITAL_SHARES = (0.45, 0.35, 0.20)
INSURER_SHARES = (0.45, 0.35, 0.20)
OVER_HTTP = 0.06
STRANGER = "penglai-mutual"
LATE_DAYS = 200
RECEIPT = "370100-0000000001"


@dataclass(slots=True)
class Plan:
    """``night`` goes through ``$import``, ``early`` after its answers, ``day`` in its order.

    ``sent`` has every claim by its case id, for what hospitals do with it later; ``insured`` whose it is.
    """

    partners: Registry
    seed: int
    day: date
    night: list[Parcel] = field(default_factory=list)
    early: list[Parcel] = field(default_factory=list)
    daytime: list[Parcel] = field(default_factory=list)
    sent: dict[str, Resource] = field(default_factory=dict)
    insured: dict[str, str | None] = field(default_factory=dict)

    def pack(
        self, hospital: str, resource: Resource, what: str = "claim", door: Door = "kafka", tag: str = ""
    ) -> Parcel:
        """The resource as a message of its hospital."""
        number = resource["identifier"][0]
        key = claim_key(hospital, number["system"], number["value"])
        self.sent.setdefault(key, resource)
        return parcel(
            self.partners,
            hospital,
            "Claim",
            encode(resource),
            key=key,
            at=start_of_law_day(self.day) + timedelta(hours=9),
            correlation=tag or f"{self.seed}-{number['value'].lower()}",
            what=what,
            door=door,
        )


def make_plan(partners: Registry, seed: int, count: int, day: date) -> Plan:
    """``count`` claims and what goes wrong around them."""
    chance, plan = random.Random(f"{seed}|plan"), Plan(partners, seed, day)
    for number, kind in enumerate(_kinds(chance, count), start=1):
        visit = _visit(plan, chance, number, kind)
        _place(plan, chance, visit, kind)
    _duplicate(plan, chance, count)
    _poison(plan, chance, count)
    return plan


def _kinds(chance: random.Random, count: int) -> list[str]:
    special = [kind for kind, share in KINDS.items() for _ in range(max(2, round(count * share)))]
    kinds = (special + ["plain"] * count)[: max(count, len(special))]
    chance.shuffle(kinds)
    return kinds


def _visit(plan: Plan, chance: random.Random, number: int, kind: str) -> Visit:
    (hospital,) = chance.choices(catalogue.HOSPITALS, HOSPITAL_SHARES)
    (insurer,) = chance.choices(catalogue.INSURERS, INSURER_SHARES)
    ahead = kind == "preauthorization"
    return Visit(
        hospital=hospital,
        insurer={"unknown-coverage": None, "unconnected-insurer": STRANGER}.get(kind, insurer),
        number=f"{'PA' if ahead else 'CL'}-{plan.day:%m%d}-{number:06d}",
        seed=str(plan.seed),
        day=plan.day,
        use="preauthorization" if ahead else "claim",
        inpatient=ahead or chance.random() < 0.1,
        days_ago=LATE_DAYS if kind == "late" else 0 if ahead else chance.randint(1, 40),
        receipt=RECEIPT if kind == "double-receipt" else None,
    )


def _place(plan: Plan, chance: random.Random, visit: Visit, kind: str) -> None:
    """Into the part of the day, and through the door, where this kind belongs."""
    resource, door = claims.claim(visit), _door(chance)
    first = plan.pack(visit.hospital, resource, kind, door)
    match kind:
        case "invalid":
            plan.sent.pop(first.key)
            wrong = spoilt(resource, chance.choice(FAULTS))
            batch = visit.hospital == catalogue.NIGHT_BATCH
            place = plan.night if batch else plan.daytime
            place.append(plan.pack(visit.hospital, wrong, kind, "import" if batch else door))
            plan.sent.pop(first.key)
        case "answered-early":
            plan.insured[first.key] = visit.insurer
            plan.early.append(replace(first, door="kafka"))
        case "reused-number":
            other = plan.pack(visit.hospital, claims.dearer(resource), kind)
            plan.daytime += [replace(first, door="kafka"), other]
        case "cancelled":
            withdrawn = plan.pack(visit.hospital, claims.cancelled(resource), "cancellation")
            plan.daytime += [replace(first, door="kafka"), withdrawn]
        case "plain" if visit.hospital == catalogue.NIGHT_BATCH:
            plan.night.append(replace(first, door="import"))
        case _:
            plan.daytime.append(first)


def _door(chance: random.Random) -> Door:
    return "http" if chance.random() < OVER_HTTP else "kafka"


def _duplicate(plan: Plan, chance: random.Random, count: int) -> None:
    """The same content again, at once or much later, by the same door or another, with its id or without."""
    whole = [at for at, p in enumerate(plan.daytime) if p.what in ("plain", "preauthorization")]
    added: dict[int, list[Parcel]] = {}
    for at in _some(chance, whole, count * DUPLICATES):
        original = plan.daytime[at]
        later = chance.randrange(at, len(plan.daytime)) if chance.random() < 0.5 else at
        copies = (original.again(), original.resent(), replace(original.again(), door="http"))
        added.setdefault(later, []).append(chance.choice(copies))
    plan.daytime = list(_woven(plan.daytime, added))
    plan.night += [each.again() for each in plan.night[:2]]


def _poison(plan: Plan, chance: random.Random, count: int) -> None:
    """Records that nobody can read: they are parked, and nothing waits behind them."""
    whole = [p for p in plan.daytime if p.what == "plain" and p.door == "kafka"]
    added: dict[int, list[Parcel]] = {}
    kinds = len(poisons(whole[0])) if whole else 0
    for number, victim in enumerate(_some(chance, whole, max(kinds, count * POISON))):
        place = chance.randrange(len(plan.daytime))
        added.setdefault(place, []).append(poisons(victim)[number % kinds])
    plan.daytime = list(_woven(plan.daytime, added))


def _woven(parcels: Sequence[Parcel], added: Mapping[int, Sequence[Parcel]]) -> Iterator[Parcel]:
    """``parcels``, each followed by what was added at its place."""
    for at, each in enumerate(parcels):
        yield each
        yield from added.get(at, ())


def _some(chance: random.Random, among: Sequence[T], wanted: float) -> Sequence[T]:
    return chance.sample(among, min(len(among), max(1, round(wanted))))
