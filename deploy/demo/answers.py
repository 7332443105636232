"""The mock insurers' decisions and money: pure functions of seed and case, in FHIR R4."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from deploy.demo import catalogue
from deploy.demo.catalogue import cents
from deploy.demo.fhir import ADJUDICATION, CLAIM_TYPE, Resource, by_number, concept, identifier, money

Verdict = Literal["approve", "part", "deny"]
GUARANTEE_DAYS = 60
DENIAL_REASONS = ("ar001", "ar003")
PLAN_LIMIT = "ar002"
SHARED = 0.7
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an insurer needs of a claim so as to answer it. ``number`` is the hospital's (system, value)."""

    insurer: str
    hospital: str
    case: str
    use: str
    number: tuple[str, str]
    lines: tuple[tuple[int, Decimal], ...]
    correlation: str

    def chance(self, seed: int, purpose: str) -> random.Random:
        """The same chance for the same claim, whenever its turn comes."""
        return random.Random(f"{seed}|{self.case}|{purpose}")


def answer_number(asked: Asked) -> Resource:
    """The insurer's number for its answer; payments may name it."""
    return identifier(catalogue.ANSWER_NUMBERS.format(client=asked.insurer), f"R-{asked.case[:8]}")


def pending(asked: Asked, day: date) -> Resource:
    """Received and in work: nothing is decided."""
    resource = _answer(asked, day, "queued", "Under medical review.")
    number = resource["identifier"][0]
    return resource | {"identifier": [number | {"value": f"{number['value']}-P"}]}


def decision(asked: Asked, day: date, verdict: Verdict, seed: int) -> Resource:
    """A decision on every line. An approved preauthorization carries its reference and period."""
    chance = asked.chance(seed, "amounts")
    # A guarantee is for the whole amount; the patient's share is settled with the claim.
    shared = 0.0 if asked.use == "preauthorization" else SHARED
    items = [_item(sequence, net, verdict, shared, chance) for sequence, net in asked.lines]
    billed = sum((net for _, net in asked.lines), NOTHING)
    paid = sum((_amount(item, "benefit") for item in items), NOTHING)
    resource = _answer(asked, day, "complete", _WORDS[verdict]) | {
        "item": items,
        "total": [_total("submitted", billed), _total("benefit", paid)],
    }
    if asked.use == "preauthorization" and verdict != "deny":
        until = day + timedelta(days=GUARANTEE_DAYS)
        start = day - timedelta(days=GUARANTEE_DAYS)
        resource |= {
            "preAuthRef": f"GOP-{asked.insurer[:2].upper()}-{asked.case[:8]}",
            "preAuthPeriod": {"start": str(start), "end": str(until)},
        }
    return resource


_WORDS = {
    "approve": "Approved as billed, less the copayment.",
    "part": "Approved in part: a line is beyond the plan's limit.",
    "deny": "Not covered by the plan.",
}


@dataclass(frozen=True, slots=True)
class Due:
    """Money for one claim. ``by_answer`` names the answer instead of the claim, as some insurers do."""

    asked: Asked
    amount: Decimal
    by_answer: bool = False


def payment(insurer: str, number: str, day: date, dues: Sequence[Due], lost: Decimal = NOTHING) -> Resource:
    """A transfer and what it is for; ``lost`` is the amount of a detail for a claim that nobody knows."""
    details = [_detail(number, place, due) for place, due in enumerate(dues, start=1)]
    if lost:
        details.append(_lost(number, len(details) + 1, lost))
    return {
        "resourceType": "PaymentReconciliation",
        "identifier": [identifier(catalogue.PAYMENT_NUMBERS.format(client=insurer), number)],
        "status": "active",
        "created": str(day),
        "paymentIssuer": {"reference": f"Organization/{insurer}"},
        "outcome": "complete",
        "paymentDate": str(day),
        "paymentAmount": money(sum((due.amount for due in dues), lost)),
        "detail": details,
    }


def _detail(number: str, place: int, due: Due) -> Resource:
    asked = due.asked
    named = (
        {"response": {"identifier": answer_number(asked)}}
        if due.by_answer
        else {"request": by_number(*asked.number)}
    )
    return _detail_of(asked.insurer, number, place, due.amount) | named


def _lost(number: str, place: int, amount: Decimal) -> Resource:
    request = by_number("urn:quancheng:demo:claim:elsewhere", "CL-LOST-0001")
    return _detail_of("elsewhere", number, place, amount) | {"request": request}


def _detail_of(insurer: str, number: str, place: int, amount: Decimal) -> Resource:
    system = f"{catalogue.PAYMENT_NUMBERS.format(client=insurer)}:detail"
    kind = concept("payment", "http://terminology.hl7.org/CodeSystem/payment-type")
    return {
        "identifier": identifier(system, f"{number}-{place:03d}"),
        "type": kind,
        "amount": money(amount),
    }


def _answer(asked: Asked, day: date, outcome: str, words: str) -> Resource:
    return {
        "resourceType": "ClaimResponse",
        "identifier": [answer_number(asked)],
        "status": "active",
        "type": concept("professional", CLAIM_TYPE),
        "use": asked.use,
        "patient": {"display": "the patient of the claim"},
        "created": str(day),
        "insurer": {"reference": f"Organization/{asked.insurer}"},
        "requestor": {"reference": f"Organization/{asked.hospital}"},
        "request": by_number(*asked.number),
        "outcome": outcome,
        "disposition": words,
    }


def _item(sequence: int, net: Decimal, verdict: Verdict, shared: float, chance: random.Random) -> Resource:
    """Paid + the patient's share + not covered = billed, to the cent."""
    share = cents(net / 10) if verdict != "deny" and chance.random() < shared else NOTHING
    cut = NOTHING
    if verdict == "deny":
        cut = net
    elif verdict == "part" and (sequence == 1 or chance.random() < 0.4):
        cut = cents((net - share) * chance.randint(20, 60) / 100)
    parts = [_part("submitted", net), _part("copay", share), _part("benefit", net - share - cut)]
    if cut:
        reason = PLAN_LIMIT if verdict == "part" else chance.choice(DENIAL_REASONS)
        parts.append(_part("noncovered", cut) | {"reason": concept(reason)})
    return {"itemSequence": sequence, "adjudication": parts}


def _part(category: str, amount: Decimal) -> Resource:
    return {"category": concept(category, ADJUDICATION), "amount": money(amount)}


def _total(category: str, amount: Decimal) -> Resource:
    return {"category": concept(category, ADJUDICATION), "amount": money(amount)}


def _amount(item: Resource, category: str) -> Decimal:
    found: Decimal = next(
        part["amount"]["value"]
        for part in item["adjudication"]
        if part["category"]["coding"][0]["code"] == category
    )
    return found
