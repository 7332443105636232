"""9. What a parent's permit tells late ranks its child as if it had been told before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.schooling import names
from services.schooling.intake import deferred
from services.schooling.messages.child import Guardian
from services.schooling.messages.year_group import ChangeSeats
from services.schooling.messages.year_group_events import Joined, OfferMade, Reranked
from tests.schooling.rules import permit_events as told
from tests.schooling.rules.make import APPLICATION, GUARDIAN, OFFICER, PARENT, SCHOOL, child, form, without
from tests.schooling.rules.stories import confirmed, enrolled, submitted
from tests.schooling.rules.world import World

GROUP = names.year_group_id(SCHOOL, "2026/27", "01")
OTHER = Guardian(person="another-parent", relation="father")
Numbered = tuple[str, int, told.Told]
Delivery = tuple[list[Numbered], int, int]


def full() -> World:
    """A year group without a seat: whoever joins it waits. Both guardians are known to the desk."""
    seats = ChangeSeats(case_id=GROUP, actor=OFFICER, group=form().group, seats=0, reason="no room")
    return confirmed(confirmed(World().when(seats)), OTHER.person)


def tell(world: World, *events: Numbered) -> World:
    for permit, sequence, (type_, data) in events:
        world.permit(type_, sequence, data, permit)
    return world


def join(world: World, case_id: str, number: int, guardian: Guardian = OTHER, **changes: Any) -> World:
    other = child(passport_number=f"N{number}")
    return submitted(world, case_id, child=other, guardian=guardian, **changes)


def order(world: World) -> list[str]:
    return [entry.application for entry in world.state(GROUP).waiting]


def test_a_child_verified_by_a_document_is_ranked_by_the_permit_that_is_told_later() -> None:
    world = submitted(join(full(), "before", 1).after(minutes=1))
    assert order(world) == ["before", APPLICATION]
    tell(world, ("permit", 1, told.granted(date(2020, 1, 1))))
    assert order(world) == [APPLICATION, "before"]
    assert world.last(Reranked).record.permit_date == date(2020, 1, 1)
    assert world.last(Reranked).published() == b'{"application":"application-1"}'
    assert len(world.all(Reranked)) == 1


def test_a_permit_that_has_ended_ranks_nobody() -> None:
    world = submitted(join(full(), "before", 1).after(minutes=1))
    tell(world, ("permit", 1, told.granted(date(2020, 1, 1))))
    tell(world, ("permit", 2, told.cancelled(date(2026, 3, 1))))
    assert order(world) == ["before", APPLICATION]
    tell(world, ("new", 1, told.granted(date(2026, 3, 1))))
    assert order(world) == [APPLICATION, "before"]


def test_an_offer_that_was_made_stays() -> None:
    world = submitted(confirmed())
    before = world.state(GROUP).entry(APPLICATION).offer
    tell(world, ("permit", 1, told.granted(date(2020, 1, 1))))
    entry = world.state(GROUP).entry(APPLICATION)
    assert (entry.status, entry.offer) == ("offered", before)
    assert entry.record.permit_date == date(2020, 1, 1)
    assert len(world.all(OfferMade)) == 1


@pytest.mark.parametrize("place", [submitted, enrolled])
def test_a_place_that_was_put_off_is_ranked_anew_in_the_year_where_it_is_wanted(place: Any) -> None:
    world = place(confirmed())
    world.when(*deferred(PARENT, APPLICATION, world.state(APPLICATION)))
    tell(world, ("permit", 1, told.granted(date(2020, 1, 1))))
    later = world.state(names.year_group_id(SCHOOL, "2027/28", "01"))
    assert later.entry(APPLICATION).record.permit_date == date(2020, 1, 1)


RUN: list[Numbered] = [
    ("p1", 1, told.granted(date(2024, 9, 1))),
    ("p1", 2, told.residence(date(2026, 9, 1))),
    ("p1", 3, told.extended(date(2024, 9, 1))),
    ("p1", 4, told.cancelled(date(2026, 2, 1))),
    ("p2", 1, told.granted(date(2026, 2, 10))),
    ("p2", 2, told.residence(date(2027, 2, 10))),
]
"""A permit, an extension, and a change of employer."""
IN_FORCE = (1, 2, 3, 5, 6)
"""After so many of them a permit is in force."""


def family(
    world: World, events: Sequence[Numbered], first: int = 0, second: int = 0, **changes: Any
) -> tuple[World, Any]:
    """One parent's two children and another's wait. The parent's first child applies after so many of the
    events, the second after so many.
    """
    tell(world, *events[:first])
    submitted(world, **changes)
    join(world, "other", 1)
    world.permit(*_for_other(told.granted(date(2025, 3, 1))))
    tell(world, *events[first:second])
    join(world, "second", 2, form().guardian, **changes)
    tell(world, *events[max(first, second) :])
    return world, _seen(world)


def _for_other(event: told.Told) -> tuple[str, int, bytes, str]:
    return event[0], 1, event[1].replace(form().guardian.person.encode(), b"another-parent"), "other"


def _seen(world: World) -> Any:
    """All that is to be the same in the end: the list, the applications and the guardian."""
    entries = [(entry.record, entry.status) for entry in world.state(GROUP).waiting]
    waits = [(world.state(id_).status, world.state(id_).verified) for id_ in (APPLICATION, "second")]
    tasks = [world.state(id_).tasks for id_ in (APPLICATION, "second")]
    return entries, waits, tasks, world.state(GUARDIAN)


def test_granted_and_residence_in_either_order_give_the_same_list() -> None:
    papers = without("residence-permit")
    seen = [family(full(), events, documents=papers)[1] for events in permutations(RUN[:2])]
    assert seen[0] == seen[1]
    assert [record.permit_date for record, _ in seen[0][0]] == [
        date(2024, 9, 1),
        date(2024, 9, 1),
        date(2025, 3, 1),
    ]


@st.composite
def deliveries(draw: st.DrawFn, lengths: tuple[int, ...]) -> tuple[int, Delivery]:
    """The first so many events, each at least once, some of them again, in any order; and when two apply."""
    length = draw(st.sampled_from(lengths))
    again = draw(st.lists(st.sampled_from(RUN[:length]), max_size=4))
    events = draw(st.permutations([*RUN[:length], *again]))
    first, second = sorted(draw(st.tuples(*[st.integers(0, len(events))] * 2)))
    return length, (events, first, second)


@settings(max_examples=25, deadline=None)
@given(deliveries((1, 2, 3, 4, 5, 6)))
def test_the_list_is_the_same_in_whatever_order_permits_are_told(
    delivery: tuple[int, Delivery],
) -> None:
    length, as_it_came = delivery
    assert family(full(), *as_it_came)[1] == family(full(), RUN[:length])[1]


@settings(max_examples=25, deadline=None)
@given(deliveries(IN_FORCE))
def test_so_it_is_where_the_permits_alone_verify_the_guardian(delivery: tuple[int, Delivery]) -> None:
    length, as_it_came = delivery
    papers = without("residence-permit")
    world, seen = family(full(), *as_it_came, documents=papers)
    assert seen == family(full(), RUN[:length], documents=papers)[1]
    assert len(world.all(Joined)) == 3
