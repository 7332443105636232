"""Papers that are still to come: what an application and an enrolment keep of them alike."""

from __future__ import annotations

from datetime import date

from services.schooling.messages.application import OpenTask
from shared.cases import Deadline
from shared.clock import end_of_law_day

Tasks = tuple[OpenTask, ...]

PREFIX = "paper:"


def without(tasks: Tasks, code: str) -> Tasks:
    """The paper came."""
    return tuple(task for task in tasks if task.code != code)


def overdue(tasks: Tasks, code: str) -> Tasks:
    """The paper did not come in its time."""
    return _with(tasks, code, overdue=True)


def postponed(tasks: Tasks, code: str, due: date) -> Tasks:
    """The paper has time until the end of another day."""
    return _with(tasks, code, due=due, overdue=False)


def deadlines(tasks: Tasks) -> tuple[Deadline, ...]:
    """A paper is late from the first instant after its last day, which is told once."""
    return tuple(
        Deadline(f"{PREFIX}{task.code}", end_of_law_day(task.due))
        for task in tasks
        if task.due is not None and not task.overdue
    )


def _with(tasks: Tasks, code: str, **changes: object) -> Tasks:
    return tuple(task.model_copy(update=changes) if task.code == code else task for task in tasks)
