"""The policy: dated values, checked at start, looked up by day."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.permits.rules.policy import (
    KEYS,
    PolicyInvalid,
    PolicyNotInForce,
    official_policy,
    parse_policy,
    read_policy,
)
from services.permits.rules.policy_file import Days, Hours

DATA = files("services.permits").joinpath("data")
CONTENT = yaml.safe_load(DATA.joinpath("policy-jinan.yaml").read_text(encoding="utf-8"))
NAMED = [entry["value"] for entry in CONTENT["entries"] if entry["unit"] == "table"]
TABLES = {name: yaml.safe_load(DATA.joinpath(name).read_text(encoding="utf-8")) for name in NAMED}
TODAY = date(2026, 11, 24)
POLICY = official_policy()


def entry_of(content: Any, key: str) -> Any:
    return next(entry for entry in content["entries"] if entry["key"] == key)


def changed(change: Callable[[Any], object]) -> Any:
    content = deepcopy(CONTENT)
    change(content)
    return content


def index_of(key: str) -> int:
    return [entry["key"] for entry in CONTENT["entries"]].index(key)


def problems_of(content: Any, tables: Any = TABLES) -> str:
    with pytest.raises(PolicyInvalid) as refused:
        parse_policy(content, tables)
    return str(refused.value)


def test_the_limits_of_the_law_keep_their_units() -> None:
    policy = POLICY.at(TODAY)
    assert policy.correction_notice == Days(value=5, unit="working-days")
    assert policy.decision == Days(value=20, unit="working-days")
    assert policy.decision_extension == Days(value=10, unit="working-days")
    assert (policy.joint_decision.value, policy.joint_extension.value) == (45, 15)
    assert policy.delivery == Days(value=10, unit="working-days")
    assert policy.residence_application == Days(value=30, unit="calendar-days")
    assert policy.cancellation_duty == Days(value=10, unit="working-days")
    assert policy.fast_track == Hours(value=48, unit="clock-hours")
    assert policy.fast_track_starts == "accepted"
    assert policy.expert_review_pauses is True


def test_the_window_of_extension_is_counted_back_from_expiry() -> None:
    policy, expiry = POLICY.at(TODAY), date(2026, 12, 31)
    assert expiry - timedelta(days=policy.extension_opens.value) == date(2026, 10, 2)
    assert expiry - timedelta(days=policy.extension_closes.value) == date(2026, 12, 1)
    assert policy.closing_day_inclusive is True


def test_every_value_says_where_it_comes_from_and_how_sure_it_is() -> None:
    policy = POLICY.at(TODAY)
    assert set(policy.sources) == {entry["key"] for entry in CONTENT["entries"]}
    assert policy.sources["fast_track_starts"].endswith("(Jinan; assumed)")


def test_the_average_wage_of_jinan_is_not_known_and_nobody_guesses_it() -> None:
    assert POLICY.at(TODAY).average_wages == ()
    assert POLICY.at(TODAY).average_wage(2025) is None
    wage = {
        "key": "average_wages",
        "jurisdiction": "Jinan",
        "value": [{"year": 2025, "rmb": 100_000}],
        "unit": "CNY-per-year",
        "from": date(2026, 7, 1),
        "source": "a notice",
        "grade": "high",
    }
    policy = parse_policy(changed(lambda content: content["entries"].append(wage)), TABLES)
    assert policy.at(date(2026, 6, 30)).average_wage(2025) is None
    assert policy.at(date(2026, 7, 1)).average_wage(2025) == 100_000
    assert policy.at(date(2026, 7, 1)).average_wage(2024) is None


def test_the_age_limit_of_a_route_comes_before_the_category_s() -> None:
    def longer_for_teachers(content: Any) -> None:
        rows = entry_of(content, "age_limits")["value"]
        rows.append({"category": "B", "route": "language-teacher", "years": 65})

    policy = parse_policy(changed(longer_for_teachers), TABLES).at(TODAY)
    assert policy.age_limit("A") is None
    assert policy.age_limit("B") == policy.age_limit("B", "points-b") == 60
    assert policy.age_limit("B", "language-teacher") == 65


def test_validity_is_five_two_and_one_years() -> None:
    validity = POLICY.at(TODAY).validity_max
    assert (validity.of("A"), validity.of("B"), validity.of("C")) == (5, 2, 1)


def test_a_value_changes_on_the_day_its_successor_begins() -> None:
    def two_periods(content: Any) -> None:
        old = entry_of(content, "pre_check")
        old["to"] = date(2026, 3, 31)
        content["entries"].append({**old, "value": 3, "from": date(2026, 4, 1), "to": None})

    policy = parse_policy(changed(two_periods), TABLES)
    assert policy.at(date(2026, 3, 31)).pre_check.value == 5
    assert policy.at(date(2026, 4, 1)).pre_check.value == 3


def test_a_day_in_a_gap_is_refused_by_the_key_s_name() -> None:
    def ended(content: Any) -> None:
        entry_of(content, "pre_check")["to"] = date(2026, 3, 31)

    policy = parse_policy(changed(ended), TABLES)
    with pytest.raises(PolicyNotInForce, match=r"nothing on pre_check for 2026-04-01") as refused:
        policy.at(date(2026, 4, 1))
    assert refused.value.keys == ("pre_check",)


def test_a_day_before_every_period_is_refused() -> None:
    with pytest.raises(PolicyNotInForce) as refused:
        POLICY.at(date(2000, 1, 1))
    assert set(refused.value.keys) == {key for key, field in KEYS.items() if field.is_required()}


def test_overlapping_periods_of_one_key_are_told_with_both_places() -> None:
    content = changed(lambda c: c["entries"].append({**entry_of(c, "review"), "from": date(2026, 1, 1)}))
    last, first = len(content["entries"]) - 1, index_of("review")
    assert problems_of(content) == f"entries[{last}].from: review overlaps the period of entries[{first}]"


def test_periods_that_share_one_day_overlap() -> None:
    def sharing(content: Any) -> None:
        old = entry_of(content, "review")
        old["to"] = date(2026, 1, 1)
        content["entries"].append({**old, "from": date(2026, 1, 1), "to": None})

    assert "review overlaps" in problems_of(changed(sharing))


@pytest.mark.parametrize(
    ("key", "change", "problem"),
    [
        (
            "review",
            {"unit": "fortnights"},
            "unit: review is in working-days or calendar-days, not in fortnights",
        ),
        ("fast_track", {"unit": "working-days"}, "unit: fast_track is in clock-hours or working-hours"),
        ("youth_age_below", {"unit": "months"}, "unit: youth_age_below is in years, not in months"),
        ("review", {"key": "revue"}, "key: revue is not a key of the policy"),
        ("review", {"value": -1}, "value: review: Input should be greater than or equal to 0"),
        ("review", {"value": "ten"}, "value: review: Input should be a valid integer"),
        ("fast_track_at_risk", {"value": 100}, "value: fast_track_at_risk: Input should be less than"),
        ("fast_track_starts", {"value": "paid"}, "value: fast_track_starts: Input should be 'submitted'"),
        ("validity_max", {"value": {"A": 5, "B": 2}}, "value.C: validity_max: Field required"),
        (
            "expert_review_pauses",
            {"value": 1},
            "value: expert_review_pauses: Input should be a valid boolean",
        ),
        ("office_hours", {"value": []}, "value: office_hours: Value error, office hours follow one another"),
        ("age_limits", {"value": [{"category": "D", "years": 1}]}, "value[0].category: age_limits: Input"),
        ("review", {"to": date(2000, 1, 1)}, "Value error, the period ends (2000-01-01) before it starts"),
        ("review", {"grade": "sure"}, "grade: Input should be 'high'"),
    ],
)
def test_a_mistake_is_told_with_its_place(key: str, change: dict[str, Any], problem: str) -> None:
    told = problems_of(changed(lambda content: entry_of(content, key).update(change)))
    assert f"entries[{index_of(key)}]" in told
    assert problem in told


def test_a_key_without_any_entry_is_told() -> None:
    content = changed(lambda c: c["entries"].remove(entry_of(c, "delivery")))
    assert problems_of(content) == "entries: no entry for delivery"


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("hsk_scheme", "hsk-3.0", "points-2017 has no grades of hsk-3.0"),
        ("location_points", 11, "location_points: points-2017 gives 10 at most"),
        ("age_limits", [{"category": "A", "years": None}], "age_limits: none for category B"),
        (
            "age_limits",
            [{"category": c, "years": 60} for c in "ABC"] + [{"category": "B", "route": "luck", "years": 70}],
            "route luck: is no ground of grounds-2017",
        ),
    ],
)
def test_values_that_contradict_a_table_stop_the_start(key: str, value: Any, problem: str) -> None:
    assert problem in problems_of(changed(lambda content: entry_of(content, key).update(value=value)))


def test_a_mistake_in_a_table_is_told_with_its_place() -> None:
    tables = deepcopy(TABLES)
    tables["points-2017.yaml"]["pay"]["bands"][0]["points"] = 21
    told = problems_of(CONTENT, tables)
    assert told.startswith(f"entries[{index_of('points')}].value.pay: points: Value error, a band gives more")


def test_a_points_table_that_forgets_a_choice_stops_the_start() -> None:
    tables = deepcopy(TABLES)
    del tables["points-2017.yaml"]["merit"]["choices"]["fortune-500"]
    assert "no points are given for merit: fortune-500" in problems_of(CONTENT, tables)


@pytest.mark.parametrize(
    ("bands", "problem"),
    [
        ([{"least": 5, "points": 5}], "the last one starts at 0"),
        ([{"least": 0, "points": 0}, {"least": 5, "points": 5}], "bands go down"),
        ([], "at least 1 item"),
    ],
)
def test_bands_that_leave_a_number_out_stop_the_start(bands: list[dict[str, int]], problem: str) -> None:
    tables = deepcopy(TABLES)
    tables["points-2017.yaml"]["pay"]["bands"] = bands
    assert problem in problems_of(CONTENT, tables)


@pytest.mark.parametrize("name", ["documents-2025.yaml", "grounds-2017.yaml"])
def test_a_row_that_is_named_twice_stops_the_start(name: str) -> None:
    tables = deepcopy(TABLES)
    rows = tables[name]["rows" if "rows" in tables[name] else "grounds"]
    rows.append(rows[0])
    assert "named twice" in problems_of(CONTENT, tables)


def test_all_problems_are_told_at_once() -> None:
    def two_mistakes(content: Any) -> None:
        entry_of(content, "review")["unit"] = "weeks"
        entry_of(content, "decision")["value"] = "soon"

    assert len(problems_of(changed(two_mistakes)).splitlines()) == 2


def test_files_are_read_from_a_folder_and_named_in_what_is_wrong(tmp_path: Path) -> None:
    for name in ("policy-jinan.yaml", *NAMED):
        (tmp_path / name).write_text(DATA.joinpath(name).read_text(encoding="utf-8"), encoding="utf-8")
    assert read_policy(tmp_path).version == POLICY.version
    (tmp_path / "points-2017.yaml").unlink()
    with pytest.raises(PolicyInvalid, match=r"^points-2017\.yaml"):
        read_policy(tmp_path)
    (tmp_path / "policy-jinan.yaml").write_text("version: x", encoding="utf-8")
    with pytest.raises(PolicyInvalid, match=r"policy-jinan\.yaml: jurisdiction: Field required"):
        read_policy(tmp_path)


@given(st.dates(min_value=date(2024, 12, 1), max_value=date(2040, 1, 1)))
def test_every_day_since_the_reform_of_2024_has_a_policy(day: date) -> None:
    assert POLICY.at(day).version == CONTENT["version"]
