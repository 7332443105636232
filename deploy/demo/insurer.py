"""A mock insurer: it hears of its claims on the event topic, answers them, and pays in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from deploy.demo import answers
from deploy.demo.answers import Asked, Due, Verdict
from deploy.demo.fhir import Resource, encode
from deploy.demo.hospital import ESCORTS
from deploy.demo.parcel import Door, Parcel, parcel
from deploy.demo.plan import Plan
from deploy.demo.post import Post
from deploy.demo.tap import Heard
from shared.clock import start_of_law_day

SLOW = "daming-mutual"
MEDDLER = "baotu-international"
LOSES = "taishan-health"
LOST = Decimal("321.00")
DETAILS_A_PAYMENT = 40
VERDICTS: Sequence[Verdict] = ("approve", "part", "deny")
VERDICT_SHARES = (0.62, 0.26, 0.12)
PENDS_FIRST, SENDS_TWICE, PAYS_FIRST, OVER_HTTP = 0.12, 0.03, 0.02, 0.06
SLOW_SILENT, SLOW_UNDECIDED = 0.06, 0.08


@dataclass(slots=True)
class Insurer:
    """One insurer. It answers each claim as its seed says, whatever order they come in."""

    client: str
    plan: Plan
    post: Post
    _asked: dict[str, Asked] = field(default_factory=dict)
    _paid: set[str] = field(default_factory=set)
    _dues: list[Due] = field(default_factory=list)
    _payments: int = 0
    _meddled: bool = False
    _lost: Decimal = LOST

    async def answer_early(self, claims: Sequence[Parcel]) -> None:
        """Answer claims that a hospital told of by telephone: the record comes only later."""
        mine = [asked for each in claims if (asked := _told(self, each)) is not None]
        parcels: list[Parcel] = []
        for asked in mine:
            self._asked[asked.case] = asked
            parcels += self._decided(asked, "kafka", early_money=True)
        await self.post.deliver(parcels)

    async def on_events(self, events: Sequence[Heard]) -> None:
        """Answer what was dispatched, and pay what was decided."""
        parcels = [parcel for event in events for parcel in self._react(event)]
        await self.post.deliver(parcels)

    async def pay_all(self) -> None:
        """The end of the day: everything that is still due goes out."""
        lost, self._lost = (self._lost if self.client == LOSES else answers.NOTHING), answers.NOTHING
        dues, self._dues = self._dues, []
        parcels = list(self._pay(dues, lost))
        await self.post.deliver(parcels)

    def owes(self) -> bool:
        """Whether decided money has not been sent."""
        return bool(self._dues)

    def _react(self, event: Heard) -> Iterator[Parcel]:
        if event.kind == "claim.dispatched" and event.data["insurer"] == self.client:
            yield from self._answer(event)
        elif event.kind == "claim.dispatched" and self.client == MEDDLER and not self._meddled:
            self._meddled = True
            yield self._meddle(event)
        elif event.kind == "claim.adjudicated" and event.data["insurer"] == self.client:
            yield from self._settle(event)

    def _answer(self, event: Heard) -> Iterator[Parcel]:
        if event.case in self._asked:
            return
        asked = self._asked[event.case] = _dispatched(self.client, event)
        if asked.correlation.startswith(ESCORTS):
            verdict: Verdict = "approve" if asked.use == "preauthorization" else "part"
            yield self._pack(asked, answers.decision(asked, self.plan.day, verdict, self.plan.seed), "http")
            return
        manner = asked.chance(self.plan.seed, "manner")
        door: Door = "http" if manner.random() < OVER_HTTP else "kafka"
        patience = manner.random()
        if self.client == SLOW and patience < SLOW_SILENT:
            return
        undecided = self.client == SLOW and patience < SLOW_SILENT + SLOW_UNDECIDED
        # Both over Kafka with one key: the order of an insurer's own answers is its own business.
        pends = undecided or manner.random() < PENDS_FIRST
        if pends:
            yield self._pack(asked, answers.pending(asked, self.plan.day), "kafka")
        if not undecided:
            early_money = asked.use == "claim" and manner.random() < PAYS_FIRST
            yield from self._decided(asked, "kafka" if pends else door, early_money)

    def _decided(self, asked: Asked, door: Door, early_money: bool) -> Iterator[Parcel]:
        chance = asked.chance(self.plan.seed, "verdict")
        (verdict,) = chance.choices(VERDICTS, VERDICT_SHARES)
        resource = answers.decision(asked, self.plan.day, verdict, self.plan.seed)
        paid = resource["total"][1]["amount"]["value"]
        if early_money and paid:
            self._paid.add(asked.case)
            yield from self._pay([Due(asked, paid, by_answer=True)])
        answer = self._pack(asked, resource, door)
        yield answer
        if chance.random() < SENDS_TWICE:
            yield answer.again() if chance.random() < 0.5 else answer.resent()

    def _settle(self, event: Heard) -> Iterator[Parcel]:
        asked, paid = self._asked[event.case], Decimal(event.data["paid"]["value"])
        if asked.use != "claim" or not paid or event.case in self._paid:
            return
        self._paid.add(event.case)
        due = Due(asked, paid)
        if asked.correlation.startswith(ESCORTS):
            yield from self._pay([due])
            return
        self._dues.append(due)
        if len(self._dues) >= DETAILS_A_PAYMENT:
            dues, self._dues = self._dues, []
            yield from self._pay(dues)

    def _pay(self, dues: Sequence[Due], lost: Decimal = answers.NOTHING) -> Iterator[Parcel]:
        if not dues and not lost:
            return
        self._payments += 1
        number = f"PR-{self.plan.day:%m%d}-{self._payments:04d}"
        resource = answers.payment(self.client, number, self.plan.day, dues, lost)
        correlation = dues[0].asked.correlation if len(dues) == 1 else f"{self.client}-{number}".lower()
        sent = self._parcel("PaymentReconciliation", resource, number, correlation, "kafka")
        yield sent
        if self._payments % 5 == 2:
            yield sent.resent()

    def _meddle(self, event: Heard) -> Parcel:
        """An answer to a claim that is another insurer's, by the platform's own id for it."""
        foreign = replace(_dispatched(event.data["insurer"], event), insurer=self.client)
        resource = answers.decision(foreign, self.plan.day, "deny", self.plan.seed)
        return self._pack(foreign, resource | {"request": {"reference": f"Claim/{event.case}"}}, "kafka")

    def _pack(self, asked: Asked, resource: Resource, door: Door) -> Parcel:
        return self._parcel("ClaimResponse", resource, asked.case, asked.correlation, door)

    def _parcel(self, kind: str, resource: Resource, key: str, correlation: str, door: Door) -> Parcel:
        return parcel(
            self.plan.partners,
            self.client,
            kind,
            encode(resource),
            key=key,
            at=start_of_law_day(self.plan.day) + timedelta(hours=15),
            correlation=correlation,
            what=kind,
            door=door,
        )


def _dispatched(insurer: str, event: Heard) -> Asked:
    number = event.data["identifiers"][0]
    return Asked(
        insurer=insurer,
        hospital=event.data["hospital"],
        case=event.case,
        use=event.data["use"],
        number=(number["system"], number["value"]),
        lines=tuple((line["sequence"], Decimal(line["net"]["value"])) for line in event.data["lines"]),
        correlation=event.correlation,
    )


def _told(insurer: Insurer, claim: Parcel) -> Asked | None:
    """What a hospital says on the telephone of a claim that is this insurer's."""
    if insurer.plan.insured.get(claim.key) != insurer.client:
        return None
    resource = insurer.plan.sent[claim.key]
    number = resource["identifier"][0]
    lines = tuple((line["sequence"], line["net"]["value"]) for line in resource["item"])
    return Asked(
        insurer.client, claim.client, claim.key, "claim", (number["system"], number["value"]), lines,
        claim.correlation,
    )  # fmt: skip
