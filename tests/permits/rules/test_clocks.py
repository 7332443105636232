"""3. A clock runs, stands, goes on and stops; each alarm rings once, never early; pauses are not counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.permits.cases.clock import DAYS, Due, RunningClock, Segment, Terms, Time, Unit, due_of
from services.permits.cases.clock_account import Entry, account, from_journal
from services.permits.kinds import application_case
from services.permits.messages.application import (
    Accept,
    ExtendLimit,
    PauseClocks,
    Refuse,
    ResumeClocks,
    ReturnForCorrection,
    Submit,
    WakeApplication,
)
from services.permits.messages.clock import (
    AtRisk,
    Breached,
    ClockExtended,
    ClockPaused,
    ClockResumed,
    ClockStarted,
    ClockStopped,
    Escalated,
)
from services.permits.messages.form import Correction
from services.permits.rules.office_hours import OfficeHours
from shared.working_days import WorkingDays
from tests.permits.rules.make import AGENT, APPLICATION, OFFICER, SUPERVISOR
from tests.permits.rules.stories import accepted, approved, in_review, member, office, submitted
from tests.permits.rules.world import MONDAY, POLICY, World, facts

PAUSE = PauseClocks(case_id=APPLICATION, actor=OFFICER, reason="expert-review")
RESUME = ResumeClocks(case_id=APPLICATION, actor=OFFICER)
EXTEND = ExtendLimit(case_id=APPLICATION, actor=SUPERVISOR, reasons="a rare qualification")
DAYS_OF = WorkingDays.load()
TIME = Time(DAYS_OF, OfficeHours(POLICY.at(date(2026, 3, 2)).office_hours, DAYS_OF))


def terms(unit: Unit, limit: int) -> Terms:
    return Terms(name="test", unit=unit, limit=limit, at_risk_percent=80, source="test")


def alarms(world: World) -> list[object]:
    events = [*world.all(AtRisk), *world.all(Breached), *world.all(Escalated)]
    return [(type(event).__name__, event.clock) for event in events]


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 13), 10, date(2026, 3, 5)),
        (date(2026, 9, 18), 3, date(2026, 9, 22)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
    ],
)
def test_3_1_working_days_are_the_official_ones(start: date, days: int, last: date) -> None:
    at = datetime(start.year, start.month, start.day, 2, tzinfo=UTC)
    due = due_of(terms("working-days", days), at, 0, TIME).due
    assert due == datetime(last.year, last.month, last.day, 16, tzinfo=UTC)


def test_3_2_the_laws_limit_and_the_promised_one_run_apart() -> None:
    state = accepted().state(APPLICATION)
    dues = {clock.name: clock.due.due for clock in state.clocks}
    assert dues == {
        "statutory": datetime(2026, 3, 30, 16, tzinfo=UTC),
        "promised": datetime(2026, 3, 16, 16, tzinfo=UTC),
    }
    assert accepted(joint=True).state(APPLICATION).clock("statutory").terms.limit == 45


def test_3_3_the_fast_track_is_48_hours_as_they_pass_from_acceptance() -> None:
    world = accepted(member())
    fast = world.state(APPLICATION).clock("48-hour")
    assert fast.due == Due(
        name="48-hour", at_risk=MONDAY + timedelta(hours=36), due=MONDAY + timedelta(hours=48)
    )


def test_3_4_at_risk_comes_before_the_breach_and_the_breach_goes_to_the_supervisor() -> None:
    world = accepted(member())
    world.after(hours=35, minutes=59)
    assert alarms(world) == []
    world.after(minutes=1)
    assert alarms(world) == [("AtRisk", "48-hour")]
    world.after(hours=12)
    assert alarms(world) == [("AtRisk", "48-hour"), ("Breached", "48-hour"), ("Escalated", "48-hour")]
    world.after(hours=200)
    assert [each for each in alarms(world) if each[1] == "48-hour"] == [  # type: ignore[index]
        ("AtRisk", "48-hour"),
        ("Breached", "48-hour"),
        ("Escalated", "48-hour"),
    ]


def test_3_5_expert_review_is_not_counted() -> None:
    world = accepted(member()).after(hours=10).when(PAUSE).then(ClockPaused)
    world.after(hours=100)
    assert alarms(world) == []
    world.when(RESUME).then(ClockResumed)
    fast = world.state(APPLICATION).clock("48-hour")
    assert fast.due.due == world.now + timedelta(hours=38)
    assert account(fast, world.now, TIME).elapsed == 10 * 3600


def test_3_6_the_account_lists_every_turn_and_the_journal_alone_gives_it_again() -> None:
    world = accepted(member()).after(hours=10).when(PAUSE).after(hours=5).when(RESUME).after(hours=1)
    fast = world.state(APPLICATION).clock("48-hour")
    told = account(fast, world.now, TIME)
    assert told.entries == (
        Entry("started", MONDAY),
        Entry("paused", MONDAY + timedelta(hours=10), "expert-review"),
        Entry("resumed", MONDAY + timedelta(hours=15)),
    )
    assert (told.elapsed, told.left) == (11 * 3600, 37 * 3600)
    rows = [row for row in world.batch.journal if row["case"] == APPLICATION]
    events = [application_case.read_event(row["type"], row["data"]) for row in rows]
    assert from_journal(events) == world.state(APPLICATION).clocks


def test_3_7_a_decision_stops_the_limits_and_starts_the_delivery() -> None:
    world = approved()
    state = world.state(APPLICATION)
    assert [clock.name for clock in state.running] == ["delivery"]
    assert world.last(ClockStarted).terms.limit == 10
    refuse = Refuse(case_id=APPLICATION, actor=OFFICER, grounds=("criteria-unmet",), detail="no degree")
    assert in_review().when(refuse).state(APPLICATION).running == ()


def test_3_8_a_breach_is_not_lost_to_a_pause_that_comes_in_the_same_second() -> None:
    world = accepted(member())
    world._meet(MONDAY + timedelta(hours=49))  # the deadlines were slow to fire
    world.when(PAUSE).then(AtRisk, Breached, Escalated, ClockPaused)


def test_3_9_the_statutory_limit_is_extended_once_with_reasons() -> None:
    world = in_review().when(EXTEND).then(ClockExtended)
    clock = world.state(APPLICATION).clock("statutory")
    assert (clock.terms.limit, clock.due.due) == (30, datetime(2026, 4, 14, 16, tzinfo=UTC))
    again = ExtendLimit(case_id=APPLICATION, actor=SUPERVISOR, reasons="more")
    world.when(again).then_refused("not-permitted-now")
    in_review().when(ExtendLimit(case_id=APPLICATION, actor=OFFICER, reasons="x")).then_refused(
        "not-permitted-now"
    )
    assert in_review(joint=True).when(EXTEND).state(APPLICATION).clock("statutory").terms.limit == 60


def test_3_10_a_limit_that_has_passed_is_not_extended() -> None:
    world = in_review()
    world.at(world.state(APPLICATION).clock("statutory").due.due)
    world.when(EXTEND).then_refused("limit-passed")


def test_3_11_a_limit_is_not_extended_beyond_the_calendar() -> None:
    world = in_review(
        office(World(now=datetime(2026, 11, 24, 1, tzinfo=UTC))),
        wanted_from=date(2027, 1, 1),
        wanted_to=date(2027, 12, 31),
    )
    world.when(EXTEND).then_refused("calendar-not-loaded")


def test_3_12_waiting_for_corrections_pauses_a_track_that_starts_with_the_submission() -> None:
    rules = POLICY.at(MONDAY.date()).model_copy(update={"fast_track_starts": "submitted"})

    class Fixed:
        def at(self, _day: date) -> object:
            return rules

    world = submitted(member(office(World(facts=facts(rules=Fixed())))))
    assert [clock.name for clock in world.state(APPLICATION).running] == ["48-hour"]
    corrections = (Correction(subject="form", wrong="no seal"),)
    world.after(hours=4).when(
        ReturnForCorrection(case_id=APPLICATION, actor=OFFICER, corrections=corrections)
    )
    assert world.last(ClockPaused).reason == "correction"
    world.after(hours=30).when(Submit(case_id=APPLICATION, actor=AGENT))
    assert world.last(ClockResumed).dues[0].due == world.now + timedelta(hours=44)
    world.when(Accept(case_id=APPLICATION, actor=OFFICER))
    assert {clock.name for clock in world.state(APPLICATION).running} == {"48-hour", "statutory", "promised"}


def test_3_13_nothing_is_resumed_that_does_not_stand_and_no_stale_deadline_has_an_effect() -> None:
    world = accepted()
    world.when(RESUME).then_refused("not-permitted-now")
    stale = WakeApplication(case_id=APPLICATION, name="breached:statutory", due_at=MONDAY)
    world.when(stale).then()
    early = WakeApplication(
        case_id=APPLICATION,
        name="breached:statutory",
        due_at=world.state(APPLICATION).clock("statutory").due.due,
    )
    world.when(early).then()


def test_3_14_what_is_stopped_is_stopped_once() -> None:
    assert len(approved().all(ClockStopped)) == 1


STEPS = st.lists(st.integers(1, 60 * 24 * 9), min_size=1, max_size=7)


@settings(max_examples=150, deadline=None, database=None)
@given(unit=st.sampled_from(["clock-hours", "working-hours", "working-days", "calendar-days"]), minutes=STEPS)
def test_3_15_the_sum_never_counts_a_pause_and_what_is_left_is_what_was_not_counted(
    unit: Unit, minutes: list[int]
) -> None:
    """Run, pause, run, pause …: the sum is the same when every pause is taken out."""
    limit = terms(unit, 60)
    at = MONDAY
    clock = RunningClock(terms=limit, segments=(Segment(started=at),), due=due_of(limit, at, 0, TIME))
    counted = 0
    for number, step in enumerate(minutes):
        before, at = at, at + timedelta(minutes=step)
        if number % 2 == 0:
            counted += TIME.amount(unit, before, at)
            clock = clock.paused_at(at, "expert-review")
        else:
            assert clock.consumed(at, TIME) == counted
            clock = clock.resumed_at(at, clock.due_from(at, TIME))
        assert clock.consumed(at, TIME) == counted
    if clock.due is not None and counted < limit.amount():
        assert clock.consumed(clock.due.due - timedelta(seconds=1), TIME) <= limit.amount()
        slack = timedelta(seconds=1) if unit in DAYS else timedelta(0)
        assert clock.consumed(clock.due.due - slack, TIME) == limit.amount()
        assert clock.due.at_risk <= clock.due.due


def test_3_16_by_policy_the_fast_track_counts_the_offices_hours() -> None:
    rules = POLICY.at(MONDAY.date())
    hours = rules.fast_track.model_copy(update={"value": 10, "unit": "working-hours"})
    by_hours = rules.model_copy(update={"fast_track": hours})

    class Fixed:
        def at(self, _day: date) -> object:
            return by_hours

    world = accepted(member(office(World(facts=facts(rules=Fixed())))))
    due = world.state(APPLICATION).clock("48-hour").due.due
    assert due == datetime(2026, 3, 3, 4, tzinfo=UTC)  # seven hours on Monday, three on Tuesday


def test_3_17_a_longer_limit_is_at_risk_in_its_own_time() -> None:
    world = in_review()
    world.at(world.state(APPLICATION).clock("statutory").due.at_risk)
    assert ("AtRisk", "statutory") in alarms(world)
    world.when(EXTEND)
    world.at(world.state(APPLICATION).clock("statutory").due.at_risk)
    assert alarms(world).count(("AtRisk", "statutory")) == 2
