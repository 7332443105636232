"""One application in the hands of those who work on it: drafted, handed in, and decided over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from deploy.demo.people import Json, People
from deploy.demo.permits.catalogue import OFFICERS
from deploy.demo.permits.wishes import Wish
from services.permits import names

PARTICULARS = {"language": "zh", "issued_on": "2026-10-05", "expires_on": "2040-01-01"}


@dataclass(slots=True)
class Dossier:
    """An application of ``wish``'s person. A second one of that person has a ``part`` and a form of its own.

    Every command carries one correlation id: that of the wish.
    """

    people: People
    wish: Wish
    correlation: str
    part: str = ""
    changes: Json = field(default_factory=dict)
    agent: str = ""
    _keys: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.agent = self.agent or self.wish.employer.agent

    @property
    def reference(self) -> str:
        return self.wish.reference + self.part

    @property
    def id(self) -> str:
        """The application's case."""
        return names.application_id(self.agent, self.reference)

    @property
    def path(self) -> str:
        return f"/applications/{self.id}"

    @property
    def permit(self) -> str:
        """The case of the person's permit, once there is one."""
        return names.permit_id(self.wish.person)

    @property
    def officer(self) -> str:
        """Who decides it."""
        return OFFICERS[int(self.id[0], 16) % len(OFFICERS)]

    async def draft(self) -> None:
        """The form, and every paper that the list for it asks for."""
        body: Json = {"reference": self.reference, "form": self.wish.form(**self.changes)}
        if self.wish.applicant is not None:
            body["applicant"] = self.wish.applicant
        await self.people.do("open", self.agent, "/applications", body, **self._next())
        await self.give_papers()

    async def give_papers(self) -> None:
        """Whatever is still missing."""
        listed = await self.people.get(self.agent, f"{self.path}/documents")
        for code in listed["missing"]:
            await self.give(code)

    async def give(self, code: str) -> None:
        """One paper: its content, then what is to be known of it."""
        path = f"{self.path}/documents/{code}"
        await self.people.upload(self.agent, f"{path}/content", **self._next())
        await self.people.do("describe", self.agent, path, PARTICULARS, method="PUT", **self._next())

    async def submit(self) -> None:
        """Hand it in, or hand it in again; the agent's browser asks twice."""
        await self.people.do("submit", self.agent, f"{self.path}/submit", twice=True, **self._next())

    async def hand_in(self) -> None:
        """From nothing to the office's desk."""
        await self.draft()
        await self.submit()

    async def office(self, action: str, body: Json | None = None, by: str | None = None) -> None:
        """An officer's action on the application as it stands on the screen."""
        officer = by or self.officer
        seen = (await self.people.get(officer, self.path))["version"]
        await self.people.do(action, officer, f"{self.path}/{action}", body, seen=seen, **self._next())

    async def review(self) -> None:
        """Accepted, and taken into review."""
        await self.office("accept")
        await self.office("begin-review")

    async def approve(self, by: str | None = None, **days: str) -> None:
        """Approved as asked for; ``days`` may say other ones."""
        form = self.wish.form(**self.changes)
        asked = {"valid_from": form["wanted_from"], "valid_to": form["wanted_to"]}
        await self.office("approve", {"category": form["category"], **asked, **days}, by)

    async def issue(self, first: bool = True) -> None:
        """Delivered; a person's ``first`` permit comes with its number."""
        number = {"permit_number": f"37{self.wish.passport[1:]}"} if first else {}
        await self.office("issue", number)

    async def do(self, action: str, client: str, path: str, body: Json) -> None:
        """Another command in this matter."""
        await self.people.do(action, client, path, body, **self._next())

    async def refused(self, client: str, path: str, body: Json | None = None) -> str | None:
        """A command that has to be refused; its code."""
        return await self.people.refused(client, path, body, **self._next())

    def _next(self) -> Json:
        return {"key": f"{self.id}-{next(self._keys)}", "correlation": self.correlation}
