"""5. When the person's permit ends a grace begins, so that a change of employer ends nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.qualifications.messages.holder import PermitNoted
from services.qualifications.messages.talent_events import (
    GraceBegun,
    GraceClosed,
    ProjectAdmitted,
    ProjectEnded,
    TreatmentEnded,
    TreatmentGranted,
)
from services.qualifications.rules.policy import Policy
from tests.qualifications.rules.make import (
    ADMISSION,
    EASES_PERMIT,
    TALENT,
)
from tests.qualifications.rules.stories import (
    AFTER_LABOUR_DAY,
    IN_FORCE,
    admit,
    admitted,
    applied,
    assess,
    cancelled,
    in_force,
    proposed,
    told,
)
from tests.qualifications.rules.world import RULEBOOK, World


def test_5_17_a_cancelled_permit_begins_a_grace_and_ends_nothing_at_once() -> None:
    world = cancelled(told(admitted(), 1, **IN_FORCE)).then(PermitNoted, GraceBegun)
    assert world.last(GraceBegun).last == AFTER_LABOUR_DAY
    world.at(datetime(2026, 5, 6, 15, 59, tzinfo=UTC))
    assert world.state(TALENT).admission(ADMISSION).status == "admitted"
    world.after(minutes=1).then(TreatmentEnded, ProjectEnded)
    assert (world.last(ProjectEnded).cause, world.last(ProjectEnded).on) == ("permit-ended", AFTER_LABOUR_DAY)


@pytest.mark.parametrize("standing", ["cancelled", "expired", "revoked"])
def test_5_18_however_a_permit_ends_there_is_a_grace(standing: str) -> None:
    told(admitted(), 2, standing=standing, standing_on=date(2026, 3, 2)).then(PermitNoted, GraceBegun)


def test_5_19_a_change_of_employer_within_the_grace_closes_it() -> None:
    world = cancelled(told(admitted(), 1, **IN_FORCE)).after(days=20)
    told(world, 3, **IN_FORCE).then(PermitNoted, GraceClosed)
    world.after(days=100)
    assert world.state(TALENT).admission(ADMISSION).status == "admitted"


def test_5_20_told_in_the_wrong_order_it_comes_to_the_same() -> None:
    world = cancelled(told(told(admitted(), 3, **IN_FORCE), 1, **IN_FORCE)).after(days=100)
    assert (world.all(GraceBegun), world.state(TALENT).admission(ADMISSION).grace) == ([], None)


def test_5_21_another_permit_in_force_is_enough() -> None:
    world = told(admitted(), 1, "other-permit", **IN_FORCE)
    cancelled(world).then(PermitNoted)


def test_5_22_the_grace_counts_from_the_end_however_late_it_is_told_but_is_never_over_before() -> None:
    late = told(admitted().after(days=30), 2, standing="expired", standing_on=date(2026, 3, 20))
    assert late.last(GraceBegun).last == date(2026, 5, 19)
    too_late = told(admitted().after(days=200), 2, standing="expired", standing_on=date(2026, 3, 20))
    assert too_late.last(GraceBegun).last == too_late.today


def test_5_23_a_project_without_a_post_does_not_end_with_the_permit() -> None:
    world = admitted(in_force(proposed("it-001"), EASES_PERMIT), "visiting-advisers")
    cancelled(world).then(PermitNoted)


def test_5_24_nobody_is_admitted_on_a_permit_that_has_fallen_but_before_the_first_one_everybody() -> None:
    world = applied(cancelled(in_force())).when(assess())
    world.when(admit(world)).then_refused("permit-not-in-force")
    told(world, 3, **IN_FORCE)
    world.when(admit(world)).then(ProjectAdmitted, TreatmentGranted)


def test_5_25_a_grace_in_working_days_of_a_year_that_is_not_announced_is_not_guessed() -> None:
    file = RULEBOOK.policy.file
    entries = tuple(
        entry.model_copy(update={"value": {"value": 20, "unit": "working-days"}})
        if entry.key == "permit_grace"
        else entry
        for entry in file.entries
    )
    counted = replace(RULEBOOK, policy=Policy(file.model_copy(update={"entries": entries})))
    world = admitted(in_force(proposed(world=World(counted.facts()))))
    cancelled(world.at(datetime(2026, 12, 20, 1, 0, tzinfo=UTC))).then_refused("calendar-not-loaded")
    assert world.state(TALENT).admission(ADMISSION).grace is None


def test_5_27_a_project_without_a_post_asks_for_no_permit() -> None:
    eased = cancelled(in_force(proposed("it-001"), EASES_PERMIT))
    world = applied(eased, "visiting-advisers").when(assess())
    world.when(admit(world)).then(ProjectAdmitted, TreatmentGranted)
