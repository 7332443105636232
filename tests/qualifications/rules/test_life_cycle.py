"""8. Whoever acts, in whatever order: a recognition walks along its diagram and comes to one outcome."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, settings

from services.qualifications.cases.recognition_state import Status
from services.qualifications.cases.talent_state import AdmissionStatus
from services.qualifications.messages.common import Actor, Role
from services.qualifications.rules import admissions
from services.qualifications.rules.actions import PERMITTED, Action, permitted
from tests.qualifications.rules.life import LifeByCatalogue, LifeCaseByCase
from tests.qualifications.rules.make import (
    CHAIR,
    PANEL,
    RECOGNITION,
    propose,
    special,
)
from tests.qualifications.rules.moves import COMMANDS, NEXT
from tests.qualifications.rules.stories import appoint
from tests.qualifications.rules.world import World

LIVED = settings(
    max_examples=50,
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestLifeByCatalogue, TestLifeCaseByCase = LifeByCatalogue.TestCase, LifeCaseByCase.TestCase
TestLifeByCatalogue.settings = TestLifeCaseByCase.settings = LIVED


def test_8_1_the_table_has_a_row_for_every_state_a_cell_for_every_role_and_no_other_action() -> None:
    assert set(PERMITTED) == set(get_args(Status)) == set(NEXT) - {"new"}
    assert all(set(row) == set(get_args(Role)) for row in PERMITTED.values())
    actions = {action for row in PERMITTED.values() for cell in row.values() for action in cell}
    assert actions == set(get_args(Action)) == set(COMMANDS)


def test_8_2_so_has_the_table_of_admissions() -> None:
    assert set(admissions.PERMITTED) == set(get_args(AdmissionStatus))
    assert all(set(row) == set(get_args(Role)) for row in admissions.PERMITTED.values())
    actions = {action for row in admissions.PERMITTED.values() for cell in row.values() for action in cell}
    assert actions == set(get_args(admissions.AdmissionAction))


ADMISSIONS: Mapping[str, set[str]] = {
    "new": {"applied"},
    "applied": {"assessed", "refused", "withdrawn"},
    "assessed": {"applied", "admitted", "refused", "withdrawn"},
    "admitted": {"ended"},
    "ended": {"admitted"},
}


@pytest.mark.parametrize(("life", "next_"), [("a recognition", NEXT), ("an admission", ADMISSIONS)])
def test_8_3_the_diagrams_in_the_readme_are_those_that_are_tested(
    life: str, next_: Mapping[str, set[str]]
) -> None:
    readme = (Path(__file__).parents[3] / "services" / "qualifications" / "README.md").read_text("utf-8")
    diagram = readme.split(f"## The life of {life}")[1].split("```")[1]
    drawn = {(a.replace("[*]", "new"), b) for a, b in re.findall(r"^ +(\S+) --> ([a-z-]+)", diagram, re.M)}
    assert drawn == {(before, after) for before, afters in next_.items() for after in afters}


def test_8_4_the_chair_alone_is_offered_to_move_and_to_count() -> None:
    world = World().when(propose(special())).when(appoint())
    state = world.state(RECOGNITION)
    member = Actor(PANEL[1], "expert")
    assert permitted(state, CHAIR) == {"declare-conflict", "move-outcome", "cast-vote", "conclude-vote"}
    assert permitted(state, member) == {"declare-conflict", "cast-vote"}
