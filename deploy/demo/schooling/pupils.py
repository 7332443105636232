"""Which children apply where, and what their families do: a pure function of seed, number and date."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from deploy.demo.catalogue import FAMILY_NAMES, GIVEN_NAMES
from deploy.demo.people import Json
from deploy.demo.permits.catalogue import COUNTRY
from deploy.demo.schooling.catalogue import (
    AT_ONCE,
    BUDDHA,
    COUNTRIES,
    DAMING,
    LATER,
    OFFICERS,
    PARENTS,
    THOMAS,
    YEAR,
    School,
    paper,
)

Manner = Literal[
    "plain",
    "later",
    "declines",
    "silent",
    "withdraws",
    "doubtful",
    "not-foreign",
    "unverified",
    "transfer",
    "undecided",
    "mainland",
    "too-old",
    "incomplete",
    "too-late",
    "no-distance",
    "again",
]
"""What is particular about an application: papers that follow, an offer declined or not answered, a question
for the zone's desk, a transfer, two parents who answer at one moment, or what a rule refuses."""

REFUSED: Mapping[Manner, str] = {
    "mainland": "mainland-national",
    "too-old": "age-outside-grade",
    "incomplete": "documents-missing",
    "too-late": "window-closed",
    "no-distance": "distance-required",
    "again": "duplicate-application",
}
"""What a rule refuses, and the code that it refuses with."""

SHARES: Mapping[Manner, float] = {
    "later": 0.1,
    "declines": 0.1,
    "silent": 0.04,
    "withdraws": 0.05,
    "doubtful": 0.06,
    "not-foreign": 0.04,
    "unverified": 0.05,
    "transfer": 0.06,
    "undecided": 0.04,
    **dict.fromkeys(REFUSED, 0.03),
}
"""Share of the applications that are not plain; each comes up at least once."""

FEWEST = 2 * len(SHARES)
BIRTH_YEARS = {THOMAS: 2020, BUDDHA: 2022, DAMING: 2020}
"""In which a child is born that is of the school's age on its cut-off day."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """One child, and who applies for it: a parent with a client of its own, a school, or the zone's desk."""

    number: int
    manner: Manner
    school: School
    client: str
    passport: str
    given: str
    family: str
    nationality: str
    birth: date
    distance: int

    @property
    def valid(self) -> bool:
        """Whether the rules take an application of the child."""
        return self.manner == "again" or self.manner not in REFUSED

    @property
    def comes_first(self) -> bool:
        """Whether the family is there when the doors open, as it then has an offer for certain."""
        return self.manner in ("declines", "undecided", "silent")

    @property
    def has_one_name(self) -> bool:
        """Whether the child has a single name, as some have where it comes from."""
        return self.manner == "later" or self.number % 11 == 0

    def form(self) -> Json:
        """The application as JSON."""
        return {
            "child": self._child(),
            "guardian": self._guardian(),
            "school": self.school.id,
            "year": YEAR,
            "grade": self.school.grade,
            "kind": "transfer" if self.manner == "transfer" else "new",
            "documents": [paper(code) for code in self._papers()],
            **({} if self.manner == "no-distance" else {"distance": self.distance}),
        }

    def _papers(self) -> Sequence[str]:
        match self.manner:
            case "later":
                return AT_ONCE
            case "incomplete":
                return (*AT_ONCE[1:], *LATER)
            case "unverified":
                return (*(code for code in AT_ONCE if code != "residence-permit"), *LATER)
        return (*AT_ONCE, *LATER)

    def _child(self) -> Json:
        signs = ["parent-chinese", "born-in-china"] if self.manner in ("doubtful", "not-foreign") else []
        return {
            "names": {"given": self.given} | ({} if self.has_one_name else {"family": self.family}),
            "passport_country": self.nationality,
            "passport_number": self.passport,
            "nationality": self.nationality,
            "birth": str(self.birth),
            "signs": signs,
            # A passport may be of a family that lives abroad; the identity document is a mainland citizen's.
            **({"mainland_document": True} if self.manner == "mainland" else {}),
        }

    def _guardian(self) -> Json:
        passport = {"country": COUNTRY, "number": f"G{self.passport[1:]}", "birth": "1988-03-04"}
        return {"passport": passport, "relation": "mother" if self.number % 2 else "father"}


def make_pupils(seed: int, count: int) -> list[Pupil]:
    """``count`` (at least ``FEWEST``) children, in the order in which their families come."""
    chance = random.Random(f"{seed}|schooling")
    special = [manner for manner, share in SHARES.items() for _ in range(max(1, round(count * share)))]
    plain: list[Manner] = ["plain"] * (count - len(special))
    manners = [*special, *plain]
    chance.shuffle(manners)
    return [_pupil(chance, seed, number, manner) for number, manner in enumerate(manners, start=1)]


def _pupil(chance: random.Random, seed: int, number: int, manner: Manner) -> Pupil:
    school = _school(chance, manner)
    year = BIRTH_YEARS[school] - (9 if manner == "too-old" else 0)
    return Pupil(
        number=number,
        manner=manner,
        school=school,
        client=_client(chance, school),
        passport=f"C{seed % 1000:03d}{number:05d}",
        given=chance.choice(GIVEN_NAMES),
        family=chance.choice(FAMILY_NAMES),
        nationality="CHN" if manner == "mainland" else chance.choice(COUNTRIES),
        birth=date(year, chance.randint(1, 8), chance.randint(1, 28)),
        distance=chance.randrange(300, 25_000, 50),
    )


def _school(chance: random.Random, manner: Manner) -> School:
    """A school of which the manner is possible; the smaller one is asked for as often as the big one."""
    fixed: Mapping[Manner, School] = {"too-late": DAMING, "no-distance": BUDDHA, "again": THOMAS}
    return fixed.get(manner) or chance.choice((THOMAS, BUDDHA))


def _client(chance: random.Random, school: School) -> str:
    return chance.choice((*OFFICERS, *PARENTS, school.client))


def count_refused(pupils: Sequence[Pupil], more: Mapping[str, int]) -> dict[str, int]:
    """Every refusal that has to come of the applications, by code; ``more`` are those of other commands."""
    found = dict(more)
    for pupil in pupils:
        if (code := REFUSED.get(pupil.manner)) is not None:
            found[code] = found.get(code, 0) + 1
    return found
