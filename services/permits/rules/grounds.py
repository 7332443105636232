"""On which grounds somebody is of category A, B or C.

Sources: the table is ``data/grounds-2017.yaml``, its thresholds are in the policy. Each ground is met, not
met, or cannot be judged, because a fact or the local average wage is not known: nobody guesses. Too few
points for category B are no ground for C, which has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.permits.messages.common import Category
from services.permits.rules.grounds_file import GroundRow, Rule
from services.permits.rules.points import MONTHS_PER_YEAR, Amount, Assessment
from services.permits.rules.policy_at import PolicyAt

Outcome = Literal["met", "not-met", "cannot-be-judged"]
Verdict = tuple[Outcome, str]
POSTDOCTORAL = "postdoctoral-at-a-top-institution"
"""What an officer attests beside the age of an outstanding young talent; no ground by itself."""


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Enterprise(_Facts):
    """What an entrepreneur has built on intellectual property of their own. Years are full."""

    own_intellectual_property: bool
    investment_usd: Amount
    investment_years: Annotated[int, Field(ge=0)]
    share_percent: Annotated[int, Field(ge=0, le=100)]
    turnover_rmb: Amount
    turnover_years: Annotated[int, Field(ge=0)]


class LanguageTeaching(_Facts):
    """``exempt``: a degree in education or the language, a teaching licence or a certificate such as TEFL."""

    native_language: bool
    exempt: bool


class GroundFacts(_Facts):
    """What the grounds ask of a person; None is not known.

    ``attested`` holds the codes of what an officer has confirmed, ``projects`` those of the talent projects
    that the person belongs to. ``degree_from``: where the master's or
    higher degree is from, ``top`` being one of the hundred best universities abroad. ``pay_year``: the
    calendar year of filing; the average of the year before it counts. ``work_days``: for temporary work.
    """

    pay_year: int
    annual_pay: Amount | None = None
    age: Annotated[int | None, Field(ge=0, le=120)] = None
    degree: Literal["none", "bachelors", "masters", "doctorate"] | None = None
    degree_from: Literal["china", "top", "elsewhere"] | None = None
    experience_months: Annotated[int | None, Field(ge=0, le=1200)] = None
    teaching: LanguageTeaching | None = None
    enterprise: Enterprise | None = None
    work_days: Annotated[int | None, Field(ge=1)] = None
    attested: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground and how it was judged; ``why`` is plain English without amounts of pay."""

    code: str
    category: Category
    outcome: Outcome
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """One ground, and all that may be known about it."""

    row: GroundRow
    facts: GroundFacts
    policy: PolicyAt
    assessment: Assessment | None


def judge(facts: GroundFacts, policy: PolicyAt, assessment: Assessment | None = None) -> tuple[Ground, ...]:
    """Every ground of the policy's table, in its order; ``assessment`` is for the points routes."""
    return tuple(
        Ground(row.code, row.category, *_RULES[row.rule](_Asked(row, facts, policy, assessment)), row.source)
        for row in policy.grounds.grounds
    )


def best_category(grounds: Iterable[Ground]) -> Category | None:
    """The highest category of which a ground is met; None when none is."""
    return min((ground.category for ground in grounds if ground.outcome == "met"), default=None)


def _verdict(holds: bool, why: str) -> Verdict:
    return ("met" if holds else "not-met"), why


def _unknown(what: str) -> Verdict:
    return "cannot-be-judged", f"{what} is not known"


def _attested(asked: _Asked) -> Verdict:
    if asked.row.projects is not None and (of := sorted(asked.facts.projects & {*asked.row.projects.codes})):
        return _verdict(True, f"admitted to {', '.join(of)}")
    held = asked.row.code in asked.facts.attested
    return _verdict(held, f"the office has {'' if held else 'not '}confirmed it")


