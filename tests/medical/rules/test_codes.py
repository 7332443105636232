"""10. Every reason has a stable code, words in English and Chinese, a line in the README and a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from services.medical.rules.codes import FLAGS, HOLDS, REFUSALS, Words

README = Path(__file__).parents[3] / "services" / "medical" / "README.md"
TABLES = {"Refusals": REFUSALS, "Holds": HOLDS, "Flags": FLAGS}


@pytest.mark.parametrize("title", TABLES)
def test_10_1_the_readme_says_what_the_code_says(title: str) -> None:
    section = README.read_text("utf-8").split(f"### {title}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|", section, re.M)
    assert {code: Words(en, zh) for code, en, zh in rows} == dict(TABLES[title])


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_10_2_every_code_has_a_test(table: Mapping[str, Words]) -> None:
    here = Path(__file__)
    tests = "".join(path.read_text("utf-8") for path in here.parent.glob("test_*.py") if path != here)
    assert [code for code in table if f'"{code}"' not in tests] == []


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_10_3_every_code_is_said_in_both_languages(table: Mapping[str, Words]) -> None:
    for words in table.values():
        assert re.search("[a-z]", words.en)
        assert re.search("[\u4e00-\u9fff]", words.zh)
