"""The working-day calendar against the vectors of the field, a second source, and its own laws."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.working_days import Notice, WorkingDays, YearNotLoaded

CALENDAR = WorkingDays.load()
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
DAYS = st.dates(min_value=FIRST, max_value=LAST)
SPANS = st.integers(min_value=0, max_value=60)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 13), 10, date(2026, 3, 5)),
        (date(2026, 9, 18), 3, date(2026, 9, 22)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2024, 12, 31), 1, date(2025, 1, 2)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
    ],
)
def test_a_period_ends_where_the_official_calendar_says(start: date, days: int, due: date) -> None:
    assert CALENDAR.add(start, days) == due


def test_the_table_agrees_day_by_day_with_a_second_source() -> None:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert len(days) == 366 + 365 + 365
    assert [d for d in days if CALENDAR.is_working_day(d) != chinese_calendar.is_workday(d)] == []


def test_2026_has_six_working_weekends() -> None:
    worked = [date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)]
    worked += [date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)]
    assert list(CALENDAR.notices[-1].working_weekends) == worked
    assert all(CALENDAR.is_working_day(day) for day in worked)


def test_the_table_is_read_once() -> None:
    assert WorkingDays.load() is WorkingDays.load()
    assert CALENDAR.years == (2024, 2025, 2026)


def test_no_days_mean_the_day_itself_or_the_next_working_day() -> None:
    assert CALENDAR.add(date(2026, 2, 13), 0) == date(2026, 2, 13)
    assert CALENDAR.add(date(2026, 2, 15), 0) == date(2026, 2, 24)
    assert CALENDAR.roll_forward(date(2026, 10, 1)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("count", "missing"),
    [
        (lambda: CALENDAR.add(date(2026, 12, 25), 10), 2027),
        (lambda: CALENDAR.add(date(2026, 12, 31), 1), 2027),
        (lambda: CALENDAR.add(date(2023, 12, 29), 1), 2023),
        (lambda: CALENDAR.is_working_day(date(2027, 1, 1)), 2027),
        (lambda: CALENDAR.roll_forward(date(2031, 5, 5)), 2031),
        (lambda: CALENDAR.between(date(2026, 12, 1), date(2028, 1, 1)), 2028),
    ],
)
def test_a_year_that_is_not_announced_is_refused(count: Callable[[], object], missing: int) -> None:
    with pytest.raises(YearNotLoaded, match=f"{missing}; loaded: 2024, 2025, 2026") as refused:
        count()
    assert refused.value.year == missing
    assert refused.value.loaded == (2024, 2025, 2026)


def test_the_last_announced_day_can_still_be_reached() -> None:
    assert CALENDAR.add(date(2026, 12, 30), 1) == LAST == CALENDAR.roll_forward(LAST)


def test_days_are_never_counted_backwards() -> None:
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add(FIRST, -1)


def test_an_instant_is_not_a_day() -> None:
    with pytest.raises(TypeError, match="law_day"):
        CALENDAR.add(datetime(2026, 2, 13, 20, tzinfo=UTC), 5)


@given(DAYS, DAYS, SPANS)
def test_who_starts_later_is_never_due_earlier(one: date, other: date, days: int) -> None:
    early, late = sorted((one, other))
    assume(late < date(2026, 9, 1))
    assert CALENDAR.add(early, days) <= CALENDAR.add(late, days)


@given(DAYS, SPANS)
def test_adding_lands_on_working_days_and_counting_gives_the_days_back(start: date, days: int) -> None:
    assume(start < date(2026, 9, 1))
    due = CALENDAR.add(start, days)
    assert CALENDAR.is_working_day(due)
    if days:
        assert CALENDAR.between(start, due) == days
        assert CALENDAR.add(start, days - 1) <= due


@given(DAYS, DAYS)
def test_counting_is_the_sum_of_the_days_passed(one: date, other: date) -> None:
    a, b = sorted((one, other))
    passed = (a + timedelta(days=n) for n in range(1, (b - a).days + 1))
    assert CALENDAR.between(a, b) == sum(map(chinese_calendar.is_workday, passed))
    assert CALENDAR.between(b, a) == -CALENDAR.between(a, b)


def notice(year: int, **changes: Any) -> Notice:
    """A made-up year: one holiday, one working weekend, and what a test changes."""
    holiday = {"name": "元旦", "english": "New Year's Day", "first": f"{year}-01-01", "last": f"{year}-01-01"}
    fields = {"notice": "放假通知", "number": "1号", "issued": "2029-11-01", "source": "test"}
    table = {"year": year, **fields, "holidays": [holiday], "working_weekends": []}
    return Notice.model_validate(table | changes)


@pytest.mark.parametrize(
    ("working_weekends", "complaint"),
    [
        (["2030-01-07"], "not on a weekend"),
        (["2030-01-05", "2030-01-05"], "named twice"),
        (["2031-01-05"], "another year"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(working_weekends: list[str], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        notice(2030, working_weekends=working_weekends)


def test_a_holiday_that_ends_before_it_begins_is_refused() -> None:
    backwards = {"name": "春节", "english": "Spring Festival", "first": "2030-02-09", "last": "2030-02-03"}
    with pytest.raises(ValidationError, match="ends before it begins"):
        notice(2030, holidays=[backwards])


def test_a_notice_may_reach_back_into_december() -> None:
    calendar = WorkingDays([notice(2029), notice(2030, working_weekends=["2029-12-29"])])
    assert calendar.is_working_day(date(2029, 12, 29))


def test_a_gap_between_the_years_is_refused() -> None:
    with pytest.raises(ValueError, match="follow one another"):
        WorkingDays([notice(2028), notice(2030)])
    with pytest.raises(ValueError, match="follow one another"):
        WorkingDays([])
