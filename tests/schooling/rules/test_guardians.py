"""2. A guardian's permits, told in any order, open and close a review; nobody is withdrawn by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.schooling import names
from services.schooling.following import permit_told
from services.schooling.messages.application_events import GuardianVerified
from services.schooling.messages.child import ChildNames
from services.schooling.messages.enrolment import WithdrawEnrolment
from services.schooling.messages.enrolment_events import ReviewMarked
from services.schooling.messages.guardian import (
    CloseReview,
    RecordUpdated,
    ReviewClosed,
    ReviewDue,
    ReviewExtended,
    ReviewOpened,
)
from services.schooling.messages.permits import EXPIRED, GRANTED, Fall, PermitTold, read_permit_event
from tests.schooling.rules import permit_events as told
from tests.schooling.rules.make import ANNA, ENROLMENT, GUARDIAN, OFFICE, OFFICER, PARENT, SCHOOL, SHA, child
from tests.schooling.rules.stories import enrolled
from tests.schooling.rules.world import World

MARCH, MAY = date(2026, 3, 10), date(2026, 5, 9)
END_OF_GRACE = datetime(2026, 5, 9, 16, tzinfo=UTC)
"""Sixty days after 10 March, to the end of the day in China."""


def tell(world: World, sequence: int, event: told.Told, permit: str = "permit") -> World:
    return world.permit(event[0], sequence, event[1], permit)


def family() -> World:
    """A child is enrolled, whose mother's permit was granted."""
    return tell(enrolled(), 1, told.granted(date(2026, 1, 5))).on(MARCH)


def under_review() -> World:
    return tell(family(), 5, told.cancelled(MARCH))


def test_a_cancelled_permit_opens_a_review_with_a_grace_and_tells_the_school_only_that() -> None:
    world = under_review()
    opened = world.last(ReviewOpened)
    assert (opened.enrolments, opened.grace) == ((ENROLMENT,), MAY)
    assert opened.fall == Fall(cause="cancelled", on=MARCH)
    assert world.last(ReviewMarked).published() == (b'{"at":"2026-03-10T01:00:00Z","review":"eligibility"}')
    assert world.state(ENROLMENT).under_review


def test_a_change_of_employer_inside_the_grace_closes_the_review() -> None:
    world = tell(under_review().after(days=20), 6, told.granted(date(2026, 3, 28)))
    assert world.last(ReviewClosed).because == "permit-in-force"
    assert not world.state(ENROLMENT).under_review
    assert world.last(ReviewMarked).review is None
    world.after(days=400)
    assert world.all(ReviewDue) == []


def test_at_the_grace_date_a_person_decides_and_nobody_is_withdrawn() -> None:
    world = under_review().at(END_OF_GRACE - timedelta(seconds=1))
    assert world.all(ReviewDue) == []
    world.at(END_OF_GRACE)
    assert world.all(ReviewDue) == [ReviewDue(enrolments=(ENROLMENT,))]
    world.after(days=300)
    state = world.state(ENROLMENT)
    assert (state.status, state.exit, state.under_review) == ("enrolled", None, True)


def test_only_the_zones_desk_closes_a_review_and_says_why() -> None:
    world = under_review().at(END_OF_GRACE)

    def close(**changes: object) -> CloseReview:
        values = {"case_id": GUARDIAN, "actor": OFFICER, "reason": "a new permit is on its way", **changes}
        return CloseReview(**values)  # type: ignore[arg-type]

    world.when(close(actor=OFFICE)).then_refused("not-permitted-now")
    world.when(close(reason="")).then_refused("reasons-required")
    world.when(close()).then(ReviewClosed)
    assert not world.state(ENROLMENT).under_review
    tell(world, 6, told.cancelled(MARCH))
    assert world.state(GUARDIAN).review is None, "the same fall is not looked at twice"
    tell(world, 7, told.granted(date(2026, 6, 1)))
    tell(world, 8, told.revoked(date(2026, 6, 3)))
    assert world.state(GUARDIAN).review is not None, "another fall is"


def test_a_second_child_that_comes_during_a_review_is_told_too() -> None:
    world = under_review()
    brother = child(passport_number="X7654321", names=ChildNames(given="Leo", family="Eriksson"))
    enrolled(world, "application-2", child=brother)
    second = names.enrolment_id(SCHOOL, brother.key)
    assert world.last(ReviewExtended) == ReviewExtended(enrolments=(second,), grace=MAY)
    assert world.state(second).under_review
    tell(world, 6, told.granted(date(2026, 3, 28)))
    assert not world.state(second).under_review
    assert not world.state(ENROLMENT).under_review


def test_without_a_child_at_school_nothing_is_reviewed_until_one_comes() -> None:
    world = tell(tell(World(), 1, told.granted(date(2025, 1, 5))), 2, told.expired(date(2026, 1, 4)))
    assert world.all(ReviewOpened) == []
    enrolled(world)
    assert world.last(ReviewOpened).grace == date(2026, 5, 1), "counted from the day on which the child came"


