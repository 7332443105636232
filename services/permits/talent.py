"""A person's case: the dated memberships of the Quancheng Programme, and recognised qualifications."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from services.permits.messages.common import Part
from services.permits.messages.talent import (
    MemberAdmitted,
    MembershipEnded,
    Qualification,
    QualificationRecorded,
)
from shared.cases import Deadline, State

TalentEvent = MemberAdmitted | MembershipEnded | QualificationRecorded


class Membership(Part):
    """One period on the programme's list, first and last day included; ``end`` None: until it is ended."""

    keeper: str
    start: date
    end: date | None = None

    def on(self, day: date) -> bool:
        """Whether the person is a member on ``day``."""
        return self.start <= day <= (self.end or date.max)


class TalentState(State):
    """Periods in the order of their start, never overlapping."""

    person: str
    memberships: tuple[Membership, ...] = ()
    qualifications: tuple[Qualification, ...] = ()

    def member_on(self, day: date) -> bool:
        """Whether the person stands on the programme's list on ``day``."""
        return any(membership.on(day) for membership in self.memberships)


def evolve(state: TalentState | None, event: TalentEvent) -> TalentState:
    """Fold one event."""
    if state is None:
        assert not isinstance(event, MembershipEnded), "a membership ends after it began"
        state = TalentState(person=event.person)
    return state.model_copy(update=_change(state, event))


def _change(state: TalentState, event: TalentEvent) -> Mapping[str, Any]:
    match event:
        case MemberAdmitted():
            new = Membership(keeper=event.keeper, start=event.start, end=event.end)
            return {"memberships": tuple(sorted((*state.memberships, new), key=lambda each: each.start))}
        case MembershipEnded():
            return {"memberships": tuple(_ended(each, event.on) for each in state.memberships)}
        case QualificationRecorded():
            others = tuple(each for each in state.qualifications if each.id != event.qualification.id)
            return {"qualifications": (*others, event.qualification)}
    assert_never(event)


def _ended(membership: Membership, on: date) -> Membership:
    return membership.model_copy(update={"end": on}) if membership.on(on) else membership


def deadlines(_state: TalentState) -> tuple[Deadline, ...]:
    """A list waits for nothing: whether somebody is on it is asked by day."""
    return ()


def columns(state: TalentState) -> Mapping[str, Any]:
    """What lists filter by; the one-way key of the person is no name."""
    return {
        "person": state.person,
        "members_until": max(
            ((each.end or date.max).isoformat() for each in state.memberships), default=None
        ),
    }
