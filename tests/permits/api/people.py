"""Who talks to the service in these tests, and how: each sends requests with a token of its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from services.permits import names
from shared.ids import stable_id
from tests.caller import Caller, Json
from tests.running import Running

SCOPES = ("permits:read", "permits:write", "exit-entry:write", "parked:read", "parked:write")
APPLICANT, OTHER_APPLICANT = "anna-eriksson", "omar-haddad"
AGENT, OTHER_AGENT = "spring-robotics", "luneng-materials"
OFFICER, OTHER_OFFICER, SUPERVISOR = "officer-zhao", "officer-qian", "supervisor-sun"
KEEPER, BUREAU = "jinan-area-talent", "exit-entry-bureau"

USCC, OTHER_USCC = "91370100MA3TE5T030", "91110000600037341L"
EMPLOYER, OTHER_EMPLOYER = names.employer_id(USCC), names.employer_id(OTHER_USCC)
OF = {AGENT: (USCC, EMPLOYER), OTHER_AGENT: (OTHER_USCC, OTHER_EMPLOYER)}

PDF = b"%PDF-1.7\n" + b"a paper\n" * 40
numbers = count(1)


def new_passport() -> str:
    """The number of a passport that nobody else in the run has."""
    return f"P{uuid4().hex[:8].upper()}"


def digest(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


class Person(Caller):
    """A client of the service."""

    async def act(self, application: str, action: str, body: Json | None = None) -> Json:
        """An officer's action on the application as it stands now."""
        seen = (await self.get(f"/applications/{application}"))["version"]
        return await self.done(f"/applications/{application}/{action}", body, seen=seen)

    async def upload(
        self,
        application: str,
        code: str,
        content: bytes = PDF,
        media: str = "application/pdf",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The content of a paper."""
        given = {"content-type": media, "content-digest": digest(content), "Idempotency-Key": uuid4().hex}
        path = f"/applications/{application}/documents/{code}/content"
        return await self.http.put(path, content=content, headers={**given, **(headers or {})})

    async def give(self, application: str, code: str, **said: Any) -> None:
        """A paper in Chinese, issued some weeks ago, that is valid for long."""
        response = await self.upload(application, code)
        assert response.status_code == 200, response.text
        plain = {"language": "zh", "issued_on": "2026-10-05", "expires_on": "2040-01-01"}
        path = f"/applications/{application}/documents/{code}"
        response = await self.request("PUT", path, plain | said)
        assert response.status_code == 200, response.text

    async def give_missing(self, application: str) -> list[str]:
        """Every paper that is still missing."""
        missing: list[str] = (await self.get(f"/applications/{application}/documents"))["missing"]
        for code in missing:
            await self.give(application, code)
        return missing

    async def draft(self, **changes: Any) -> str:
        """Open an application with this form; its id."""
        applicant = changes.pop("applicant", None)
        reference = f"{next(numbers)}-{uuid4().hex[:6]}"
        body: Json = {"reference": reference, "form": form(self.client, **changes)}
        if applicant is not None:
            body["applicant"] = applicant
        answer = await self.done("/applications", body, status=201)
        assert answer["id"] == stable_id("application", self.client, reference)
        application: str = answer["id"]
        return application

    async def submitted(self, **changes: Any) -> str:
        """An application with every paper, handed in; its id."""
        application = await self.draft(**changes)
        await self.give_missing(application)
        await self.done(f"/applications/{application}/submit")
        return application


def person(client: Running, name: str, *scopes: str) -> Person:
    return Person(client.client(name, *(scopes or SCOPES)), name)


def form(client: str = AGENT, **changes: Any) -> Json:
    """New from abroad, category B by degree and experience."""
    passport = changes.pop("passport", None) or new_passport()
    _, employer = OF.get(client, OF[AGENT])
    return {
        "type": "new-abroad",
        "person": {
            "names": {
                "mrz_primary": "ERIKSSON",
                "mrz_secondary": "ANNA MARIA",
                "visual": "Eriksson, Anna Maria",
                "chinese": "安娜",
            },
            "passport_country": "UTO",
            "passport_number": passport,
            "passport_expires": "2035-04-15",
            "nationality": "UTO",
            "birth": "1990-01-12",
        },
        "employer": employer,
        "post": {"title": "Robotics engineer", "occupation": "2-02-07", "place": "Jinan"},
        "category": "B",
        "route": "degree-and-experience",
        "contract": {
            "start": "2026-12-01",
            "end": "2028-12-31",
            "annual_pay": {"value": "300000.00", "currency": "CNY"},
        },
        "wanted_from": "2026-12-01",
        "wanted_to": "2027-11-30",
        "profile": {
            "education": ["masters"],
            "degree": "masters",
            "degree_from": "top",
            "experience_months": 96,
            "months_in_china": 12,
            "hsk": 4,
            "merits": ["high-level-university"],
        },
        **changes,
    }


APPROVAL = {"category": "B", "valid_from": "2026-12-01", "valid_to": "2027-11-30"}


async def reviewed(officer: Person, application: str) -> None:
    """Accepted and taken into review."""
    await officer.act(application, "accept")
    await officer.act(application, "begin-review")


async def issued(officer: Person, application: str, number: str | None = None, **approval: Any) -> str:
    """Accepted, reviewed, approved and issued; the permit's id."""
    await reviewed(officer, application)
    await officer.act(application, "approve", APPROVAL | approval)
    await officer.act(application, "issue", {"permit_number": number} if number else {})
    permit: str = (await officer.get(f"/applications/{application}"))["issued"]["permit_id"]
    return permit
