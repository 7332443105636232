"""Time in clock hours and in working hours: pauses never count, and nothing comes early."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.permits.rules.office_hours import ClockHours, OfficeHours, Passing, Running, elapsed, runs_out
from services.permits.rules.policy import official_policy
from services.permits.rules.policy_file import OfficeSpan
from shared.clock import LAW_ZONE
from shared.working_days import WorkingDays, YearNotLoaded

HOURS = official_policy().at(date(2026, 11, 24)).office_hours  # 9 to 12 and 13 to 17
OFFICE = OfficeHours(HOURS, WorkingDays.load())
WAYS: list[Passing] = [ClockHours(), OFFICE]
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2026, by the clock in Jinan."""
    return datetime(2026, month, day, hour, minute, tzinfo=LAW_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(11, 24, 9), at(11, 24, 12), 3),
        (at(11, 24, 11), at(11, 24, 14), 2),  # over noon
        (at(11, 24, 16), at(11, 25, 10), 2),  # over night
        (at(11, 24, 18), at(11, 25, 8), 0),
        (at(11, 27, 16), at(11, 30, 10), 2),  # over a weekend
        (at(9, 30, 16), at(10, 8, 10), 2),  # over the National Day holidays
        (at(10, 9, 16), at(10, 12, 10), 9),  # Saturday 10 October is worked
        (at(11, 23, 0), at(11, 28, 0), 35),
    ],
)
def test_working_hours_are_those_of_the_office(start: datetime, end: datetime, hours: int) -> None:
    assert OFFICE.elapsed(start, end) == hours * HOUR
    assert OFFICE.elapsed(end, start) == -hours * HOUR


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(11, 24, 9), 3, at(11, 24, 12)),
        (at(11, 24, 9), 4, at(11, 24, 14)),
        (at(11, 24, 12, 30), 1, at(11, 24, 14)),
        (at(11, 24, 9), 7, at(11, 24, 17)),
        (at(11, 24, 16), 2, at(11, 25, 10)),
        (at(11, 24, 20), 7, at(11, 25, 17)),
        (at(11, 28, 10), 1, at(11, 30, 10)),
        (at(9, 30, 17), 8, at(10, 9, 10)),
        (at(11, 24, 9), 48, at(12, 2, 16)),
    ],
)
def test_working_hours_end_while_the_office_works(start: datetime, hours: int, end: datetime) -> None:
    assert OFFICE.add(start, hours * HOUR) == end


def test_nothing_has_passed_at_the_start() -> None:
    night = at(11, 24, 3)
    assert OFFICE.add(night, timedelta()) == night
    with pytest.raises(ValueError, match="cannot add"):
        OFFICE.add(night, -HOUR)


def test_hours_are_not_counted_into_a_year_that_is_not_announced() -> None:
    with pytest.raises(YearNotLoaded):
        OFFICE.add(at(12, 31, 16), 2 * HOUR)
    assert OFFICE.add(at(12, 31, 16), HOUR) == at(12, 31, 17)
    with pytest.raises(YearNotLoaded):
        OFFICE.elapsed(at(12, 31, 16), at(12, 31, 16) + timedelta(days=1))


def test_the_first_and_last_loaded_days_can_be_counted() -> None:
    loaded = WorkingDays.load().years
    first = datetime(loaded[0], 1, 2, 9, tzinfo=LAW_ZONE).astimezone(UTC)
    assert OFFICE.elapsed(first - timedelta(hours=33), first) == timedelta()


@pytest.mark.parametrize("spans", [(), (("12:00", "09:00"),), (("09:00", "12:00"), ("11:00", "17:00"))])
def test_spans_that_are_no_plan_of_a_day_are_refused(spans: tuple[tuple[str, str], ...]) -> None:
    plan = tuple(OfficeSpan.model_validate({"from": start, "to": end}) for start, end in spans)
    with pytest.raises(ValueError, match="office hours follow one another"):
        OfficeHours(plan, WorkingDays.load())


def test_48_clock_hours_are_two_days_whatever_the_day() -> None:
    assert ClockHours().add(at(9, 30, 17), 48 * HOUR) == at(10, 2, 17)


def test_a_pause_is_not_counted() -> None:
    stretches = (Running(at(11, 24, 9), at(11, 24, 10)), Running(at(11, 24, 15)))
    assert elapsed(stretches, at(11, 24, 12), ClockHours()) == HOUR
    assert elapsed(stretches, at(11, 24, 16), ClockHours()) == 2 * HOUR
    assert runs_out(stretches, 3 * HOUR, ClockHours()) == at(11, 24, 17)
    assert runs_out(stretches, 3 * HOUR, OFFICE) == at(11, 24, 17)
    assert runs_out(stretches, 4 * HOUR, OFFICE) == at(11, 25, 10)


