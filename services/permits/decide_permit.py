"""What becomes of a permit: it follows its applications, and time ends what they began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from services.permits import limits
from services.permits.application_state import OPEN, ApplicationState
from services.permits.facts import Facts
from services.permits.messages.events import Issued, Submitted
from services.permits.messages.permit import (
    CancellationOverdue,
    EmploymentEnded,
    EntryReported,
    ExtensionClosed,
    ExtensionDeemedGranted,
    ExtensionLodged,
    ExtensionWindowClosed,
    ExtensionWindowOpened,
    FollowApplication,
    Holding,
    PermitCancelled,
    PermitChanged,
    PermitExpired,
    PermitExtended,
    PermitGranted,
    PermitRevoked,
    ReportEmploymentEnd,
    ReportEntry,
    ResidenceOverdue,
    ResidenceRecorded,
    ResidenceReminded,
    WakePermit,
)
from services.permits.permit import (
    CANCELLATION_OVERDUE,
    EXPIRY,
    RESIDENCE_OVERDUE,
    RESIDENCE_REMINDER,
    WINDOW_CLOSES,
    WINDOW_OPENS,
    PermitState,
    deadlines,
)
from shared.cases import Deadline, Decision, Event, Refusal
from shared.clock import law_day, start_of_law_day
from shared.working_days import YearNotLoaded

PermitCommand = FollowApplication | ReportEntry | ReportEmploymentEnd | WakePermit
UNKNOWN = Refusal("permit-unknown", "there is no such permit")


def decide_permit(command: PermitCommand, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case FollowApplication():
            return _follow(command, state, facts, now)
        case ReportEntry():
            return _entry(command, state, facts, now)
        case ReportEmploymentEnd():
            return _employment_end(command, state, facts, now)
        case WakePermit():
            return _wake(command, state, facts, now)
    assert_never(command)


def _follow(command: FollowApplication, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """The application's own case was decided before, in the same message or earlier; here is its effect.

    An application that came to nothing has none, so a refused issue grants no permit.
    """
    application = facts.applications.get(command.application_id)
    if application is None or application.submission is None:
        return ()
    if not _concerns(application.submission, command, state):
        return Refusal("other-permit", "the application concerns another permit")
    if application.status == "issued" and application.issued is not None:
        return tuple(_issued(command.application_id, application, application.issued, state, facts, now))
    if state is None:
        return ()
    if application.status == "revoked":
        return _revoked(command.application_id, application, state)
    if application.form.type == "extension":
        return _extension(command.application_id, application, state, now)
    return ()


def _concerns(submission: Submitted, command: FollowApplication, state: PermitState | None) -> bool:
    """By its id it has to be the one that the application named; by an alias it has to know the person."""
    if command.case_id is not None:
        return command.case_id == submission.permit_id
    return state is not None and submission.person in state.persons


def _issued(
    id_: str,
    application: ApplicationState,
    issued: Issued,
    state: PermitState | None,
    facts: Facts,
    now: datetime,
) -> Iterator[Event]:
    if application.form.type == "cancellation":
        if state is not None and state.status == "valid":
            yield PermitCancelled(
                number=state.number, cause="application", on=law_day(now), application_id=id_
            )
        return
    if state is None or all(holding.application_id != id_ for holding in state.holdings):
        yield _effect(id_, application, issued, facts, now)
    yield from _residence(id_, application, state)


def _effect(id_: str, application: ApplicationState, issued: Issued, facts: Facts, now: datetime) -> Event:
    form = application.form
    holding = Holding(
        application_id=id_,
        employer=issued.employer,
        category=issued.category,
        post=form.post,
        short_work=form.type == "short-work",
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
    )
    window = (
        None
        if holding.short_work
        else limits.extension_window(facts.policy(now), holding.valid_to, facts.version(now))
    )
    match form.type:
        case "extension":
            return PermitExtended(number=issued.permit_number, holding=holding, window=window)
        case "change":
            return PermitChanged(
                number=issued.permit_number, person=form.person.key, holding=holding, window=window
            )
    return PermitGranted(
        number=issued.permit_number,
        person=form.person.key,
        employer_client=application.employer_client,
        holding=holding,
        window=window,
    )


def _residence(id_: str, application: ApplicationState, state: PermitState | None) -> Iterator[Event]:
    """The bureau's yes dates the residence permit; once for each application."""
    residence = application.residence
    if residence is None or residence.outcome != "granted" or residence.valid_to is None:
        return
    if state is None or id_ not in state.answered:
        yield ResidenceRecorded(application_id=id_, valid_to=residence.valid_to)


def _revoked(id_: str, application: ApplicationState, state: PermitState) -> Decision:
    """A revoked decision takes the permit that rests on it; with it, the number is struck off (注销)."""
    if state.status == "revoked" or all(holding.application_id != id_ for holding in state.holdings):
        return ()
    assert application.ended_on is not None
    return (
        PermitRevoked(
            number=state.number,
            application_id=id_,
            reason=application.revoked_for or "revoked",
            on=application.ended_on,
        ),
        PermitCancelled(number=state.number, cause="revocation", on=application.ended_on),
    )


def _extension(id_: str, application: ApplicationState, state: PermitState, now: datetime) -> Decision:
    """An undecided extension is noted; one that ended without a permit lets validity end as it would have."""
    if application.status in OPEN:
        if state.status != "valid" or state.extension == id_:
            return ()
        return (ExtensionLodged(application_id=id_),)
    if state.extension != id_:
        return ()
    closed = ExtensionClosed(application_id=id_)
    return (closed, *_expired(state, now)) if state.continued else (closed,)


def _expired(state: PermitState, now: datetime) -> tuple[Event, ...]:
    """Past its last day it is expired, and struck off of itself."""
    return (
        PermitExpired(number=state.number, on=state.holding.valid_to),
        PermitCancelled(number=state.number, cause="expiry", on=law_day(now)),
    )


def _entry(command: ReportEntry, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """From the day of entry runs the time for the residence permit."""
    if state is None or not _may_see(command.actor.client, command.actor.role, state):
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
    if state is None or not _may_see(command.actor.client, command.actor.role, state):
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


def _may_see(client: str, role: str, state: PermitState) -> bool:
    return role in ("officer", "supervisor", "applicant") or client == state.employer_client


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
                number=state.number, application_id=state.extension, on=state.holding.valid_to
            ),
        )
    return _expired(state, now)
