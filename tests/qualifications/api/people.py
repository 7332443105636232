"""Who talks to the service in these tests, and how: each sends requests with a token of its own."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from services.qualifications import names
from shared.persons import person_key
from tests.caller import Caller, Json
from tests.running import Running

SCOPES = ("qualifications:read", "qualifications:write", "parked:read", "parked:write")
PROPOSER, UNIVERSITY, APPLICANT, OTHER_APPLICANT = (
    "spring-robotics",
    "daming-university",
    "anna-eriksson",
    "omar-haddad",
)
OFFICER, SUPERVISOR, OTHER_SUPERVISOR = "talent-officer-wu", "talent-supervisor-xu", "talent-supervisor-lu"
CHAIR, *MEMBERS = "expert-bai", "expert-cao", "expert-ding", "expert-fan", "expert-gu"
OF_EMPLOYER, OF_UNIVERSITY, SPARE = "expert-kong", "expert-jiang", "expert-han"
EXPERTS = (CHAIR, *MEMBERS, OF_EMPLOYER, OF_UNIVERSITY, SPARE)
OFFICE = (OFFICER, SUPERVISOR, OTHER_SUPERVISOR)
CLIENTS = (PROPOSER, UNIVERSITY, APPLICANT, OTHER_APPLICANT, *OFFICE, *EXPERTS)

OF = {PROPOSER: "91370100MA3TE5T030", UNIVERSITY: "12370000MB2DM1NG0X"}
NAME, NUMBER = "Canary-Eriksson, Anna", "CANARY-570001"
REASONS = "canary: nobody else in the province has it"
PLACE = "Jinan Area of the Shandong Pilot Free Trade Zone"
SENIOR_ENGINEER = {
    "effect": "title",
    "title": "高级工程师",
    "level": "senior",
    "series": "Engineering",
    "place": PLACE,
}
CONFIRMED = {"method": "register", "on": "2026-03-02", "reference": "V-1", "result": "confirmed"}
PROGRAMME = "quancheng-programme"


class Person(Caller):
    """A client of the service."""

    async def act(self, path: str, action: str, body: Json | None = None) -> Json:
        """The office's action on the recognition or admission at ``path`` as it stands now."""
        case = path.partition("/admissions/")[0]
        return await self.done(f"{path}/{action}", body, seen=(await self.get(case))["version"])

    async def propose(self, **changes: Any) -> str:
        """Propose a recognition; the path of it."""
        answer = await self.done("/recognitions", proposal(self.client, **changes), status=201)
        return f"/recognitions/{answer['id']}"

    async def apply(self, passport: Json, **changes: Any) -> str:
        """Apply for the programme; the path of the application."""
        answer = await self.done("/talents", application(passport, **changes), status=201)
        return f"/talents/{answer['id']}/admissions/{answer['admission']}"


def person(service: Running, name: str, *scopes: str) -> Person:
    return Person(service.client(name, *(scopes or SCOPES)), name)


def passport(**changes: Any) -> Json:
    """A passport that nobody else in the run has."""
    return {"country": "UTO", "number": f"P{uuid4().hex[:10].upper()}", "birth": "1990-01-12", **changes}


def key_of(passport: Json) -> str:
    """The one-way key of whose passport it is."""
    return person_key(passport["country"], passport["number"], date.fromisoformat(passport["birth"]))


def talent_of(passport: Json) -> str:
    """The path of a person's talent case."""
    return f"/talents/{names.talent_id(key_of(passport))}"


def proposal(client: str = PROPOSER, **changes: Any) -> Json:
    """A chartered engineer, by catalogue; ``passport`` and parts of ``credential`` may be changed."""
    given = changes.pop("passport", None) or passport()
    credential = {
        "issuer": "Engineering Council",
        "title": "Chartered Engineer",
        "country": "GBR",
        "field": "engineering",
        "number": NUMBER,
        "awarded_on": "2015-06-01",
        **changes.pop("credential", {}),
    }
    return {
        "reference": uuid4().hex,
        "organisation": OF.get(client, OF[PROPOSER]),
        "person": {"passport": given, "name": NAME, "nationality": "UTO", "employer": OF[PROPOSER]},
        "credential": credential,
        "route": "catalogue",
        "applicant": APPLICANT,
        **changes,
    }


def special(client: str = PROPOSER, **changes: Any) -> Json:
    """What stands in no catalogue, case by case."""
    return {
        "route": "case-by-case",
        "wanted": "title",
        "reasons": REASONS,
        "credential": {"issuer": "Guild of Elsewhere", "title": f"Master of Robots {uuid4().hex[:6]}"},
        **changes,
    }


def application(passport: Json, **changes: Any) -> Json:
    return {"reference": uuid4().hex, "project": PROGRAMME, "person": passport, **changes}


async def recognised(people: dict[str, Person], **changes: Any) -> str:
    """A recognition by catalogue that is in force; its path."""
    path = await people[PROPOSER].propose(**changes)
    await people[OFFICER].act(path, "record-verification", CONFIRMED)
    await people[SUPERVISOR].act(path, "decide", {"outcome": SENIOR_ENGINEER})
    return path
