"""9. Every reason has a stable code, words in English and Chinese, a line in the README and a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.permits.kinds import application_case, employer_case, permit_case, talent_case
from services.permits.rules.codes import FLAGS, REFUSALS, TITLES, Words

README = Path(__file__).parents[3] / "services" / "permits" / "README.md"
TABLES = {"Refusals": REFUSALS, "Flags": FLAGS}


@pytest.mark.parametrize("title", TABLES)
def test_9_1_the_readme_says_what_the_code_says(title: str) -> None:
    section = README.read_text("utf-8").split(f"### {title}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|", section, re.M)
    assert {code: Words(en, zh) for code, en, zh in rows} == dict(TABLES[title])


def test_9_2_every_code_has_a_test() -> None:
    here = Path(__file__)
    tests = "".join(path.read_text("utf-8") for path in here.parent.glob("test_*.py") if path != here)
    assert [code for code in REFUSALS if f'"{code}"' not in tests] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_9_3_every_code_is_said_in_both_languages(table: Mapping[str, Words]) -> None:
    for words in table.values():
        assert re.search("[a-z]", words.en)
        assert re.search("[\u4e00-\u9fff]", words.zh)
    assert set(TITLES) == set(REFUSALS)


def test_9_4_every_event_is_named_once_and_in_the_readme() -> None:
    kinds = (application_case, permit_case, employer_case, talent_case)
    types = [event.type for kind in kinds for event in kind.events]
    assert len(types) == len(set(types))
    told = README.read_text("utf-8")
    short = [type_.removeprefix("cn.quancheng.permits.").removesuffix(".v1") for type_ in types]
    assert [name for name in short if f"`{name}`" not in told] == []
