"""The policy: dated values that are checked at start and looked up by day.

``read_policy`` turns ``data/policy-jinan.yaml`` and the tables it names into a ``Policy``. A mistake in a
file stops the start with the path of the element and what is wrong with it; a decision can never meet a
value that nobody set. Pure but for that reading.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from typing import Any, get_type_hints

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from services.permits.rules.policy_at import PolicyAt
from services.permits.rules.policy_file import Entry, Measure, PolicyFile, Unit
from shared.checked import place_in, validated

__all__ = [
    "Policy",
    "PolicyAt",
    "PolicyInvalid",
    "PolicyNotInForce",
    "official_policy",
    "parse_policy",
    "read_policy",
]

KEYS: Mapping[str, FieldInfo] = {
    key: field
    for key, field in PolicyAt.model_fields.items()
    if key not in ("version", "jurisdiction", "sources")
}
TABLE = "table"
_SHAPES: Mapping[str, TypeAdapter[Any]] = {
    key: TypeAdapter(hint)
    for key, hint in get_type_hints(PolicyAt, include_extras=True).items()
    if key in KEYS
}


class PolicyInvalid(Exception):
    """The policy cannot be used; the message has a line for every path and what is wrong there."""


class PolicyNotInForce(LookupError):
    """No period of ``keys`` holds on ``day``, so nothing can be decided by the policy of that day."""

    def __init__(self, version: str, keys: tuple[str, ...], day: date) -> None:
        super().__init__(f"policy {version} says nothing on {', '.join(keys)} for {day}")
        self.keys, self.day = keys, day


class Policy:
    """All periods of all keys of a checked file."""

    def __init__(self, file: PolicyFile, tables: Mapping[str, Any]) -> None:
        """``tables`` holds what the entries of unit ``table`` name, by file name. Raises PolicyInvalid."""
        self.version, self.jurisdiction = file.version, file.jurisdiction
        problems: list[str] = []
        self._entries = file.entries
        self._values = [_value(*row, tables, problems) for row in enumerate(file.entries)]
        problems += [*_overlaps(file.entries), *_missing(file.entries)]
        self._turns = sorted({day for entry in file.entries for day in _turns_of(entry)})
        self._known: dict[int, PolicyAt] = {}
        if not problems:
            problems += self._contradictions()
        if problems:
            raise PolicyInvalid("\n".join(problems))

    def at(self, day: date) -> PolicyAt:
        """What holds on ``day``, a day in China. Raises PolicyNotInForce where a key has no value for it."""
        turn = bisect_right(self._turns, day)
        if turn not in self._known:
            self._known[turn] = self._assembled(day)
        return self._known[turn]

    def _assembled(self, day: date) -> PolicyAt:
        held = [row for row in zip(self._entries, self._values, strict=True) if row[0].holds_on(day)]
        values = {entry.key: value for entry, value in held}
        lacking = tuple(key for key, field in KEYS.items() if field.is_required() and key not in values)
        if lacking:
            raise PolicyNotInForce(self.version, lacking, day)
        sources = {entry.key: f"{entry.source} ({entry.jurisdiction}; {entry.grade})" for entry, _ in held}
        return PolicyAt(version=self.version, jurisdiction=self.jurisdiction, sources=sources, **values)

    def _contradictions(self) -> Iterator[str]:
        """What values that hold on the same day say against one another."""
        for day in self._turns:
            try:
                self.at(day)
            except PolicyNotInForce:
                continue
            except ValidationError as error:
                yield from (f"from {day}: {problem['msg']}" for problem in error.errors())


def official_policy() -> Policy:
    """The policy of the Jinan Area that comes with the product."""
    return read_policy(files("services.permits").joinpath("data"))


def read_policy(folder: Traversable, name: str = "policy-jinan.yaml") -> Policy:
    """Read and check a policy file and the tables beside it. Raises PolicyInvalid with every problem."""
    content = _read(folder, name)
    tables = {table: _read(folder, table) for table in _tables_of(content)}
    try:
        return parse_policy(content, tables)
    except PolicyInvalid as error:
        raise PolicyInvalid("\n".join(f"{name}: {line}" for line in str(error).splitlines())) from error


def parse_policy(content: Any, tables: Mapping[str, Any]) -> Policy:
    """The same from content that is already parsed. Raises PolicyInvalid."""
    return Policy(validated(content, PolicyFile, PolicyInvalid), tables)


def _read(folder: Traversable, name: str) -> Any:
    try:
        return yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PolicyInvalid(f"{name}: {error}") from error


def _tables_of(content: Any) -> set[str]:
    """The files that entries name, in content that is not checked yet."""
    entries = content.get("entries") if isinstance(content, dict) else None
    named = (entry for entry in entries or () if isinstance(entry, dict) and entry.get("unit") == TABLE)
    return {str(entry.get("value")) for entry in named}


def _value(number: int, entry: Entry, tables: Mapping[str, Any], problems: list[str]) -> Any:
    """The entry's value in the shape of its key; None, and a problem more, when it has none."""
    field = KEYS.get(entry.key)
    if field is None:
        problems.append(f"entries[{number}].key: {entry.key} is not a key of the policy")
    elif entry.unit not in (units := _units(field)):
        known = " or ".join(units)
        problems.append(f"entries[{number}].unit: {entry.key} is in {known}, not in {entry.unit}")
    else:
        try:
            return _SHAPES[entry.key].validate_python(_raw(field, entry, tables))
        except ValidationError as error:
            for problem in error.errors():
                inside = () if _is_measure(field) else problem["loc"]
                place = place_in(("entries", number, "value", *inside))
                problems.append(f"{place}: {entry.key}: {problem['msg']}")
    return None


def _raw(field: FieldInfo, entry: Entry, tables: Mapping[str, Any]) -> Any:
    if _is_measure(field):
        return {"value": entry.value, "unit": entry.unit}
    return tables.get(str(entry.value)) if entry.unit == TABLE else entry.value


def _is_measure(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Measure)


def _units(field: FieldInfo) -> tuple[str, ...]:
    if isinstance(field.annotation, type) and issubclass(field.annotation, Measure):
        return field.annotation.units
    return tuple(mark.name for mark in field.metadata if isinstance(mark, Unit))


def _overlaps(entries: tuple[Entry, ...]) -> Iterator[str]:
    for (one, first), (other, second) in combinations(enumerate(entries), 2):
        if first.key == second.key and (first.holds_on(second.start) or second.holds_on(first.start)):
            yield f"entries[{other}].from: {second.key} overlaps the period of entries[{one}]"


def _missing(entries: tuple[Entry, ...]) -> Iterator[str]:
    given = {entry.key for entry in entries}
    yield from (
        f"entries: no entry for {key}"
        for key, field in KEYS.items()
        if field.is_required() and key not in given
    )


def _turns_of(entry: Entry) -> Iterator[date]:
    yield entry.start
    if entry.end:
        yield entry.end + timedelta(days=1)
