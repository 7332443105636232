"""Who proposes which credential, and what becomes of it: a pure function of seed, number and date."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from deploy.demo.catalogue import FAMILY_NAMES, GIVEN_NAMES
from deploy.demo.qualifications.catalogue import (
    ANALYST,
    ARCHITECT,
    CRAFTSMAN,
    ENGINEER,
    ITEMS,
    ORGANISATIONS,
    SOFTWARE,
    UNLISTED,
    Item,
)

Manner = Literal[
    "plain",
    "programme",
    "practice",
    "eased",
    "not-confirmed",
    "not-equivalent",
    "withdrawn",
    "twice",
    "unlisted",
    "panel",
    "conflict",
    "no-majority",
    "objection",
    "revoked",
    "expired",
]
"""What is particular about a request: what it leads to, what stands in its way, or which way it takes."""

SHARES: Mapping[Manner, float] = {
    "programme": 0.1,
    "practice": 0.06,
    "eased": 0.06,
    "not-confirmed": 0.05,
    "not-equivalent": 0.05,
    "withdrawn": 0.05,
    "twice": 0.05,
    "unlisted": 0.05,
    "panel": 0.05,
    "conflict": 0.05,
    "no-majority": 0.04,
    "objection": 0.04,
    "revoked": 0.04,
    "expired": 0.04,
}
"""Share of the requests that are not plain; each comes up at least once."""

FEWEST = len(SHARES) + 2
REFUSED: Mapping[Manner, Sequence[str]] = {
    "practice": ("consent-missing",),
    "not-confirmed": ("verification-failed",),
    "not-equivalent": ("verification-missing", "outcome-not-allowed"),
    "twice": ("duplicate-request",),
    "unlisted": ("not-in-catalogue",),
    "conflict": ("declaration-missing", "member-in-conflict", "no-quorum"),
    "no-majority": ("no-majority",),
    "expired": ("credential-expired",),
}
"""What the rules refuse on the way, by code; the request goes on, or is asked for otherwise."""

CASE_BY_CASE: frozenset[Manner] = frozenset({"unlisted", "panel", "conflict", "no-majority", "objection"})
_ITEMS: Mapping[Manner, Item] = {
    "programme": ENGINEER,
    "practice": ARCHITECT,
    "eased": SOFTWARE,
    "not-equivalent": ANALYST,
    "revoked": CRAFTSMAN,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request: whose credential, who proposes it, and how it goes."""

    number: int
    manner: Manner
    item: Item
    proposer: str
    passport: str
    name: str
    birth: date
    today: date

    @property
    def organisation(self) -> str:
        """For which the proposer proposes: where the person works, too."""
        return ORGANISATIONS[self.proposer]


def make_requests(seed: int, count: int, today: date) -> list[Wanted]:
    """``count`` (at least ``FEWEST``) requests, in the order in which they come."""
    chance = random.Random(f"{seed}|qualifications")
    special = [manner for manner, share in SHARES.items() for _ in range(max(1, round(count * share)))]
    plain: list[Manner] = ["plain"] * (count - len(special))
    manners = [*special, *plain]
    chance.shuffle(manners)
    return [_wanted(chance, seed, number, manner, today) for number, manner in enumerate(manners, start=1)]


def _wanted(chance: random.Random, seed: int, number: int, manner: Manner, today: date) -> Wanted:
    proposer = chance.choice(tuple(ORGANISATIONS))
    return Wanted(
        number=number,
        manner=manner,
        item=_item(chance, manner),
        # An expert who works where the person does has a conflict of interest.
        proposer="spring-robotics" if manner == "conflict" else proposer,
        passport=f"R{seed % 1000:03d}{number:05d}",
        name=f"{chance.choice(FAMILY_NAMES)}, {chance.choice(GIVEN_NAMES)}",
        birth=date(chance.randint(1970, 1992), chance.randint(1, 12), chance.randint(1, 28)),
        today=today,
    )


def _item(chance: random.Random, manner: Manner) -> Item:
    if manner in CASE_BY_CASE:
        return UNLISTED
    usual = [item for item in ITEMS if item.regulator is None]
    return _ITEMS.get(manner) or chance.choice(usual)


def count_refused(requests: Sequence[Wanted]) -> dict[str, int]:
    """Every refusal that has to come, by code."""
    found: dict[str, int] = {}
    for wanted in requests:
        for code in REFUSED.get(wanted.manner, ()):
            found[code] = found.get(code, 0) + 1
    return found
