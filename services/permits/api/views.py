"""How applications, permits, employers and persons on the programme's list are shown over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.permits.api.context import Member
from services.permits.cases.application import deadlines
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.employer import EmployerState
from services.permits.cases.permit import deadlines as permit_deadlines
from services.permits.cases.permit_state import PermitState
from services.permits.cases.talent import TalentState
from services.permits.rules.actions import permitted
from shared.cases import Deadline
from shared.cloudevents import rfc3339
from shared.history import Found

_OPENED = dict.fromkeys(
    (
        "form",
        "correction",
        "assessment",
        "attested",
        "decision",
        "issued",
        "revoked_for",
        "ended_on",
        "follow_ups",
        "officer",
        "liaison",
        "held_year",
    ),
    True,
)
_OF_THE_BUREAU = {"requested_at", "outcome", "reason", "valid_to", "number", "rang"}


def application_line(found: Found) -> dict[str, Any]:
    """One line of the work list."""
    state = found.state
    assert isinstance(state, ApplicationState)
    at_risk = [clock for clock in state.running if "at-risk" in clock.rang]
    return {
        "id": found.id,
        "version": found.version,
        "state": state.status,
        "type": state.form.type,
        "category": state.form.category,
        "track": state.track if state.submission else None,
        "employer": state.form.employer,
        "submitted": rfc3339(state.submission.at) if state.submission else None,
        "officer": state.officer,
        "liaison": state.liaison,
        "flagged": bool(state.flags),
        "near_breach": [clock.name for clock in at_risk if "breached" not in clock.rang],
        "breached": [clock.name for clock in state.clocks if "breached" in clock.rang],
        "due": {clock.name: rfc3339(clock.due.due) for clock in state.running if clock.due is not None},
    }


def application_view(found: Found, who: Member) -> dict[str, Any]:
    """The whole application, and what the caller may do next: each action is a path below it.

    The other case of a flag may be somebody else's, and that it exists is private.
    """
    state = found.state
    assert isinstance(state, ApplicationState)
    of_a_flag = {"flag", "detail", "other"} if who.in_office else {"flag", "detail"}
    parts = state.model_dump(
        mode="json",
        exclude_none=True,
        include={**_OPENED, "residence": _OF_THE_BUREAU, "flags": {"__all__": of_a_flag}},
    )
    return {
        **application_line(found),
        **parts,
        "deadlines": _shown(deadlines(state)),
        "blocked": found.blocked,
        "correlation": found.correlation,
        "actions": sorted(permitted(state, who.actor.role)),
    }


def permit_view(found: Found) -> dict[str, Any]:
    """A permit with everything that it stood for; the one-way keys of its holder stay inside."""
    state = found.state
    assert isinstance(state, PermitState)
    shown = state.model_dump(mode="json", exclude_none=True, exclude={"persons", "answered"})
    return {
        "id": found.id,
        "version": found.version,
        **shown,
        "deadlines": _shown(permit_deadlines(state)),
        "blocked": found.blocked,
    }


def employer_view(found: Found) -> dict[str, Any]:
    """An employer's registration and record."""
    state = found.state
    assert isinstance(state, EmployerState)
    return {"id": found.id, "version": found.version, **state.model_dump(mode="json", exclude_none=True)}


def member_view(found: Found) -> dict[str, Any]:
    """The memberships of one person, whom only the id tells from others."""
    state = found.state
    assert isinstance(state, TalentState)
    memberships = state.model_dump(mode="json", include={"memberships"})["memberships"]
    return {"id": found.id, "version": found.version, "memberships": memberships}


def _shown(waiting: Iterable[Deadline]) -> list[dict[str, str]]:
    return [{"name": each.name, "due": rfc3339(each.due_at)} for each in waiting]
