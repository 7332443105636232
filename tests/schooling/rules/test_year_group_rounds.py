"""5. Offers by round: nothing before the window closes, then all at once in the order of the lottery."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import pytest

from services.schooling.messages.common import Actor
from services.schooling.messages.year_group import Leave, PublishSeed
from services.schooling.messages.year_group_events import (
    Joined,
    OfferLapsed,
    OfferMade,
    RoundBegun,
    SeedPublished,
    YearGroupOpened,
)
from shared.cases import Deadline
from tests.schooling.rules.year_groups import (
    CASE,
    DESK,
    GROUP,
    GUARDIAN,
    OFFICE,
    ROUND,
    ROUND_OFFICE,
    SEED,
    Group,
    by_round,
    china,
    rolling,
)

CLOSES = china(date(2026, 5, 1))
"""The end of 30 April in Jinan."""
SEED_UNTIL = china(date(2026, 4, 24))
"""Seven days before: the end of 23 April."""


def publish(seed: str = SEED, actor: Actor = ROUND_OFFICE) -> PublishSeed:
    return PublishSeed(case_id=CASE, actor=actor, group=ROUND, seed=seed)


def by_lot(*applications: str) -> list[str]:
    """The order as anybody can count it, with nothing of ours."""
    return sorted(applications, key=lambda each: hashlib.sha256(f"{SEED}|{each}".encode()).hexdigest())


def test_5_1_no_offer_is_made_before_the_window_closes() -> None:
    group = by_round().join("a", "b", "c").at(CLOSES - timedelta(microseconds=1)).then()
    assert (group.offered, group.state.free) == ({}, 2)
    assert group.batch.cases[CASE].kind.deadlines(group.state) == (
        Deadline("close", china(date(2027, 9, 1))),
        Deadline("round", CLOSES),
    )


def test_5_2_when_it_closes_the_first_by_lot_are_offered_all_seats_at_once() -> None:
    group = by_round().when(publish()).join("a", "b", "c", "d")
    group.at(CLOSES).then(RoundBegun(seed=SEED), OfferMade, OfferMade)
    assert list(group.offered) + group.waiting == by_lot("a", "b", "c", "d")


def test_5_3_whoever_joins_late_takes_its_lot_and_a_seat_that_is_free() -> None:
    group = by_round(seats=3).when(publish()).join("a", "b").at(CLOSES).join("c").then(Joined, OfferMade)
    group.join("d", "e")
    assert group.waiting == by_lot("d", "e")


def test_5_4_a_group_that_opens_after_the_window_begins_its_round_at_once() -> None:
    by_round(now=CLOSES).join("a").then(YearGroupOpened, Joined, RoundBegun, OfferMade)


def test_5_5_a_round_begins_even_if_its_deadline_is_late_and_only_once() -> None:
    group = by_round().join("a").later(CLOSES + timedelta(hours=1))
    group.join("b").then(Joined, RoundBegun, OfferMade, OfferMade)
    group.at(group.now).then()


def test_5_6_without_a_seed_lots_are_equal_and_the_earlier_application_goes_first() -> None:
    group = by_round().join("c", "b", "a").at(CLOSES).then(RoundBegun(), OfferMade, OfferMade)
    assert list(group.offered) == ["c", "b"]
    place = group.state.place("a")
    assert place is not None
    assert (place.position, place.rule) == (1, None)


def test_5_7_a_seed_is_published_once_by_the_school_or_the_desk() -> None:
    group = by_round().when(publish()).then(YearGroupOpened, SeedPublished)
    group.when(publish("another-seed")).then_refused("seed-published-already")
    by_round().when(publish(actor=DESK)).then(YearGroupOpened, SeedPublished)
    for actor in (GUARDIAN, OFFICE):
        by_round().when(publish(actor=actor)).then_refused("not-permitted-now")


def test_5_8_a_seed_comes_before_the_last_instant_that_the_school_allows() -> None:
    by_round(now=SEED_UNTIL - timedelta(microseconds=1)).when(publish()).then(YearGroupOpened, SeedPublished)
    by_round(now=SEED_UNTIL).when(publish()).then_refused("seed-too-late")
    by_round().join("a").at(CLOSES).when(publish()).then_refused("seed-too-late")


def test_5_13_once_somebody_is_on_the_list_no_seed_can_be_chosen_for_it() -> None:
    by_round().join("a").when(publish()).then_refused("seed-too-late")
    group = by_round().when(publish()).join("a").when(publish()).then()
    assert group.state.seed == SEED


def test_5_14_who_withdraws_and_applies_again_draws_no_new_lot() -> None:
    lots = {"lot": "the-childs"}
    group = by_round(seats=0).when(publish()).join("a", **lots).join("b", "c")
    before = by_ticket(group)
    group.when(Leave(case_id=CASE, application="a", cause="withdrawn")).join("z", **lots)
    assert [each.replace("z", "a") for each in by_ticket(group)] == before


def by_ticket(group: Group) -> list[str]:
    return group.at(group.now).waiting


@pytest.mark.parametrize("seed", ["", "short", "with | a bar", "x" * 65])
def test_5_9_a_seed_has_a_form_that_nobody_writes_in_two_ways(seed: str) -> None:
    by_round().when(publish(seed)).then_refused("seed-form")


def test_5_10_a_list_without_a_lottery_has_no_seed() -> None:
    other = PublishSeed(case_id=CASE, actor=OFFICE, group=GROUP, seed=SEED)
    rolling().when(other).then_refused("no-lottery")


def test_5_11_who_let_an_offer_lapse_is_behind_all_others_whatever_its_lot() -> None:
    group = by_round(seats=1).when(publish()).join("a", "b", "c").at(CLOSES)
    first, second, third = by_lot("a", "b", "c")
    assert (group.offered, group.waiting) == ({first: 1}, [second, third])
    group.after(days=8).then(OfferLapsed(application=first, offer=1, then="goes-last"), OfferMade)
    assert group.waiting == [third, first]
    place = group.state.place(first)
    assert place is not None
    assert (place.position, place.rule) == (2, "sent-back")


def test_5_12_a_sibling_goes_before_the_lottery() -> None:
    group = by_round(seats=1).when(publish()).join("a", "b", "c").join("s", sibling=True).at(CLOSES)
    assert list(group.offered) == ["s"]
    assert group.waiting == by_lot("a", "b", "c")
