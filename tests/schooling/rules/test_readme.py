"""5. What the service's README promises is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from services.schooling.cases.enrolment_record import record
from services.schooling.kinds import application_case, enrolment_case, guardian_case, year_group_case
from tests.schooling.rules.make import ENROLMENT
from tests.schooling.rules.stories import enrolled

README = Path("services/schooling/README.md").read_text(encoding="utf-8")


def _section(heading: str) -> str:
    return README.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_every_event_is_named_under_topics() -> None:
    kinds = (application_case, enrolment_case, guardian_case, year_group_case)
    types = {event.type for kind in kinds for event in kind.events}
    named = set(re.findall(r"`([a-z-]+\.[a-z-]+)`", _section("Topics").split("An application:")[1]))
    assert {f"cn.quancheng.schooling.{name}.v1" for name in named} == types


def test_the_allow_list_names_every_field_of_a_record_and_no_other() -> None:
    rows = [line.split("|")[1] for line in _section("What a school may see").splitlines() if "|" in line]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    seen = record(ENROLMENT, enrolled().state(ENROLMENT))
    assert seen is not None
    assert named == set(seen)
