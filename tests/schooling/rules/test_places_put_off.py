"""10. A place that is put off: nothing of the child is forgotten, and nobody holds two seats or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.schooling import names
from services.schooling.intake import about_application, declined, deferred, rolled_over
from services.schooling.messages.application import ProvideDocument, Withdraw
from services.schooling.messages.application_events import ConditionMet, ConditionOverdue, Withdrawn
from services.schooling.messages.child import ChildNames
from services.schooling.messages.common import GroupRef
from services.schooling.messages.enrolment import (
    CorrectNames,
    DeferBegin,
    ProvidePaper,
    RollOver,
    TransferOut,
    WithdrawEnrolment,
)
from services.schooling.messages.enrolment_events import ExitRecorded, Left, TaskOverdue
from services.schooling.messages.year_group_events import Left as LeftList
from tests.schooling.rules import permit_events as told
from tests.schooling.rules.make import (
    APPLICATION,
    ENROLMENT,
    GUARDIAN,
    OFFICE,
    PARENT,
    SCHOOL,
    SHA,
    paper,
    without,
)
from tests.schooling.rules.stories import enrolled, submitted, take_place
from tests.schooling.rules.world import World

NEXT = GroupRef(school=SCHOOL, year="2027/28", grade="01")
LATER = names.year_group_id(SCHOOL, "2027/28", "01")
MOVES = {"actor": PARENT, "reason": "we move"}


def put_off(world: World) -> World:
    return world.when(*deferred(PARENT, APPLICATION, world.state(APPLICATION)))


def test_a_child_that_goes_on_puts_no_year_off_that_it_attended() -> None:
    world = enrolled().on(date(2027, 5, 3))
    up = NEXT.model_copy(update={"grade": "02"})
    world.when(*rolled_over(RollOver(case_id=ENROLMENT, actor=OFFICE, year="2027/28"), ENROLMENT, up))
    put_off(world).then_refused("rolled-over-already")
    assert world.state(LATER) is None
    assert world.state(APPLICATION).status == "enrolled"


def test_a_child_that_has_begun_puts_nothing_off() -> None:
    put_off(enrolled().on(date(2026, 9, 8))).then_refused("already-begun")


@pytest.mark.parametrize(
    "leave",
    [
        WithdrawEnrolment(case_id=ENROLMENT, end=date(2026, 9, 1), **MOVES),  # type: ignore[arg-type]
        WithdrawEnrolment(case_id=ENROLMENT, end=date(2026, 4, 1), **MOVES),  # type: ignore[arg-type]
        TransferOut(
            case_id=ENROLMENT, actor=OFFICE, exit_on=date(2026, 9, 1), next_school="Lund", record=SHA
        ),
    ],
)
def test_a_child_that_leaves_while_it_waits_leaves_the_list_at_once(leave: Any) -> None:
    world = put_off(enrolled()).when(leave).then(ExitRecorded)
    take_place(world).then_refused("leaves-first")
    world.after(seconds=1)
    assert world.state(ENROLMENT).status == "left"
    assert world.last(Withdrawn).by == "rule"
    assert world.last(LeftList) == LeftList(application=APPLICATION, cause="withdrawn")
    assert (world.state(APPLICATION).status, world.state(LATER).held) == ("withdrawn", 0)
    assert world.state(GUARDIAN).children == ()


@pytest.mark.parametrize("end", ["declined", "lapsed", "withdrawn"])
def test_a_place_that_was_put_off_and_not_taken_leaves_no_enrolment_behind(end: str) -> None:
    world = put_off(enrolled())
    state = world.state(APPLICATION)
    if end == "declined":
        world.when(*declined(PARENT, APPLICATION, state, world.state(LATER).entry(APPLICATION).offer.number))
    if end == "withdrawn":
        withdraw = Withdraw(case_id=APPLICATION, actor=PARENT, reason="we stay")
        world.when(*about_application(withdraw, APPLICATION, state))
    world.after(days=20)
    assert world.state(APPLICATION).status == end
    assert (world.state(ENROLMENT).status, world.state(ENROLMENT).exit) == ("left", "withdrawn")
    assert len(world.all(Left)) == 1
    assert world.state(GUARDIAN).children == ()


def test_a_child_that_left_comes_back_by_a_new_application() -> None:
    world = put_off(enrolled()).when(
        WithdrawEnrolment(case_id=ENROLMENT, end=date(2026, 9, 1), **MOVES)  # type: ignore[arg-type]
    )
    world.after(seconds=1)
    papers = (*without("relationship-proof", "medical-examination"), paper("school-reports"))
    take_place(submitted(world, "application-2", kind="returning", documents=papers), "application-2")
    state = world.state(ENROLMENT)
    assert (state.status, state.exit, state.waits_for) == ("enrolled", None, None)
    assert [period.exit for period in state.periods] == ["deferred", None]


def test_papers_that_came_are_not_awaited_again() -> None:
    world = enrolled(documents=without("address-proof"))
    proof = paper("address-proof", sha256="b" * 64)
    world.when(ProvidePaper(case_id=ENROLMENT, actor=PARENT, paper=proof))
    put_off(world)
    assert world.state(APPLICATION).tasks == ()
    take_place(world)
    state = world.state(ENROLMENT)
    assert (state.tasks, state.provided) == ((), ("b" * 64,))
    assert world.after(days=500).all(ConditionOverdue) == world.all(TaskOverdue) == []


def test_what_is_still_to_come_is_awaited_in_one_place_at_a_time() -> None:
    world = put_off(enrolled(documents=without("address-proof", "vaccination-card")))
    assert world.state(ENROLMENT).tasks == ()
    codes = ("address-proof", "vaccination-card")
    assert tuple(task.code for task in world.state(APPLICATION).tasks) == codes
    card = paper("vaccination-card")
    world.when(ProvideDocument(case_id=APPLICATION, actor=PARENT, paper=card)).when()
    assert world.last(ConditionMet).code == "vaccination-card"
    take_place(world)
    assert [task.code for task in world.state(ENROLMENT).tasks] == ["address-proof"]


def test_a_deadline_that_was_met_does_not_fire_again() -> None:
    world = enrolled(documents=without("vaccination-card")).on(date(2026, 4, 2))
    assert len(world.all(TaskOverdue)) == 1
    take_place(put_off(world))
    assert world.state(ENROLMENT).task("vaccination-card").overdue
    world.on(date(2026, 8, 1))
    assert (len(world.all(TaskOverdue)), world.all(ConditionOverdue)) == (1, [])


def test_the_mark_of_a_review_and_corrected_names_stay() -> None:
    granted, cancelled = told.granted(date(2026, 1, 1)), told.cancelled(date(2026, 3, 1))
    world = enrolled(World().permit(granted[0], 1, granted[1])).permit(cancelled[0], 2, cancelled[1])
    names_ = ChildNames(given="Mia", family="Ericsson")
    world.when(CorrectNames(case_id=ENROLMENT, actor=OFFICE, names=names_, reason="as in the passport"))
    take_place(put_off(world))
    assert world.state(GUARDIAN).review is not None
    assert world.state(ENROLMENT).under_review
    assert world.state(ENROLMENT).names == names_


def test_a_first_day_that_was_moved_comes_although_an_exit_is_recorded() -> None:
    world = enrolled()
    world.when(
        DeferBegin(case_id=ENROLMENT, actor=PARENT, begin=date(2026, 11, 2), reason="the move takes long")
    )
    world.when(WithdrawEnrolment(case_id=ENROLMENT, end=date(2027, 6, 1), **MOVES))  # type: ignore[arg-type]
    assert world.on(date(2026, 11, 1)).state(ENROLMENT).status == "deferred"
    assert world.on(date(2027, 1, 10)).state(ENROLMENT).status == "enrolled"
    assert world.on(date(2027, 6, 1)).state(ENROLMENT).status == "left"
