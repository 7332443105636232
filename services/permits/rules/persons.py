"""Who somebody is: names that are kept apart, age, and who is a foreigner.

Names differ between the zones of one passport (ü is UE, UXX or U there), are cut off, change with marriage,
and are no translation of one another; so persons are matched by passport and birth (``shared.persons``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from services.permits.rules.mrz import PassportZone
from shared.cases import Refusal
from shared.persons import bare

NameText = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
MrzName = Annotated[str, StringConstraints(pattern=r"^[A-Z]+( [A-Z]+)*$", max_length=39)]

_NOT_FOREIGN: Mapping[str, str] = {
    "CHN": "nationals of China need no foreigner's work permit",
    "HKG": "residents of Hong Kong are not foreigners here",
    "MAC": "residents of Macao are not foreigners here",
    "TWN": "residents of Taiwan are not foreigners here",
}


class PersonNames(BaseModel):
    """The forms of one name, each as it is written there; none is made from another.

    ``mrz_primary`` and ``mrz_secondary`` are the zone's (one of them may be missing), ``visual`` is what is
    printed above it, ``chinese`` was chosen by the person, ``previous`` are former names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mrz_primary: MrzName | None = None
    mrz_secondary: MrzName | None = None
    visual: NameText
    chinese: NameText | None = None
    previous: tuple[NameText, ...] = ()

    @model_validator(mode="after")
    def _has_an_mrz_name(self) -> Self:
        if self.mrz_primary is None and self.mrz_secondary is None:
            raise ValueError("a passport has at least one name in its machine-readable zone")
        return self


def names_of(zone: PassportZone, visual: str, chinese: str | None = None) -> PersonNames:
    """The names with the zone's as they were read. ValidationError for a zone with no name or with digits."""
    return PersonNames(
        mrz_primary=zone.primary or None, mrz_secondary=zone.secondary or None, visual=visual, chinese=chinese
    )


def refuse_nationality(code: str) -> Refusal | None:
    """A refusal for whom this permit is not; ``code`` is as in the machine-readable zone.

    Source: residents of Hong Kong, Macao and Taiwan have worked without a permit since 2018 (recalled).
    """
    reason = _NOT_FOREIGN.get(bare(code))
    return Refusal("not-a-foreigner", reason) if reason else None


def age_on(birth: date, day: date) -> int:
    """Full years of age on ``day``; somebody of 29 February grows older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
