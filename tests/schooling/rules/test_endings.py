"""11. Applications come to an end, year groups close, and what was erased is forgotten."""

from __future__ import annotations

from datetime import date

from services.schooling import names
from services.schooling.intake import about_application, accepted, declined, erased
from services.schooling.messages.application import DecideReview, EraseApplication
from services.schooling.messages.application_events import ApplicationErased, Ended
from services.schooling.messages.child import ChildNames
from services.schooling.messages.enrolment import Erase, WithdrawEnrolment
from services.schooling.messages.guardian import ChildUnlinked
from services.schooling.messages.year_group import ChangeSeats, TakeSeat
from services.schooling.messages.year_group_events import Forgotten, OfferDeclined, OfferMade, YearGroupClosed
from tests.schooling.rules.make import (
    APPLICATION,
    ENROLMENT,
    GUARDIAN,
    OFFICER,
    OTHER_SCHOOL,
    PARENT,
    SCHOOL,
    SUPERVISOR,
    child,
    form,
)
from tests.schooling.rules.stories import enrolled, submitted
from tests.schooling.rules.world import World

GROUP = names.year_group_id(SCHOOL, "2026/27", "01")
BROTHER = child(passport_number="X7654321", names=ChildNames(given="Leo", family="Eriksson"))
YEAR_ENDS = date(2027, 9, 1)


def decline(world: World) -> World:
    state = world.state(APPLICATION)
    group = world.state(names.year_group_id(state.group.school, "2026/27", "01"))
    offer = group.entry(APPLICATION).offer.number
    return world.when(*declined(PARENT, APPLICATION, state, offer))


def seats(world: World, number: int) -> World:
    return world.when(
        ChangeSeats(case_id=GROUP, actor=OFFICER, group=form().group, seats=number, reason="rooms")
    )


def test_a_declined_offer_ends_the_application_and_makes_room_for_another() -> None:
    world = decline(submitted()).then(OfferDeclined, Ended(because="declined"), ChildUnlinked)
    assert world.state(GUARDIAN).children == ()
    submitted(world, "application-2")
    assert world.state("application-2").status == "eligible"


def test_an_offer_that_nobody_answered_ends_the_application() -> None:
    world = submitted().after(days=15)
    assert world.all(Ended) == [Ended(because="lapsed")]
    assert world.state(APPLICATION).status == "lapsed"
    assert world.state(GUARDIAN).children == ()
    assert submitted(world, "application-2").refusal is None


def test_where_who_declines_goes_to_the_end_the_application_stays() -> None:
    world = decline(submitted(school=OTHER_SCHOOL, distance=900))
    assert world.all(Ended) == []
    assert world.state(APPLICATION).status == "eligible"


def test_with_the_school_year_its_group_closes_and_whoever_waits_is_not_placed() -> None:
    world = submitted(seats(World(), 0))
    world.on(date(2027, 8, 31))
    assert world.all(YearGroupClosed) == []
    world.on(YEAR_ENDS)
    assert world.all(YearGroupClosed) == [YearGroupClosed(applications=(APPLICATION,))]
    assert world.all(Ended) == [Ended(because="not-placed")]
    assert world.state(GUARDIAN).children == ()


def test_a_seat_that_is_freed_after_the_year_is_offered_to_nobody() -> None:
    world = enrolled(seats(World(), 1))
    submitted(world, "application-2", child=BROTHER)
    leave = WithdrawEnrolment(case_id=ENROLMENT, actor=PARENT, end=date(2027, 9, 10), reason="we move")
    world.when(leave).on(date(2027, 9, 12))
    assert world.state(GROUP).free == 1
    assert len(world.all(OfferMade)) == 1
    assert world.state("application-2").status == "not-placed"


def test_a_group_whose_year_is_over_gives_and_changes_nothing() -> None:
    world = seats(World(), 2).on(YEAR_ENDS)
    seats(world, 3).then_refused("year-group-closed")
    take = TakeSeat(case_id=GROUP, group=form().group, enrolment="somebody")
    world.when(take).then_refused("year-group-closed")


def test_a_child_admitted_by_a_person_after_the_year_is_not_placed() -> None:
    world = submitted(child=child(signs=("parent-chinese",))).on(YEAR_ENDS)
    seats(world, 2)
    admit = DecideReview(
        case_id=APPLICATION, actor=OFFICER, review="nationality", admit=True, reasons="seen by us"
    )
    world.when(*about_application(admit, APPLICATION, world.state(APPLICATION)))
    assert world.state(APPLICATION).status == "not-placed"


def test_an_offer_is_not_accepted_by_an_application_that_has_ended() -> None:
    world = decline(submitted())
    state = world.state(APPLICATION)
    world.when(*accepted(PARENT, APPLICATION, state, 1, {})).then_refused("no-such-offer")


def test_an_erased_child_is_forgotten_by_the_year_groups_that_ranked_it() -> None:
    world = enrolled().when(
        WithdrawEnrolment(case_id=ENROLMENT, actor=PARENT, end=date(2026, 9, 1), reason="we move")
    )
    world.on(date(2026, 9, 2))
    erase = Erase(case_id=ENROLMENT, actor=SUPERVISOR, reason="asked for")
    world.when(*erased(erase, world.state(ENROLMENT)))
    assert world.last(ApplicationErased).groups == (form().group,)
    assert world.all(Forgotten) == [Forgotten(application=APPLICATION)]
    assert world.state(GROUP).entries == ()


def test_an_application_that_ended_without_a_place_is_erased_too() -> None:
    world = decline(submitted())
    world.when(EraseApplication(case_id=APPLICATION, actor=SUPERVISOR, reason="asked for"))
    assert world.state(APPLICATION).erased
    assert world.state(GROUP).entries == ()
