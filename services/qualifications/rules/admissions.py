"""Who may do what to an application for a talent project in which state: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from services.qualifications.cases.talent_state import Admission, AdmissionStatus, TalentState
from services.qualifications.messages.common import Actor, Role
from shared.cases import Decision, Refusal

AdmissionAction = Literal["assess", "admit", "refuse", "withdraw", "revoke"]
UNKNOWN = Refusal("admission-unknown", "there is no such application")
Row = Mapping[Role, frozenset[AdmissionAction]]


def _row(party: set[AdmissionAction], officer: set[AdmissionAction], supervisor: set[AdmissionAction]) -> Row:
    """Employer and person act alike, experts not at all; a supervisor does what an officer may, and more."""
    theirs, office = frozenset(party), frozenset(officer)
    return {
        "proposer": theirs,
        "applicant": theirs,
        "expert": frozenset(),
        "officer": office,
        "supervisor": office | supervisor,
    }


PERMITTED: Mapping[AdmissionStatus, Row] = {
    "applied": _row({"withdraw"}, {"assess"}, {"refuse"}),
    "assessed": _row({"withdraw"}, {"assess"}, {"admit", "refuse"}),
    "admitted": _row(set(), set(), {"revoke"}),
    "refused": _row(set(), set(), set()),
    "withdrawn": _row(set(), set(), set()),
    "ended": _row(set(), set(), set()),
}


def permitted(admission: Admission, actor: Actor) -> frozenset[AdmissionAction]:
    """What the actor may do to the application now; one that does not meet its ground is not admitted."""
    actions = PERMITTED[admission.status][actor.role]
    return actions - {"admit"} if admission.meets is False else actions


def ever_permitted(action: AdmissionAction, role: Role) -> bool:
    """Whether this role may do so in any state at all."""
    return any(action in row[role] for row in PERMITTED.values())


def may_see(admission: Admission, actor: Actor) -> bool:
    """The office sees all; who applied and the person see their own, which to others does not exist."""
    match actor.role:
        case "proposer":
            return admission.client == actor.client
        case "applicant":
            return actor.client in (admission.client, admission.applicant)
        case "expert":
            return False
        case "officer" | "supervisor":
            return True


def when_permitted(
    actor: Actor,
    state: TalentState | None,
    id_: str,
    action: AdmissionAction,
    then: Callable[[TalentState, Admission], Decision],
    already: Callable[[Admission], bool],
) -> Decision:
    """``then`` when the table permits the action to this role now; nothing when it was done ``already``."""
    known = state.admission(id_) if state else None
    if state is None or known is None or not may_see(known, actor):
        return UNKNOWN
    if already(known) and ever_permitted(action, actor.role):
        return ()
    if action not in permitted(known, actor):
        return Refusal("not-permitted-now", f"{action} is not open to the {actor.role}: {known.status}")
    return then(state, known)
