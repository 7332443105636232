"""One child's application in the hands of its family, the school and the zone's desk, over HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from deploy.demo.people import Json, People
from deploy.demo.schooling.catalogue import LATER, OFFICERS, paper
from deploy.demo.schooling.pupils import Pupil

PRIOR = {"school": "Lycée du Nord", "exit_on": "2026-11-02", "last_grade": "KG", "sha256": "1" * 64}


@dataclass(slots=True)
class Application:
    """A pupil's application. ``id`` is there once it was taken; ``races`` counts two parents' answers."""

    people: People
    pupil: Pupil
    correlation: str
    races: Counter[str]
    id: str = ""
    declined: bool = False
    _keys: Any = field(default_factory=lambda: count(1))

    @property
    def path(self) -> str:
        return f"/applications/{self.id}"

    @property
    def officer(self) -> str:
        """Who settles what the rules leave to a person, and answers for families that schools came for."""
        return OFFICERS[self.pupil.number % len(OFFICERS)]

    @property
    def family(self) -> str:
        """Who answers an offer: the parent, or the zone's desk where a school or the desk applied."""
        return self.officer if self.pupil.client.endswith("-admissions") else self.pupil.client

    async def apply(self) -> None:
        """Handed in, by some twice with one key; refused where a rule says so."""
        client, form = self.pupil.client, self.pupil.form()
        if not self.pupil.valid:
            await self.people.refused(client, "/applications", form, **self._next())
            return
        twice = self.pupil.number % 4 == 0
        taken = await self.people.do("apply", client, "/applications", form, twice=twice, **self._next())
        self.id = taken["id"]
        if self.pupil.manner == "again":
            await self.people.refused(client, "/applications", form, **self._next())

    async def follow_up(self) -> None:
        """What comes after the application: papers, a record, a question settled, or the family's no."""
        match self.pupil.manner:
            case "later":
                for code in LATER:
                    await self._do("provide-document", self.pupil.client, paper(code))
            case "transfer":
                await self._do("provide-prior-record", self.pupil.client, PRIOR)
            case "withdraws":
                await self._do("withdraw", self.family, {"reason": "The family stays in Qingdao."})
            case "doubtful" | "not-foreign" | "unverified":
                await self._settle()

    async def answer(self) -> bool:
        """Answer the offer that there is; False when there is none, or nobody wants to."""
        shown = await self.people.get(self.officer, self.path)
        offer = (shown["place"] or {}).get("offer")
        if offer is None or self.pupil.manner == "silent":
            return False
        if self.pupil.manner == "undecided" and not self.declined:
            await self._answer_twice(offer["number"])
        elif self.pupil.manner == "declines" and not self.declined:
            await self._do("decline", self.family, {"offer": offer["number"]})
        else:
            await self._do(
                "accept", self.family, {"offer": offer["number"]}, twice=self.pupil.number % 3 == 0
            )
            return True
        self.declined = True
        return True

    async def _answer_twice(self, offer: int) -> None:
        """One parent accepts, the other one declines, at one moment: one of them is too late."""
        actions = ("accept", "decline")
        answers = await asyncio.gather(
            *(self._command(action, self.family, {"offer": offer}) for action in actions)
        )
        for action, answer in zip(actions, answers, strict=True):
            if answer.is_success:
                self.people.told.taken[action] += 1
            self.races["won" if answer.is_success else "lost"] += 1

    async def _settle(self) -> None:
        review = "guardian-not-verified" if self.pupil.manner == "unverified" else "nationality"
        admit = self.pupil.manner != "not-foreign"
        reasons = "Passport and household register were seen." if admit else "A Chinese national."
        body = {"review": review, "admit": admit, "reasons": reasons}
        await self._do("decide-review", self.officer, body)

    async def _do(self, action: str, client: str, body: Json, **more: Any) -> None:
        """A command that has to be taken; a desk says which version it has seen."""
        seen = None
        if client != self.pupil.client or client.endswith("-admissions") or client in OFFICERS:
            seen = (await self.people.get(client, self.path))["version"]
        path = f"{self.path}/{action}"
        await self.people.do(action, client, path, body, seen=seen, **self._next(), **more)

    async def _command(self, action: str, client: str, body: Json) -> Any:
        return await self.people.command(client, f"{self.path}/{action}", body, **self._next())

    def _next(self) -> Json:
        return {"key": f"{self.pupil.passport}-{next(self._keys)}", "correlation": self.correlation}
