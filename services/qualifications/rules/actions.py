"""Who may do what to a recognition in which state: one table, for the rules and for what the API offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from services.qualifications.cases.recognition_state import UNDECIDED, RecognitionState, Status
from services.qualifications.messages.common import Actor, Role

Action = Literal[
    "withdraw",
    "record-verification",
    "record-consent",
    "appoint-panel",
    "declare-conflict",
    "move-outcome",
    "cast-vote",
    "conclude-vote",
    "publish-notice",
    "object",
    "answer-objections",
    "decide",
    "renew-credential",
    "revoke",
]
Row = Mapping[Role, frozenset[Action]]


def _row(
    proposer: set[Action] | None = None,
    applicant: set[Action] | None = None,
    expert: set[Action] | None = None,
    officer: set[Action] | None = None,
    supervisor: set[Action] | None = None,
) -> Row:
    """A supervisor may do what an officer may, and more."""
    office = frozenset(officer or ())
    return {
        "proposer": frozenset(proposer or ()),
        "applicant": frozenset(applicant or ()),
        "expert": frozenset(expert or ()),
        "officer": office,
        "supervisor": office | (supervisor or set()),
    }


_RECORDS: set[Action] = {"record-verification", "record-consent", "renew-credential"}
_PANEL: set[Action] = {"declare-conflict", "move-outcome", "cast-vote", "conclude-vote"}

PERMITTED: Mapping[Status, Row] = {
    "proposed": _row(proposer={"withdraw"}, officer=_RECORDS | {"appoint-panel"}, supervisor={"decide"}),
    "in-panel": _row(proposer={"withdraw"}, expert=_PANEL, officer=_RECORDS | {"appoint-panel"}),
    "outcome-proposed": _row(proposer={"withdraw"}, officer=_RECORDS | {"publish-notice"}),
    "on-notice": _row(proposer={"withdraw", "object"}, applicant={"object"}, officer=_RECORDS | {"object"}),
    "objected": _row(
        proposer={"withdraw", "object"},
        applicant={"object"},
        officer=_RECORDS | {"object"},
        supervisor={"answer-objections"},
    ),
    "noticed": _row(proposer={"withdraw"}, officer=_RECORDS, supervisor={"decide"}),
    "in-force": _row(officer={"renew-credential"}, supervisor={"revoke"}),
    "refused": _row(),
    "withdrawn": _row(),
    "lapsed": _row(),
    "revoked": _row(),
}


def permitted(state: RecognitionState, actor: Actor) -> frozenset[Action]:
    """What the actor may do to the recognition now.

    Beyond the table: a panel is for what goes case by case, which is decided after its notice only, or at any
    time when the issuer did not confirm; the chair moves outcomes and counts votes; only what expires is
    renewed.
    """
    actions = set(PERMITTED[state.status][actor.role])
    if state.request.route == "catalogue":
        actions.discard("appoint-panel")
    elif state.status == "proposed":
        actions.discard("decide")
    if state.panel is None or state.panel.chair != actor.client:
        actions -= {"move-outcome", "conclude-vote"}
    if state.denied and state.status in UNDECIDED and actor.role == "supervisor":
        actions.add("decide")
    if state.credential_expires is None:
        actions.discard("renew-credential")
    return frozenset(actions)


def ever_permitted(action: Action, role: Role) -> bool:
    """Whether this role may do so in any state at all."""
    return any(action in row[role] for row in PERMITTED.values())


def may_see(state: RecognitionState, actor: Actor) -> bool:
    """The office sees all; proposer and person their own; an expert what its panel has. Others: nothing."""
    match actor.role:
        case "proposer":
            return state.proposer == actor.client
        case "applicant":
            return state.applicant == actor.client
        case "expert":
            return state.panel is not None and state.panel.seat(actor.client) is not None
        case "officer" | "supervisor":
            return True
