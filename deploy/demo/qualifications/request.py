"""One request for recognition in the hands of those who work on it, over HTTP, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from deploy.demo.people import Json, People
from deploy.demo.permits.catalogue import COUNTRY
from deploy.demo.permits.wishes import Wish
from deploy.demo.qualifications.catalogue import (
    CHAIR,
    OFFICERS,
    ORGANISATIONS,
    PANEL,
    SUPERVISOR,
    Item,
)
from services.qualifications import names
from shared.persons import person_key


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whose qualification it is. ``applicant`` is the person's own client, where it has one."""

    passport: str
    birth: date
    name: str
    employer: str | None = None
    applicant: str | None = None


@dataclass(slots=True)
class Recognition:
    """A request that ``proposer`` makes for a candidate's credential, under a reference of its own."""

    people: People
    candidate: Candidate
    item: Item
    proposer: str
    reference: str
    correlation: str
    today: date
    changes: Json = field(default_factory=dict)
    credential: Json = field(default_factory=dict)
    _keys: Any = field(default_factory=lambda: count(1))

    @staticmethod
    def of_expert(people: People, wish: Wish, item: Item, correlation: str) -> Recognition:
        """For somebody who also applies for a work permit; the employer's agent proposes."""
        employer = wish.employer
        name = f"{wish.family}, {wish.given}"
        candidate = Candidate(wish.passport, wish.birth, name, employer.uscc, wish.applicant)
        return Recognition(people, candidate, item, employer.agent, wish.reference, correlation, wish.today)

    @property
    def id(self) -> str:
        """The recognition's case."""
        return names.recognition_id(self.proposer, self.reference)

    @property
    def path(self) -> str:
        return f"/recognitions/{self.id}"

    @property
    def officer(self) -> str:
        """Who works on it at the office."""
        return OFFICERS[int(self.id[0], 16) % len(OFFICERS)]

    def body(self) -> Json:
        """The request as JSON."""
        who = self.candidate
        return {
            "reference": self.reference,
            "person": {
                "passport": {"country": COUNTRY, "number": who.passport, "birth": str(who.birth)},
                "name": who.name,
                "nationality": COUNTRY,
                **({"employer": who.employer} if who.employer else {}),
            },
            "credential": {
                "issuer": self.item.issuer,
                "title": self.item.title,
                "country": self.item.country,
                "field": self.item.field,
                "number": f"N-{who.passport}",
                "awarded_on": "2015-06-01",
                **self.credential,
            },
            "organisation": ORGANISATIONS[self.proposer],
            "route": "catalogue",
            **({"applicant": who.applicant} if who.applicant else {}),
            **self.changes,
        }

    async def propose(self, twice: bool = False) -> None:
        """The request comes in."""
        await self.people.do(
            "propose", self.proposer, "/recognitions", self.body(), twice=twice, **self.next()
        )

    async def not_proposed(self) -> str | None:
        """A request that has to be refused; its code."""
        return await self.people.refused(self.proposer, "/recognitions", self.body(), **self.next())

    async def verify(self, result: str = "confirmed") -> None:
        """The office has asked the issuer."""
        told = {
            "method": "register",
            "on": str(self.today),
            "reference": f"V-{self.id[:8]}",
            "result": result,
        }
        await self.act("record-verification", self.officer, told)

    async def consent(self, practice: str) -> None:
        """The profession's regulator agrees."""
        told = {
            "regulator": self.item.regulator,
            "reference": f"C-{self.id[:8]}",
            "on": str(self.today),
            "practice": practice,
        }
        await self.act("record-consent", self.officer, told)

    async def decide(self, outcome: Json | None = None) -> None:
        """The authority decides: what the item gives, or another outcome."""
        await self.act("decide", SUPERVISOR, {"outcome": outcome or self.item.outcome})

    async def convened(self) -> None:
        """A panel is appointed, and each of its members says whether it has a conflict."""
        await self.appointed()
        await self.declared()

    async def appointed(self) -> None:
        """The office appoints the panel from the list of experts."""
        await self.act("appoint-panel", self.officer, {"members": list(PANEL), "chair": CHAIR})

    async def declared(self) -> None:
        """Each member knows of no conflict; who works where the person does has one all the same."""
        for expert in PANEL:
            await self.act("declare-conflict", expert, {"conflict": None})

    @property
    def motion(self) -> Json:
        """What the chair puts to the vote."""
        return {"outcome": self.item.outcome, "reasons": "Nobody else in the province has it."}

    async def moved(self) -> None:
        """The chair puts an outcome to the vote."""
        await self.act("move-outcome", CHAIR, self.motion)

    async def voted(self, experts: tuple[str, ...], in_favour: bool = True) -> None:
        """These members vote."""
        reasons = "The training is equivalent." if in_favour else "The training is shorter."
        for expert in experts:
            await self.act("cast-vote", expert, {"in_favour": in_favour, "reasons": reasons})

    async def act(self, action: str, client: str, body: Json | None = None, **more: Any) -> None:
        """Somebody's action on the request as it stands on the screen."""
        await self.people.do(
            action,
            client,
            f"{self.path}/{action}",
            body,
            seen=await self._seen(client),
            **self.next(),
            **more,
        )

    async def not_done(self, action: str, client: str, body: Json | None = None) -> str | None:
        """An action that has to be refused; its code."""
        path, seen = f"{self.path}/{action}", await self._seen(client)
        return await self.people.refused(client, path, body, seen=seen, **self.next())

    async def _seen(self, client: str) -> int:
        version: int = (await self.people.get(client, self.path))["version"]
        return version

    def next(self) -> Json:
        """The key of one more command, and the correlation id of all of them."""
        return {"key": f"{self.id}-{next(self._keys)}", "correlation": self.correlation}


@dataclass(slots=True)
class Admission:
    """An application for a talent project on the ground of a recognition."""

    recognition: Recognition
    project: str

    @property
    def reference(self) -> str:
        return f"{self.recognition.reference}-{self.project}"

    @property
    def id(self) -> str:
        """The admission's id, which its talent case and other services know."""
        return names.admission_id(self.recognition.proposer, self.reference)

    @property
    def talent(self) -> str:
        """The person's case, under which all its admissions are."""
        who = self.recognition.candidate
        return names.talent_id(person_key(COUNTRY, who.passport, who.birth))

    @property
    def path(self) -> str:
        return f"/talents/{self.talent}"

    async def admitted(self) -> None:
        """Applied for by the employer, assessed, and admitted from today on."""
        of, who = self.recognition, self.recognition.candidate
        body = {
            "reference": self.reference,
            "project": self.project,
            "person": {"country": COUNTRY, "number": who.passport, "birth": str(who.birth)},
            **({"applicant": who.applicant} if who.applicant else {}),
        }
        await of.people.do("apply", of.proposer, "/talents", body, **of.next())
        found = {"meets": True, "findings": "The recognition is on record."}
        await self._office("assess", of.officer, found)
        await self._office("admit", SUPERVISOR, {"start": str(of.today)})

    async def _office(self, action: str, client: str, body: Json) -> None:
        of = self.recognition
        seen = (await of.people.get(client, self.path))["version"]
        path = f"{self.path}/admissions/{self.id}/{action}"
        await of.people.do(action, client, path, body, seen=seen, **of.next())