def test_a_paused_clock_does_not_run_out_unless_it_had_before() -> None:
    stretches = (Running(at(11, 24, 9), at(11, 24, 11)),)
    assert runs_out(stretches, 3 * HOUR, ClockHours()) is None
    assert runs_out(stretches, 2 * HOUR, ClockHours()) == at(11, 24, 11)


@pytest.mark.parametrize(
    "stretches",
    [
        (Running(at(11, 24, 9)), Running(at(11, 24, 10))),
        (Running(at(11, 24, 9), at(11, 24, 11)), Running(at(11, 24, 10))),
        (Running(at(11, 25, 9), at(11, 25, 11)), Running(at(11, 24, 10))),
    ],
)
def test_stretches_that_overlap_are_refused(stretches: tuple[Running, ...]) -> None:
    with pytest.raises(ValueError, match="follow one another"):
        elapsed(stretches, at(11, 26, 9), OFFICE)
    with pytest.raises(ValueError, match="follow one another"):
        runs_out(stretches, HOUR, OFFICE)


def test_a_stretch_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot stop before"):
        Running(at(11, 24, 9), at(11, 24, 8))


START = datetime(2025, 1, 5, tzinfo=UTC)
INSTANTS = st.integers(0, 620 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
# The longest amount after the latest instant still ends in 2026, the last year whose working days are known.
AMOUNTS = st.integers(1, 400 * 60).map(lambda minutes: timedelta(minutes=minutes))
PASSING = st.sampled_from(WAYS)
EDGES = st.lists(INSTANTS, min_size=2, max_size=9, unique=True).map(sorted)


def stretches_of(edges: list[datetime]) -> tuple[Running, ...]:
    """Running and pausing in turn; with an odd number of edges it still runs at the end."""
    ends: list[datetime | None] = [*edges[1::2]]
    return tuple(Running(start, end) for start, end in zip(edges[::2], [*ends, None], strict=False))


@given(INSTANTS, INSTANTS, INSTANTS, PASSING)
def test_time_adds_up(one: datetime, two: datetime, three: datetime, passing: Passing) -> None:
    assert passing.elapsed(one, two) + passing.elapsed(two, three) == passing.elapsed(one, three)


@settings(deadline=None, max_examples=30)
@given(INSTANTS, st.integers(0, 3 * 24 * 60))
def test_working_hours_are_counted_as_if_minute_by_minute(start: datetime, minutes: int) -> None:
    days, worked = WorkingDays.load(), 0
    for minute in range(minutes):
        local = (start + timedelta(minutes=minute)).astimezone(LAW_ZONE)
        in_hours = any(span.start <= local.time() < span.end for span in HOURS)
        worked += in_hours and days.is_working_day(local.date())
    assert OFFICE.elapsed(start, start + timedelta(minutes=minutes)) == timedelta(minutes=worked)


@given(INSTANTS, AMOUNTS, PASSING)
def test_an_amount_has_passed_exactly_when_it_is_said_to(
    start: datetime, amount: timedelta, passing: Passing
) -> None:
    end = passing.add(start, amount)
    assert passing.elapsed(start, end) == amount
    assert passing.elapsed(start, end - INSTANT) < amount


@given(EDGES, INSTANTS, PASSING)
def test_the_sum_is_the_whole_less_the_pauses(edges: list[datetime], now: datetime, passing: Passing) -> None:
    pauses = [Running(*pair) for pair in zip(edges[1::2], edges[2::2], strict=False)]
    last = edges[-1] if len(edges) % 2 == 0 else now
    until = min(now, last)
    whole = passing.elapsed(edges[0], max(edges[0], until))
    paused = elapsed(pauses, until, passing)
    assert elapsed(stretches_of(edges), now, passing) == whole - paused


@given(EDGES, PASSING)
def test_during_a_pause_nothing_is_added(edges: list[datetime], passing: Passing) -> None:
    stretches = stretches_of(edges)
    for stretch, after in pairwise(stretches):
        assert stretch.end is not None
        assert elapsed(stretches, stretch.end, passing) == elapsed(stretches, after.start, passing)


@given(EDGES, AMOUNTS, PASSING)
def test_a_clock_never_runs_out_early(edges: list[datetime], allowed: timedelta, passing: Passing) -> None:
    stretches = stretches_of(edges)
    end = runs_out(stretches, allowed, passing)
    if end is None:
        assert elapsed(stretches, edges[-1], passing) < allowed
    else:
        assert elapsed(stretches, end, passing) == allowed
        assert elapsed(stretches, end - INSTANT, passing) < allowed


def test_the_office_keeps_its_hours_by_the_clock_in_china() -> None:
    assert HOURS[0].start == time(9)
    assert OFFICE.add(datetime(2026, 11, 24, tzinfo=UTC), HOUR) == datetime(2026, 11, 24, 2, tzinfo=UTC)
