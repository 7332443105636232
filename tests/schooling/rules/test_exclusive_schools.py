"""14. Who has a place at a school that lets it keep no other has no second one in that year."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.schooling import names
from services.schooling.intake import accepted
from services.schooling.messages.application_events import PlacedElsewhere
from services.schooling.messages.enrolment import TransferOut
from services.schooling.messages.enrolment_events import EnrolmentOpened
from tests.schooling.rules.make import (
    ALL,
    APPLICATION,
    CHILD,
    ENROLMENT,
    OFFICE,
    OTHER_PARENT,
    OTHER_SCHOOL,
    PARENT,
    PRIOR,
    SHA,
    paper,
)
from tests.schooling.rules.stories import enrolled, submitted, take_place
from tests.schooling.rules.world import World

LOTTERY = "invented-daming-lake-school"
DECEMBER = date(2026, 12, 1)


def elsewhere(world: World, **changes: Any) -> World:
    return submitted(world, "elsewhere", **{"school": OTHER_SCHOOL, "distance": 900, **changes})


def transferring(world: World, exit_on: date) -> World:
    """The child applies to be transferred, and is to leave its school on that day."""
    prior = PRIOR.model_copy(update={"exit_on": exit_on})
    return elsewhere(world, kind="transfer", prior=prior, documents=(*ALL, paper("school-reports")))


def leaving(world: World) -> World:
    return world.when(
        TransferOut(case_id=ENROLMENT, actor=OFFICE, exit_on=DECEMBER, next_school="Buddha", record=SHA)
    )


def test_an_enrolled_child_applies_at_no_other_school_whoever_asks() -> None:
    for school in (OTHER_SCHOOL, LOTTERY):
        for actor in (PARENT, OTHER_PARENT):
            elsewhere(enrolled(), school=school, actor=actor).then_refused("already-placed")
    elsewhere(enrolled(), year="2027/28", grade="01").then_refused("window-closed")


def test_an_application_that_came_while_the_place_was_accepted_stops_that() -> None:
    world = elsewhere(submitted())
    offer = world.state(names.year_group_id("jinan-thomas-school", "2026/27", "01")).entry(APPLICATION).offer
    world.when(*accepted(PARENT, APPLICATION, world.state(APPLICATION), offer.number, {}))
    world.then_refused("applications-changed")
    take_place(world)
    assert world.all(PlacedElsewhere) == [PlacedElsewhere()]


def test_a_transfer_takes_its_place_once_its_exit_is_recorded_and_not_before_that_day() -> None:
    staying = transferring(enrolled(), DECEMBER)
    take_place(staying, "elsewhere").then_refused("already-placed")
    take_place(leaving(staying), "elsewhere")
    opened = staying.last(EnrolmentOpened)
    assert (opened.group.school, opened.begin) == (OTHER_SCHOOL, DECEMBER)
    early = leaving(transferring(enrolled(), date(2026, 10, 1)))
    take_place(early, "elsewhere").then_refused("already-placed")


def test_a_place_at_a_school_that_is_not_exclusive_stops_no_other() -> None:
    world = elsewhere(submitted())
    take_place(world, "elsewhere")
    assert world.state(APPLICATION).status == "eligible"
    assert world.state(names.enrolment_id(OTHER_SCHOOL, CHILD)).current
