"""A permit follows its applications: granted, extended, changed, cancelled, revoked with them.

The application's own case was decided before, in the same message or earlier. One that came to nothing has
no effect here, so a refused issue grants no permit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.permits.cases.application_state import OPEN, ApplicationState
from services.permits.cases.permit_state import PermitState
from services.permits.facts import Facts
from services.permits.messages.events import Issued, Submitted
from services.permits.messages.form import Form
from services.permits.messages.permit import (
    ExtensionClosed,
    ExtensionLodged,
    FollowApplication,
    Holding,
    PermitCancelled,
    PermitChanged,
    PermitExpired,
    PermitExtended,
    PermitGranted,
    PermitRevoked,
    ResidenceRecorded,
)
from services.permits.rules import limits
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day


def follow(command: FollowApplication, state: PermitState | None, facts: Facts, now: datetime) -> Decision:
    """What the application has come to, as far as it concerns this permit."""
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
                number=state.number,
                persons=state.persons,
                cause="application",
                on=law_day(now),
                application_id=id_,
            )
        return
    persons = state.persons if state else ()
    if state is None or all(holding.application_id != id_ for holding in state.holdings):
        persons = _persons(application.form, persons)
        yield _effect(id_, application, issued, persons, facts, now)
    yield from _residence(id_, application, state, persons)


def _persons(form: Form, known: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of the holder once the application has its effect: a new passport's comes last."""
    if form.type == "extension":
        return known
    return (*(person for person in known if person != form.person.key), form.person.key)


def _effect(
    id_: str,
    application: ApplicationState,
    issued: Issued,
    persons: tuple[str, ...],
    facts: Facts,
    now: datetime,
) -> Event:
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
            return PermitExtended(
                number=issued.permit_number, persons=persons, holding=holding, window=window
            )
        case "change":
            return PermitChanged(number=issued.permit_number, persons=persons, holding=holding, window=window)
    return PermitGranted(
        number=issued.permit_number,
        persons=persons,
        employer_client=application.employer_client,
        applicant=application.applicant,
        holding=holding,
        window=window,
    )


def _residence(
    id_: str, application: ApplicationState, state: PermitState | None, persons: tuple[str, ...]
) -> Iterator[Event]:
    """The bureau's yes dates the residence permit; once for each application."""
    residence = application.residence
    if residence is None or residence.outcome != "granted" or residence.valid_to is None:
        return
    if state is None or id_ not in state.answered:
        yield ResidenceRecorded(persons=persons, application_id=id_, valid_to=residence.valid_to)


def _revoked(id_: str, application: ApplicationState, state: PermitState) -> Decision:
    """A revoked decision takes the permit that rests on it; with it, the number is struck off (注销)."""
    if state.status == "revoked" or all(holding.application_id != id_ for holding in state.holdings):
        return ()
    assert application.ended_on is not None
    return (
        PermitRevoked(
            number=state.number,
            persons=state.persons,
            application_id=id_,
            reason=application.revoked_for or "revoked",
            on=application.ended_on,
        ),
        PermitCancelled(
            number=state.number, persons=state.persons, cause="revocation", on=application.ended_on
        ),
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
    return (closed, *expired(state, now)) if state.continued else (closed,)


def expired(state: PermitState, now: datetime) -> tuple[Event, ...]:
    """Past its last day it is expired, and struck off of itself."""
    return (
        PermitExpired(number=state.number, persons=state.persons, on=state.holding.valid_to),
        PermitCancelled(number=state.number, persons=state.persons, cause="expiry", on=law_day(now)),
    )
