"""Every command on a person's talent case, and the one decision that answers it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from services.qualifications.cases.talent import TERM, deadlines
from services.qualifications.cases.talent_state import TalentState
from services.qualifications.decide import admission, following, grace
from services.qualifications.decide.ending import ended
from services.qualifications.facts import Facts
from services.qualifications.messages.talent import (
    Admit,
    Apply,
    Assess,
    FollowHolder,
    FollowRecognition,
    RefuseAdmission,
    RevokeAdmission,
    WakeTalent,
    WithdrawApplication,
)
from shared.cases import Deadline, Decision

TalentCommand = (
    Apply
    | Assess
    | Admit
    | RefuseAdmission
    | WithdrawApplication
    | RevokeAdmission
    | FollowRecognition
    | FollowHolder
    | WakeTalent
)


def decide_talent(command: TalentCommand, state: TalentState | None, facts: Facts, now: datetime) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case Apply():
            return admission.apply(command, state, facts, now)
        case Assess():
            return admission.assess(command, state)
        case Admit():
            return admission.admit(command, state, facts, now)
        case RefuseAdmission():
            return admission.refuse(command, state)
        case WithdrawApplication():
            return admission.withdraw(command, state)
        case RevokeAdmission():
            return admission.revoke(command, state, now)
        case FollowRecognition():
            return following.recognition(command, state, facts)
        case FollowHolder():
            return following.holder(command, state, facts, now)
        case WakeTalent():
            return _wake(command, state, facts, now)
    assert_never(command)


def _wake(command: WakeTalent, state: TalentState | None, facts: Facts, now: datetime) -> Decision:
    """A deadline has its effect when the case still waits for exactly it, and never early."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    what, _, id_ = command.name.partition(":")
    found = state.admission(id_)
    assert found is not None
    if what == TERM:
        assert found.end is not None
        return ended(state, found, found.end, "term")
    return grace.over(state, found, facts, now)
