"""Who may do what to an entry of a year group in which state: one table, for the rules and for the API.

Leaving the list is not in it: who withdraws an application leaves, whatever the application's table permits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from services.schooling.cases.year_group_state import EntryStatus, YearGroupState
from services.schooling.messages.common import Actor, Role

EntryAction = Literal["accept", "decline", "defer"]
GroupAction = Literal["open", "change-seats", "publish-seed"]
Row = Mapping[Role, frozenset[EntryAction]]


def _row(guardian: set[EntryAction], school: set[EntryAction], office: set[EntryAction]) -> Row:
    """A school never accepts its own offer; the zone's desk acts for a family that came to its counter."""
    return {
        "guardian": frozenset(guardian),
        "school": frozenset(school),
        "officer": frozenset(office),
        "supervisor": frozenset(office),
    }


PERMITTED: Mapping[EntryStatus, Row] = {
    "waiting": _row(set(), set(), set()),
    "offered": _row({"accept", "decline", "defer"}, {"decline", "defer"}, {"accept", "decline", "defer"}),
    "seated": _row({"defer"}, {"defer"}, {"defer"}),
    "gone": _row(set(), set(), set()),
}

GROUP: Mapping[Role, frozenset[GroupAction]] = {
    "guardian": frozenset(),
    "school": frozenset({"open", "change-seats", "publish-seed"}),
    "officer": frozenset({"open", "change-seats", "publish-seed"}),
    "supervisor": frozenset({"open", "change-seats", "publish-seed"}),
}


def permitted(state: YearGroupState, application: str, role: Role) -> frozenset[EntryAction]:
    """What this role may do to an entry now; a place is put off only where the school allows it."""
    entry = state.entry(application)
    actions = PERMITTED[entry.status][role] if entry is not None else frozenset()
    return actions if state.terms.deferral else actions - {"defer"}


def ever_permitted(action: EntryAction, role: Role) -> bool:
    """Whether this role may do so in any state at all."""
    return any(action in row[role] for row in PERMITTED.values())


def acts_for_school(actor: Actor, school: str) -> bool:
    """A school's office acts for its own school only; the zone's desk for all."""
    return actor.school == school if actor.role == "school" else actor.role != "guardian"
