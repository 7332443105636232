"""The project list: grounds, terms, title and benefits as data."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from services.qualifications.messages.talent_events import Ground, Qualification
from services.qualifications.rules.policy_file import PolicyInvalid
from services.qualifications.rules.projects import (
    FILE,
    Project,
    Projects,
    ProjectsFile,
    last_day,
    read_projects,
)

DATA = files("services.qualifications").joinpath("data")
CONTENT = yaml.safe_load(DATA.joinpath(FILE).read_text(encoding="utf-8"))
PROJECTS = read_projects(DATA)


def qualification(**changes: Any) -> Qualification:
    values = {
        "recognition": "r-1",
        "outcome": "title",
        "field": "skilled-trades",
        "level": "technician",
        **changes,
    }
    return Qualification(**values)


def project(**changes: Any) -> Project:
    return Project.model_validate({**deepcopy(CONTENT["projects"][1]), **changes})


def test_the_programme_is_on_the_fast_track_and_no_other() -> None:
    assert [each.code for each in PROJECTS.all if each.fast_track] == ["quancheng-programme"]
    assert PROJECTS.all[0].nomination


def test_nothing_of_ours_is_graded_as_if_it_were_known() -> None:
    origins = [(each.source, each.grade) for project in PROJECTS.all for each in project.benefits]
    origins += [(project.terms.source, project.terms.grade) for project in PROJECTS.all]
    origins += [(project.source, project.grade) for project in PROJECTS.all]
    ours = {grade for source, grade in origins if source.startswith("ours")}
    assert ours == {"assumed"}
    known = [each.code for project in PROJECTS.all for each in project.benefits if each.grade != "assumed"]
    assert known == ["fast-track"]


@pytest.mark.parametrize(
    ("day", "takes"),
    [
        (date(2024, 12, 31), False),
        (date(2025, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_project_takes_people_from_its_first_day_to_its_last(day: date, takes: bool) -> None:
    assert (PROJECTS.on("visiting-advisers", day) is not None) == takes


@pytest.mark.parametrize(
    ("changes", "carries"),
    [
        ({}, True),
        ({"level": "senior-technician"}, True),
        ({"level": "senior"}, False),
        ({"level": None}, False),
        ({"field": "engineering"}, False),
        ({"outcome": "title-precondition"}, False),
        ({"outcome": "facilitation-only", "level": None}, False),
    ],
)
def test_a_ground_is_a_recognition_of_the_right_effect_level_and_field(
    changes: dict[str, Any], carries: bool
) -> None:
    ground = project().ground((qualification(**changes),), None)
    assert ground == (Ground(recognition="r-1") if carries else None)


def test_a_recognition_comes_before_a_nomination() -> None:
    takes_both = project(nomination=True)
    assert takes_both.ground((qualification(),), "somebody") == Ground(recognition="r-1")
    assert takes_both.ground((), "somebody") == Ground(nomination="somebody")
    assert takes_both.ground((), None) is None
    assert project().ground((), "somebody") is None


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 1)),
        (date(2026, 1, 1), 1, date(2026, 1, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_on_the_day_before_their_number(start: date, months: int, last: date) -> None:
    assert last_day(start, months) == last


def test_a_benefit_never_outlasts_the_admission() -> None:
    allowance, advice = project().benefits
    start, end = date(2026, 3, 2), date(2026, 6, 1)
    assert allowance.granted(start, None).end == date(2027, 3, 1)
    assert allowance.granted(start, end).end == end
    assert (advice.granted(start, None).end, advice.granted(start, end).end) == (None, end)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"recognitions": [], "nomination": False}, "a recognition or a nomination"),
        ({"months": 0}, "greater than or equal to 1"),
        ({"benefits": [CONTENT["projects"][1]["benefits"][0]] * 2}, "named twice"),
        (
            {"benefits": [{**CONTENT["projects"][1]["benefits"][0], "text": "as well"}]},
            "an amount or a text",
        ),
        ({"fast_track": "yes"}, "valid boolean"),
    ],
)
def test_a_project_that_contradicts_itself_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        project(**changes)


def test_a_project_has_one_meaning_on_a_day() -> None:
    doubled = deepcopy(CONTENT)
    doubled["projects"].append(doubled["projects"][0])
    with pytest.raises(PolicyInvalid, match=r"quancheng-programme: the period .* overlaps"):
        Projects(ProjectsFile.model_validate(doubled))
