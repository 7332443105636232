"""The ``filter`` parameter: read, and applied to rows in the database and to objects in memory alike.

    filter  = group *("OR" group)         group = predicate *("AND" predicate)
    predicate = field ("=" / "!=" / ">" / ">=" / "<" / "<=" / "~") "'" value "'"

Source: OneRoster Rostering 1.2, parameter ``filter``. ``~`` is "contains". What that text leaves open is
settled here: AND binds closer than OR; texts compare by code point, so upper and lower case differ; an
apostrophe inside a value is written twice; of a field with several values one that fits is enough, and ``!=``
wants none that is equal; a field that is absent fits ``!=`` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from services.schooling.cases.enrolment_rows import instant
from services.schooling.oneroster.shapes import Kind, Shape
from shared.problems import Problem

MAX_PREDICATES = 20

_PREDICATE = re.compile(r"\s*([A-Za-z][A-Za-z0-9_.]*)\s*(!=|>=|<=|=|>|<|~)\s*'((?:[^'\x00]|'')*)'\s*")
_LOGICAL = re.compile(r"(AND|OR)(?![A-Za-z0-9])")

_COMPARED: Mapping[str, Callable[[str, str], bool]] = {"=": eq, ">": gt, ">=": ge, "<": lt, "<=": le}
_IN_MONGO = {"=": "$eq", "!=": "$ne", ">": "$gt", ">=": "$gte", "<": "$lt", "<=": "$lte"}


@dataclass(frozen=True, slots=True)
class Predicate:
    """One comparison; ``value`` is written as the field's values are."""

    field: str
    operator: str
    value: str


Filter = tuple[tuple[Predicate, ...], ...]
"""Groups of predicates: an object fits when it fits every predicate of some group."""


def read_filter(text: str, shape: Shape) -> Filter:
    """The filter over objects of ``shape``. Problem 400 ``invalid-filter-field``, which repeats no value."""
    groups: list[list[Predicate]] = [[]]
    position = 0
    for _ in range(MAX_PREDICATES):
        found = _PREDICATE.match(text, position)
        if found is None:
            raise _invalid(f"a comparison such as status='active' is expected at character {position}")
        groups[-1].append(_predicate(found[1], found[2], found[3].replace("''", "'"), shape))
        position = found.end()
        if position == len(text):
            return tuple(tuple(group) for group in groups)
        logical = _LOGICAL.match(text, position)
        if logical is None:
            raise _invalid(f"AND or OR is expected at character {position}")
        if logical[1] == "OR":
            groups.append([])
        position = logical.end()
    raise _invalid(f"more than {MAX_PREDICATES} comparisons")


def _predicate(field: str, operator: str, value: str, shape: Shape) -> Predicate:
    kind = shape.kind(field)
    if kind is None:
        raise _invalid(f"{field} is no field to filter by")
    written = value if operator == "~" else _written(field, value, kind)
    return Predicate(field, operator, written)


def _written(field: str, value: str, kind: Kind) -> str:
    """The value as the field has it, so that texts compare as what they say."""
    try:
        if kind == "date":
            return date.fromisoformat(value).isoformat()
        if kind == "instant":
            at = datetime.fromisoformat(value)
            return instant(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise _invalid(f"{field} is compared with a day, or an instant, of ISO 8601") from None
    return value


def as_query(wanted: Filter) -> dict[str, Any]:
    """The filter as a query for MongoDB."""
    return {"$or": [{"$and": [_in_mongo(each) for each in group]} for group in wanted]}


def _in_mongo(each: Predicate) -> dict[str, Any]:
    if each.operator == "~":
        return {each.field: {"$regex": re.escape(each.value)}}
    return {each.field: {_IN_MONGO[each.operator]: each.value}}


def fits(wanted: Filter, found: Mapping[str, Any]) -> bool:
    """Whether the object is one of those that the filter wants."""
    return any(all(_fits(each, found) for each in group) for group in wanted)


def _fits(each: Predicate, found: Mapping[str, Any]) -> bool:
    values = values_at(found, each.field.split("."))
    match each.operator:
        case "!=":
            return all(value != each.value for value in values)
        case "~":
            return any(each.value in value for value in values)
    return any(_COMPARED[each.operator](value, each.value) for value in values)


def values_at(found: Any, path: list[str]) -> Iterator[str]:
    """Every text at the path, through lists."""
    if isinstance(found, list):
        for each in found:
            yield from values_at(each, path)
    elif not path:
        yield found
    elif path[0] in found:
        yield from values_at(found[path[0]], path[1:])


def _invalid(detail: str) -> Problem:
    return Problem(400, "invalid-filter-field", detail)
