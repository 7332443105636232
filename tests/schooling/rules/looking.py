"""The service's own look-up, over cases in memory: what a decision is given is what it would be given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from services.schooling.facts import Facts
from services.schooling.look_up import facts_from
from services.schooling.rules.schools import official_schools
from shared.cases import Command
from shared.loaded import Loaded
from shared.working_days import WorkingDays

SCHOOLS = official_schools()
CALENDAR = WorkingDays.load()


class Cases:
    """Reads as ``shared.look.Look`` has them, for the few forms of query that the look-up uses."""

    def __init__(self, cases: Mapping[str, Loaded]) -> None:
        self._cases = cases

    async def hold(self, names: Iterable[str]) -> None:
        """Nobody else is there."""

    async def cases(self, query: Mapping[str, Any], fields: Mapping[str, int]) -> list[Mapping[str, Any]]:
        assert fields == {"state": 1}
        return [
            {"_id": id_, "state": case.state.model_dump_json(exclude_none=True)}
            for id_, case in self._cases.items()
            if case.state is not None and _matches(query, case)
        ]


def _matches(query: Mapping[str, Any], case: Loaded) -> bool:
    return all(_holds(name, wanted, case) for name, wanted in query.items())


def _holds(name: str, wanted: Any, case: Loaded) -> bool:
    match name:
        case "$or":
            return any(_matches(each, case) for each in wanted)
        case "_id":
            return case.id in wanted["$in"]
        case "kind":
            return bool(case.kind.kind == wanted)
        case "aliases":
            return not set(wanted["$in"]).isdisjoint(case.aliases)
        case "version":
            return bool(case.version > wanted["$gt"])
    raise AssertionError(f"no look-up asks for {name}")


def looked_up(cases: Mapping[str, Loaded], commands: Sequence[Command]) -> Facts:
    """The facts for these commands. In memory nothing waits, so no loop is needed to run it."""
    looking: Any = facts_from(SCHOOLS, CALENDAR)(Cases(cases), commands)  # type: ignore[arg-type]
    with pytest.raises(StopIteration) as done:
        looking.send(None)
    found = done.value.value
    assert isinstance(found, Facts)
    return found
