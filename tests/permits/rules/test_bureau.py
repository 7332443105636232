"""5. The Exit-Entry bureau says yes, no or later; twice, late, or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.permits.intake import bureau_answer
from services.permits.messages.application import Revoke
from services.permits.messages.bureau import (
    AnswerResidence,
    BureauAnswerRefused,
    BureauEscalated,
    BureauReminded,
    ReconciliationQueried,
    ResidencePermitAnswered,
    ResidencePermitRequested,
)
from services.permits.messages.permit import ResidenceRecorded
from tests.permits.rules.make import APPLICATION, PERMIT, SUPERVISOR
from tests.permits.rules.stories import done, issued, submitted
from tests.permits.rules.world import World


def answer(id_: str = "a-1", outcome: Any = "granted", **changes: Any) -> AnswerResidence:
    values: dict[str, Any] = {"valid_to": date(2026, 12, 31), "number": "R-1"} if outcome == "granted" else {}
    return AnswerResidence(bureau="exit-entry", answer=id_, outcome=outcome, **{**values, **changes})


def answers(world: World, *args: Any, **changes: Any) -> World:
    return world.when(*bureau_answer(answer(*args, **changes), APPLICATION))


def steps(world: World) -> list[str]:
    kinds = (BureauReminded, BureauEscalated, ReconciliationQueried)
    return [type(event).__name__ for kind in kinds for event in world.all(kind)]


def test_5_1_the_bureau_is_asked_on_issue() -> None:
    asked = issued(joint=True).last(ResidencePermitRequested)
    assert (asked.permit_number, asked.joint, asked.valid_to) == ("WP-0001", True, date(2026, 12, 31))


def test_5_2_its_yes_dates_the_residence_permit_of_the_permit() -> None:
    world = answers(issued()).then(ResidencePermitAnswered, ResidenceRecorded)
    assert world.state(PERMIT).residence_valid_to == date(2026, 12, 31)
    assert world.state(APPLICATION).residence.outcome == "granted"
    assert b"R-1" not in world.batch.outgoing[-2].data


def test_5_3_the_same_answer_twice_is_taken_once_and_another_is_refused_once() -> None:
    world = answers(issued())
    answers(world).then()
    answers(world, "a-2").then(BureauAnswerRefused)
    assert world.last(BureauAnswerRefused).code == "already-answered"
    answers(world, "a-2").then()


def test_5_4_a_no_comes_with_a_reason() -> None:
    world = answers(issued(), outcome="refused")
    assert world.last(BureauAnswerRefused).code == "reason-required"
    answers(world, "a-2", "refused", reason="accommodation unregistered").then(ResidencePermitAnswered)
    assert world.state(APPLICATION).residence.reason == "accommodation unregistered"
    assert world.state(PERMIT).residence_valid_to is None


def test_5_5_a_yes_says_until_when() -> None:
    world = answers(issued(), valid_to=None)
    assert world.last(BureauAnswerRefused).code == "validity-required"


def test_5_6_no_answer_is_reminded_escalated_and_asked_about_once_each() -> None:
    world = issued().after(days=15)
    assert steps(world) == []
    world.after(days=1)
    assert steps(world) == ["BureauReminded"]
    world.after(days=2)
    assert steps(world) == ["BureauReminded", "BureauEscalated"]
    world.after(days=3)
    assert steps(world) == ["BureauReminded", "BureauEscalated", "ReconciliationQueried"]
    world.after(days=30)
    assert len(steps(world)) == 3


def test_5_7_an_answer_that_comes_late_is_taken_and_says_so() -> None:
    world = answers(issued().after(days=18))
    assert world.last(ResidencePermitAnswered).late
    world.after(days=30)
    assert "ReconciliationQueried" not in steps(world)


def test_5_8_later_starts_the_steps_again_from_the_time_that_the_bureau_names() -> None:
    world = issued().after(days=17)
    until = world.now + timedelta(days=20)
    answers(world, outcome="later", later_until=until).then(ResidencePermitAnswered)
    assert world.state(APPLICATION).residence.steps.reminder == until
    world.after(days=19)
    assert steps(world) == ["BureauReminded"]
    world.after(days=1)
    assert steps(world) == ["BureauReminded", "BureauReminded"]
    answers(world, "a-2").then(ResidencePermitAnswered, ResidenceRecorded)


def test_5_9_an_answer_to_nothing_is_unmatched() -> None:
    world = submitted().when(bureau_answer(answer(), APPLICATION)[0]).then_refused("unmatched")
    world.when(bureau_answer(answer(), "nowhere")[0]).then_refused("unmatched")


@pytest.mark.parametrize("outcome", ["granted", "later"])
def test_5_10_an_answer_to_a_revoked_application_is_refused(outcome: str) -> None:
    world = done(issued(), Revoke(case_id=APPLICATION, actor=SUPERVISOR, reason="false degree"))
    answers(world, outcome=outcome)
    assert world.last(BureauAnswerRefused).code == "not-awaited"