def _wage(asked: _Asked) -> Verdict:
    multiples, year = asked.policy.wage_multiples, asked.facts.pay_year - 1
    times = multiples.A if asked.row.category == "A" else multiples.B
    average, pay = asked.policy.average_wage(year), asked.facts.annual_pay
    if average is None:
        return _unknown(f"the local average wage of {year} ({asked.policy.jurisdiction})")
    if pay is None:
        return _unknown("the pay")
    return _verdict(pay >= average * times, f"{times} times the average of {year} is {average * times} RMB")


def _entrepreneur(asked: _Asked) -> Verdict:
    firm, policy = asked.facts.enterprise, asked.policy
    if firm is None:
        return _verdict(False, "no enterprise was named")
    invested = (
        firm.own_intellectual_property
        and firm.investment_usd >= policy.entrepreneur_investment
        and firm.investment_years >= policy.entrepreneur_investment_years
        and firm.share_percent >= policy.entrepreneur_share
    )
    sold = (
        firm.turnover_rmb >= policy.entrepreneur_turnover
        and firm.turnover_years >= policy.entrepreneur_turnover_years
    )
    why = (
        f"on intellectual property of one's own, USD {policy.entrepreneur_investment} and a share of "
        f"{policy.entrepreneur_share}% for {policy.entrepreneur_investment_years} years; or a turnover of "
        f"RMB {policy.entrepreneur_turnover} for {policy.entrepreneur_turnover_years} years"
    )
    return _verdict(invested or sold, why)


def _youth(asked: _Asked) -> Verdict:
    age, limit = asked.facts.age, asked.policy.youth_age_below
    if POSTDOCTORAL not in asked.facts.attested:
        return _verdict(False, "the office has not confirmed postdoctoral work at a top institution")
    if age is None:
        return _unknown("the age")
    return _verdict(age < limit, f"the age must be below {limit}")


def _points(asked: _Asked) -> Verdict:
    table, assessment = asked.policy.points, asked.assessment
    if assessment is None:
        return _unknown("the number of points")
    least = table.category_a if asked.row.category == "A" else table.category_b
    return _verdict(assessment.total >= least, f"{assessment.total} points; {least} are needed")


def _degree_and_experience(asked: _Asked) -> Verdict:
    degree, months, years = asked.facts.degree, asked.facts.experience_months, asked.policy.experience_years
    why = f"a bachelor's degree and {years} years of relevant work"
    if degree == "none" or (months is not None and months < years * MONTHS_PER_YEAR):
        return _verdict(False, why)
    if degree is None or months is None:
        return _unknown("the degree" if degree is None else "the time of relevant work")
    return _verdict(True, why)


def _graduate(asked: _Asked) -> Verdict:
    degree, place = asked.facts.degree, asked.facts.degree_from
    why = "a master's degree or higher from China or one of the hundred best universities abroad"
    if degree in ("none", "bachelors") or place == "elsewhere":
        return _verdict(False, why)
    if degree is None or place is None:
        return _unknown("the degree" if degree is None else "the university")
    return _verdict(True, why)


def _language_teacher(asked: _Asked) -> Verdict:
    teaching, degree = asked.facts.teaching, asked.facts.degree
    if teaching is None or not teaching.native_language:
        return _verdict(False, "a native speaker who teaches that language")
    if not teaching.exempt:
        return _degree_and_experience(asked)
    if degree is None:
        return _unknown("the degree")
    return _verdict(degree != "none", "a bachelor's degree; no years of work are asked")


def _temporary_work(asked: _Asked) -> Verdict:
    days, longest = asked.facts.work_days, asked.policy.short_work_longest.value
    if days is None:
        return _verdict(False, "no temporary work was named")
    return _verdict(days <= longest, f"{days} days of work; {longest} at most")


_RULES: Mapping[Rule, Callable[[_Asked], Verdict]] = {
    "attested": _attested,
    "wage": _wage,
    "entrepreneur": _entrepreneur,
    "outstanding-youth": _youth,
    "points": _points,
    "degree-and-experience": _degree_and_experience,
    "graduate": _graduate,
    "language-teacher": _language_teacher,
    "temporary-work": _temporary_work,
}
