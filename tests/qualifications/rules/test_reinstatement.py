"""11. Neither order nor lateness of what is told of permits makes a difference to an admission."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.qualifications.decide.talent import decide_talent
from services.qualifications.kinds import talent_case
from services.qualifications.messages.holder import PermitNoted
from services.qualifications.messages.recognition import Revoke
from services.qualifications.messages.talent import RevokeAdmission
from services.qualifications.messages.talent_events import (
    AdmissionReinstated,
    GraceBegun,
    ProjectAdmitted,
    ProjectApplied,
    ProjectEnded,
    TreatmentEnded,
    TreatmentGranted,
)
from shared.working_days import Notice, WorkingDays
from tests.qualifications.rules.make import (
    ADMISSION,
    PERSON,
    RECOGNITION,
    SUPERVISOR,
    TALENT,
)
from tests.qualifications.rules.stories import (
    AFTER_LABOUR_DAY,
    IN_FORCE,
    admit,
    admitted,
    apply,
    assess,
    cancelled,
    done,
    in_force,
    proposed,
    told,
)
from tests.qualifications.rules.world import MONDAY, World

NEXT_YEAR = Notice(
    year=2027,
    notice="a year as it might be announced",
    number="0",
    issued=date(2026, 11, 4),
    source="the test",
    holidays=(),
    working_weekends=(),
)
NEW = {"standing": "in-force", "standing_on": date(2026, 3, 20), "valid_from": date(2026, 3, 20)}
"""Another employer's permit, within the grace."""


def lost(world: World | None = None) -> World:
    """The permit was cancelled on 2 March, and nothing else told by the end of May."""
    return cancelled(told(world or admitted(), 1, **IN_FORCE)).after(days=90)


def standing(world: World) -> str:
    return str(world.state(TALENT).admission(ADMISSION).status)


def test_11_1_a_permit_of_the_grace_that_is_told_late_reinstates_the_admission_with_its_days() -> None:
    world = lost()
    assert standing(world) == "ended"
    told(world, 1, "new-permit", **NEW).then(PermitNoted, AdmissionReinstated, ProjectAdmitted)
    first, again = world.all(ProjectAdmitted)
    assert first == again
    assert world.last(AdmissionReinstated) == AdmissionReinstated(
        admission=ADMISSION, benefits=("fast-track", "research-allowance"), ended_on=AFTER_LABOUR_DAY
    )
    known = world.state(TALENT).admission(ADMISSION)
    assert (known.status, known.cause, known.ended_on, known.grace) == ("admitted", None, None, None)
    world.after(days=200)
    assert standing(world) == "admitted"


def test_11_2_a_permit_from_after_the_grace_reinstates_nothing() -> None:
    world = lost()
    late = {"standing": "in-force", "standing_on": date(2026, 5, 7), "valid_from": date(2026, 5, 7)}
    told(world, 1, "new-permit", **late).then(PermitNoted)
    in_time = {**late, "valid_from": AFTER_LABOUR_DAY}
    told(lost(), 1, "new-permit", **in_time).then(PermitNoted, AdmissionReinstated, ProjectAdmitted)


def test_11_3_whatever_the_order_and_the_lateness_the_same_admission_stands() -> None:
    news: list[tuple[int, str, dict[str, Any]]] = [
        (1, "old", IN_FORCE),
        (2, "old", {"standing": "cancelled", "standing_on": date(2026, 3, 2)}),
        (1, "new", NEW),
    ]
    for order in permutations(news):
        for pause in (0, 10, 90):
            world = admitted()
            for sequence, permit, fields in order:
                told(world, sequence, permit, **fields).after(days=pause)
            world.at(max(world.now, MONDAY + timedelta(days=300)))
            assert standing(world) == "admitted", (order, pause)


