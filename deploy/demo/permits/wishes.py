"""Who applies for what, and what will become of it: a pure function of seed, number and date."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from deploy.demo.catalogue import FAMILY_NAMES, GIVEN_NAMES
from deploy.demo.permits.catalogue import ANNA, COUNTRY, EMPLOYERS, NAMED_COMPANY, POSTS, Employer
from services.permits import names
from shared.persons import person_key

Walk = Literal[
    "48-hours",
    "extension",
    "new-employer",
    "plain",
    "points",
    "corrected",
    "refused",
    "withdrawn",
    "declined",
    "experts",
    "undecided",
    "forgotten",
]
"""What happens to an application; each is a function in ``deploy.demo.permits.walks``."""

Manner = Literal["grants", "late", "later", "refuses", "early", "twice", "contradicts"]
"""How the bureau answers a request: at once, only after its reminder, first with "later", with no and a
reason, before it is asked, the same twice, or first yes and then no."""

Json = dict[str, Any]

STORIES: Sequence[Walk] = ("48-hours", "extension", "new-employer")
SHARES: dict[Walk, float] = {
    "points": 0.1,
    "corrected": 0.1,
    "refused": 0.08,
    "withdrawn": 0.05,
    "declined": 0.04,
    "experts": 0.06,
    "undecided": 0.04,
    "forgotten": 0.04,
}
"""Share of the applications that are not plain; each comes up at least once."""

FEWEST = len(STORIES) + len(SHARES) + 1
AT_LEAST_ONCE: Sequence[Manner] = ("late", "later", "refuses", "early")
ISSUED_TODAY: frozenset[Walk] = frozenset({"plain", "points", "corrected", "experts"})


@dataclass(frozen=True, slots=True)
class Wish:
    """One person's application. ``today`` is the day on which it is handed in."""

    reference: str
    walk: Walk
    employer: Employer
    passport: str
    given: str
    family: str
    birth: date
    post: tuple[str, str]
    today: date
    bureau: Manner = "grants"
    applicant: str | None = None

    @property
    def application(self) -> str:
        """The id of the application's case."""
        return names.application_id(self.employer.agent, self.reference)

    @property
    def person(self) -> str:
        """The one-way key that the person is matched by."""
        return person_key(COUNTRY, self.passport, self.birth)

    def form(self, **changes: Any) -> Json:
        """The form of a first application from abroad for a year, as JSON."""
        start = date(self.today.year, 12, 1)
        end = start.replace(year=start.year + 1) - timedelta(days=1)
        return {
            "type": "new-abroad",
            "person": self._person(),
            "employer": names.employer_id(self.employer.uscc),
            "post": {"title": self.post[0], "occupation": self.post[1], "place": "Jinan"},
            "contract": {
                "start": str(start),
                "end": str(end.replace(year=end.year + 1)),
                "annual_pay": {"value": "300000.00", "currency": "CNY"},
            },
            "wanted_from": str(start),
            "wanted_to": str(end),
            "profile": {
                "education": ["masters"],
                "degree": "masters",
                "degree_from": "top",
                "experience_months": 96,
                "months_in_china": 12,
                "hsk": 4,
                "merits": ["high-level-university"],
            },
            **self._category(),
            **changes,
        }

    def _category(self) -> Json:
        match self.walk:
            case "48-hours":
                return {"category": "A", "route": "talent-programme", "joint": True}
            case "points":
                return {"category": "B", "route": "points-b"}
            case "refused":
                return {"category": "C", "route": "employment-rules"}
        return {"category": "B", "route": "degree-and-experience"}

    def _person(self) -> Json:
        return {
            "names": {
                "mrz_primary": self.family.upper(),
                "mrz_secondary": self.given.upper(),
                "visual": f"{self.family}, {self.given}",
            },
            "passport_country": COUNTRY,
            "passport_number": self.passport,
            "passport_expires": "2035-04-15",
            "nationality": COUNTRY,
            "birth": str(self.birth),
        }


def make_wishes(seed: int, people: int, today: date) -> list[Wish]:
    """``people`` (at least ``FEWEST``) persons who apply, in the order in which they come."""
    chance = random.Random(f"{seed}|permits")
    walks = [*STORIES, *_walks(chance, people - len(STORIES))]
    wishes = [_wish(chance, seed, number, walk, today) for number, walk in enumerate(walks, start=1)]
    return list(_with_manners(chance, wishes))


def _walks(chance: random.Random, count: int) -> list[Walk]:
    special = [walk for walk, share in SHARES.items() for _ in range(max(1, round(count * share)))]
    plain: list[Walk] = ["plain"] * (count - len(special))
    walks = [*special, *plain]
    chance.shuffle(walks)
    return walks


def _wish(chance: random.Random, seed: int, number: int, walk: Walk, today: date) -> Wish:
    wish = Wish(
        reference=f"{today:%m%d}-{seed}-{number:04d}",
        walk=walk,
        employer=chance.choice(EMPLOYERS),
        passport=f"Q{seed % 1000:03d}{number:05d}",
        given=chance.choice(GIVEN_NAMES),
        family=chance.choice(FAMILY_NAMES),
        birth=date(chance.randint(1975, 1995), chance.randint(1, 12), chance.randint(1, 28)),
        post=chance.choice(POSTS),
        today=today,
    )
    if walk == "48-hours":
        return replace(wish, given="Anna", family="Eriksson", employer=NAMED_COMPANY, applicant=ANNA)
    return wish


def _with_manners(chance: random.Random, wishes: Sequence[Wish]) -> Iterator[Wish]:
    """Each manner at least once among those whose permit is issued today; most are answered at once."""
    sure = list(AT_LEAST_ONCE)
    for wish in wishes:
        if wish.walk not in ISSUED_TODAY:
            yield wish
        elif sure:
            yield replace(wish, bureau=sure.pop(0))
        else:
            odd = chance.random() < 0.25
            yield replace(wish, bureau=chance.choice((*AT_LEAST_ONCE, "twice")) if odd else "grants")
