"""The shape of the points table: factors with bands or choices, all frozen and checked."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from services.permits.rules.policy_file import Code, Element, Text, Whole

Education = Literal[
    "doctorate",
    "top-international-certificate",
    "senior-technician",
    "masters",
    "technician",
    "bachelors",
    "senior-worker",
]
Merit = Literal["high-level-university", "fortune-500", "intellectual-property"]
CONTINUOUS_WORK = "continuous-work-in-china"
FORMER_NATIONAL = "former-chinese-national"
CHINESE_TAUGHT = "chinese-taught-degree"


class Factor(Element):
    """What every factor says: the most it gives, and where that is laid down."""

    max: Whole
    source: Text


class Band(Element):
    """From ``least`` (included) up to the next higher band (excluded)."""

    least: Whole
    points: Whole


class BandFactor(Factor):
    """A factor read off a number; bands from the highest down to one that starts at 0."""

    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _covers_every_number(self) -> Self:
        if any(above.least <= below.least for above, below in pairwise(self.bands)) or self.bands[-1].least:
            raise ValueError("bands go down, and the last one starts at 0")
        if any(band.points > self.max for band in self.bands):
            raise ValueError(f"a band gives more than the factor's {self.max} points")
        return self

    def band_of(self, number: int) -> tuple[str, int]:
        """How the band is written, such as ``[350000, 450000)``, and its points."""
        above: int | None = None
        for band in self.bands:
            if number >= band.least:
                return f"[{band.least}, {above})" if above is not None else f">= {band.least}", band.points
            above = band.least
        raise ValueError(f"{number} is below every band")


class ChoiceFactor(Factor):
    """A factor by what somebody has; of several, the best counts."""

    choices: Mapping[Code, Whole]

    @model_validator(mode="after")
    def _stays_below_the_maximum(self) -> Self:
        if any(points > self.max for points in self.choices.values()):
            raise ValueError(f"a choice gives more than the factor's {self.max} points")
        return self


class ChineseFactor(ChoiceFactor):
    """``hsk`` gives points by level, for every scheme of levels."""

    hsk: Mapping[Text, Mapping[int, Whole]]


class MeritFactor(ChoiceFactor):
    """Any one of the choices, or ``continuous_years`` of uninterrupted work in China."""

    continuous_years: Whole


class PointsTable(Element):
    """The whole table; ``category_a`` and ``category_b`` are the least totals of the two categories."""

    version: Text
    source: Text
    category_a: Whole
    category_b: Whole
    pay: BandFactor
    education: ChoiceFactor
    experience: BandFactor
    months_in_china: BandFactor
    chinese: ChineseFactor
    location: Factor
    age: BandFactor
    merit: MeritFactor
    bonus: Factor

    @model_validator(mode="after")
    def _has_an_order(self) -> Self:
        if self.category_a <= self.category_b:
            raise ValueError("category A needs more points than category B")
        return self

    @model_validator(mode="after")
    def _knows_every_choice(self) -> Self:
        """What an applicant may say must have points, so that no choice is lost without a word."""
        wanted = (
            ("education", self.education, get_args(Education)),
            ("chinese", self.chinese, (FORMER_NATIONAL, CHINESE_TAUGHT)),
            ("merit", self.merit, (*get_args(Merit), CONTINUOUS_WORK)),
        )
        lacking = [
            f"{name}: {code}"
            for name, factor, codes in wanted
            for code in codes
            if code not in factor.choices
        ]
        if lacking:
            raise ValueError(f"no points are given for {', '.join(lacking)}")
        return self
