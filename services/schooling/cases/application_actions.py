"""Who may do what to an application in which state: one table, for the rules and for what the API offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from services.schooling.cases.application_state import ApplicationState, Status
from services.schooling.messages.common import Role

Action = Literal[
    "provide-document",
    "provide-prior-record",
    "decide-review",
    "confirm-guardian",
    "postpone-condition",
    "refuse",
    "withdraw",
    "erase",
]
Row = Mapping[Role, frozenset[Action]]


def _row(family: set[Action], desk: set[Action], supervisor: frozenset[Action] = frozenset()) -> Row:
    """The school's desk and the zone's act alike; the zone's also for a family that came to its counter."""
    papers: set[Action] = family & {"provide-document", "provide-prior-record"}
    office = frozenset(family | desk)
    return {
        "guardian": frozenset(family),
        "school": frozenset(desk | papers),
        "officer": office,
        "supervisor": office | supervisor,
    }


_FAMILY: set[Action] = {"provide-document", "provide-prior-record", "withdraw"}
_ENDED = _row(set(), set(), frozenset({"erase"}))

PERMITTED: Mapping[Status, Row] = {
    "in-review": _row(_FAMILY, {"decide-review", "confirm-guardian", "postpone-condition", "refuse"}),
    "eligible": _row(_FAMILY, {"confirm-guardian", "postpone-condition", "refuse"}),
    "accepted": _row(set(), set()),
    "enrolled": _ENDED,
    "refused": _ENDED,
    "withdrawn": _ENDED,
    "placed-elsewhere": _ENDED,
    "declined": _ENDED,
    "lapsed": _ENDED,
    "not-placed": _ENDED,
}


def permitted(state: ApplicationState, role: Role) -> frozenset[Action]:
    """What this role may do to the application now."""
    actions = set(PERMITTED[state.status][role])
    if state.erased:
        actions.clear()
    if not state.tasks:
        actions.discard("postpone-condition")
    if state.kind != "transfer":
        actions.discard("provide-prior-record")
    return frozenset(actions)


def ever_permitted(action: Action, role: Role) -> bool:
    """Whether this role may do so in any state at all."""
    return any(action in row[role] for row in PERMITTED.values())
