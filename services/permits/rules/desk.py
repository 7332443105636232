"""How the desk works, as data: the people and companies it knows, and what its checks do.

The limits of the law and the office's promises are the policy's (``services.permits.rules.policy``).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Generic, Literal, TypeVar

import yaml
from pydantic import ValidationError

from services.permits.messages.decisions import AppealRoute
from services.permits.rules.policy_file import Days, Element, Grade, Text

Check = Literal[
    "duplicate-application",
    "overlapping-permit",
    "dishonest-employer",
    "category-unsupported",
    "age-above-limit",
    "late-change",
]
Consequence = Literal["refuse", "flag"]
T = TypeVar("T")


class Sourced(Element, Generic[T]):
    """A value, where it comes from, and how sure that is."""

    value: T
    source: Text
    grade: Grade


class SourcedDays(Days):
    """A number of days with its source."""

    source: Text
    grade: Grade


class Desk(Element):
    """The checked file; ``version`` is stored with every decision beside the policy's."""

    version: Text
    jurisdiction: Text
    named_companies: Sourced[frozenset[str]]
    liaison_officers: Sourced[tuple[str, ...]]
    checks: Mapping[Check, Sourced[Consequence]]
    correction_answer: SourcedDays
    bureau_escalation: SourcedDays
    bureau_reconciliation: SourcedDays
    residence_reminder: SourcedDays
    appeal_routes: tuple[AppealRoute, ...]

    def refuses(self, check: Check) -> bool:
        """Whether what the check finds refuses the submission; otherwise it is flagged for people."""
        return self.checks[check].value == "refuse"


class DeskInvalid(Exception):
    """The file cannot be used; the message has a line for every problem."""


def official_desk() -> Desk:
    """The desk of the Jinan Area that comes with the product."""
    return read_desk(files("services.permits").joinpath("data/desk-jinan.yaml"))


def read_desk(path: Path | Traversable) -> Desk:
    """Read and check a desk file. Raises DeskInvalid."""
    try:
        return Desk.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise DeskInvalid("\n".join(lines)) from error
    except (OSError, yaml.YAMLError) as error:
        raise DeskInvalid(f"{path}: {error}") from error
