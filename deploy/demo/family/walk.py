"""What the family does, service after service; each step waits until the news of the one before has come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from deploy.demo.claims import by_passport
from deploy.demo.family.members import PARENT, Child, Family
from deploy.demo.halves import Halves
from deploy.demo.parcel import Parcel
from deploy.demo.people import PATIENCE_S, Json, People
from deploy.demo.permits.catalogue import COUNTRY, EMPLOYERS
from deploy.demo.permits.dossier import Dossier
from deploy.demo.qualifications.catalogue import ENGINEER
from deploy.demo.qualifications.request import Admission, Recognition
from deploy.demo.schooling.catalogue import OFFICERS
from deploy.demo.story import billed
from services.permits import names as permits_names

HOSPITAL = "qilu-hospital"
POLL_S = 0.1


@dataclass(slots=True)
class Way:
    """The family on its way; what it was given is kept, so that its story can be read afterwards."""

    family: Family
    halves: Halves
    permit: Dossier
    recognition: Recognition
    admission: Admission
    applications: list[str] = field(default_factory=list)
    enrolments: list[str] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)
    visit: Parcel | None = None
    before: Json = field(default_factory=dict)
    after: Json = field(default_factory=dict)
    coverage: Json = field(default_factory=dict)
    _keys: Any = field(default_factory=lambda: count(1))

    async def go(self) -> None:
        """From the recognition to the review that closed."""
        employer = permits_names.employer_id(self.family.expert.employer.uscc)
        await self.halves.permits.desk.ear.until(employer, "employer.registered")
        await self._recognised()
        await self._permitted()
        for child in self.family.children:
            await self._enrolled(child)
        await self._treated()
        await self._moved()

    async def _recognised(self) -> None:
        """The credential is proposed and verified; meanwhile the employer applies, and is in review."""
        await self.recognition.propose()
        await self.recognition.verify()
        await self.permit.hand_in()
        await self.permit.review()
        self.before = await self._assessment()
        await self.recognition.decide()
        await self._until_assessed(self.recognition.id)
        await self.admission.admitted()
        await self._until_assessed(self.admission.id)
        self.after = await self._assessment()

    async def _permitted(self) -> None:
        """On the 48-hour track now: approved, issued, and the residence permit with it."""
        ear = self.halves.permits.desk.ear
        await ear.until(self.permit.id, "application.track-changed")
        await self.permit.approve()
        await self.permit.issue()
        await ear.until(self.permit.permit, "permit.residence-recorded")

    async def _enrolled(self, child: Child) -> None:
        """The permits service told of the residence permit; the second child has a sister at school.

        With the first one, the mother shows at the zone's desk who she is; with the second she is known.
        """
        people = self._schooling
        await self.halves.schooling.ear.until(self.family.guardian, "guardian.record-updated")
        sibling = self.enrolments[0] if self.enrolments else None
        form = child.application(self.family.expert, sibling)
        taken = await people.do("apply", PARENT, "/applications", form, **self._next())
        path = f"/applications/{taken['id']}"
        self.applications.append(taken["id"])
        if sibling is None:
            await self._guardian_seen(path)
        shown = await self._until(people, PARENT, path, lambda it: bool((it["place"] or {}).get("offer")))
        offer = {"offer": shown["place"]["offer"]["number"]}
        accepted = await people.do("accept", PARENT, f"{path}/accept", offer, twice=True, **self._next())
        self.enrolments.append(accepted["enrolment"])

    async def _guardian_seen(self, path: str) -> None:
        people = self._schooling
        seen = (await people.get(self.desk, path))["version"]
        admitted = {"review": "guardian-not-verified", "admit": True, "reasons": "The passport was seen."}
        await people.do(
            "decide-review", self.desk, f"{path}/decide-review", admitted, seen=seen, **self._next()
        )

    async def _treated(self) -> None:
        """An operation: the stay is looked up; asked for, guaranteed, billed, decided and paid."""
        medical, expert = self.halves.medical, self.family.expert
        await self._until_covered()
        known = partial(by_passport, country=COUNTRY, number=expert.passport, birth=expert.birth)
        self.visit = await medical.hospitals.escort("FAMILY", self.family.correlation, known)
        await medical.ear.until(billed(self.visit), "claim.settled")

    async def _until_covered(self) -> None:
        """The hospital asks whether the patient may stay on the day, until it has been told of the permit."""
        expert = self.family.expert
        passport = {"country": COUNTRY, "number": expert.passport, "birth": str(expert.birth)}
        asked = {"passport": passport, "day": str(expert.today)}
        async with asyncio.timeout(PATIENCE_S):
            while self.coverage.get("prequalified") != "yes":
                await asyncio.sleep(POLL_S)
                answer = await self.halves.medical.post.ask(HOSPITAL, "POST", "/coverage-checks", json=asked)
                self.coverage = answer.raise_for_status().json()

    async def _moved(self) -> None:
        """Another employer: the permit is cancelled, a review opens, and closes with the new permit."""
        schooling, expert = self.halves.schooling.ear, self.family.expert
        last = str(expert.today - timedelta(days=1))
        told = {"on": last, "reason": "A post with another employer."}
        path = f"/permits/{self.permit.permit}/report-employment-end"
        await self.permit.do("report-end", self.permit.agent, path, told)
        ending = self._dossier("-C", type="cancellation", ended_on=last)
        await ending.hand_in()
        await _decided(ending)
        await schooling.until(self.family.guardian, "guardian.review-opened")
        for enrolment in self.enrolments:
            await schooling.until(enrolment, "enrolment.review-marked")
        await _decided(await self._applied_anew())
        await schooling.until(self.family.guardian, "guardian.review-closed")

    async def _applied_anew(self) -> Dossier:
        expert = self.family.expert
        other = next(each for each in EMPLOYERS if each.agent != expert.employer.agent)
        moving = self._dossier(
            "-N", other.agent, type="new-in-country", employer_change=True, in_china=True,
            employer=permits_names.employer_id(other.uscc), **self.family.from_today(),
        )  # fmt: skip
        await moving.hand_in()
        return moving

    def _dossier(self, part: str, agent: str = "", **changes: object) -> Dossier:
        people = self.halves.permits.desk.people
        dossier = Dossier(people, self.family.expert, self.family.correlation, part, dict(changes), agent)
        self.dossiers.append(dossier)
        return dossier

    async def _assessment(self) -> Json:
        """Points and grounds as the officer sees them."""
        shown = await self.halves.permits.desk.people.get(self.permit.officer, self.permit.path)
        assessment: Json = shown["assessment"]
        return assessment

    async def _until_assessed(self, because: str) -> None:
        """Points and grounds are counted again because of this, which the officer sees on the screen."""

        def counted(history: Mapping[str, Any]) -> bool:
            return any(event["data"].get("because") == because for event in history["events"])

        people = self.halves.permits.desk.people
        await self._until(people, self.permit.officer, f"{self.permit.path}/history", counted)

    async def _until(self, people: People, client: str, path: str, holds: Callable[[Json], bool]) -> Json:
        """What is there once it ``holds``. TimeoutError after a minute."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                shown = await people.get(client, path)
                if holds(shown):
                    return shown
                await asyncio.sleep(POLL_S)

    @property
    def desk(self) -> str:
        """Who at the zone's desk for schooling sees the children's cases."""
        return OFFICERS[0]

    @property
    def _schooling(self) -> People:
        return self.halves.schooling.people

    def _next(self) -> Json:
        return {
            "key": f"{self.family.correlation}-{next(self._keys)}",
            "correlation": self.family.correlation,
        }


async def _decided(dossier: Dossier) -> None:
    await dossier.review()
    await dossier.approve()
    await dossier.issue(first=False)


def make_way(family: Family, halves: Halves) -> Way:
    """The family before its first step."""
    people, correlation = halves.qualifications.people, family.correlation
    recognition = Recognition.of_expert(people, family.expert, ENGINEER, correlation)
    admission = Admission(recognition, "quancheng-programme")
    permit = Dossier(halves.permits.desk.people, family.expert, correlation, changes=family.from_today())
    return Way(family, halves, permit, recognition, admission, dossiers=[permit])
