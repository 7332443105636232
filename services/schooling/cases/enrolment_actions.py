"""Who may do what to an enrolment in which state: one table, for the rules and for what the API offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from services.schooling.cases.enrolment_state import EnrolmentState, Status
from services.schooling.messages.common import Role

Action = Literal[
    "roll-over",
    "complete",
    "defer-begin",
    "transfer-out",
    "withdraw",
    "record-no-show",
    "provide-paper",
    "postpone-task",
    "correct-names",
    "erase",
]
Row = Mapping[Role, frozenset[Action]]


def _row(guardian: set[Action], school: set[Action], supervisor: set[Action]) -> Row:
    """The zone's desk may do what a school and a family may; a supervisor more."""
    office = frozenset(guardian | school)
    return {
        "guardian": frozenset(guardian),
        "school": frozenset(school),
        "officer": office,
        "supervisor": office | supervisor,
    }


_FAMILY: set[Action] = {"defer-begin", "withdraw", "provide-paper"}
_SCHOOL: set[Action] = {
    "roll-over",
    "complete",
    "defer-begin",
    "transfer-out",
    "withdraw",
    "record-no-show",
    "provide-paper",
    "postpone-task",
    "correct-names",
}

PERMITTED: Mapping[Status, Row] = {
    "enrolled": _row(_FAMILY, _SCHOOL, set()),
    "deferred": _row(_FAMILY, _SCHOOL - {"roll-over", "complete"}, set()),
    "left": _row(set(), {"correct-names"}, {"erase"}),
}


def permitted(state: EnrolmentState, role: Role) -> frozenset[Action]:
    """What this role may do to the enrolment now; one whose exit is recorded goes on to it."""
    actions = set(PERMITTED[state.status][role])
    if state.erased:
        actions.clear()
    if state.current and state.leaves_on is not None:
        actions -= {"roll-over", "complete", "defer-begin", "transfer-out", "withdraw", "record-no-show"}
    if not state.tasks:
        actions -= {"provide-paper", "postpone-task"}
    return frozenset(actions)


def ever_permitted(action: Action, role: Role) -> bool:
    """Whether this role may do so in any state at all."""
    return any(action in row[role] for row in PERMITTED.values())
