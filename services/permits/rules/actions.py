"""Who may do what to an application in which state: one table, for the rules and for what the API offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from services.permits.cases.application_state import ApplicationState, Status
from services.permits.messages.common import Actor, Role

Action = Literal[
    "edit",
    "attach",
    "submit",
    "withdraw",
    "assign",
    "assign-liaison",
    "return",
    "accept",
    "decline",
    "begin-review",
    "pause",
    "resume",
    "extend-limit",
    "approve",
    "refuse",
    "issue",
    "settle-follow-up",
    "revoke",
    "cancel",
    "recount",
    "confirm-ground",
]
Row = Mapping[Role, frozenset[Action]]


def _row(party: set[Action], officer: set[Action], supervisor: set[Action]) -> Row:
    """Applicant and employer's agent act alike; a supervisor may do what an officer may, and more."""
    theirs, office = frozenset(party), frozenset(officer)
    return {
        "applicant": theirs,
        "employer-agent": theirs,
        "officer": office,
        "supervisor": office | supervisor,
    }


_DESK: set[Action] = {"assign", "assign-liaison", "recount", "confirm-ground"}

PERMITTED: Mapping[Status, Row] = {
    "draft": _row({"edit", "attach", "submit", "withdraw"}, set(), set()),
    "submitted": _row({"withdraw"}, _DESK | {"return", "accept", "decline"}, {"cancel"}),
    "returned": _row({"edit", "attach", "submit", "withdraw"}, _DESK | {"accept", "decline"}, {"cancel"}),
    "accepted": _row({"withdraw"}, _DESK | {"begin-review", "pause", "resume"}, {"cancel"}),
    "in-review": _row(
        {"attach", "withdraw"},
        _DESK | {"pause", "resume", "approve", "refuse", "settle-follow-up"},
        {"extend-limit", "cancel"},
    ),
    "approved": _row(set(), _DESK - {"confirm-ground"} | {"issue"}, {"cancel"}),
    "issued": _row({"attach"}, {"assign-liaison", "settle-follow-up", "recount"}, {"revoke"}),
    "refused": _row(set(), set(), set()),
    "withdrawn": _row(set(), set(), set()),
    "not-accepted": _row(set(), set(), set()),
    "revoked": _row(set(), set(), set()),
    "cancelled": _row(set(), set(), set()),
    "expired": _row(set(), set(), set()),
}


def permitted(state: ApplicationState, role: Role) -> frozenset[Action]:
    """What this role may do to the application now.

    Beyond the table: a correction list is sent once; there is something to pause or resume only where a
    clock runs or stands; a limit is extended once; after acceptance only open follow-ups are answered.
    """
    actions = set(PERMITTED[state.status][role])
    if state.correction is not None:
        actions.discard("return")
    if not state.running or state.paused:
        actions.discard("pause")
    if not state.paused:
        actions.discard("resume")
    statutory = state.clock("statutory")
    if statutory is None or not statutory.runs or statutory.extended_for is not None:
        actions.discard("extend-limit")
    open_follow_ups = [each for each in state.follow_ups if each.state in ("open", "provided")]
    if not open_follow_ups:
        actions.discard("settle-follow-up")
        if state.status in ("in-review", "issued"):
            actions.discard("attach")
    return frozenset(actions)


def ever_permitted(action: Action, role: Role) -> bool:
    """Whether this role may do so in any state at all."""
    return any(action in row[role] for row in PERMITTED.values())


def may_see(state: ApplicationState, actor: Actor) -> bool:
    """The office sees all; an applicant and an employer their own, which to others does not exist."""
    match actor.role:
        case "applicant":
            return state.applicant == actor.client
        case "employer-agent":
            return state.employer_client == actor.client
        case "officer" | "supervisor":
            return True
