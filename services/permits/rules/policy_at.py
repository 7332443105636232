"""The policy as it stands on one day: every key, with the shape of its value and its unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, model_validator

from services.permits.messages.common import Category
from services.permits.rules.documents_file import DocumentTable
from services.permits.rules.grounds_file import GroundTable
from services.permits.rules.points_file import PointsTable
from services.permits.rules.policy_file import (
    AgeLimit,
    ByCategory,
    Days,
    DecisionGround,
    Element,
    Flag,
    Hours,
    Months,
    Name,
    OfficeSpan,
    Percent,
    Points,
    QualificationLevel,
    Rmb,
    Share,
    Text,
    Unit,
    Usd,
    WageMultiples,
    YearlyWage,
    Years,
    in_order,
)


class PolicyAt(Element):
    """What holds on one day. ``sources`` says for every key where its value comes from, and how sure it is.

    Every field below ``sources`` is a key of the policy file. A key with a default may be absent there:
    then it is not known, and what depends on it cannot be judged.
    """

    version: Text
    jurisdiction: Text
    sources: Mapping[str, str]

    # How long the office may take. Statutory limits, then what the office promises of its own accord.
    correction_notice: Days
    decision: Days
    decision_extension: Days
    joint_decision: Days
    joint_extension: Days
    delivery: Days
    pre_check: Days
    review: Days
    promised_decision: Days
    short_work_decision: Days
    clock_at_risk: Percent
    expert_review_pauses: Flag
    undecided_renewal_is_granted: Flag

    # The fast track of the Quancheng Programme.
    fast_track: Hours
    fast_track_starts: Annotated[Literal["submitted", "accepted"], Unit("event")]
    fast_track_at_risk: Percent
    office_hours: Annotated[tuple[OfficeSpan, ...], AfterValidator(in_order), Unit("local-time")]

    # When applicants and employers act.
    extension_opens: Days
    extension_closes: Days
    closing_day_inclusive: Flag
    change_notice: Days
    cancellation_duty: Days
    absconding_out_of_contact: Days
    absconding_newspaper_notice: Days
    new_application_after_cancellation: Days

    # The Exit-Entry bureau.
    residence_application: Days
    residence_answer: Days
    residence_answer_at_risk: Percent

    # Documents.
    documents: Annotated[DocumentTable, Unit("table")]
    promise_follow_up: Days
    tolerance_follow_up: Days
    criminal_record_max_age: Months
    medical_max_age: Months
    photo_max_age: Months
    passport_min_validity: Months

    # Categories.
    grounds: Annotated[GroundTable, Unit("table")]
    age_limits: Annotated[tuple[AgeLimit, ...], Unit("years")]
    validity_max: Annotated[ByCategory, Unit("years")]
    wage_multiples: Annotated[WageMultiples, Unit("multiple")]
    average_wages: Annotated[tuple[YearlyWage, ...], Unit("CNY-per-year")] = ()
    entrepreneur_investment: Usd
    entrepreneur_investment_years: Years
    entrepreneur_share: Share
    entrepreneur_turnover: Rmb
    entrepreneur_turnover_years: Years
    youth_age_below: Years
    experience_years: Years
    short_work_longest: Days
    deciding_body: Annotated[Name, Unit("name")]
    refusal_grounds: Annotated[tuple[DecisionGround, ...], Unit("grounds")]
    non_acceptance_grounds: Annotated[tuple[DecisionGround, ...], Unit("grounds")]

    # Points.
    points: Annotated[PointsTable, Unit("table")]
    partial_year_rounding: Annotated[Literal["down", "nearest", "up"], Unit("rounding")]
    hsk_scheme: Annotated[Text, Unit("scheme")]
    location_points: Points
    provincial_bonus_max: Points
    qualification_levels: Annotated[tuple[QualificationLevel, ...], Unit("level")] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        problems = [*self._limits_problems(), *self._route_problems(), *self._points_problems()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def age_limit(self, category: Category, route: str | None = None) -> int | None:
        """The greatest age in years: the route's own limit before the category's; None for no limit."""
        found = {limit.route: limit.years for limit in self.age_limits if limit.category == category}
        return found[route] if route in found else found[None]

    def average_wage(self, year: int) -> int | None:
        """The local average wage of ``year`` in RMB a year; None when it is not known."""
        return next((wage.rmb for wage in self.average_wages if wage.year == year), None)

    def _limits_problems(self) -> Iterator[str]:
        pairs = [(limit.category, limit.route) for limit in self.age_limits]
        categories: tuple[Category, ...] = ("A", "B", "C")
        yield from (f"age_limits: none for category {c}" for c in categories if (c, None) not in pairs)
        if len(set(pairs)) != len(pairs):
            yield "age_limits: a category and route is named twice"
        years = [wage.year for wage in self.average_wages]
        if len(set(years)) != len(years):
            yield "average_wages: a year is named twice"
        if self.extension_opens.unit != self.extension_closes.unit:
            yield "extension_opens and extension_closes: not counted in the same days"

    def _route_problems(self) -> Iterator[str]:
        known = {ground.code for ground in self.grounds.grounds}
        used = {*self.documents.routes(), *(limit.route for limit in self.age_limits if limit.route)}
        yield from (f"route {code}: is no ground of {self.grounds.version}" for code in sorted(used - known))

    def _points_problems(self) -> Iterator[str]:
        table = self.points
        if self.hsk_scheme not in table.chinese.hsk:
            yield f"hsk_scheme: {table.version} has no grades of {self.hsk_scheme}"
        if self.location_points > table.location.max:
            yield f"location_points: {table.version} gives {table.location.max} at most"
        if self.provincial_bonus_max > table.bonus.max:
            yield f"provincial_bonus_max: {table.version} gives {table.bonus.max} at most"
        unmapped = {level.counts_as for level in self.qualification_levels} - set(table.education.choices)
        yield from (f"qualification_levels: {table.version} has no {code}" for code in sorted(unmapped))
