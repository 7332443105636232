"""The shapes of dated, sourced data: what every file of this service's policy is made of, all frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources.abc import Traversable
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, Self, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
    model_validator,
)

from services.qualifications.messages.common import DayUnit

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Whole = Annotated[int, Strict(), Field(ge=0)]
Count = Annotated[int, Strict(), Field(ge=1)]
Grade = Literal["high", "medium", "low", "recalled", "assumed"]
"""high: official, or two independent sources; medium: one credible source; low: inferred; recalled: from
memory, unverified; assumed: our stand-in until the office says."""


class Element(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Days(Element):
    """A number of days; the day on which the period starts is not counted."""

    value: Count
    unit: DayUnit


class Period(Element):
    """From ``start`` to ``end``, both included; no ``end``: until further notice."""

    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.end and self.end < self.start:
            raise ValueError(f"the period ends ({self.end}) before it starts ({self.start})")
        return self

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def meets(self, other: Period) -> bool:
        """Whether both hold on some day."""
        return self.holds_on(other.start) or other.holds_on(self.start)


class PolicyInvalid(Exception):
    """Data cannot be used; the message has a line for every file, path and what is wrong there."""


class Coded(Protocol):
    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)
M = TypeVar("M", bound=BaseModel)


def _once(parts: tuple[T, ...]) -> tuple[T, ...]:
    codes = [part.code for part in parts]
    if doubled := {code for code in codes if codes.count(code) > 1}:
        raise ValueError(f"named twice: {', '.join(sorted(doubled))}")
    return parts


Once = AfterValidator(_once)
"""The parts of a list differ in their ``code``."""


def overlapping(periods: Iterable[tuple[str, Period]]) -> Iterator[str]:
    """A line for every two periods of the same name that hold on the same day."""
    for (name, one), (other, two) in combinations(periods, 2):
        if name == other and one.meets(two):
            yield f"{name}: the period from {two.start} overlaps the one from {one.start}"


def read_file(folder: Path | Traversable, name: str, shape: type[M]) -> M:
    """A file in its shape. Raises PolicyInvalid with every problem, by the path of its element."""
    content: Any
    try:
        content = yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8"))
        return shape.model_validate(content)
    except ValidationError as error:
        lines = (f"{name}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise PolicyInvalid("\n".join(lines)) from error
    except (OSError, yaml.YAMLError) as error:
        raise PolicyInvalid(f"{name}: {error}") from error
