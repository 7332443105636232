"""What becomes of an employer's registration and record."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from services.permits import names
from services.permits.cases.employer import EmployerState
from services.permits.facts import Facts
from services.permits.messages.common import Actor
from services.permits.messages.employer import (
    DishonestyLifted,
    DishonestyRecord,
    DishonestyRecorded,
    EmployerChanged,
    EmployerRegistered,
    EmployerReinstated,
    EmployerSuspended,
    LiftDishonesty,
    RecordBrokenPromise,
    RecordDishonesty,
    RegisterEmployer,
    ReinstateEmployer,
    SuspendEmployer,
)
from services.permits.rules.employers import UsccInvalid, checked_uscc
from shared.cases import Decision, Refusal
from shared.clock import law_day

EmployerCommand = (
    RegisterEmployer
    | SuspendEmployer
    | ReinstateEmployer
    | RecordDishonesty
    | RecordBrokenPromise
    | LiftDishonesty
)
UNKNOWN = Refusal("employer-unknown", "no employer is registered under this id")
_OFFICE = frozenset({"officer", "supervisor"})


def decide_employer(
    command: EmployerCommand, state: EmployerState | None, facts: Facts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case RegisterEmployer():
            return _register(command, state)
        case SuspendEmployer():
            return _suspend(command, state)
        case ReinstateEmployer():
            return _reinstate(command, state)
        case RecordDishonesty():
            return _record(command, state)
        case RecordBrokenPromise():
            return _broken_promise(command, state, facts)
        case LiftDishonesty():
            return _lift(command, state, now)
    assert_never(command)


def _register(command: RegisterEmployer, state: EmployerState | None) -> Decision:
    registration, actor = command.registration, command.actor
    if actor.role not in (*_OFFICE, "employer-agent"):
        return _not_permitted(actor, "registering an employer")
    if actor.role == "employer-agent" and registration.client != actor.client:
        return Refusal("not-your-employer", "an agent registers its own employer")
    try:
        code = checked_uscc(registration.uscc)
    except UsccInvalid as error:
        return Refusal(error.code, str(error))
    if code != registration.uscc or command.case_id != names.employer_id(code):
        return Refusal("uscc-form", "the code is written without spaces, in capitals, and names the case")
    if state is None:
        return (EmployerRegistered(registration=registration, by=actor.client),)
    if state.registration == registration:
        return ()
    if state.registration.client != registration.client and actor.role not in _OFFICE:
        return Refusal("uscc-taken", "the employer is registered by another client")
    return (EmployerChanged(registration=registration, by=actor.client),)


def _suspend(command: SuspendEmployer, state: EmployerState | None) -> Decision:
    objection = _objection(command.actor, state)
    if objection is not None or state is None:
        return objection or UNKNOWN
    if state.status == "suspended":
        return ()
    return (EmployerSuspended(reason=command.reason, by=command.actor.client),)


def _reinstate(command: ReinstateEmployer, state: EmployerState | None) -> Decision:
    objection = _objection(command.actor, state)
    if objection is not None or state is None:
        return objection or UNKNOWN
    if state.status == "registered":
        return ()
    return (EmployerReinstated(reason=command.reason, by=command.actor.client),)


def _record(command: RecordDishonesty, state: EmployerState | None) -> Decision:
    objection = _objection(command.actor, state)
    if objection is not None or state is None:
        return objection or UNKNOWN
    if any(record.id == command.record.id for record in state.records):
        return ()
    if command.record.until is not None and command.record.until < command.record.since:
        return Refusal("dates-invalid", "the record ends before it begins")
    return (DishonestyRecorded(record=command.record, by=command.actor.client),)


def _broken_promise(command: RecordBrokenPromise, state: EmployerState | None, facts: Facts) -> Decision:
    """Only where the revocation of the application says that it is the employer's dishonesty."""
    application = facts.applications.get(command.application_id)
    if state is None or application is None or application.status != "revoked" or not application.dishonesty:
        return ()
    if application.form.employer != command.case_id or application.ended_on is None:
        return ()
    if any(record.id == command.application_id for record in state.records):
        return ()
    record = DishonestyRecord(
        id=command.application_id,
        ground="false-promise",
        detail="an application was revoked for a false promise",
        since=application.ended_on,
    )
    return (DishonestyRecorded(record=record, application_id=command.application_id, by="rule"),)


def _lift(command: LiftDishonesty, state: EmployerState | None, now: datetime) -> Decision:
    objection = _objection(command.actor, state)
    if objection is not None or state is None:
        return objection or UNKNOWN
    record = next((each for each in state.records if each.id == command.record_id), None)
    if record is None:
        return Refusal("no-such-record", "the employer has no such record")
    if record.lifted_on is not None:
        return ()
    return (
        DishonestyLifted(
            record_id=record.id, on=law_day(now), reason=command.reason, by=command.actor.client
        ),
    )


def _objection(actor: Actor, state: EmployerState | None) -> Refusal | None:
    if actor.role not in _OFFICE:
        return _not_permitted(actor, "this")
    return UNKNOWN if state is None else None


def _not_permitted(actor: Actor, what: str) -> Refusal:
    return Refusal("not-permitted-now", f"{what} is not open to the {actor.role}")
