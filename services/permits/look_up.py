"""Filling the facts of a batch: one read for each kind of fact, none for a kind that nobody asks about.

All of it is read in the transaction's own snapshot. What several cases must not decide at once (one open
application a person, one holder a permit number) is held, so that a rival runs again and sees the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from services.permits import names
from services.permits.cases.application import PRE_CHECK
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.employer import EmployerState
from services.permits.cases.permit import EXPIRY
from services.permits.cases.permit_state import PermitState
from services.permits.cases.talent import TalentState
from services.permits.facts import Facts
from services.permits.messages.application import (
    Accept,
    Approve,
    FollowTalent,
    Issue,
    SaveDraft,
    Submit,
    WakeApplication,
)
from services.permits.messages.employer import RecordBrokenPromise
from services.permits.messages.permit import FollowApplication, WakePermit
from services.permits.rules.rulebook import Rulebook
from shared.cases import Command, State
from shared.look import Facts as FactsOf
from shared.look import Look

S = TypeVar("S", bound=State)


def facts_from(rulebook: Rulebook) -> FactsOf:
    """What the engine calls for each batch, inside the transaction's snapshot."""

    async def look_up(look: Look, commands: Sequence[Command]) -> Facts:
        facts = rulebook.facts()
        await look.hold(_held(commands))
        await _applications(look, commands, facts)
        await _hold_persons(look, commands, facts)
        if any(isinstance(command, Submit) for command in commands):
            await _open_applications(look, commands, facts)
            await _liaisons(look, facts)
        await _employers(look, commands, facts)
        await _talents(look, commands, facts)
        await _permits(look, commands, facts)
        return facts

    return look_up


def _held(commands: Sequence[Command]) -> Iterator[str]:
    for command in commands:
        if isinstance(command, Issue) and command.permit_number is not None:
            yield names.permit_number(command.permit_number)


async def _applications(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Those that the commands are about, and what an expiring permit waits for."""
    wanted = {id_ for command in commands for id_ in _application_ids(command)}
    wanted |= await _extensions(look, commands)
    await _read(look, {"_id": {"$in": list(wanted)}} if wanted else None, ApplicationState, facts)


def _application_ids(command: Command) -> Iterator[str]:
    match command:
        case FollowApplication() | RecordBrokenPromise():
            yield command.application_id
        case Submit() | Accept() | Approve() | Issue() if command.case_id is not None:
            yield command.case_id
        case WakeApplication(name=name) if name == PRE_CHECK and command.case_id is not None:
            yield command.case_id


async def _extensions(look: Look, commands: Sequence[Command]) -> set[str]:
    expiring = [
        command.case_id for command in commands if isinstance(command, WakePermit) and command.name == EXPIRY
    ]
    rows = await look.cases({"_id": {"$in": expiring}}, {"state": 1}) if expiring else []
    permits = (PermitState.model_validate_json(row["state"]) for row in rows if row["state"] is not None)
    return {permit.extension for permit in permits if permit.extension is not None}


async def _hold_persons(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Before what is known of the persons is read: what somebody is told of them, another decides on.

    A recognition that comes beside a Submit or an acceptance would else be seen by neither of the two.
    """
    persons = {command.person for command in commands if isinstance(command, FollowTalent)}
    persons |= {
        facts.applications[id_].form.held_by
        for command in commands
        if isinstance(command, Submit | Accept | WakeApplication)
        for id_ in _application_ids(command)
        if id_ in facts.applications
    }
    if persons:
        await look.hold(names.open_application_of(person) for person in persons)


async def _open_applications(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """The other open applications of persons who hand one in."""
    submitted = {command.case_id for command in commands if isinstance(command, Submit)}
    persons = {state.form.held_by for id_, state in facts.applications.items() if id_ in submitted}
    wanted = [names.open_application_of(person) for person in persons]
    await _read(look, {"aliases": {"$in": wanted}} if wanted else None, ApplicationState, facts)


async def _liaisons(look: Look, facts: Facts) -> None:
    """How many open applications each liaison officer looks after."""
    query = {"kind": "application", "columns.liaison": {"$in": list(facts.liaisons)}, "columns.open": True}
    for row in await look.cases(query, {"columns.liaison": 1}):
        facts.liaisons[row["columns"]["liaison"]].add(row["_id"])


async def _employers(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    wanted = {command.form.employer for command in commands if isinstance(command, SaveDraft)}
    wanted |= {state.form.employer for state in _asked(commands, facts)}
    await _read(look, {"_id": {"$in": list(wanted)}} if wanted else None, EmployerState, facts)


async def _talents(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Memberships and recognised qualifications of the persons."""
    persons = {state.form.held_by for state in _asked(commands, facts)}
    persons |= {command.person for command in commands if isinstance(command, FollowTalent)}
    ids = [names.talent_id(person) for person in persons]
    await _read(look, {"_id": {"$in": ids}} if ids else None, TalentState, facts)


async def _permits(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """The permits of the persons, and whoever has a number that is given out."""
    persons = {command.form.held_by for command in commands if isinstance(command, SaveDraft)}
    persons |= {state.form.held_by for state in _asked(commands, facts)}
    aliases = {*_held(commands), *(names.permit_of(person) for person in persons)}
    await _read(look, {"aliases": {"$in": list(aliases)}} if aliases else None, PermitState, facts)


def _asked(commands: Iterable[Command], facts: Facts) -> Iterator[ApplicationState]:
    """The applications whose person and employer a command of the batch asks about."""
    for command in commands:
        if not isinstance(command, FollowApplication | RecordBrokenPromise):
            for id_ in _application_ids(command):
                if id_ in facts.applications:
                    yield facts.applications[id_]


async def _read(look: Look, query: dict[str, Any] | None, state: type[S], facts: Facts) -> None:
    """Take in the cases that match; a case that a parked message only blocks has no state yet."""
    if query is None:
        return
    for row in await look.cases({**query, "version": {"$gt": 0}}, {"state": 1}):
        facts.observe(row["_id"], state.model_validate_json(row["state"]))
