"""Points for a foreigner's work permit, with a line for each factor that says why.

Source: the national points table of 2017 (``data/points-2017.yaml``): category A from 85 points, B from 60,
120 at most. What the table leaves to cities and provinces is the policy's: how part years count, the
scheme of HSK grades, the place of work, the provincial bonus, and how recognised qualifications count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from services.permits.rules.points_file import (
    CHINESE_TAUGHT,
    CONTINUOUS_WORK,
    FORMER_NATIONAL,
    BandFactor,
    ChoiceFactor,
    Factor,
    PointsTable,
)
from services.permits.rules.points_file import Education as Education
from services.permits.rules.points_file import Merit as Merit
from services.permits.rules.policy_at import PolicyAt

MONTHS_PER_YEAR = 12


def _no_float(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError("an amount is a decimal in a string, never a float")
    return value


Amount = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    Field(ge=0, max_digits=18, decimal_places=2),
    PlainSerializer(str, when_used="json"),
]
"""An amount of RMB, exact to the fen."""


class RecognisedQualification(BaseModel):
    """A foreign qualification that was recognised here: with which outcome, and at which level."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    outcome: str
    level: str | None = None


class AssessmentFacts(BaseModel):
    """What the table asks of a person. ValidationError for what cannot be, such as pay below nothing.

    ``annual_pay`` is RMB a year from the employer in China; ``age`` is in full years;
    ``continuous_months_in_china`` is uninterrupted work up to now; ``hsk`` is a grade of the policy's scheme.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    annual_pay: Amount
    education: tuple[Education, ...] = ()
    qualifications: tuple[RecognisedQualification, ...] = ()
    experience_months: Annotated[int, Field(ge=0, le=1200)]
    months_in_china: Annotated[int, Field(ge=0, le=MONTHS_PER_YEAR)]
    hsk: Annotated[int | None, Field(ge=1, le=9)] = None
    former_chinese_national: bool = False
    chinese_taught_degree: bool = False
    age: Annotated[int, Field(ge=0, le=120)]
    merits: tuple[Merit, ...] = ()
    continuous_months_in_china: Annotated[int, Field(ge=0, le=1200)] = 0
    bonus: Annotated[int, Field(ge=0)] = 0


class CannotBeAssessed(ValueError):
    """The facts do not fit the policy of the day; ``code`` is stable and kebab-case."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class PointLine:
    """One factor: the band or choice that ``value`` falls into, its points of ``max``, and the source."""

    factor: str
    band: str
    value: str
    points: int
    max: int
    source: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The lines, their sum, and the category of the sum alone; None is not C, which has its own grounds."""

    lines: tuple[PointLine, ...]
    total: int
    category_by_points: Literal["A", "B"] | None
    table_version: str


def assess(facts: AssessmentFacts, table: PointsTable, policy: PolicyAt) -> Assessment:
    """The points of ``facts``. Raises CannotBeAssessed for an HSK grade or bonus that is not the policy's."""
    years = _full_years(facts.experience_months, policy)
    lines = (
        _banded("pay", int(facts.annual_pay), str(facts.annual_pay), table.pay),
        _education(facts, table, policy),
        _banded("experience", years, f"{facts.experience_months} months, {years} years", table.experience),
        _banded("months-in-china", facts.months_in_china, str(facts.months_in_china), table.months_in_china),
        _chinese(facts, table, policy),
        _given("location", policy.location_points, table.location, policy.sources["location_points"]),
        _banded("age", facts.age, str(facts.age), table.age),
        _merit(facts, table),
        _bonus(facts, table, policy),
    )
    total = sum(line.points for line in lines)
    return Assessment(lines, total, _category(total, table), table.version)


def _category(total: int, table: PointsTable) -> Literal["A", "B"] | None:
    if total >= table.category_a:
        return "A"
    return "B" if total >= table.category_b else None


def _full_years(months: int, policy: PolicyAt) -> int:
    match policy.partial_year_rounding:
        case "down":
            return months // MONTHS_PER_YEAR
        case "nearest":  # half a year counts as one
            return (months + MONTHS_PER_YEAR // 2) // MONTHS_PER_YEAR
        case "up":
            return -(-months // MONTHS_PER_YEAR)


def _banded(name: str, number: int, value: str, factor: BandFactor) -> PointLine:
    band, points = factor.band_of(number)
    return PointLine(name, band, value, points, factor.max, factor.source)


def _best(name: str, offers: Iterable[tuple[str, int]], factor: ChoiceFactor) -> PointLine:
    """The best of several; the value names all that were offered."""
    found = sorted(offers, key=lambda offer: -offer[1])
    if not found:
        return PointLine(name, "none", "none", 0, factor.max, factor.source)
    value = ", ".join(offered for offered, _ in found)
    return PointLine(name, found[0][0], value, found[0][1], factor.max, factor.source)


def _given(name: str, points: int, factor: Factor, source: str) -> PointLine:
    """Points that others give, up to the table's maximum."""
    return PointLine(
        name, f"0 to {factor.max}", str(points), points, factor.max, f"{factor.source}; {source}"
    )


def _education(facts: AssessmentFacts, table: PointsTable, policy: PolicyAt) -> PointLine:
    """Degrees and grades of skill; a recognised qualification counts where the policy maps its level."""
    mapped = {(row.outcome, row.level): row.counts_as for row in policy.qualification_levels}
    recognised = (mapped.get((each.outcome, each.level or "")) for each in facts.qualifications)
    held = dict.fromkeys([*facts.education, *(code for code in recognised if code)])
    choices = table.education.choices
    return _best("education", [(code, choices[code]) for code in held], table.education)


def _chinese(facts: AssessmentFacts, table: PointsTable, policy: PolicyAt) -> PointLine:
    factor, offers = table.chinese, list[tuple[str, int]]()
    if facts.former_chinese_national:
        offers.append((FORMER_NATIONAL, factor.choices[FORMER_NATIONAL]))
    if facts.chinese_taught_degree:
        offers.append((CHINESE_TAUGHT, factor.choices[CHINESE_TAUGHT]))
    if facts.hsk is not None:
        grades = factor.hsk[policy.hsk_scheme]
        if facts.hsk not in grades:
            detail = f"grade {facts.hsk} is none of {policy.hsk_scheme}: {min(grades)} to {max(grades)}"
            raise CannotBeAssessed("hsk-grade-unknown", detail)
        offers.append((f"hsk-{facts.hsk}", grades[facts.hsk]))
    return _best("chinese", offers, factor)


def _merit(facts: AssessmentFacts, table: PointsTable) -> PointLine:
    factor, held = table.merit, list[str](dict.fromkeys(facts.merits))
    if facts.continuous_months_in_china >= factor.continuous_years * MONTHS_PER_YEAR:
        held.append(CONTINUOUS_WORK)
    return _best("merit", [(code, factor.choices[code]) for code in held], factor)


def _bonus(facts: AssessmentFacts, table: PointsTable, policy: PolicyAt) -> PointLine:
    if facts.bonus > policy.provincial_bonus_max:
        detail = f"the province gives {policy.provincial_bonus_max} points at most, not {facts.bonus}"
        raise CannotBeAssessed("bonus-too-high", detail)
    return _given("bonus", facts.bonus, table.bonus, policy.sources["provincial_bonus_max"])
