"""What the border answers when it cannot make a view: the message is unreadable, or it is not valid R4."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic_core import ErrorDetails

from services.medical.messages.resources import BusinessIdentifier, Issue

MAX_ISSUES = 100
"""More would not help anyone to mend a resource, and would let a small message make a large answer."""

_NAME = re.compile(r"_?[A-Za-z][A-Za-z0-9]{0,63}", re.ASCII)

UNKNOWN_ELEMENT = "R4 has no such element here"

_SHAPES = {"dict_type": "an object", "list_type": "an array"}
_VALUES = {
    "string_type": "a string is expected",
    "string_too_short": "an element is left out rather than empty",
    "too_short": "an element is left out rather than empty",
    "bool_type": "true or false is expected",
    "int_type": "a whole number is expected",
    "greater_than_equal": "the number is too small for this element",
    "less_than_equal": "the number is too large for this element",
    "string_pattern_mismatch": "the text does not have the form of this element's type",
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes are not one unambiguous JSON object; ``reason`` quotes nothing of them."""

    reason: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What could still be read of the names of a resource that is not valid."""

    id: str | None
    identifiers: tuple[BusinessIdentifier, ...]


@dataclass(frozen=True, slots=True)
class Invalid:
    """A JSON object that is not the valid R4 resource it should be.

    ``issues`` has at least one entry; ``identity`` is None where nothing names the resource; ``digest`` is of
    the content, as in the views.
    """

    issues: tuple[Issue, ...]
    identity: Identity | None
    digest: str


class FaultError(Exception):
    """An element that is valid R4 but gives the rules nothing to work with; it never leaves the border."""

    def __init__(self, code: str, element: str, diagnostics: str) -> None:
        super().__init__(diagnostics)
        self.code = code
        self.element = element
        self.diagnostics = diagnostics

    def under(self, element: str) -> FaultError:
        """The same fault, seen from the element that holds this one."""
        return FaultError(
            self.code, f"{element}.{self.element}" if self.element else element, self.diagnostics
        )

    def issue(self) -> Issue:
        return Issue(self.code, self.element, self.diagnostics)


def issues_of(resource: str, errors: Iterable[ErrorDetails]) -> tuple[Issue, ...]:
    """FHIR issues for the errors of a validation, in their order, of a ``resource`` (its type's name)."""
    return tuple(_issue(resource, error) for error in errors)


def publishable(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """The issues for others to read: an unknown element may have any name, so its parent stands in for it."""
    return tuple(
        replace(issue, expression=issue.expression.rpartition(".")[0])
        if issue.diagnostics == UNKNOWN_ELEMENT
        else issue
        for issue in issues
    )


def path(resource: str, steps: Iterable[int | str]) -> str:
    """A FHIRPath to an element. A key that no element can have ends the path: it may be anything."""
    parts = [resource]
    for step in steps:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _NAME.fullmatch(step):
            parts.append(f".{step}")
        else:
            break
    return "".join(parts)


def _issue(resource: str, error: ErrorDetails) -> Issue:
    context = error.get("ctx", {})
    element = context.get("element")
    expression = path(resource, [*error["loc"], *([element] if element else [])])
    code, diagnostics = _meaning(error["type"], error["msg"], str(context.get("expected", "")))
    return Issue(code, expression, diagnostics)


def _meaning(type_: str, message: str, expected: str) -> tuple[str, str]:
    """An IssueType and a sentence; pydantic's own words are used only where ours are inside them."""
    if type_ in ("missing", "choice_missing"):
        return "required", message if type_ == "choice_missing" else "R4 requires this element"
    if type_ in ("extra_forbidden", "unknown_value"):
        return "structure", UNKNOWN_ELEMENT
    if type_ == "literal_error":
        return "code-invalid", f"the code must be {expected}"
    if type_ in _SHAPES:
        return "structure", f"{_SHAPES[type_]} is expected"
    if type_ in ("choice", "ext_1"):
        return "invariant", message
    return "value", _VALUES.get(type_, message)
