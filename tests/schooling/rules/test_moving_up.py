"""13. The school's own pupils have a seat in the next grade; a child leaves before it comes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.schooling import names
from services.schooling.intake import rolled_over
from services.schooling.messages.common import GroupRef
from services.schooling.messages.enrolment import RecordNoShow, RollOver, WithdrawEnrolment
from services.schooling.messages.enrolment_events import EnrolmentOpened, ExitRecorded, RolledOver
from services.schooling.messages.year_group import FreeSeat, TakeSeat
from services.schooling.messages.year_group_events import (
    KeptSeatsReleased,
    OfferMade,
    SeatFreed,
    SeatTaken,
    YearGroupOpened,
)
from tests.schooling.rules.make import ENROLMENT, OFFICE, PARENT, SCHOOL, child, paper, without
from tests.schooling.rules.stories import enrolled, submitted, take_place
from tests.schooling.rules.world import World
from tests.schooling.rules.year_groups import CASE, MONDAY, Group, Known, china, schools

UP = GroupRef(school=SCHOOL, year="2027/28", grade="02")
UNTIL = china(date(2027, 6, 1))
"""The end of 31 May 2027."""


def group(seats: int = 3, kept: int = 2, now: datetime = MONDAY) -> Group:
    """Year 2027/28, of whose seats some are kept for pupils who move up."""
    rule = {"seats": {"2027/28": {"02": kept}}}
    return Group(Known(schools(seats, moving_up=rule)), now, UP)


def move_up(enrolment: str) -> TakeSeat:
    return TakeSeat(case_id=CASE, group=UP, enrolment=enrolment)


def test_newcomers_are_offered_only_what_is_not_kept() -> None:
    newcomers = group().join("a", "b", "c")
    assert (list(newcomers.offered), newcomers.waiting) == (["a"], ["b", "c"])
    newcomers.when(move_up("pupil-1")).then(SeatTaken).when(move_up("pupil-2")).then(SeatTaken)
    newcomers.when(move_up("pupil-3")).then_refused("no-seat-free")


def test_who_has_moved_up_needs_no_kept_seat_any_more() -> None:
    newcomers = group(seats=2, kept=1).when(move_up("pupil-1")).then(YearGroupOpened, SeatTaken)
    newcomers.join("a")
    assert list(newcomers.offered) == ["a"]


def test_a_pupil_that_leaves_again_leaves_its_kept_seat_to_another() -> None:
    newcomers = group(seats=2, kept=1).when(move_up("pupil-1")).join("a", "b")
    newcomers.when(FreeSeat(case_id=CASE, enrolment="pupil-1", cause="transferred")).then(SeatFreed)
    assert newcomers.when(move_up("pupil-2")).refusal is None


def test_from_the_day_on_kept_seats_are_for_whoever_waits() -> None:
    newcomers = group(now=UNTIL - timedelta(days=9)).join("a", "b", "c")
    newcomers.at(UNTIL - timedelta(microseconds=1)).then()
    newcomers.at(UNTIL).then(KeptSeatsReleased, OfferMade, OfferMade)


def test_a_group_that_opens_after_the_day_keeps_nothing() -> None:
    late = group().later(UNTIL).join("a", "b", "c")
    assert list(late.offered) == ["a", "b", "c"]


def test_more_may_be_kept_than_there_are_seats() -> None:
    assert group(seats=1, kept=5).join("a").offered == {}


def test_a_pupil_moves_up_although_newcomers_for_every_seat_came_first() -> None:
    world = enrolled().on(date(2026, 11, 3))
    examined = paper("medical-examination", issued_on=date(2026, 11, 1))
    papers = (*without("medical-examination"), examined)
    for number in range(24):
        newcomer = child(passport_number=f"Z{number}", birth=date(2019, 10, 4))
        submitted(world, f"n-{number}", year="2027/28", grade="02", child=newcomer, documents=papers)
    roll = RollOver(case_id=ENROLMENT, actor=OFFICE, year="2027/28")
    world.when(*rolled_over(roll, ENROLMENT, UP)).then(RolledOver, SeatTaken)
    state = world.state(names.year_group_id(SCHOOL, "2027/28", "02"))
    assert (len(state.offered), len(state.waiting), state.kept) == (16, 8, 7)


def leaving() -> World:
    """A child that leaves on 1 June, and has applied for the year after."""
    world = enrolled().on(date(2026, 11, 3))
    world.when(WithdrawEnrolment(case_id=ENROLMENT, actor=PARENT, end=date(2027, 6, 1), reason="home leave"))
    return world


def come_back(world: World) -> World:
    papers = (*without("relationship-proof", "medical-examination"), paper("school-reports"))
    submitted(world, "back", kind="returning", year="2027/28", grade="02", documents=papers)
    return take_place(world, "back")


def test_a_child_is_not_admitted_again_before_it_has_left() -> None:
    world = come_back(leaving()).then_refused("leaves-first")
    world.on(date(2027, 6, 1))
    assert world.state(ENROLMENT).status == "left"
    assert world.state(names.year_group_id(SCHOOL, "2026/27", "01")).taken == ()


def test_after_its_exit_day_it_is() -> None:
    world = come_back(leaving().on(date(2027, 6, 2)))
    assert world.last(EnrolmentOpened).group == UP
    assert world.state(ENROLMENT).status == "enrolled"


def no_show(world: World) -> World:
    return world.when(RecordNoShow(case_id=ENROLMENT, actor=OFFICE))


def test_that_a_child_never_came_is_said_within_two_weeks_of_its_first_day() -> None:
    no_show(enrolled().on(date(2026, 9, 15))).then(ExitRecorded)
    no_show(enrolled().on(date(2026, 9, 16))).then_refused("no-show-too-late")
    no_show(enrolled().on(date(2027, 5, 3))).then_refused("no-show-too-late")
