"""What becomes of a permit: it follows its applications, and time ends what they began."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from services.permits.cases.application_state import OPEN
from services.permits.cases.permit import (
    CANCELLATION_OVERDUE,
    EXPIRY,
    RESIDENCE_OVERDUE,
    RESIDENCE_REMINDER,
    WINDOW_CLOSES,
    WINDOW_OPENS,
    deadlines,
)
from services.permits.cases.permit_state import PermitState
from services.permits.decide.follow_application import expired, follow
from services.permits.facts import Facts
from services.permits.messages.common import Actor
from services.permits.messages.permit import (
    CancellationOverdue,
    EmploymentEnded,
    EntryReported,
    ExtensionDeemedGranted,
    ExtensionWindowClosed,
    ExtensionWindowOpened,
    FollowApplication,
    ReportEmploymentEnd,
    ReportEntry,
    ResidenceOverdue,
    ResidenceReminded,
    WakePermit,
)
from services.permits.rules import limits
from shared.cases import Deadline, Decision, Refusal
from shared.clock import law_day, start_of_law_day
from shared.working_days import YearNotLoaded

PermitCommand = FollowApplication | ReportEntry | ReportEmploymentEnd | WakePermit
UNKNOWN = Refusal("permit-unknown", "there is no such permit")


def decide_permit(command: PermitCommand, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case FollowApplication():
            return follow(command, state, facts, now)
        case ReportEntry():
            return _entry(command, state, facts, now)
        case ReportEmploymentEnd():
            return _employment_end(command, state, facts, now)
        case WakePermit():
            return _wake(command, state, facts, now)
    assert_never(command)


def _entry(command: ReportEntry, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """From the day of entry runs the time for the residence permit."""
    if state is None or not may_see(state, command.actor):
        return UNKNOWN
    if state.status != "valid":
        return Refusal("permit-not-valid", f"the permit is {state.status}")
    if command.on > law_day(now):
        return Refusal("date-in-future", "an entry is reported when it has been")
    days = facts.policy(now).residence_application.value
    due = command.on + timedelta(days=days)
    if state.residence is not None and state.residence.due == due:
        return ()
    reminder = max(command.on, due - timedelta(days=facts.desk.residence_reminder.value))
    return (
        EntryReported(on=command.on, residence_reminder=reminder, residence_due=due, by=command.actor.client),
    )


def _employment_end(
    command: ReportEmploymentEnd, state: PermitState | None, facts: Facts, now: datetime
) -> Decision:
    """The employer's duty to have the permit cancelled runs from the day that employment ended."""
    if state is None or not may_see(state, command.actor):
        return UNKNOWN
    ended = state.employment_ended
    if ended is not None and ended.on == command.on and ended.due is not None:
        return ()
    if state.status != "valid":
        return Refusal("permit-not-valid", f"the permit is {state.status}")
    if command.on > law_day(now):
        return Refusal("date-in-future", "the end of employment is reported when it has come")
    due: datetime | None = None
    try:
        due = limits.cancellation_due(facts.policy(now), start_of_law_day(command.on), facts.time(now))
    except YearNotLoaded:
        if ended is not None and ended.on == command.on:
            return ()  # reported already, and the calendar has still not come
    return (
        EmploymentEnded(
            employer=state.holding.employer,
            on=command.on,
            due=due,
            reason=command.reason,
            by=command.actor.client,
        ),
    )


def may_see(state: PermitState, actor: Actor) -> bool:
    """The office sees all; the holder and the employer their own, which to others does not exist."""
    match actor.role:
        case "applicant":
            return state.applicant == actor.client
        case "employer-agent":
            return state.employer_client == actor.client
        case "officer" | "supervisor":
            return True


def _wake(command: WakePermit, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """A deadline has its effect when the permit still waits for exactly it, and never early."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    match command.name:
        case name if name == EXPIRY:
            return _at_expiry(state, facts, now)
        case name if name == WINDOW_OPENS:
            assert state.window is not None
            window = state.window.window
            return (ExtensionWindowOpened(number=state.number, opens=window.opens, closes=window.closes),)
        case name if name == WINDOW_CLOSES:
            assert state.window is not None
            return (ExtensionWindowClosed(number=state.number, closes=state.window.window.closes),)
        case name if name == RESIDENCE_REMINDER:
            assert state.residence is not None
            return (ResidenceReminded(due=state.residence.due),)
        case name if name == RESIDENCE_OVERDUE:
            assert state.residence is not None
            return (ResidenceOverdue(due=state.residence.due),)
    assert command.name == CANCELLATION_OVERDUE
    assert state.employment_ended is not None
    return (CancellationOverdue(employer=state.employment_ended.employer, due=command.due_at),)


def _at_expiry(state: PermitState, facts: Facts, now: datetime) -> Decision:
    """An extension that is undecided when validity ends counts as granted (Article 50).

    One that lapsed meanwhile is known from the facts: a deadline of the application does not reach here.
    """
    application = facts.applications.get(state.extension or "")
    undecided = state.extension is not None and (application is None or application.status in OPEN)
    if undecided and state.extension is not None and facts.policy(now).undecided_renewal_is_granted:
        return (
            ExtensionDeemedGranted(
                number=state.number,
                persons=state.persons,
                application_id=state.extension,
                on=state.holding.valid_to,
            ),
        )
    return expired(state, now)
