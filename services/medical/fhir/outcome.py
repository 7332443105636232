"""FHIR R4 ``OperationOutcome``: how every refusal of the FHIR doors looks.

Source: HL7 FHIR R4 (4.0.1), "Resource OperationOutcome", value sets IssueSeverity and IssueType.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from services.medical.messages.resources import Issue

Reason = Literal[
    "structure",
    "not-found",
    "forbidden",
    "login",
    "too-long",
    "transient",
    "not-supported",
    "conflict",
    "throttled",
]


def operation_outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """The outcome that lists what is wrong with a resource, element by element."""
    return _outcome([_entry(issue.code, issue.diagnostics, issue.expression) for issue in issues])


def refusal(reason: Reason, diagnostics: str) -> dict[str, Any]:
    """The outcome for a request that failed as a whole; ``diagnostics`` holds no personal data."""
    return _outcome([_entry(reason, diagnostics)])


def _outcome(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": entries}


def _entry(code: str, diagnostics: str, expression: str = "") -> dict[str, Any]:
    entry: dict[str, Any] = {"severity": "error", "code": code, "diagnostics": diagnostics}
    return {**entry, "expression": [expression]} if expression else entry
