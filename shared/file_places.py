"""Where in a file of data something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import ValidationError


def place_in(location: Sequence[int | str]) -> str:
    """``schools[2].editions[0].window`` for a place in the file; "the file" for all of it."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).lstrip(".") or "the file"


def problems_of(error: ValidationError) -> Iterator[str]:
    """A line for each thing that is wrong, with its place in the file."""
    return (f"{place_in(problem['loc'])}: {problem['msg']}" for problem in error.errors())
