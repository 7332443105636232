"""7. The order of a list is that of its stated rules, total, and the same whoever counts it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schooling.messages.common import RankingRecord
from services.schooling.messages.year_group import WaitingRule
from services.schooling.rules.waiting import RULES, Place, explain, in_order, ticket

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ALL: tuple[WaitingRule, ...] = ("deferred", "sibling", "permit-date", "distance", "lottery")


@dataclass(frozen=True, slots=True)
class Waits:
    record: RankingRecord
    sent_back: int = 0


def waits(application: str, minutes: int = 0, sent_back: int = 0, **ranks: Any) -> Waits:
    applied = NOON + timedelta(minutes=minutes)
    values = {"lot": application, "applied_at": applied, **ranks}
    return Waits(RankingRecord(application=application, **values), sent_back)


def order(*waiting: Waits, rules: tuple[WaitingRule, ...] = ALL, seed: str | None = None) -> list[str]:
    return [each.record.application for each in in_order(waiting, rules, seed)]


def place(application: str, *waiting: Waits, seed: str | None = None) -> Place:
    found = explain(application, waiting, ALL, seed)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("sent-back", {"sent_back": 0}, {"sent_back": 1}),
        ("sent-back", {"sent_back": 1}, {"sent_back": 2}),
        ("deferred", {"deferred": True}, {"deferred": False}),
        ("sibling", {"sibling": True}, {"sibling": False}),
        ("permit-date", {"permit_date": date(2025, 7, 1)}, {"permit_date": date(2025, 7, 2)}),
        ("permit-date", {"permit_date": date(2025, 7, 1)}, {"permit_date": None}),
        ("distance", {"distance": 0}, {"distance": 1}),
        ("distance", {"distance": 9000}, {"distance": None}),
        ("applied-at", {"minutes": 0}, {"minutes": 1}),
    ],
)
def test_7_1_each_rule_sets_two_apart(rule: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    """The second has the lower id and, but for the rule itself, applied first."""
    ahead, behind = waits("b", **first), waits("a", **second)
    assert order(behind, ahead) == ["b", "a"]
    assert place("a", behind, ahead).rule == rule


def test_7_2_an_earlier_rule_beats_all_later_ones() -> None:
    sibling = waits("z", 60, sibling=True)
    near = waits("a", 0, distance=1, permit_date=date(2020, 1, 1))
    assert order(near, sibling) == ["z", "a"]
    assert order(near, sibling, rules=("distance", "sibling")) == ["a", "z"]


def test_7_3_a_rule_that_the_school_does_not_have_counts_for_nothing() -> None:
    assert order(waits("a", 1, sibling=True, deferred=True), waits("b", 0), rules=("applied-at",)) == [
        "b",
        "a",
    ]


def test_7_4_ties_fall_to_the_instant_of_the_application_and_then_to_its_id() -> None:
    tied = [waits("b"), waits("c"), waits("a"), waits("d", -1)]
    for mixed in permutations(tied):
        assert order(*mixed) == ["d", "a", "b", "c"]
    assert place("b", *tied).rule == "application"


def test_7_5_one_instant_is_the_same_in_every_zone() -> None:
    here = waits("b")
    there = RankingRecord.model_validate(
        {"application": "a", "lot": "a", "applied_at": "2026-03-02T12:00:00+08:00"}
    )
    assert order(here, Waits(there)) == ["a", "b"]


def test_7_6_a_lot_can_be_counted_by_anybody() -> None:
    applications = [f"3f1c-{number}" for number in range(50)]
    lots = {each: hashlib.sha256(f"draw-2026|{each}".encode()).hexdigest() for each in applications}
    waiting = [waits(each, number) for number, each in enumerate(applications)]
    assert order(*waiting, rules=("lottery",), seed="draw-2026") == sorted(applications, key=lots.__getitem__)
    assert all(ticket("draw-2026", each) == lot for each, lot in lots.items())


def test_7_7_another_seed_is_another_order_and_no_seed_none() -> None:
    waiting = [waits(f"3f1c-{number}", number) for number in range(20)]
    first = order(*waiting, rules=("lottery",), seed="draw-2026")
    assert first != order(*waiting, rules=("lottery",), seed="draw-2027")
    assert order(*waiting, rules=("lottery",)) == [each.record.application for each in waiting]


def test_7_8_the_first_place_needs_no_rule() -> None:
    first = place("a", waits("a"), waits("b"))
    assert (first.position, first.rule, first.own, first.before) == (1, None, None, None)
    assert (first.en, first.zh) == ("This is the first place of the list", "当前排在名单首位")


def test_7_9_a_place_is_explained_against_the_one_before_it() -> None:
    waiting = [
        waits("a", sibling=True),
        waits("b", 1, distance=10),
        waits("c", 2, distance=20),
        waits("d", 3),
    ]
    places = [place(each, *waiting) for each in "abcd"]
    assert [each.position for each in places] == [1, 2, 3, 4]
    assert [each.rule for each in places] == [None, "sibling", "distance", "distance"]


def test_7_10_what_is_personal_is_compared_and_not_told() -> None:
    compared: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "sibling": ({"sibling": True}, {}),
        "permit-date": ({"permit_date": date(2025, 7, 1)}, {}),
        "distance": ({"distance": 10}, {"distance": 1250}),
        "applied-at": ({}, {}),
    }
    told = {
        rule: place("b", waits("a", **first), waits("b", 1, **second))
        for rule, (first, second) in compared.items()
    }
    assert all(place.rule == rule for rule, place in told.items())
    assert all(told[rule].own is told[rule].before is None for rule in ("sibling", "permit-date", "distance"))
    applied = told["applied-at"]
    assert (applied.before, applied.own) == ("2026-03-02T12:00:00+08:00", "2026-03-02T12:01:00+08:00")


def test_7_11_lots_are_told_as_they_can_be_checked() -> None:
    waiting = [waits("a"), waits("b")]
    last = order(*waiting, seed="draw-2026")[-1]
    behind = place(last, *waiting, seed="draw-2026")
    assert (behind.rule, behind.own) == ("lottery", ticket("draw-2026", last))
    assert behind.before is not None
    assert behind.before < ticket("draw-2026", last)


def test_7_12_who_is_not_in_the_list_has_no_place() -> None:
    assert explain("x", [waits("a")], ALL) is None
    assert explain("x", [], ALL) is None


def test_7_13_every_rule_has_its_words_in_both_languages() -> None:
    assert all(rule.en.isascii() and not rule.zh.isascii() for rule in RULES.values())


ranks = st.builds(
    waits,
    st.uuids().map(str),
    st.integers(0, 2),
    st.integers(0, 2),
    deferred=st.booleans(),
    sibling=st.booleans(),
    permit_date=st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 3)),
    distance=st.none() | st.integers(0, 2),
)
lists = st.lists(ranks, max_size=12, unique_by=lambda each: each.record.application)


@given(waiting=lists, rules=st.permutations(ALL), seed=st.none() | st.just("draw-2026"), data=st.data())
def test_7_14_the_order_is_total_and_does_not_depend_on_how_they_came(
    waiting: list[Waits], rules: list[WaitingRule], seed: str | None, data: st.DataObject
) -> None:
    ordered = in_order(waiting, rules, seed)
    assert in_order(data.draw(st.permutations(waiting)), rules, seed) == ordered
    for number, each in enumerate(ordered, start=1):
        found = explain(each.record.application, waiting, rules, seed)
        assert found is not None
        assert (found.position, found.rule is None) == (number, number == 1)


@given(waiting=lists, rules=st.permutations(ALL))
def test_7_15_the_first_difference_in_the_stated_order_decides(
    waiting: list[Waits], rules: list[WaitingRule]
) -> None:
    """Against a plain comparison of neighbours, rule by rule."""
    ordered = in_order(waiting, rules, "draw-2026")
    for before, after in pairwise(ordered):
        found = explain(after.record.application, waiting, rules, "draw-2026")
        assert found is not None
        assert found.rule is not None
        passed = ["sent-back", *rules, "applied-at", "application"]
        for step in passed[: passed.index(found.rule)]:
            key = RULES[step].key  # type: ignore[index]
            assert key(before, "draw-2026") == key(after, "draw-2026")
        assert RULES[found.rule].key(before, "draw-2026") < RULES[found.rule].key(after, "draw-2026")
