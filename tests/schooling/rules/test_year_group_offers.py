"""3. A free seat is offered to the first of the list, an offer holds it, and the next gets it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.schooling.messages.common import Actor
from services.schooling.messages.year_group import Join, Leave, OpenYearGroup
from services.schooling.messages.year_group_events import (
    Joined,
    Left,
    OfferDeclined,
    OfferLapsed,
    OfferMade,
    SeatTaken,
    YearGroupOpened,
)
from shared.cases import Deadline
from tests.schooling.rules.year_groups import (
    CASE,
    DESK,
    GROUP,
    GUARDIAN,
    OFFICE,
    STRANGER,
    Group,
    china,
    offer,
    rolling,
)

EXPIRES = china(date(2026, 3, 17))
"""Fourteen days after 2 March, that day not counted: the end of 16 March in Jinan."""


def full(seats: int = 1, waiting: int = 2, **rules: Any) -> Group:
    """Every seat is offered, and so many wait: a, b, c, ..."""
    return rolling(seats, **rules).join(*"abcdefgh"[: seats + waiting])


def test_3_1_the_first_to_join_opens_the_group_and_is_offered_a_seat_in_one_decision() -> None:
    rolling().join("a").then(YearGroupOpened, Joined, offer("a", 1, EXPIRES))


def test_3_2_an_open_offer_holds_its_seat() -> None:
    group = full().then(Joined)
    assert (group.offered, group.waiting, group.state.free) == ({"a": 1}, ["b", "c"], 0)


def test_3_3_who_is_not_eligible_does_not_join_and_opens_nothing() -> None:
    group = rolling()
    group.when(Join(case_id=CASE, group=GROUP, application="nobody")).then()


def test_a_group_that_is_planned_no_longer_is_joined_by_nobody_and_that_is_no_failure() -> None:
    dropped = GROUP.model_copy(update={"grade": "PK"})
    group = rolling().when(Join(case_id=CASE, group=dropped, application="nobody"))
    group.then()
    group.when(OpenYearGroup(case_id=CASE, actor=DESK, group=dropped)).then_refused("grade-not-planned")
    assert group.batch.journal == []


def test_3_4_an_accepted_offer_is_a_seat() -> None:
    group = full().accept("a").then(SeatTaken)
    seat = group.state.seat("enrolment-a")
    assert seat is not None
    assert (seat.application, group.offered) == ("a", {})


def test_3_5_an_acceptance_at_the_last_moment_counts_and_one_at_the_expiry_does_not() -> None:
    full().later(EXPIRES - timedelta(microseconds=1)).accept("a").then(SeatTaken)
    full().later(EXPIRES).accept("a").then_refused("offer-expired")


def test_3_6_an_expired_offer_is_refused_before_and_after_its_deadline_has_fired() -> None:
    group = full().later(EXPIRES + timedelta(seconds=4)).accept("a").then_refused("offer-expired")
    group.at(group.now).accept("a", 1).then_refused("offer-expired")


def test_3_7_an_expired_offer_goes_to_the_next_at_once() -> None:
    lapsed = OfferLapsed(application="a", offer=1, then="leaves")
    group = full().at(EXPIRES).then(lapsed, offer("b", 2, china(date(2026, 4, 1))))
    assert (group.offered, group.waiting) == ({"b": 2}, ["c"])


def test_3_8_nothing_lapses_a_moment_before() -> None:
    full().at(EXPIRES - timedelta(microseconds=1)).then()


def test_3_9_a_declined_offer_goes_to_the_next_in_the_same_decision() -> None:
    full().decline("a").then(OfferDeclined, OfferMade).decline("b").then(OfferDeclined, OfferMade)


def test_3_10_who_withdraws_gives_its_offer_to_the_next() -> None:
    leave = Leave(case_id=CASE, application="a", cause="withdrawn")
    group = full().when(leave).then(Left, OfferMade)
    assert group.offered == {"b": 2}
    group.when(Leave(case_id=CASE, application="c", cause="placed-elsewhere")).then(Left)
    assert group.waiting == []


def test_3_11_leaving_a_group_that_is_not_there_or_a_list_that_one_is_not_on_has_no_effect() -> None:
    stranger = Leave(case_id=CASE, application="x", cause="withdrawn")
    rolling().when(stranger).then()
    full().when(stranger).then()


def test_3_12_who_has_left_does_not_join_again_by_itself() -> None:
    full().decline("a").when(Join(case_id=CASE, group=GROUP, application="a")).then()


def test_3_13_where_the_school_says_so_who_declines_goes_to_the_end_of_the_list() -> None:
    group = full(offers={"after_decline": "goes-last", "offers_each": 2})
    group.decline("a").then(
        OfferDeclined(application="a", offer=1, then="goes-last", by=GUARDIAN.client), OfferMade
    )
    assert group.waiting == ["c", "a"]
    group.decline("b").decline("c")
    assert (group.offered, group.waiting) == ({"a": 4}, ["b", "c"])


def test_3_14_who_went_to_the_end_first_is_ahead_of_who_went_later_whatever_else_ranks_them() -> None:
    group = rolling(offers={"after_decline": "goes-last", "offers_each": 3})
    group.join("a").join("b", sibling=True).join("c").decline("a").decline("b")
    assert (group.offered, group.waiting) == ({"c": 3}, ["a", "b"])


def test_3_15_nobody_is_offered_more_often_than_the_school_says() -> None:
    group = rolling(offers={"after_expiry": "goes-last", "offers_each": 2}).join("a")
    group.at(EXPIRES).then(OfferLapsed(application="a", offer=1, then="goes-last"), OfferMade)
    group.after(days=15).then(OfferLapsed(application="a", offer=2, then="leaves"))
    assert (group.waiting, group.state.free) == ([], 1)


def test_3_16_an_answer_to_an_earlier_offer_does_not_touch_the_present_one() -> None:
    group = rolling(offers={"after_decline": "goes-last", "offers_each": 3}).join("a").decline("a")
    assert group.offered == {"a": 2}
    group.decline("a", 1).then()
    group.accept("a", 1).then_refused("no-such-offer")
    group.accept("a", 2).then(SeatTaken)


def test_3_17_an_offer_by_the_hour_expires_by_the_hour() -> None:
    group = rolling(offers={"validity": {"value": 72, "unit": "clock-hours"}})
    group.join("a").then(YearGroupOpened, Joined, offer("a", 1, group.now + timedelta(hours=72)))


def test_3_18_the_deadline_is_the_earliest_expiry_of_an_open_offer() -> None:
    group = rolling(seats=2).join("a").after(days=3).join("b")

    def expiries() -> list[Deadline]:
        found = group.batch.cases[CASE].kind.deadlines(group.state)
        return [each for each in found if each.name == "offer-expiry"]

    assert expiries() == [Deadline("offer-expiry", EXPIRES)]
    group.accept("a")
    assert expiries() == [Deadline("offer-expiry", EXPIRES + timedelta(days=3))]
    group.accept("b")
    assert expiries() == []


def test_3_19_another_decision_takes_the_lapsed_offers_along_when_their_deadline_is_late() -> None:
    group = full(seats=2).later(EXPIRES)
    leave = Leave(case_id=CASE, application="c", cause="withdrawn")
    group.when(leave).then(Left, OfferLapsed, OfferLapsed, OfferMade)
    group.at(group.now).then()


@pytest.mark.parametrize(
    ("actor", "code"),
    [(STRANGER, "not-on-the-list"), (OFFICE, "not-permitted-now")],
)
def test_3_20_only_the_family_accepts_or_the_desk_for_it(actor: Actor, code: str) -> None:
    full().accept("a", actor=actor).then_refused(code)


def test_3_21_the_desk_accepts_for_a_family_and_the_school_records_a_refusal() -> None:
    full().accept("a", actor=DESK).then(SeatTaken)
    full().decline("a", actor=OFFICE).then(OfferDeclined, OfferMade)


def test_3_22_who_waits_or_never_applied_has_nothing_to_answer() -> None:
    full().accept("b", 1).then_refused("no-such-offer")
    full().accept("x", 1).then_refused("not-on-the-list")
    rolling().accept("a", 1).then_refused("year-group-unknown")


def test_3_23_what_is_published_says_nothing_of_the_child_or_who_acted() -> None:
    group = rolling().join("a", distance=1250, permit_date=date(2025, 7, 14), sibling=True).accept("a")
    published = b"".join(row.data for row in group.batch.outgoing)
    for secret in (b"1250", b"2025-07-14", b'sibling":', GUARDIAN.client.encode()):
        assert secret not in published
