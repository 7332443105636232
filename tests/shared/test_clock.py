"""Where instants come from, and which day they are for the law."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import Clock, FixedClock, SystemClock, end_of_law_day, law_day, start_of_law_day

# From 1950 on; the wars' summer times began at midnight and cut the first hour off some days.
LAW_DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2200, 1, 1))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_system_clock_gives_the_present_in_utc() -> None:
    with time_machine.travel(NOON, tick=False):
        now = SystemClock().now()
    assert now == NOON
    assert now.tzinfo is UTC


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    assert clock.advance(timedelta(hours=48)) == NOON + timedelta(hours=48) == clock.now()
    clock.advance(timedelta(hours=-1))
    assert clock.now() == NOON + timedelta(hours=47)


def test_a_fixed_clock_set_by_another_zone_still_speaks_utc() -> None:
    clock: Clock = FixedClock(datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


def test_an_evening_in_utc_is_already_the_next_law_day() -> None:
    assert law_day(datetime(2026, 2, 13, 15, 59, 59, tzinfo=UTC)) == date(2026, 2, 13)
    assert law_day(datetime(2026, 2, 13, 16, 0, 0, tzinfo=UTC)) == date(2026, 2, 14)


def test_a_law_day_runs_from_four_in_the_afternoon_utc_to_the_same_hour() -> None:
    assert start_of_law_day(date(2026, 2, 14)) == datetime(2026, 2, 13, 16, tzinfo=UTC)
    assert end_of_law_day(date(2026, 2, 14)) == datetime(2026, 2, 14, 16, tzinfo=UTC)
    assert start_of_law_day(date(2026, 2, 14)).tzinfo is UTC


def test_a_summer_day_of_1986_began_an_hour_earlier() -> None:
    assert start_of_law_day(date(1986, 7, 1)) == datetime(1986, 6, 30, 15, tzinfo=UTC)


@given(LAW_DAYS)
def test_every_law_day_holds_its_first_and_last_instant_and_not_the_one_after(day: date) -> None:
    assert law_day(start_of_law_day(day)) == day
    assert law_day(end_of_law_day(day) - timedelta(microseconds=1)) == day
    assert law_day(end_of_law_day(day)) == day + timedelta(days=1)


def test_a_time_without_a_zone_is_no_instant() -> None:
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="no time zone"):
        law_day(naive)
    with pytest.raises(ValueError, match="no time zone"):
        FixedClock(naive)
