"""Who talks to the service in these tests, and how: each sends requests with a token of its own."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from services.schooling import names
from shared.persons import person_key
from tests.caller import Caller, Json
from tests.running import Running

SCOPES = ("schooling:read", "schooling:write", "parked:read", "parked:write")
PARENT, OTHER_PARENT, THIRD_PARENT = "anna-eriksson", "omar-haddad", "mei-tanaka"
THOMAS, REGISTER, BUDDHA, LAKE = (
    "thomas-admissions",
    "thomas-register",
    "thousand-buddha-admissions",
    "daming-lake-admissions",
)
OFFICER, SUPERVISOR = "schooling-officer-lin", "schooling-supervisor-he"
CLIENTS = (PARENT, OTHER_PARENT, THIRD_PARENT, THOMAS, REGISTER, BUDDHA, LAKE, OFFICER, SUPERVISOR)

SCHOOL, OTHER_SCHOOL, LOTTERY = (
    "jinan-thomas-school",
    "invented-thousand-buddha-school",
    "invented-daming-lake-school",
)
YEAR, NEXT_YEAR = "2026/27", "2027/28"
SHA = "a" * 64
numbers = count(1)


def passport() -> str:
    """The number of a passport that nobody else in the run has."""
    return f"P{uuid4().hex[:10].upper()}"


class Person(Caller):
    """A client of the service."""

    async def act(self, path: str, action: str, body: Json | None = None) -> Json:
        """A desk's action on the application or enrolment at ``path`` as it stands now."""
        return await self.done(f"{path}/{action}", body, seen=(await self.get(path))["version"])

    async def apply(self, **changes: Any) -> str:
        """Hand in an application; its id."""
        answer = await self.done("/applications", application(**changes), status=201)
        id_: str = answer["id"]
        return id_

    async def place(self, id_: str) -> Json:
        """The place of an application."""
        place: Json = (await self.get(f"/applications/{id_}"))["place"]
        return place

    async def accept(self, id_: str) -> str:
        """Accept the offer that the application has; the enrolment."""
        offer = (await self.place(id_))["offer"]["number"]
        answer = await self.done(f"/applications/{id_}/accept", {"offer": offer})
        enrolment: str = answer["enrolment"]
        return enrolment

    async def enrolled(self, **changes: Any) -> str:
        """A child that applied and took its place; the enrolment."""
        return await self.accept(await self.apply(**changes))


def person(service: Running, name: str, *scopes: str) -> Person:
    return Person(service.client(name, *(scopes or SCOPES)), name)


def paper(code: str, **changes: Any) -> Json:
    return {"code": code, "sha256": SHA, **changes}


RESIDENCE = paper("residence-permit", expires_on="2027-12-31")
ALWAYS = ("application-form", "passport", "relationship-proof")
REST = ("employment-certificate", "address-proof", "vaccination-card")


def papers(*without: str) -> list[Json]:
    """Every paper of a new child but these."""
    dated = paper("medical-examination", issued_on="2026-02-10")
    found = [*map(paper, (*ALWAYS, *REST)), dated, RESIDENCE]
    return [each for each in found if each["code"] not in without]


def child(**changes: Any) -> Json:
    """Six years old by 31 August 2026, with a passport of its own."""
    return {
        "names": {"given": f"Child {next(numbers)}", "family": "Eriksson"},
        "passport_country": "UTO",
        "passport_number": passport(),
        "nationality": "UTO",
        "birth": "2020-05-04",
        **changes,
    }


def parent(**changes: Any) -> Json:
    return {
        "passport": {"country": "UTO", "number": passport(), "birth": "1990-01-12"},
        "relation": "mother",
        "mobile": "13800138000",
        **changes,
    }


def application(**changes: Any) -> Json:
    """A new child for grade 1 of the school, with every paper."""
    return {
        "child": child(),
        "guardian": parent(),
        "school": SCHOOL,
        "year": YEAR,
        "grade": "01",
        "documents": papers(),
        **changes,
    }


def key_of(guardian: Json) -> str:
    """The one-way key of a guardian."""
    given = guardian["passport"]
    return person_key(given["country"], given["number"], date.fromisoformat(given["birth"]))


def enrolment_of(child: Json, school: str = SCHOOL) -> str:
    """The enrolment that a child has or would have at a school."""
    birth = date.fromisoformat(child["birth"])
    key = person_key(child["passport_country"], child["passport_number"], birth)
    return names.enrolment_id(school, key)


def group_path(grade: str, school: str = SCHOOL, year: str = YEAR) -> str:
    return f"/schools/{school}/years/{year.replace('/', '-')}/grades/{grade}"