@pytest.mark.parametrize("late", [0, 90])
def test_11_4_so_does_the_grace_of_a_permit_that_came_and_went(late: int) -> None:
    gone = {"standing": "cancelled", "standing_on": date(2026, 5, 20)}
    news: list[tuple[int, dict[str, Any]]] = [(1, NEW), (2, gone)]
    for order in permutations(news):
        world = cancelled(told(admitted(), 1, **IN_FORCE)).after(days=late)
        for sequence, fields in order:
            told(world, sequence, "new", **fields)
        known = world.state(TALENT).admission(ADMISSION)
        assert (known.status, known.fell_on, known.grace) == (
            "admitted",
            date(2026, 5, 20),
            date(2026, 7, 20),
        )
        world.after(days=300)
        assert (standing(world), world.last(ProjectEnded).on) == ("ended", date(2026, 7, 20))


def test_11_5_a_permit_that_begins_after_the_grace_does_not_close_it() -> None:
    world = cancelled(told(admitted(), 1, **IN_FORCE))
    told(world, 1, "new", **{**NEW, "valid_from": date(2026, 6, 1)}).then(PermitNoted)
    world.after(days=90)
    assert standing(world) == "ended"


def test_11_6_what_ended_before_the_admission_began_counts_from_its_first_day() -> None:
    old = told(in_force(), 2, "old", standing="expired", standing_on=date(2024, 1, 1))
    to_come = {**NEW, "valid_from": date(2026, 4, 1)}
    world = admitted(told(old, 1, "new", **to_come))
    told(world, 3, "old", standing="expired", standing_on=date(2024, 1, 2)).then(PermitNoted)
    assert world.all(GraceBegun) == []


def test_11_7_nothing_is_reinstated_that_something_else_has_ended() -> None:
    revoked = Revoke(case_id=RECOGNITION, actor=SUPERVISOR, reason="forged")
    told(done(lost(), revoked), 1, "new", **NEW).then(PermitNoted)
    world = admitted()
    world.when(
        RevokeAdmission(case_id=TALENT, actor=SUPERVISOR, person=PERSON, admission=ADMISSION, reason="untrue")
    )
    told(cancelled(world).after(days=90), 1, "new", **NEW).then(PermitNoted)


def test_11_8_nobody_belongs_to_a_project_twice_when_the_news_comes_after_a_second_admission() -> None:
    world = told(lost(), 1, "third", standing="in-force", valid_from=date(2026, 5, 25))
    world.when(apply(admission="second")).then(ProjectApplied).when(assess(admission="second"))
    open_ = told(world, 1, "new", **NEW).then(PermitNoted, AdmissionReinstated, ProjectAdmitted)
    open_.when(admit(open_, admission="second")).then_refused("admission-already")

    world = told(lost(), 1, "third", standing="in-force", valid_from=date(2026, 5, 25))
    world.when(apply(admission="second")).when(assess(admission="second"))
    world.when(admit(world, admission="second")).then(ProjectAdmitted, TreatmentGranted)
    told(world, 1, "new", **NEW).then(PermitNoted)


def test_11_9_a_term_that_passed_meanwhile_is_the_end_of_what_is_reinstated() -> None:
    world = lost().after(days=2000)
    told(world, 1, "new", **NEW).then(PermitNoted, AdmissionReinstated, ProjectAdmitted)
    world.after(minutes=1).then(TreatmentEnded, ProjectEnded)
    assert (world.last(ProjectEnded).cause, world.last(ProjectEnded).on) == ("term", date(2029, 3, 1))


def test_11_10_a_grace_into_a_year_that_is_not_announced_rolls_on_when_that_year_is_known() -> None:
    december = World(now=datetime(2026, 11, 3, 1, 0, tzinfo=UTC))
    world = cancelled(admitted(in_force(proposed(world=december))))
    assert world.last(GraceBegun).last == date(2027, 1, 2)
    state, wake = world.state(TALENT), talent_case.wake
    (deadline,) = [each for each in talent_case.deadlines(state) if each.name.startswith("grace")]
    assert wake is not None
    known = replace(world.facts, working_days=WorkingDays([*world.facts.working_days.notices, NEXT_YEAR]))
    again = decide_talent(wake(TALENT, deadline), state, known, deadline.due_at)
    assert again == (world.last(GraceBegun).model_copy(update={"last": date(2027, 1, 4)}),)
