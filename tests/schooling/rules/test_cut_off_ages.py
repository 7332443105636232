"""8. Ages count on the cut-off day of the school year, and never on the day of asking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schooling.messages.common import school_year
from services.schooling.rules.ages import age_on, cut_off_day, is_of_age
from services.schooling.rules.schools import official_schools
from services.schooling.rules.schools_file import AgeRule

SCHOOLS = official_schools()
DAY = date(2026, 11, 24)


def grades(birth: str, year: str = "2026/27", school: str = "jinan-thomas-school") -> tuple[str, ...]:
    known = SCHOOLS.get(school)
    assert known is not None
    born = date.fromisoformat(birth)
    return tuple(row.code for row in known.on(DAY).grades if is_of_age(born, row.ages, year))


def at_least(years: int, by: str) -> AgeRule:
    return AgeRule.model_validate({"at_least": years, "at_most": years, "by": by})


@pytest.mark.parametrize(
    ("birth", "year", "expected"),
    [
        # 31 August: six on the cut-off day itself.
        ("2020-08-31", "2026/27", ("01",)),
        # 1 September: six a day too late, so five; a year later one of the eldest.
        ("2020-09-01", "2026/27", ("KG",)),
        ("2020-09-01", "2027/28", ("01",)),
        ("2020-08-30", "2026/27", ("01",)),
        # A year more is allowed for: seven may begin in grade 1 or grade 2, up to the day before eight.
        ("2019-08-31", "2026/27", ("01", "02")),
        ("2018-09-01", "2026/27", ("01", "02")),
        ("2018-08-31", "2026/27", ("02", "03")),
        # 29 February, in the middle of the year: as any other child of that school year.
        ("2020-02-29", "2026/27", ("01",)),
        ("2020-02-28", "2026/27", ("01",)),
        ("2020-03-01", "2026/27", ("01",)),
        # Too young and too old for this school.
        ("2021-09-01", "2026/27", ()),
        ("2021-08-31", "2026/27", ("KG",)),
        ("2008-08-31", "2026/27", ("12",)),
        ("2007-09-01", "2026/27", ("12",)),
        ("2007-08-31", "2026/27", ()),
    ],
)
def test_8_1_the_cut_off_of_31_august(birth: str, year: str, expected: tuple[str, ...]) -> None:
    assert grades(birth, year) == expected


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("2020-12-31", ("01",)), ("2021-01-01", ("KG",)), ("2020-09-01", ("01",)), ("2019-12-31", ("02",))],
)
def test_8_2_another_school_has_another_cut_off(birth: str, expected: tuple[str, ...]) -> None:
    assert grades(birth, school="invented-thousand-buddha-school") == expected


@pytest.mark.parametrize(
    ("by", "year", "six"),
    [
        ("02-28", "2026/27", False),  # a common year: six from 1 March
        ("03-01", "2026/27", True),
        ("02-28", "2028/29", False),  # a leap year: eight from 29 February itself
        ("03-01", "2028/29", True),
    ],
)
def test_8_3_somebody_of_29_february_grows_older_on_1_march_in_common_years(
    by: str, year: str, six: bool
) -> None:
    years = int(year[:4]) - 2020
    assert is_of_age(date(2020, 2, 29), at_least(years, by), year) is six
    assert is_of_age(date(2020, 2, 29), at_least(years - 1, by), year) is not six


@pytest.mark.parametrize(
    ("day", "age"),
    [("2024-02-28", 3), ("2024-02-29", 4), ("2026-02-28", 5), ("2026-03-01", 6), ("2027-02-28", 6)],
)
def test_8_4_ages_of_29_february(day: str, age: int) -> None:
    assert age_on(date(2020, 2, 29), date.fromisoformat(day)) == age


def test_8_5_a_cut_off_lies_in_the_year_in_which_the_school_year_starts() -> None:
    assert cut_off_day(at_least(6, "08-31"), "2026/27") == date(2026, 8, 31)
    assert cut_off_day(at_least(6, "12-31"), "1999/00") == date(1999, 12, 31)


def test_8_6_an_instant_is_no_birth_date() -> None:
    instant = datetime(2020, 8, 31, 20, tzinfo=UTC)
    with pytest.raises(TypeError, match="plain dates"):
        age_on(instant, DAY)
    with pytest.raises(TypeError, match="plain dates"):
        age_on(date(2020, 8, 31), instant)


@given(birth=st.dates(date(2000, 1, 1), date(2030, 12, 31)), start=st.integers(2015, 2035))
def test_8_7_every_child_of_school_age_has_a_grade_and_grows_with_the_years(birth: date, start: int) -> None:
    """Somebody eligible for a grade this year is eligible for the one after it in the next."""
    now = grades(birth.isoformat(), school_year(start))
    later = grades(birth.isoformat(), school_year(start + 1))
    age = age_on(birth, date(start, 8, 31))
    assert bool(now) == (5 <= age <= 18)
    known = SCHOOLS.get("jinan-thomas-school")
    assert known is not None
    for grade in now:
        following = known.on(DAY).grade_after(grade)
        assert following is None or following in later


@given(birth=st.dates(date(2000, 1, 1), date(2030, 12, 31)), days=st.integers(0, 9000))
def test_8_8_an_age_changes_once_a_year_and_on_the_birthday(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    older = age_on(birth, day + timedelta(days=1)) - age_on(birth, day)
    tomorrow = day + timedelta(days=1)
    on_birthday = (tomorrow.month, tomorrow.day) == (birth.month, birth.day)
    leapling = (birth.month, birth.day) == (2, 29) and (day.month, day.day) == (2, 28)
    assert older == (on_birthday or (leapling and (tomorrow.month, tomorrow.day) == (3, 1)))
