"""8. The partners file is checked at start; a mistake in it is named with its place."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from services.medical.rules.partners import PartnersInvalid, identifier_name, parse_registry, read_registry
from tests.medical.rules.scenario import PARTNERS


def partner(client: str, **more: Any) -> dict[str, Any]:
    source = f"urn:test:{client}"
    return {"client": client, "name": {"en": client, "zh": client}, "source": source, **more}


def small() -> dict[str, Any]:
    source = {"source": "test"}
    return {
        "version": "1",
        "defaults": {
            "answer": {"value": 15, "unit": "working-days", **source},
            "at_risk_percent": 80,
            "filing": {"value": 3, "unit": "months", **source},
        },
        "hospitals": [partner("h1", references=["Organization/1"])],
        "insurers": [
            partner("i1", coverage_systems=["urn:p1"], coverages=[{"reference": "Coverage/1"}]),
            partner("i2", identifiers=[{"system": "urn:ins", "value": "2"}]),
        ],
        "offices": [partner("office")],
    }


def problem(change: Any) -> str:
    content = deepcopy(small())
    change(content)
    with pytest.raises(PartnersInvalid) as caught:
        parse_registry(content)
    return str(caught.value)


def test_8_1_partners_are_found_by_client_reference_and_identifier() -> None:
    registry = parse_registry(small())
    found = (registry.hospital("h1"), registry.insurer("i2"), registry.insurer("h1"), registry.hospital("i1"))
    assert [each and each.client for each in found] == ["h1", "i2", None, None]
    assert [registry.role(client) for client in ("h1", "i1", "office", "x")] == [
        "hospital",
        "insurer",
        "office",
        None,
    ]
    assert registry.insurer_named(identifier_name("urn:ins", "2")) is registry.insurer("i2")
    assert registry.insurer_named("Organization/1") is None
    assert registry.hospital_named("Organization/1") is registry.hospital("h1")
    assert registry.insurer_of_system("urn:p1") is registry.insurer("i1")
    policy = registry.policy_named("Coverage/1")
    assert policy is not None
    assert policy.insurer is registry.insurer("i1")
    assert registry.sources["urn:test:h1"] == "h1"


def test_8_2_a_contract_changes_some_limits_and_leaves_the_others() -> None:
    content = small()
    content["insurers"][0]["limits"] = {"filing": "none", "at_risk_percent": 50}
    registry = parse_registry(content)
    one, two = registry.insurer("i1"), registry.insurer("i2")
    assert one is not None
    assert two is not None
    changed = registry.limits(one)
    assert (changed.filing, changed.at_risk_percent, changed.answer.value) == ("none", 50, 15)
    assert registry.limits(two) == registry.defaults


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda c: c["insurers"][1].update(client="h1"),
            "insurers[1].client: h1 is already claimed by hospitals[0].client",
        ),
        (
            lambda c: c["hospitals"].append(partner("h2", references=["Organization/1"])),
            "hospitals[1].references[0]: Organization/1 is already claimed by hospitals[0].references[0]",
        ),
        (
            lambda c: c["offices"][0].update(source="urn:test:i1"),
            "offices[0].source: urn:test:i1 is already claimed by insurers[0].source",
        ),
        (
            lambda c: c["insurers"][1].update(coverage_systems=["urn:p1"]),
            "insurers[1].coverage_systems[0]: urn:p1 is already claimed by insurers[0].coverage_systems[0]",
        ),
        (
            lambda c: c["insurers"][1].update(coverages=[{"reference": "Coverage/1"}]),
            "insurers[1].coverages[0].reference: Coverage/1 is already claimed by insurers[0].coverages[0]",
        ),
        (
            lambda c: c["defaults"]["answer"].update(unit="weeks"),
            "defaults.answer.unit: Input should be 'working-days'",
        ),
        (lambda c: c["defaults"]["filing"].update(unit="weeks"), "defaults.filing"),
        (lambda c: c["defaults"]["answer"].pop("source"), "defaults.answer.source: Field required"),
        (
            lambda c: c["insurers"][0].update(limits={"at_risk_percent": 100}),
            "insurers[0].limits.at_risk_percent: Input should be less than or equal to 99",
        ),
        (lambda c: c["hospitals"][0].update(clients="x"), "hospitals[0].clients: Extra inputs"),
        (lambda c: c["hospitals"][0].update(client="No Such"), "hospitals[0].client: String should match"),
        (lambda c: c["insurers"][0].update(coverages=[{}]), "a coverage needs a reference or an identifier"),
        (
            lambda c: c["insurers"][0]["coverages"][0].update(start="2026-02-01", end="2026-01-01"),
            "insurers[0].coverages[0]: Value error, the period ends (2026-01-01) before it starts",
        ),
    ],
)
def test_8_3_a_mistake_is_named_with_its_place(change: Any, expected: str) -> None:
    assert expected in problem(change)


def test_8_4_a_file_that_is_missing_or_no_yaml_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "partners.yaml"
    broken.write_text("hospitals: [")
    for path in (broken, tmp_path / "missing.yaml"):
        with pytest.raises(PartnersInvalid, match=path.name):
            read_registry(path)
    broken.write_text("[]")
    with pytest.raises(PartnersInvalid, match="the file: Input should be"):
        read_registry(broken)


def test_8_5_the_local_stack_knows_the_published_examples() -> None:
    hospital, insurer = PARTNERS.hospital_named("Organization/1"), PARTNERS.insurer_named("Organization/2")
    assert hospital is not None
    assert insurer is not None
    assert (hospital.client, insurer.client) == ("hl7-hospital", "hl7-insurer")
    numbered = identifier_name("http://www.jurisdiction.org/insurers", "555123")
    assert PARTNERS.insurer_named(numbered) is insurer
    policy = PARTNERS.policy_named("Coverage/9876B1")
    assert policy is not None
    assert policy.insurer is insurer
    assert PARTNERS.limits(insurer).filing == "none"


def test_8_6_every_limit_of_the_local_stack_says_where_it_comes_from() -> None:
    assert PARTNERS.defaults.answer.value == 15
    assert PARTNERS.defaults.at_risk_percent == 80
    assert all(
        limit.source for limit in (PARTNERS.defaults.answer, PARTNERS.defaults.filing) if limit != "none"
    )
