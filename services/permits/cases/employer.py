"""An employer's case: its registration, and the record of its dishonesty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, assert_never

from services.permits.messages.employer import (
    DishonestyLifted,
    DishonestyRecord,
    DishonestyRecorded,
    EmployerChanged,
    EmployerRegistered,
    EmployerReinstated,
    EmployerSuspended,
    Registration,
)
from shared.cases import Deadline, State

EmployerEvent = (
    EmployerRegistered
    | EmployerChanged
    | EmployerSuspended
    | EmployerReinstated
    | DishonestyRecorded
    | DishonestyLifted
)


class EmployerState(State):
    """``records`` holds every record of dishonesty, those no longer in force too."""

    status: Literal["registered", "suspended"]
    registration: Registration
    records: tuple[DishonestyRecord, ...] = ()

    def dishonesty_on(self, day: date) -> DishonestyRecord | None:
        """The first record in force on ``day``."""
        return next((record for record in self.records if _in_force(record, day)), None)


def _in_force(record: DishonestyRecord, day: date) -> bool:
    until = min(record.until or date.max, record.lifted_on or date.max)
    return record.since <= day <= until and day != record.lifted_on


def evolve(state: EmployerState | None, event: EmployerEvent) -> EmployerState:
    """Fold one event. The first event of a case is EmployerRegistered."""
    if state is None:
        assert isinstance(event, EmployerRegistered), f"{event.type} cannot open an employer"
        state = EmployerState(status="registered", registration=event.registration)
    return state.model_copy(update=_change(state, event))


def _change(state: EmployerState, event: EmployerEvent) -> Mapping[str, Any]:
    match event:
        case EmployerRegistered() | EmployerChanged():
            return {"registration": event.registration}
        case EmployerSuspended():
            return {"status": "suspended"}
        case EmployerReinstated():
            return {"status": "registered"}
        case DishonestyRecorded():
            return {"records": (*state.records, event.record)}
        case DishonestyLifted():
            return {"records": tuple(_lifted(record, event) for record in state.records)}
    assert_never(event)


def _lifted(record: DishonestyRecord, event: DishonestyLifted) -> DishonestyRecord:
    return record.model_copy(update={"lifted_on": event.on}) if record.id == event.record_id else record


def deadlines(_state: EmployerState) -> tuple[Deadline, ...]:
    """An employer waits for nothing."""
    return ()


def columns(state: EmployerState) -> Mapping[str, Any]:
    """What lists filter by."""
    registration = state.registration
    return {
        "state": state.status,
        "uscc": registration.uscc,
        "employer_client": registration.client,
        "dishonest": any(record.lifted_on is None for record in state.records),
    }
