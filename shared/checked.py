"""Data from outside, checked: files when a service starts, and records that come in.

What is wrong is said with its place: in a file with the reason, of a record without quoting its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
R = TypeVar("R")


def place_in(location: Sequence[int | str]) -> str:
    """``schools[2].editions[0].window`` for a place in the file; "the file" for all of it."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).lstrip(".") or "the file"


def problems_of(error: ValidationError) -> Iterator[str]:
    """A line for each thing that is wrong, with its place in the file."""
    return (f"{place_in(problem['loc'])}: {problem['msg']}" for problem in error.errors())


def first_problem(error: ValidationError) -> str:
    """Which field of a record is wrong and how, in words that quote nothing from it."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'data'}: {first['type']}"


def read_file(path: Path | Traversable, parse: Callable[[Any], T], invalid: type[Exception]) -> T:
    """What ``parse`` makes of a file of YAML.

    Raises ``invalid`` where the file cannot be read, and where ``parse`` raises it: with the file's name
    before each line.
    """
    try:
        return parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise invalid(f"{path}: {error}") from error
    except invalid as error:
        raise invalid("\n".join(f"{path}: {line}" for line in str(error).splitlines())) from error


def validated(content: Any, shape: type[M], invalid: type[Exception]) -> M:
    """The content in its shape; raises ``invalid`` with a line for everything that is wrong."""
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise invalid("\n".join(problems_of(error))) from error


def clients_of(file: object, groups: Mapping[str, R], problems: list[str]) -> Iterator[tuple[str, Any, R]]:
    """Each client of a file, by its name, with its entry and what those of its group are.

    ``groups`` are lists of the file. One who is named before is a line more in ``problems`` instead.
    """
    seen: set[str] = set()
    for group, role in groups.items():
        for number, entry in enumerate(getattr(file, group)):
            if entry.client in seen:
                problems.append(f"{group}[{number}].client: {entry.client} is named before")
                continue
            seen.add(entry.client)
            yield entry.client, entry, role
