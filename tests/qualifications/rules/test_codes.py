"""9. Every reason has a stable code, words in English and Chinese, a line in the README and a test."""

from __future__ import annotations

import re
from pathlib import Path

from services.qualifications.kinds import holder_case, recognition_case, talent_case
from services.qualifications.rules.codes import REFUSALS, TITLES, Words

README = Path(__file__).parents[3] / "services" / "qualifications" / "README.md"


def test_9_1_the_readme_says_what_the_code_says() -> None:
    section = README.read_text("utf-8").split("### Refusals\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|", section, re.M)
    assert {code: Words(en, zh) for code, en, zh in rows} == dict(REFUSALS)


def test_9_2_every_code_has_a_test() -> None:
    here = Path(__file__)
    tests = "".join(path.read_text("utf-8") for path in here.parent.glob("test_*.py") if path != here)
    assert [code for code in REFUSALS if f'"{code}"' not in tests] == []


def test_9_3_every_code_is_said_in_both_languages() -> None:
    for words in REFUSALS.values():
        assert re.search("[a-z]", words.en)
        assert re.search("[\u4e00-\u9fff]", words.zh)
    assert set(TITLES) == set(REFUSALS)


def test_9_4_every_event_is_named_once_and_in_the_readme() -> None:
    kinds = (recognition_case, talent_case, holder_case)
    types = [event.type for kind in kinds for event in kind.events]
    assert len(types) == len(set(types))
    told = README.read_text("utf-8")
    short = [type_.removeprefix("cn.quancheng.qualifications.").removesuffix(".v1") for type_ in types]
    assert [name for name in short if f"`{name}`" not in told] == []
