"""The points table of 2017: the vector, every band's edge, and what cannot be."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.permits.rules.points import Assessment, AssessmentFacts, CannotBeAssessed, assess
from services.permits.rules.policy import official_policy

POLICY = official_policy().at(date(2026, 11, 24))
VECTOR: dict[str, Any] = {
    "age": 36,
    "education": ("masters",),
    "experience_months": 8 * 12,
    "annual_pay": Decimal(300_000),
    "months_in_china": 12,
    "hsk": 4,
    "merits": ("high-level-university",),
}
LEAST: dict[str, Any] = {"annual_pay": Decimal(0), "experience_months": 0, "months_in_china": 0, "age": 0}


def assessed(**changes: Any) -> Assessment:
    return assess(AssessmentFacts(**{**VECTOR, **changes}), POLICY.points, POLICY)


def points(factor: str, **facts: Any) -> int:
    lines = assess(AssessmentFacts(**{**LEAST, **facts}), POLICY.points, POLICY).lines
    return next(line.points for line in lines if line.factor == factor)


def test_the_vector_gives_79_points_and_category_b() -> None:
    found = assessed()
    assert {line.factor: line.points for line in found.lines} == {
        "pay": 14,
        "education": 15,
        "experience": 11,
        "months-in-china": 15,
        "chinese": 4,
        "location": 0,
        "age": 15,
        "merit": 5,
        "bonus": 0,
    }
    assert (found.total, found.category_by_points) == (79, "B")
    assert found.table_version == "points-2017"


def test_a_bonus_of_6_lifts_the_vector_to_85_points_and_category_a() -> None:
    found = assessed(bonus=6)
    assert (found.total, found.category_by_points) == (85, "A")


@pytest.mark.parametrize(
    ("bonus", "changes", "total", "category"),
    [
        (5, {}, 84, "B"),
        (0, {"merits": (), "hsk": None, "months_in_china": 6, "annual_pay": Decimal(249_999)}, 62, "B"),
        (0, {"merits": (), "hsk": None, "months_in_china": 6, "experience_months": 6 * 12}, 63, "B"),
        (0, {"merits": (), "hsk": None, "months_in_china": 6, "experience_months": 3 * 12}, 60, "B"),
        (0, {"merits": (), "hsk": None, "months_in_china": 6, "experience_months": 2 * 12}, 59, None),
    ],
)
def test_categories_begin_at_85_and_60(
    bonus: int, changes: dict[str, Any], total: int, category: str | None
) -> None:
    found = assessed(bonus=bonus, **changes)
    assert (found.total, found.category_by_points) == (total, category)


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ("0", 0),
        ("49999.99", 0),
        ("50000", 5),
        ("69999.99", 5),
        ("70000", 8),
        ("149999.99", 8),
        ("150000", 11),
        ("249999.99", 11),
        ("250000", 14),
        ("349999.99", 14),
        ("350000", 17),
        ("449999.99", 17),
        ("450000", 20),
        ("9000000", 20),
    ],
)
def test_the_bands_of_pay(pay: str, expected: int) -> None:
    assert points("pay", annual_pay=pay) == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("doctorate", 20),
        ("top-international-certificate", 20),
        ("senior-technician", 20),
        ("masters", 15),
        ("technician", 15),
        ("bachelors", 10),
        ("senior-worker", 10),
    ],
)
def test_the_choices_of_education_and_skill(held: str, expected: int) -> None:
    assert points("education", education=(held,)) == expected
    assert points("education", education=()) == 0


@pytest.mark.parametrize(
    ("years", "expected"),
    [(0, 0), (1, 0), (2, 5), *((years, years + 3) for years in range(3, 17)), (17, 20), (18, 20), (50, 20)],
)
def test_the_bands_of_experience(years: int, expected: int) -> None:
    assert points("experience", experience_months=years * 12) == expected


@pytest.mark.parametrize(
    ("rounding", "months", "expected"),
    [
        ("down", 23, 0),
        ("down", 24, 5),
        ("down", 35, 5),
        ("nearest", 17, 0),
        ("nearest", 18, 5),
        ("nearest", 29, 5),
        ("nearest", 30, 6),
        ("up", 12, 0),
        ("up", 13, 5),
        ("up", 25, 6),
    ],
)
def test_part_years_count_as_the_policy_says(rounding: str, months: int, expected: int) -> None:
    policy = POLICY.model_copy(update={"partial_year_rounding": rounding})
    found = assess(AssessmentFacts(**{**LEAST, "experience_months": months}), policy.points, policy)
    assert [line.points for line in found.lines if line.factor == "experience"] == [expected]


@pytest.mark.parametrize(
    ("months", "expected"), [(0, 0), (2, 0), (3, 5), (5, 5), (6, 10), (8, 10), (9, 15), (12, 15)]
)
def test_the_bands_of_months_in_china(months: int, expected: int) -> None:
    assert points("months-in-china", months_in_china=months) == expected


@pytest.mark.parametrize(("grade", "expected"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 5)])
def test_the_grades_of_hsk(grade: int, expected: int) -> None:
    assert points("chinese", hsk=grade) == expected


def test_former_nationals_and_graduates_taught_in_chinese_have_full_points_for_chinese() -> None:
    assert points("chinese") == 0
    assert points("chinese", former_chinese_national=True) == 5
    assert points("chinese", chinese_taught_degree=True, hsk=2) == 5


@pytest.mark.parametrize(
    ("age", "expected"),
    [(17, 0), (18, 10), (25, 10), (26, 15), (45, 15), (46, 10), (55, 10), (56, 5), (60, 5), (61, 0)],
)
def test_the_bands_of_age(age: int, expected: int) -> None:
    assert points("age", age=age) == expected


def test_one_merit_is_enough_and_more_give_no_more() -> None:
    assert points("merit") == 0
    for merit in ("high-level-university", "fortune-500", "intellectual-property"):
        assert points("merit", merits=(merit,)) == 5
    assert points("merit", merits=("fortune-500", "intellectual-property")) == 5
    assert points("merit", continuous_months_in_china=59) == 0
    assert points("merit", continuous_months_in_china=60) == 5


def test_the_place_of_work_has_what_the_policy_gives_it() -> None:
    policy = POLICY.model_copy(update={"location_points": 10})
    assert assess(AssessmentFacts(**VECTOR), policy.points, policy).total == 89


def test_a_recognised_qualification_counts_where_its_level_is_mapped() -> None:
    title = {"id": "1", "outcome": "title", "level": "senior-technician"}
    found = assessed(qualifications=(title,))
    line = next(line for line in found.lines if line.factor == "education")
    assert (line.points, line.band, line.value) == (20, "senior-technician", "senior-technician, masters")


@pytest.mark.parametrize(
    "qualification",
    [
        {"id": "1", "outcome": "title", "level": "something-else"},
        {"id": "1", "outcome": "title"},
        {"id": "1", "outcome": "facilitation-only", "level": "senior-technician"},
    ],
)
def test_a_qualification_that_is_not_mapped_changes_nothing(qualification: dict[str, str]) -> None:
    assert assessed(qualifications=(qualification,)).total == 79


def test_the_most_that_anybody_has_is_120() -> None:
    policy = POLICY.model_copy(update={"location_points": 10})
    facts = AssessmentFacts(
        annual_pay=Decimal(450_000),
        education=("doctorate",),
        experience_months=17 * 12,
        months_in_china=12,
        hsk=6,
        age=26,
        merits=("fortune-500",),
        bonus=10,
    )
    found = assess(facts, policy.points, policy)
    assert found.total == sum(line.max for line in found.lines) == 120


def test_a_line_says_band_value_and_source() -> None:
    pay = assessed().lines[0]
    assert (pay.factor, pay.band, pay.value, pay.max) == ("pay", "[250000, 350000)", "300000", 20)
    assert pay.source == "points table 2017, annual pay"
    assert all(line.source and line.band and line.value for line in assessed().lines)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"annual_pay": Decimal(-1)}, "annual_pay"),
        ({"annual_pay": Decimal("NaN")}, "annual_pay"),
        ({"annual_pay": Decimal("0.001")}, "annual_pay"),
        ({"annual_pay": 300000.5}, "annual_pay"),
        ({"experience_months": -1}, "experience_months"),
        ({"months_in_china": 13}, "months_in_china"),
        ({"hsk": 0}, "hsk"),
        ({"hsk": 10}, "hsk"),
        ({"age": 121}, "age"),
        ({"education": ("genius",)}, "education"),
        ({"bonus": -1}, "bonus"),
        ({"luck": 5}, "luck"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AssessmentFacts(**{**VECTOR, **changes})
    assert refused.value.errors()[0]["loc"][0] == field


def test_an_hsk_grade_outside_the_scheme_is_refused() -> None:
    with pytest.raises(CannotBeAssessed, match=r"grade 9 is none of hsk-2\.0: 1 to 6") as refused:
        assessed(hsk=9)
    assert refused.value.code == "hsk-grade-unknown"


def test_a_bonus_beyond_the_province_s_is_refused() -> None:
    assert assessed(bonus=10).total == 89
    with pytest.raises(CannotBeAssessed) as refused:
        assessed(bonus=11)
    assert refused.value.code == "bonus-too-high"


def test_pay_travels_as_text_and_exactly() -> None:
    facts = AssessmentFacts(**{**VECTOR, "annual_pay": "300000.10"})
    assert '"annual_pay":"300000.10"' in facts.model_dump_json()
    assert AssessmentFacts.model_validate_json(facts.model_dump_json()) == facts


FACTS = st.builds(
    AssessmentFacts,
    annual_pay=st.decimals(0, 10**7, places=2),
    experience_months=st.integers(0, 600),
    months_in_china=st.integers(0, 12),
    age=st.integers(18, 80),
    hsk=st.none() | st.integers(1, 6),
    bonus=st.integers(0, 10),
    continuous_months_in_china=st.integers(0, 200),
)


@given(FACTS)
def test_the_total_is_the_sum_of_lines_that_keep_to_their_maximum(facts: AssessmentFacts) -> None:
    found = assess(facts, POLICY.points, POLICY)
    assert found.total == sum(line.points for line in found.lines)
    assert all(0 <= line.points <= line.max for line in found.lines)


@given(FACTS, st.integers(0, 10**6), st.integers(0, 100))
def test_more_pay_and_more_years_never_give_fewer_points(
    facts: AssessmentFacts, pay: int, months: int
) -> None:
    better = facts.model_copy(
        update={
            "annual_pay": facts.annual_pay + pay,
            "experience_months": facts.experience_months + months,
        }
    )
    assert assess(better, POLICY.points, POLICY).total >= assess(facts, POLICY.points, POLICY).total
