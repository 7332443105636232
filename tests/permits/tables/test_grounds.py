"""The grounds of the categories: met, not met, or not to be judged."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from services.permits.rules.grounds import POSTDOCTORAL, Ground, GroundFacts, best_category, judge
from services.permits.rules.grounds_file import GroundTable
from services.permits.rules.points import Assessment
from services.permits.rules.policy import official_policy
from services.permits.rules.policy_file import YearlyWage

POLICY = official_policy().at(date(2026, 11, 24))
WITH_WAGE = POLICY.model_copy(update={"average_wages": (YearlyWage(year=2025, rmb=100_000),)})
FIRM = {
    "own_intellectual_property": True,
    "investment_usd": "500000",
    "investment_years": 3,
    "share_percent": 30,
    "turnover_rmb": "0",
    "turnover_years": 0,
}


def judged(
    code: str, policy: Any = POLICY, assessment: Assessment | None = None, **facts: Any
) -> tuple[str, str]:
    found = judge(GroundFacts(pay_year=2026, **facts), policy, assessment)
    ground = next(ground for ground in found if ground.code == code)
    return ground.outcome, ground.why


def outcome(code: str, **facts: Any) -> str:
    return judged(code, **facts)[0]


def scored(total: int) -> Assessment:
    return Assessment((), total, None, "points-2017")


def test_without_a_local_average_the_wage_routes_cannot_be_judged() -> None:
    for code in ("wage-a", "wage-b"):
        found, why = judged(code, annual_pay=Decimal(10**9))
        assert found == "cannot-be-judged"
        assert why.startswith("the local average wage of 2025 (Jinan Area")


@pytest.mark.parametrize(
    ("code", "pay", "expected"),
    [
        ("wage-a", "600000", "met"),
        ("wage-a", "599999.99", "not-met"),
        ("wage-b", "400000", "met"),
        ("wage-b", "399999.99", "not-met"),
    ],
)
def test_pay_is_six_or_four_times_the_average_of_the_year_before(code: str, pay: str, expected: str) -> None:
    assert judged(code, policy=WITH_WAGE, annual_pay=pay)[0] == expected


def test_unknown_pay_is_not_judged() -> None:
    assert judged("wage-b", policy=WITH_WAGE) == ("cannot-be-judged", "the pay is not known")


@pytest.mark.parametrize(
    ("code", "total", "expected"),
    [
        ("points-a", 85, "met"),
        ("points-a", 84, "not-met"),
        ("points-b", 60, "met"),
        ("points-b", 59, "not-met"),
    ],
)
def test_points_give_a_from_85_and_b_from_60(code: str, total: int, expected: str) -> None:
    assert outcome(code, assessment=scored(total)) == expected
    assert outcome(code) == "cannot-be-judged"


def test_under_60_points_is_no_ground_for_category_c() -> None:
    found = judge(GroundFacts(pay_year=2026), POLICY, scored(59))
    assert best_category(found) is None
    assert not [ground for ground in found if ground.category == "C" and ground.outcome != "not-met"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "met"),
        ({"investment_usd": "499999.99"}, "not-met"),
        ({"investment_years": 2}, "not-met"),
        ({"share_percent": 29}, "not-met"),
        ({"own_intellectual_property": False}, "not-met"),
        ({"share_percent": 0, "turnover_rmb": "10000000", "turnover_years": 3}, "met"),
        ({"share_percent": 0, "turnover_rmb": "9999999.99", "turnover_years": 3}, "not-met"),
        ({"share_percent": 0, "turnover_rmb": "10000000", "turnover_years": 2}, "not-met"),
    ],
)
def test_an_entrepreneur_has_invested_or_sold_enough(change: dict[str, Any], expected: str) -> None:
    assert outcome("entrepreneur", enterprise={**FIRM, **change}) == expected
    assert outcome("entrepreneur") == "not-met"


def test_outstanding_young_talent_is_under_40_and_postdoctoral() -> None:
    attested = frozenset({POSTDOCTORAL})
    assert outcome("outstanding-youth", age=39, attested=attested) == "met"
    assert outcome("outstanding-youth", age=40, attested=attested) == "not-met"
    assert outcome("outstanding-youth", attested=attested) == "cannot-be-judged"
    assert outcome("outstanding-youth", age=39) == "not-met"


@pytest.mark.parametrize(
    ("degree", "months", "expected"),
    [
        ("bachelors", 24, "met"),
        ("doctorate", 24, "met"),
        ("bachelors", 23, "not-met"),
        ("none", 240, "not-met"),
        ("none", None, "not-met"),
        (None, 23, "not-met"),
        (None, 24, "cannot-be-judged"),
        ("masters", None, "cannot-be-judged"),
    ],
)
def test_a_bachelor_with_two_years_of_work_is_category_b(
    degree: Any, months: int | None, expected: str
) -> None:
    assert outcome("degree-and-experience", degree=degree, experience_months=months) == expected


@pytest.mark.parametrize(
    ("degree", "place", "expected"),
    [
        ("masters", "china", "met"),
        ("doctorate", "top", "met"),
        ("masters", "elsewhere", "not-met"),
        ("bachelors", "china", "not-met"),
        (None, "top", "cannot-be-judged"),
        ("masters", None, "cannot-be-judged"),
    ],
)
def test_a_master_from_china_or_a_top_university_is_category_b(
    degree: Any, place: Any, expected: str
) -> None:
    assert outcome("graduate", degree=degree, degree_from=place) == expected


def test_a_language_teacher_works_two_years_first_unless_trained_for_it() -> None:
    native, trained = (
        {"native_language": True, "exempt": False},
        {"native_language": True, "exempt": True},
    )
    assert outcome("language-teacher", teaching=native, degree="bachelors", experience_months=24) == "met"
    assert outcome("language-teacher", teaching=native, degree="bachelors", experience_months=0) == "not-met"
    assert outcome("language-teacher", teaching=trained, degree="bachelors") == "met"
    assert outcome("language-teacher", teaching=trained, degree="none") == "not-met"
    assert outcome("language-teacher", teaching=trained) == "cannot-be-judged"
    assert outcome("language-teacher", teaching={**trained, "native_language": False}) == "not-met"
    assert outcome("language-teacher", degree="bachelors", experience_months=24) == "not-met"


def test_temporary_work_is_90_days_at_most() -> None:
    assert outcome("temporary-work", work_days=90) == "met"
    assert outcome("temporary-work", work_days=91) == "not-met"
    assert outcome("temporary-work") == "not-met"


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("talent-programme", "A"),
        ("international-achievement", "A"),
        ("encouraged-post", "A"),
        ("skill-certificate", "B"),
        ("employment-rules", "C"),
        ("government-intern", "C"),
        ("eligible-graduate", "C"),
        ("ocean-fishing", "C"),
    ],
)
def test_what_an_officer_confirms_gives_its_category(code: str, category: str) -> None:
    found = judge(GroundFacts(pay_year=2026, attested=frozenset({code})), POLICY)
    assert best_category(found) == category
    assert [ground.code for ground in found if ground.outcome == "met"] == [code]


def test_the_best_category_is_the_highest_that_is_met() -> None:
    grounds = [Ground(c, c, o, "", "") for c, o in _JUDGED]
    assert best_category(grounds) == "B"


_JUDGED: tuple[tuple[Any, Any], ...] = (("C", "met"), ("B", "met"), ("A", "cannot-be-judged"))


def test_an_admission_to_a_project_that_the_table_names_is_the_ground_without_an_officer() -> None:
    found = judge(GroundFacts(pay_year=2026, projects=frozenset({"quancheng-programme"})), POLICY)
    (met,) = [ground for ground in found if ground.outcome == "met"]
    assert (met.code, met.category, met.why) == ("talent-programme", "A", "admitted to quancheng-programme")
    other = judge(GroundFacts(pay_year=2026, projects=frozenset({"spring-city-craftsmen"})), POLICY)
    assert best_category(other) is None


def test_only_what_an_officer_attests_can_be_met_by_a_project() -> None:
    (row, *_) = POLICY.grounds.grounds
    points = row.model_copy(update={"rule": "points"}).model_dump()
    with pytest.raises(ValidationError, match="stands in for what an officer attests"):
        GroundTable.model_validate({"version": "x", "grounds": [points]})
