"""What a school may see of an enrolment: one record of its state, built field by field from an allow-list.

Never in it: the birth date, the passport, the guardian and its key, permits, why a review is open, what was
found on nationality, papers, and the reasons that people gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.schooling.cases.enrolment_state import EnrolmentState, Period
from services.schooling.messages.application import OpenTask

RECORD_TYPE = "cn.quancheng.schooling.enrolment.state.v1"

REVIEW = "eligibility"
"""All that a school reads of a review."""


def record(case_id: str, state: EnrolmentState) -> Mapping[str, Any] | None:
    """The record as JSON values, days as ``2026-09-01``; None once the child is erased for good."""
    if state.erased or state.names is None or state.roster is None:
        return None
    return {
        "enrolment": case_id,
        "school": state.school,
        **_period(state.period),
        "status": state.status,
        "exit": state.exit,
        "names": {
            "given": state.names.given,
            "family": state.names.family,
            "chinese": state.names.chinese,
            "single": state.roster.single,
        },
        "periods": [_period(period) for period in state.periods],
        "conditions": _tasks(state, "condition"),
        "follow_ups": _tasks(state, "follow-up"),
        "review": REVIEW if state.under_review else None,
    }


def _period(period: Period) -> dict[str, Any]:
    return {
        "year": period.group.year,
        "grade": period.group.grade,
        "begin": period.begin.isoformat(),
        "end": period.end.isoformat() if period.end is not None else None,
    }


def _tasks(state: EnrolmentState, kind: str) -> list[dict[str, Any]]:
    return [_task(task) for task in state.tasks if task.task == kind]


def _task(task: OpenTask) -> dict[str, Any]:
    due = task.due.isoformat() if task.due is not None else None
    return {"code": task.code, "due": due, "overdue": task.overdue}