def test_a_grace_is_never_over_before_the_day_on_which_the_fall_is_told() -> None:
    late = date(2026, 8, 1)
    world = tell(family().on(late), 2, told.expired(MARCH))
    assert (world.last(ReviewOpened).fall.on, world.last(ReviewOpened).grace) == (MARCH, late)
    assert world.all(ReviewDue) == []
    assert len(world.on(date(2026, 8, 2)).all(ReviewDue)) == 1


def test_a_review_ends_with_the_last_child() -> None:
    world = under_review()
    leave = WithdrawEnrolment(case_id=ENROLMENT, actor=PARENT, end=date(2026, 9, 1), reason="we move")
    world.when(leave).on(date(2026, 9, 2))
    assert world.last(ReviewClosed).because == "no-children"
    assert world.state(GUARDIAN).children == ()
    tell(world, 6, told.revoked(date(2026, 9, 3)))
    assert world.state(GUARDIAN).review is None


def test_the_cancellation_of_a_permit_that_expired_or_was_revoked_opens_no_second_review() -> None:
    """It comes with the day after: closed by a person, the first review would be opened once more."""
    for event, cause in ((told.expired(MARCH), "expiry"), (told.revoked(MARCH), "revocation")):
        world = tell(family(), 2, event)
        world.when(CloseReview(case_id=GUARDIAN, actor=OFFICER, reason="a new one is on its way"))
        tell(world, 3, told.cancelled(date(2026, 3, 11), cause))
        assert len(world.all(ReviewOpened)) == 1
        assert world.state(GUARDIAN).review is None


def test_an_undecided_extension_counts_as_granted_and_opens_nothing() -> None:
    world = tell(family(), 2, told.deemed_granted(MARCH))
    assert world.all(ReviewOpened) == []


def test_a_holder_of_two_passports_is_known_under_both() -> None:
    type_, data = told.expired(MARCH)
    two = data.replace(ANNA.encode(), f'{ANNA}", "another-passport'.encode())
    read = read_permit_event(type_, two)
    assert isinstance(read, PermitTold)
    assert [command.case_id for command in permit_told(read, "permit", 3)] == [
        GUARDIAN,
        names.guardian_id("another-passport"),
    ]


@pytest.mark.parametrize(
    ("type_", "data", "wrong"),
    [
        (GRANTED, b"{", "data: json_invalid"),
        (GRANTED, b'{"persons": [], "holding": {"valid_from": "2026-01-01"}}', "persons: too_short"),
        (EXPIRED, b'{"persons": ["a"]}', "on: missing"),
    ],
)
def test_an_event_that_cannot_be_read_says_which_field_is_wrong(type_: str, data: bytes, wrong: str) -> None:
    assert read_permit_event(type_, data) == wrong


RUN = [
    told.granted(date(2025, 9, 1)),
    told.residence(date(2026, 9, 1)),
    told.cancelled(date(2026, 2, 1)),
    told.granted(date(2026, 2, 10)),
    told.residence(date(2027, 2, 10)),
    told.extended(date(2026, 2, 20)),
    told.expired(date(2026, 2, 25)),
    told.cancelled(date(2026, 2, 25), cause="expiry"),
    told.granted(date(2026, 3, 1)),
]
NUMBERED = list(enumerate(RUN, start=1))


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[int, list[tuple[int, told.Told]]]:
    """The first so many events, each at least once, some of them again, in any order."""
    length = draw(st.integers(1, len(NUMBERED)))
    first = NUMBERED[:length]
    again = draw(st.lists(st.sampled_from(first), max_size=6))
    return length, draw(st.permutations([*first, *again]))


@settings(max_examples=60, deadline=None)
@given(deliveries())
def test_the_same_events_end_in_the_same_standing_and_reviews_in_whatever_order(
    delivery: tuple[int, list[tuple[int, told.Told]]],
) -> None:
    length, events = delivery
    in_order, as_it_came = enrolled(), enrolled()
    for sequence, event in NUMBERED[:length]:
        tell(in_order, sequence, event)
    for sequence, event in events:
        tell(as_it_came, sequence, event)
    assert as_it_came.state(GUARDIAN) == in_order.state(GUARDIAN)
    assert as_it_came.state(ENROLMENT).under_review == in_order.state(ENROLMENT).under_review
    assert in_order.state(ENROLMENT).under_review == (length in (3, 7, 8))
    for world in (in_order, as_it_came):
        world.after(days=200)
    assert as_it_came.state(GUARDIAN) == in_order.state(GUARDIAN)


def test_what_is_published_of_a_guardian_is_never_a_permit() -> None:
    world = under_review()
    published = b"".join(out.data for out in world.batch.outgoing if out.case_id == GUARDIAN)
    for secret in (ANNA, "cancelled", '"permit"', "2026-01-05", "in_force", "anna"):
        assert secret.encode() not in published
    assert len(world.all(RecordUpdated)) == 2
    assert len(world.all(GuardianVerified)) == 1
    assert SHA.encode() not in published
