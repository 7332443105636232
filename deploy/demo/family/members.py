"""The family: an engineer who comes to work in Jinan, and two children. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from deploy.demo.people import Json
from deploy.demo.permits.catalogue import COUNTRY, NAMED_COMPANY, POSTS
from deploy.demo.permits.wishes import Wish
from deploy.demo.schooling.catalogue import AT_ONCE, LATER, THOMAS, YEAR, School, paper
from services.schooling import names

PARENT = "mei-tanaka"
"""The engineer's own client: the applicant here, and the guardian there."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child of the family, and the grade that it is of age for."""

    given: str
    passport: str
    birth: date
    grade: str

    def application(self, parent: Wish, sibling: str | None) -> Json:
        """What the engineer hands in. The residence permit is no paper here: it is known from the permits."""
        papers = [code for code in (*AT_ONCE, *LATER) if code != "residence-permit"]
        passport = {"country": COUNTRY, "number": parent.passport, "birth": str(parent.birth)}
        return {
            "child": {
                "names": {"given": self.given, "family": parent.family},
                "passport_country": COUNTRY,
                "passport_number": self.passport,
                "nationality": COUNTRY,
                "birth": str(self.birth),
            },
            "guardian": {"passport": passport, "relation": "mother"},
            "school": THOMAS.id,
            "year": YEAR,
            "grade": self.grade,
            "documents": [paper(code) for code in papers],
            **({"sibling": sibling} if sibling else {}),
        }


@dataclass(frozen=True, slots=True)
class Family:
    """``expert`` is what the engineer applies for; ``correlation`` is on whatever the family has done."""

    expert: Wish
    children: tuple[Child, ...]
    correlation: str

    @property
    def person(self) -> str:
        """The one-way key by which all four services know the engineer."""
        return self.expert.person

    def from_today(self) -> Json:
        """What the engineer's form says of its days: the work begins at once."""
        today = str(self.expert.today)
        return {"wanted_from": today, "contract": {**self.expert.form()["contract"], "start": today}}

    @property
    def guardian(self) -> str:
        """The engineer's case at the schooling service."""
        return names.guardian_id(self.person)


def make_family(seed: int, today: date) -> Family:
    """The same family for the same seed."""
    expert = Wish(
        reference=f"{today:%m%d}-{seed}-family",
        walk="48-hours",
        employer=NAMED_COMPANY,
        passport=f"F{seed % 1000:03d}90001",
        given="Mei",
        family="Tanaka",
        birth=date(1986, 4, 17),
        post=POSTS[0],
        today=today,
        applicant=PARENT,
    )
    children = (
        Child("Yuna", f"F{seed % 1000:03d}90002", date(2017, 5, 9), "03"),
        Child("Ren", f"F{seed % 1000:03d}90003", date(2021, 3, 30), "KG"),
    )
    return Family(expert, children, f"family-{seed}-{today:%Y%m%d}")


SCHOOL: School = THOMAS
