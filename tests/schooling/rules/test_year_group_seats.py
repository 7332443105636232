"""4. Seats are opened, raised, lowered, freed and put off; never more are held than there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.schooling.cases.year_group_actions import GROUP as GROUP_ACTIONS
from services.schooling.cases.year_group_actions import PERMITTED, ever_permitted, permitted
from services.schooling.cases.year_group_state import EntryStatus
from services.schooling.messages.common import Actor, GroupRef, Role
from services.schooling.messages.year_group import Defer, FreeSeat, Join, OpenYearGroup, TakeSeat
from services.schooling.messages.year_group_events import (
    OfferMade,
    PlaceDeferred,
    SeatFreed,
    SeatsChanged,
    SeatTaken,
    YearGroupOpened,
)
from tests.schooling.rules.year_groups import (
    CASE,
    DESK,
    GROUP,
    GUARDIAN,
    OFFICE,
    ROUND_OFFICE,
    Group,
    Known,
    china,
    rolling,
    schools,
)


def move_up(enrolment: str) -> TakeSeat:
    return TakeSeat(case_id=CASE, group=GROUP, enrolment=enrolment)


def free(enrolment: str) -> FreeSeat:
    return FreeSeat(case_id=CASE, enrolment=enrolment, cause="transferred")


def put_off(application: str, actor: Actor = GUARDIAN) -> Defer:
    return Defer(case_id=CASE, actor=actor, application=application)


def test_4_1_a_group_opens_with_the_terms_of_the_day_and_keeps_them() -> None:
    group = rolling(seats=3).open().then(YearGroupOpened)
    terms = group.state.terms
    assert (terms.seats, terms.mode, terms.waiting[:2]) == (3, "rolling", ("deferred", "sibling"))
    assert terms.window_closes == china(date(2027, 6, 1))
    assert terms.policy.startswith("schools-jinan")
    other = replace(group.known, schools=schools(9, waiting=["applied-at"]))
    group.batch.facts = other
    group.join("a")
    assert group.state.terms == terms


@pytest.mark.parametrize(
    ("ref", "code"),
    [
        (GroupRef(school="nowhere", year="2026/27", grade="01"), "school-unknown"),
        (GroupRef(school=GROUP.school, year="2031/32", grade="01"), "grade-not-planned"),
        (GroupRef(school=GROUP.school, year="2026/27", grade="PK"), "grade-not-planned"),
    ],
)
def test_4_2_a_group_that_no_school_plans_does_not_open(ref: GroupRef, code: str) -> None:
    Group(Known(schools(1)), ref=ref).open().then_refused(code)


def test_4_3_before_the_schools_rules_there_is_no_group() -> None:
    rolling(now=china(date(2025, 12, 31), 23, 59, 59)).open().then_refused("rules-not-in-force")
    rolling(now=china(date(2026, 1, 1))).open().then(YearGroupOpened)


def test_4_4_a_command_for_another_group_is_refused() -> None:
    other = GroupRef(school=GROUP.school, year="2026/27", grade="02")
    rolling().open().when(Join(case_id=CASE, group=other, application="a")).then_refused("other-year-group")


def test_4_5_more_seats_are_offered_at_once() -> None:
    rolling().join("a", "b", "c").seats(3, OFFICE).then(SeatsChanged, OfferMade, OfferMade)


def test_4_6_seats_are_lowered_to_what_is_held_and_no_further() -> None:
    group = rolling(seats=4).join("a", "b").accept("a")
    group.seats(1).then_refused("seats-held")
    group.seats(2).then(SeatsChanged)
    group.join("c")
    assert group.waiting == ["c"]


def test_4_7_seats_are_the_own_schools_to_change_and_a_refused_change_opens_nothing() -> None:
    group = rolling().seats(5, ROUND_OFFICE).then_refused("not-permitted-now")
    group.seats(5, GUARDIAN).then_refused("not-permitted-now")
    group.seats(-1).then_refused("seats-held")
    assert group.batch.journal == []
    group.seats(5, OFFICE).then(YearGroupOpened, SeatsChanged)


def test_4_8_a_group_is_opened_by_its_school_or_the_desk() -> None:
    for actor, code in ((GUARDIAN, "not-permitted-now"), (ROUND_OFFICE, "not-permitted-now")):
        rolling().when(OpenYearGroup(case_id=CASE, actor=actor, group=GROUP)).then_refused(code)
    rolling().when(OpenYearGroup(case_id=CASE, actor=OFFICE, group=GROUP)).then(YearGroupOpened)


def test_4_9_a_child_that_moves_up_takes_a_seat_without_an_offer() -> None:
    group = rolling(seats=2).when(move_up("e-1")).then(YearGroupOpened, SeatTaken).join("a")
    group.when(move_up("e-2")).then_refused("no-seat-free")
    group.seats(3).when(move_up("e-2")).then(SeatTaken)


def test_4_10_a_freed_seat_is_offered_at_once_and_freed_once() -> None:
    group = rolling().when(move_up("e-1")).join("a", "b")
    assert group.offered == {}
    group.when(free("e-1")).then(SeatFreed, OfferMade)
    assert group.offered == {"a": 1}


def test_4_11_who_has_no_seat_frees_none() -> None:
    rolling().when(free("e-1")).then()
    rolling().join("a").when(free("e-1")).then()


def test_4_12_the_seat_of_an_accepted_offer_is_freed_by_its_enrolment() -> None:
    group = rolling().join("a", "b").accept("a").when(free("enrolment-a")).then(SeatFreed, OfferMade)
    assert (group.offered, group.state.taken) == ({"b": 2}, ())
    group.accept("a", 1).then()


def test_4_13_a_child_has_one_seat_in_a_group() -> None:
    group = rolling(seats=2).when(move_up("enrolment-a")).join("a")
    group.accept("a").then_refused("seat-held-already")
    assert group.offered == {"a": 1}


def test_4_14_a_place_that_is_put_off_frees_its_seat() -> None:
    rolling().join("a", "b").when(put_off("a")).then(PlaceDeferred, OfferMade)
    group = rolling().join("a", "b").accept("a").when(put_off("a", OFFICE)).then(PlaceDeferred, OfferMade)
    assert (group.state.taken, group.offered) == ((), {"b": 2})


def test_4_15_who_waits_has_no_place_to_put_off_and_some_schools_put_none_off() -> None:
    rolling().join("a", "b").when(put_off("b")).then_refused("not-permitted-now")
    no = rolling(deferral={"allowed": False, "years": 0}).join("a")
    no.when(put_off("a")).then_refused("deferral-not-offered")


def test_4_16_an_expired_offer_is_not_put_off() -> None:
    group = rolling().join("a", "b")
    group.later(china(date(2026, 3, 17))).when(put_off("a")).then_refused("offer-expired")


def test_4_17_the_table_says_who_may_do_what_in_each_state() -> None:
    group = rolling(seats=2).join("a", "b", "c").accept("a")
    assert permitted(group.state, "a", "guardian") == {"defer"}
    assert permitted(group.state, "b", "guardian") == {"accept", "decline", "defer"}
    assert permitted(group.state, "b", "school") == {"decline", "defer"}
    assert permitted(group.state, "c", "supervisor") == permitted(group.state, "x", "officer") == set()
    assert not ever_permitted("accept", "school")


def test_4_18_the_table_knows_every_state_and_role() -> None:
    statuses: tuple[EntryStatus, ...] = ("waiting", "offered", "seated", "gone")
    roles: tuple[Role, ...] = ("guardian", "school", "officer", "supervisor")
    assert {(status, role) for status, row in PERMITTED.items() for role in row} == {
        (status, role) for status in statuses for role in roles
    }
    assert GROUP_ACTIONS.keys() == set(roles)


def test_4_19_the_columns_count() -> None:
    group = rolling(seats=2).join("a", "b", "c", "d").accept("a")
    columns = group.batch.cases[CASE].document()["columns"]
    assert columns == {
        "school": GROUP.school,
        "year": "2026/27",
        "grade": "01",
        "seats": 2,
        "taken": 1,
        "offered": 1,
        "waiting": 2,
        "closed": False,
    }


def test_4_20_two_hundred_answer_at_once_and_thirty_seats_are_taken() -> None:
    applications = [f"a-{number:03d}" for number in range(200)]
    group = rolling(seats=30).join(*applications)
    for application in applications:
        number = group.offered.get(application, 1)
        group.accept(application, number, DESK)
    assert len(group.state.taken) == 30
    assert {seat.application for seat in group.state.taken} == set(applications[:30])
