"""The mock hospitals at work: they send their day, and answer to guarantees and denials with new claims."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from deploy.demo import catalogue, claims
from deploy.demo.claims import Visit
from deploy.demo.fhir import Resource
from deploy.demo.parcel import Parcel
from deploy.demo.plan import Plan
from deploy.demo.post import Post
from deploy.demo.tap import Heard

ESCORTS = ("visit-", "family-")
"""A correlation id that starts like this belongs to a visit that the demo follows and shows."""

APPEALED = 0.4


class Hospitals:
    """All hospitals of the demo; each message goes out in the name of its own."""

    def __init__(self, plan: Plan, post: Post) -> None:
        self._plan = plan
        self._post = post
        self._followed: set[str] = set()

    async def send_night_batch(self) -> None:
        """One hospital sends what its night shift wrote, as a file."""
        if self._plan.night:
            await self._post.import_night(catalogue.NIGHT_BATCH, self._plan.night)

    async def send_escorted_visit(self) -> Parcel:
        """One visit of the day that is followed and shown."""
        return await self.escort("VISIT", f"visit-{self._plan.seed}-{self._plan.day:%Y%m%d}")

    async def escort(
        self, name: str, tag: str, known: Callable[[Resource], Resource] | None = None
    ) -> Parcel:
        """The question ahead of one operation, over HTTP; what follows comes by itself.

        ``tag`` is the visit's correlation id and starts like one of ``ESCORTS``; ``known`` says who the
        patient is, where the hospital tells that.
        """
        number = f"PA-{self._plan.day:%m%d}-{name}"
        visit = Visit(
            "qilu-hospital", "taishan-health", number, str(self._plan.seed), self._plan.day,
            use="preauthorization", inpatient=True, days_ago=0,
        )  # fmt: skip
        asked = claims.claim(visit) if known is None else known(claims.claim(visit))
        parcel = self._plan.pack(visit.hospital, asked, "preauthorization", "http", tag)
        await self._post.deliver([parcel])
        return parcel

    async def on_events(self, events: Sequence[Heard]) -> None:
        """Guaranteed care is given and billed; some denials are appealed."""
        following = [parcel for event in events for parcel in self._follow(event)]
        await self._post.deliver(following)

    def _follow(self, event: Heard) -> Sequence[Parcel]:
        resource = self._plan.sent.get(event.case)
        if resource is None or event.case in self._followed:
            return ()
        number = resource["identifier"][0]["value"]
        match event.kind:
            case "guarantee.issued":
                after = claims.quoting(resource, f"{number}-G", event.data["reference"])
                return self._once(event, after, "guaranteed")
            case "claim.adjudicated" if self._appeals(event, resource, number):
                again = claims.appealing(resource, f"{number}-A", "prior")
                return self._once(event, again, "appeal")
        return ()

    def _appeals(self, event: Heard, resource: Resource, number: str) -> bool:
        denied = event.data["adjudication"] == "denied" and resource["use"] == "claim"
        chance = random.Random(f"{self._plan.seed}|{event.case}|appeal")
        return denied and not number.endswith("-A") and chance.random() < APPEALED

    def _once(self, event: Heard, resource: Resource, what: str) -> Sequence[Parcel]:
        self._followed.add(event.case)
        hospital = resource["provider"]["reference"].removeprefix("Organization/")
        parcel = self._plan.pack(hospital, resource, what, tag=event.correlation)
        return (replace(parcel, door="http" if event.correlation.startswith(ESCORTS) else "kafka"),)
