"""The catalogue: editions with their days, and what a credential is on a day."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from services.qualifications.messages.common import CatalogueItem, Credential
from services.qualifications.rules.catalogue import Catalogue, Edition, read_catalogue
from services.qualifications.rules.policy_file import PolicyInvalid
from shared.cases import Refusal

DATA = files("services.qualifications").joinpath("data")
CATALOGUE = read_catalogue(DATA)
ENGINEER = Credential(
    issuer="Engineering Council",
    title="Chartered Engineer",
    country="GBR",
    field="engineering",
    awarded_on=date(2015, 6, 1),
)
ITEM = {
    "code": "en-001",
    "issuer": "Engineering Council",
    "credential": "Chartered Engineer",
    "country": "GBR",
    "field": "engineering",
    "effect": "title",
    "level": "senior",
    "series": "Engineering",
    "title": {"en": "Senior engineer", "zh": "高级工程师"},
    "place": "Jinan",
    "verify": True,
    "lapses_with_credential": False,
}


def edition(**changes: Any) -> Edition:
    values: dict[str, Any] = {
        "edition": "jinan-x",
        "name": {"en": "X", "zh": "目录"},
        "from": date(2026, 3, 1),
        "to": date(2026, 3, 31),
        "source": "test",
        "grade": "assumed",
        "items": [ITEM],
        **changes,
    }
    return Edition.model_validate(values)


def item(**changes: Any) -> dict[str, Any]:
    return {**ITEM, **changes}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "jinan-2025"),
        (date(2025, 12, 31), "jinan-2025"),
        (date(2026, 1, 1), "jinan-2026"),
        (date(2031, 1, 1), "jinan-2026"),
    ],
)
def test_an_edition_is_in_force_from_its_first_day_to_its_last(day: date, expected: str | None) -> None:
    found = CATALOGUE.on(day)
    assert (found.edition if found else None) == expected


def test_the_same_credential_has_another_effect_in_another_edition() -> None:
    effects = {
        day: CATALOGUE.item(found).effect
        for day in (date(2025, 12, 31), date(2026, 1, 1))
        if isinstance(found := CATALOGUE.find(ENGINEER, None, day), CatalogueItem)
    }
    assert effects == {date(2025, 12, 31): "title-precondition", date(2026, 1, 1): "title"}


@pytest.mark.parametrize("credential", [{"issuer": "Engineering Guild"}, {"title": "Incorporated Engineer"}])
def test_an_unknown_issuer_or_title_stands_in_no_edition(credential: dict[str, str]) -> None:
    found = CATALOGUE.find(ENGINEER.model_copy(update=credential), None, date(2026, 3, 2))
    assert isinstance(found, Refusal)
    assert (found.code, "case by case" in found.detail) == ("not-in-catalogue", True)


def test_in_a_gap_between_editions_nothing_is_in_force() -> None:
    catalogue = Catalogue([edition()])
    for day in (date(2026, 2, 28), date(2026, 4, 1)):
        found = catalogue.find(ENGINEER, None, day)
        assert isinstance(found, Refusal)
        assert found.code == "edition-not-in-force"


def test_an_item_that_has_gone_from_the_data_is_not_taken_for_another() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.item(CatalogueItem(edition="jinan-2024", item="en-001"))
    with pytest.raises(KeyError):
        CATALOGUE.item(CatalogueItem(edition="jinan-2026", item="xx-999"))


def test_editions_that_follow_one_another_are_taken_and_those_that_overlap_are_not() -> None:
    following = edition(edition="jinan-y", **{"from": date(2026, 4, 1), "to": None})
    assert len(Catalogue([edition(), following]).editions) == 2
    with pytest.raises(PolicyInvalid, match="overlaps"):
        Catalogue([edition(), edition(edition="jinan-y", **{"from": date(2026, 3, 31), "to": None})])


def test_an_edition_has_a_name_of_its_own() -> None:
    with pytest.raises(PolicyInvalid, match="two editions bear it"):
        Catalogue([edition(), edition(**{"from": date(2026, 4, 1), "to": None})])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"items": []}, "at least 1"),
        ({"items": [ITEM, item(issuer="Another")]}, "named twice"),
        ({"items": [ITEM, item(code="en-002", issuer="ENGINEERING council")]}, "stands in an edition once"),
        ({"items": [item(level=None)]}, "belong to a title"),
        ({"items": [item(effect="facilitation-only")]}, "belong to a title"),
        ({"items": [item(regulator="Health authority")]}, "consents to a practice"),
        ({"items": [item(effect="refused")]}, "literal_error|Input should be"),
        ({"items": [item(verify="yes")]}, "valid boolean"),
        ({"to": date(2026, 2, 1)}, "ends .* before it starts"),
        ({"grade": "sure"}, "Input should be"),
        ({"remark": "x"}, "Extra inputs"),
    ],
)
def test_an_edition_that_contradicts_itself_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        edition(**changes)


def test_a_file_is_refused_by_its_name_and_the_path_of_the_element(tmp_path: Path) -> None:
    broken = yaml.safe_load(DATA.joinpath("catalogue-jinan-2026.yaml").read_text(encoding="utf-8"))
    del broken["items"][1]["place"]
    (tmp_path / "catalogue-broken.yaml").write_text(yaml.safe_dump(broken), encoding="utf-8")
    with pytest.raises(PolicyInvalid, match=r"catalogue-broken\.yaml: items\.1\.place"):
        read_catalogue(tmp_path)


def test_no_edition_of_ours_claims_to_be_more_than_assumed() -> None:
    assert {each.grade for each in CATALOGUE.editions} == {"assumed"}
    for one, other in zip(CATALOGUE.editions, CATALOGUE.editions[1:], strict=False):
        assert one.end is not None
        assert other.start == one.end + timedelta(days=1)
