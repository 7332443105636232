"""The policy: dated values, checked at start, looked up by day."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from services.qualifications.messages.common import Effect
from services.qualifications.rules.periods import last_of
from services.qualifications.rules.policy import (
    FILE,
    KEYS,
    Policy,
    PolicyFile,
    PolicyNotInForce,
    read_policy,
)
from services.qualifications.rules.policy_file import Days, PolicyInvalid
from services.qualifications.rules.rulebook import read_rulebook
from services.qualifications.rules.wording import normal
from shared.working_days import WorkingDays, YearNotLoaded

DATA = files("services.qualifications").joinpath("data")
CONTENT = yaml.safe_load(DATA.joinpath(FILE).read_text(encoding="utf-8"))
POLICY = read_policy(DATA)
TODAY = date(2026, 11, 24)
WORKING_DAYS = WorkingDays.load()


def entry(content: Any, key: str) -> Any:
    return next(each for each in content["entries"] if each["key"] == key)


def changed(change: Callable[[Any], object]) -> PolicyFile:
    content = deepcopy(CONTENT)
    change(content)
    return PolicyFile.model_validate(content)


def test_every_key_has_a_value_a_source_and_a_grade() -> None:
    policy = POLICY.at(TODAY)
    assert {each.key for each in POLICY.file.entries} == KEYS
    assert all(each.source and each.grade for each in POLICY.file.entries)
    assert (policy.panel_size, policy.panel_quorum, policy.panel_majority) == (5, 3, 50)


def test_what_is_not_known_is_not_claimed() -> None:
    assert {each.grade for each in POLICY.file.entries} == {"assumed", "recalled"}


def test_the_authority_never_goes_beyond_the_panel() -> None:
    allowed = POLICY.at(TODAY).authority_may_decide
    assert set(allowed) == set(get_args(Effect))
    assert all("refused" in effects for effects in allowed.values())
    assert not any("title" in effects for effect, effects in allowed.items() if effect != "title")
    practice = [effect for effect, effects in allowed.items() if "practice-permission" in effects]
    assert practice == ["practice-permission"]


def test_before_its_first_day_there_is_no_policy() -> None:
    assert POLICY.at(date(2022, 3, 1)).version == POLICY.version
    with pytest.raises(PolicyNotInForce):
        POLICY.at(date(2022, 2, 28))


def test_a_value_may_change_from_a_day_on() -> None:
    def shorten(content: Any) -> None:
        old = entry(content, "public_notice")
        old["to"] = date(2026, 12, 31)
        new = {**old, "from": date(2027, 1, 1), "value": {"value": 7, "unit": "calendar-days"}}
        del new["to"]
        content["entries"].append(new)

    policy = Policy(changed(shorten))
    assert policy.at(date(2026, 12, 31)).public_notice == Days(value=5, unit="working-days")
    assert policy.at(date(2027, 1, 1)).public_notice == Days(value=7, unit="calendar-days")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: entry(c, "panel_quorum").update(value=6), "a quorum is not above"),
        (lambda c: entry(c, "panel_majority").update(value=49), "greater than or equal to 50"),
        (lambda c: entry(c, "public_notice").update(value={"value": 5, "unit": "weeks"}), "public_notice"),
        (lambda c: entry(c, "public_notice").update(value={"value": 0, "unit": "working-days"}), "public_no"),
        (lambda c: entry(c, "panel_size").update(key="panel"), "panel is not a key"),
        (lambda c: c["entries"].remove(entry(c, "panel_size")), "no entry for panel_size"),
        (lambda c: c["entries"].append(entry(c, "panel_size")), "overlaps"),
        (lambda c: entry(c, "refusal_grounds")["value"].pop(0), "issuer-not-confirmed"),
        (lambda c: entry(c, "fields")["value"].remove("law"), "law: no field of the policy"),
        (lambda c: entry(c, "places")["value"].append("Jinan"), "stands in an order once"),
        (lambda c: entry(c, "title_levels")["value"].append([]), "title_levels"),
        (lambda c: entry(c, "authority_may_decide")["value"].pop("title"), "nothing is said of a panel's"),
    ],
)
def test_a_policy_that_could_not_be_gone_by_stops_the_start(
    change: Callable[[Any], object], why: str
) -> None:
    with pytest.raises(PolicyInvalid, match=why):
        Policy(changed(change))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyInvalid, match=FILE):
        read_policy(tmp_path)
    (tmp_path / FILE).write_text("version: [", encoding="utf-8")
    with pytest.raises(PolicyInvalid, match=FILE):
        read_policy(tmp_path)


def test_a_deployment_may_bring_a_folder_of_its_own(tmp_path: Path) -> None:
    for file in DATA.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert read_rulebook({}, tmp_path).policy.version == POLICY.version


@pytest.mark.parametrize(
    ("file", "what"), [("catalogue-jinan-2025.yaml", "jinan-2025: it-001"), ("projects-jinan.yaml", "spring")]
)
def test_a_field_that_the_policy_does_not_know_stops_the_start(tmp_path: Path, file: str, what: str) -> None:
    for each in DATA.iterdir():
        (tmp_path / each.name).write_bytes(each.read_bytes())
    text = (tmp_path / file).read_text("utf-8")
    for field in ("information-technology", "skilled-trades"):
        text = text.replace(field, "astrology")
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(PolicyInvalid, match=f"{what}.*: astrology is no field of the policy"):
        read_rulebook({}, tmp_path)


@pytest.mark.parametrize(
    ("days", "start", "last"),
    [
        (Days(value=5, unit="working-days"), date(2026, 2, 13), date(2026, 2, 27)),
        (Days(value=3, unit="working-days"), date(2026, 9, 18), date(2026, 9, 22)),
        (Days(value=5, unit="working-days"), date(2026, 9, 30), date(2026, 10, 13)),
        (Days(value=5, unit="calendar-days"), date(2026, 9, 30), date(2026, 10, 8)),
        (Days(value=4, unit="calendar-days"), date(2026, 9, 16), date(2026, 9, 20)),
    ],
)
def test_days_are_counted_from_the_day_after_and_end_with_a_working_day(
    days: Days, start: date, last: date
) -> None:
    assert last_of(days, start, WORKING_DAYS, rolls=True) == last


def test_calendar_days_end_with_a_free_day_where_the_policy_does_not_roll_them_forward() -> None:
    days = Days(value=5, unit="calendar-days")
    assert last_of(days, date(2026, 9, 30), WORKING_DAYS, rolls=False) == date(2026, 10, 5)
    assert POLICY.at(TODAY).rolls_forward


def test_a_year_that_is_not_announced_is_not_guessed() -> None:
    start = date(2026, 12, 28)
    with pytest.raises(YearNotLoaded):
        last_of(Days(value=5, unit="working-days"), start, WORKING_DAYS, rolls=True)
    five = Days(value=5, unit="calendar-days")
    assert last_of(five, start, WORKING_DAYS, rolls=True) == date(2027, 1, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("ＡＢＣ Institute", " abc  institute "), ("A\tX", "a x")],
)
def test_names_are_compared_as_people_write_them(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_accents_are_not_dropped() -> None:
    assert normal("École") != normal("Ecole")
