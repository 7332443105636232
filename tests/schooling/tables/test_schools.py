"""The schools' file: checked whole at start, every mistake with its place, looked up by school and day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.schooling.messages.common import school_year, start_year
from services.schooling.rules.schools import (
    RulesNotInForce,
    SchoolRules,
    SchoolsInvalid,
    official_schools,
    parse_schools,
    read_schools,
)
from services.schooling.rules.shapes import Days, MonthDay
from shared.working_days import WorkingDays, YearNotLoaded

DATA = files("services.schooling").joinpath("data/schools-jinan.yaml")
CONTENT = yaml.safe_load(DATA.read_text(encoding="utf-8"))
SCHOOLS = official_schools()
TODAY = date(2026, 11, 24)


def rules(school: str = "jinan-thomas-school", day: date = TODAY) -> SchoolRules:
    known = SCHOOLS.get(school)
    assert known is not None
    return known.on(day)


def problems(change: Callable[[Any], object]) -> list[str]:
    content = deepcopy(CONTENT)
    change(content)
    with pytest.raises(SchoolsInvalid) as refused:
        parse_schools(content)
    return str(refused.value).splitlines()


def put(value: Any, *path: Any) -> Callable[[Any], None]:
    """A change of the first edition of the first school at ``path``."""

    def change(content: Any) -> None:
        place = content["schools"][0]["editions"][0]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def test_every_rule_says_where_it_comes_from_and_how_sure_it_is() -> None:
    def certainties(content: Any) -> Iterator[str]:
        match content:
            case {"value": _, "source": str(), "certainty": str(certainty)}:
                yield certainty
            case dict():
                for value in content.values():
                    yield from certainties(value)
            case list():
                for value in content:
                    yield from certainties(value)

    thomas = list(certainties(CONTENT["schools"][0]["editions"]))
    assert len(thomas) == 14
    assert set(thomas) == {"assumed"}, "nothing is known of the school's rules"


def test_a_school_that_does_not_exist_is_marked_in_its_name_too() -> None:
    for school in SCHOOLS:
        assert school.row.invented == ("(invented)" in school.name.en) == ("（虚构）" in school.name.zh)
    assert [school.row.invented for school in SCHOOLS] == [False, True, True]


def test_thomas_school_goes_from_kindergarten_to_grade_12() -> None:
    codes = [grade.code for grade in rules().grades]
    assert codes == ["KG", *(f"{number:02d}" for number in range(1, 13))]
    assert [rules().grade_after(code) for code in ("KG", "09", "12")] == ["01", "10", None]
    with pytest.raises(KeyError):
        rules().grade_after("PK")


def test_days_of_a_school_year_follow_its_start() -> None:
    assert rules().year_days("2026/27") == (date(2026, 9, 1), date(2027, 8, 31))
    assert rules().window("2026/27") == (date(2025, 11, 1), date(2027, 5, 31))
    assert rules("invented-daming-lake-school").window("2027/28") == (date(2027, 2, 1), date(2027, 4, 30))


def test_seats_are_planned_by_year_and_grade() -> None:
    assert rules().seats("2026/27", "01") == 24
    assert rules().seats("2026/27", "PK") is rules().seats("2035/36", "01") is None


def test_a_missing_vaccination_is_followed_up_and_stops_nothing() -> None:
    for school in SCHOOLS:
        for kind in ("new", "transfer", "returning"):
            rows = {row.code: row for row in school.on(TODAY).documents_for(kind)}
            assert rows["vaccination-card"].missing == "follow-up"
            assert ("prior-school-record" in rows) == (kind == "transfer")


def test_the_zone_says_how_long_a_review_waits() -> None:
    grace = SCHOOLS.zone_on(TODAY).review_grace.value
    assert grace.after(TODAY, WorkingDays.load()) == date(2027, 1, 23)


def test_working_days_are_counted_and_never_beyond_the_announced_years() -> None:
    days = Days(value=10, unit="working-days")
    assert days.after(date(2026, 2, 13), WorkingDays.load()) == date(2026, 3, 5)
    with pytest.raises(YearNotLoaded):
        days.after(date(2026, 12, 30), WorkingDays.load())


def test_before_the_first_edition_nothing_is_in_force() -> None:
    with pytest.raises(RulesNotInForce, match="jinan-thomas-school are in force on 2025-12-31"):
        rules(day=date(2025, 12, 31))
    with pytest.raises(RulesNotInForce, match="the zone"):
        SCHOOLS.zone_on(date(2025, 12, 31))


def test_a_later_edition_takes_over_on_its_day() -> None:
    content = deepcopy(CONTENT)
    editions = content["schools"][0]["editions"]
    later = {**deepcopy(editions[0]), "from": date(2027, 1, 1)}
    later["exclusive"]["value"] = False
    editions[0]["to"] = date(2026, 12, 31)
    editions.append(later)
    school = parse_schools(content).get("jinan-thomas-school")
    assert school is not None
    days = [date(2026, 12, 31), date(2027, 1, 1)]
    assert [school.on(day).edition.exclusive.value for day in days] == [True, False]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (put(-1, "seats", "value", "2026/27", "01"), r"seats.value.2026/27.01: Input should be greater"),
        (put({}, "seats", "value", "2026/28"), "2026/28.[key]: Value error, '2026/28' is no school year"),
        (put(3, "seats", "value", "2026/27", "PK"), "seats: PK in 2026/27 is no grade"),
        (put({}, "seats", "value", "2030/31"), "seats: a school year between others is missing"),
        (put("02-29", "grades", "value", 1, "ages", "by"), "'02-29' is no day of every year"),
        (put(9, "grades", "value", 1, "ages", "at_least"), "at most 7 is less than at least 9"),
        (put("KG", "grades", "value", 1, "code"), "grades: KG is named twice"),
        (put("K9", "grades", "value", 1, "code"), "code: String should match pattern"),
        (put(1, "grades", "value", 3, "ages", "at_least"), "grades: 03 follows 02, and its children are"),
        (put(["sibling", "sibling"], "waiting", "value"), "waiting: sibling is named twice"),
        (put(["alphabet"], "waiting", "value"), "waiting.value[0]: Input should be 'deferred'"),
        (put([], "waiting", "value"), "waiting.value: Tuple should have at least 1 item"),
        (put(["applied-at", "sibling"], "waiting", "value"), "waiting: nothing can follow applied-at"),
        (put(["lottery"], "waiting", "value"), "waiting: a lottery needs offers by round"),
        (put("working-days", "offers", "value", "validity", "unit"), "validity.unit: Input should be"),
        (put(0, "offers", "value", "offers_each"), "offers_each: Input should be greater than or equal to 1"),
        (put("incomplete", "documents", "value", 7, "missing"), "a missing vaccination-card is followed up"),
        (put(None, "documents", "value", 5, "within"), "documents[5].within: is said exactly where"),
        (put("passport", "documents", "value", 0, "code"), "documents: passport is named twice"),
        (put({"allowed": True, "years": 0}, "deferral", "value"), "deferral: is allowed for a year at least"),
        (put({"day": "08-01", "year": 0}, "year", "value", "last"), "year: ends before it begins"),
        (put({"day": "10-01", "year": 1}, "year", "value", "last"), "year: the next school year begins"),
        (put({"2027/28": {"PK": 3}}, "moving_up", "value", "seats"), "moving_up: PK in 2027/28 is no grade"),
        (put(["new"], "documents", "value", 7, "kinds"), "vaccination-card is asked for with every kind"),
        (put("proof", "documents", "value", 7, "code"), "vaccination-card is asked for with every kind"),
        (
            put("incomplete", "documents", "value", 2, "missing"),
            "a residence-permit may follow a",
        ),
        (put(-1, "no_show_days", "value"), "no_show_days.value: Input should be greater"),
        (put(" ", "exclusive", "source"), "exclusive.source: String should have at least 1 character"),
        (put("hearsay", "exclusive", "certainty"), "exclusive.certainty: Input should be 'high'"),
        (put("refused", "nationality", "doubtful", "value"), "nationality.doubtful.value: Input should be"),
        (put(date(2025, 1, 1), "to"), "the period ends (2025-01-01) before it starts"),
    ],
)
def test_a_mistake_is_told_with_its_place(change: Callable[[Any], object], problem: str) -> None:
    told = problems(change)
    assert any("schools[0].editions[0]" in line and problem in line for line in told), told


def test_all_mistakes_are_told_at_once() -> None:
    def change(content: Any) -> None:
        first, second, third = (school["editions"][0] for school in content["schools"])
        first["waiting"]["value"] = ["sibling", "sibling"]
        del second["seed"]
        third["seats"]["value"]["2026/27"]["12"] = 9
        content["schools"][2]["id"] = "jinan-thomas-school"
        content["zone"].append(deepcopy(content["zone"][0]))

    told = problems(change)
    assert told == [
        "schools: jinan-thomas-school is named twice",
        "zone[1].from: overlaps the edition before it",
        "schools[0].editions[0].waiting: sibling is named twice",
        "schools[1].editions[0].seed: is said exactly where the list is ordered by lottery",
        "schools[2].editions[0].seats: 12 in 2026/27 is no grade",
    ]


@pytest.mark.parametrize("text", ["{", "[]", "", "version: 1"])
def test_what_is_no_such_file_is_told_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "schools.yaml"
    path.write_text(text)
    with pytest.raises(SchoolsInvalid, match=r"schools\.yaml"):
        read_schools(path)


def test_a_file_that_is_not_there_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(SchoolsInvalid, match=r"none\.yaml"):
        read_schools(tmp_path / "none.yaml")


@pytest.mark.parametrize("written", ["2026", "2026/28", "26/27", "2026-27", "2026/27 "])
def test_a_school_year_is_written_in_one_way(written: str) -> None:
    with pytest.raises(ValueError, match="is no school year"):
        start_year(written)


def test_a_school_year_is_known_by_its_start() -> None:
    assert [start_year(school_year(year)) for year in (1999, 2026, 2099)] == [1999, 2026, 2099]
    assert MonthDay.model_validate("08-31").of(2026) == date(2026, 8, 31)
