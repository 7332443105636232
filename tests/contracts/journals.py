"""What is in a journal and is not to go out: personal values are taken from there, never typed anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.contracts.listening import Example, Heard

PERSONAL = {
    "names",
    "name",
    "former_passport",
    "passport_number",
    "birth",
    "mobile",
    "credential_number",
    "roster",
}
"""The fields of the journal that say who somebody is."""

KEYS = {"person", "persons", "child", "guardian", "patient"}
"""The fields of the journal that hold one-way keys of somebody, or the id of a case made of one."""


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from texts(part)
        case list():
            for part in value:
                yield from texts(part)


def names(value: Any) -> Iterator[str]:
    """Every field's name in a JSON value."""
    match value:
        case dict():
            for name, part in value.items():
                yield name
                yield from names(part)
        case list():
            for part in value:
                yield from names(part)


def texts_under(fields: set[str], value: Any) -> Iterator[str]:
    """Every text in the fields of these names, however deep they lie."""
    match value:
        case dict():
            for name, part in value.items():
                yield from texts(part) if name in fields else texts_under(fields, part)
        case list():
            for part in value:
                yield from texts_under(fields, part)


def withheld(example: Example) -> dict[str, Any]:
    """The fields of an event that do not go out, as they are journaled."""
    journaled = json.loads(example.event.journaled())
    return {name: part for name, part in journaled.items() if name in example.event.withheld}


def in_journal(heard: Heard, fields: set[str]) -> set[str]:
    """What the journals say under these names in withheld fields."""
    return {text for example in heard.examples for text in texts_under(fields, withheld(example))}
