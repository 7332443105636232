"""Filling the facts of a batch: one read for each kind of fact, none for a kind that nobody asks about.

All of it is read in the transaction's own snapshot. What several cases must not decide at once (one open
application a child at a school, an application that joins a list and one that leaves it) is held, so that a
rival runs again and sees the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from services.schooling import names
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.guardian import GuardianState
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.facts import Facts
from services.schooling.messages.application import (
    Apply,
    EraseApplication,
    FollowGuardian,
    FollowOtherPlace,
    FollowPlace,
)
from services.schooling.messages.enrolment import FollowDeferral, FollowStanding, OpenEnrolment
from services.schooling.messages.guardian import LinkChild, UnlinkChild
from services.schooling.messages.year_group import AcceptOffer, DeclineOffer, Defer, Join, Leave
from services.schooling.rules.schools import Schools
from shared.cases import Command, State
from shared.look import Facts as FactsOf
from shared.look import Look
from shared.working_days import WorkingDays

S = TypeVar("S", bound=State)
Ids = set[str]


def facts_from(schools: Schools, working_days: WorkingDays) -> FactsOf:
    """What the engine calls for each batch, inside the transaction's snapshot."""

    async def look_up(look: Look, commands: Sequence[Command]) -> Facts:
        facts = Facts(schools, working_days)
        await look.hold(_held(commands))
        await _applications(look, commands, facts)
        await _others_of_who_accepts(look, commands, facts)
        await _enrolments(look, commands, facts)
        await _guardians(look, commands, facts)
        await _year_groups(look, commands, facts)
        return facts

    return look_up


def _held(commands: Sequence[Command]) -> Iterator[str]:
    """A new application meets others of its child; one that exists is held by whoever moves it on a list."""
    new = {command.case_id for command in commands if isinstance(command, Apply)}
    for command in commands:
        match command:
            case Apply(form=form):
                yield names.open_application(form.child.key, form.year)
            case Join() | Leave() if command.application not in new:
                yield command.application


async def _applications(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Those that the commands name, and the open ones of a child for whom somebody applies."""
    ids = {id_ for command in commands for id_ in _application_ids(command)}
    forms = [command.form for command in commands if isinstance(command, Apply)]
    aliases = {names.open_application(form.child.key, form.year) for form in forms}
    wanted: list[dict[str, Any]] = []
    if ids:
        wanted.append({"_id": {"$in": sorted(ids)}, "kind": "application"})
    if aliases:
        wanted.append({"aliases": {"$in": sorted(aliases)}})
    if wanted:
        await _read(look, {"$or": wanted}, ApplicationState, facts)


async def _others_of_who_accepts(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """The child's other open applications for the year; held against who applies for it at this moment."""
    accepting = [state for _, state in _named(commands, facts, AcceptOffer) if not state.erased]
    aliases = {names.open_application(state.child, state.group.year) for state in accepting}
    await look.hold(aliases)
    if aliases:
        await _read(look, {"aliases": {"$in": sorted(aliases)}}, ApplicationState, facts)


def _application_ids(command: Command) -> Iterator[str]:
    match command:
        case Join() | Leave() | AcceptOffer() | DeclineOffer() | Defer():
            yield command.application
        case OpenEnrolment() | FollowOtherPlace() | FollowDeferral():
            yield command.application_id
        case LinkChild(link="application") | UnlinkChild(link="application"):
            yield command.id
        case FollowPlace() | FollowGuardian() | EraseApplication() if command.case_id is not None:
            yield command.case_id


async def _guardians(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Of whoever applies, joins a list, takes a place, or has waited for a permit."""
    ids = {names.guardian_id(each.form.guardian.person) for each in commands if isinstance(each, Apply)}
    ids |= {state.guardian for _, state in _named(commands, facts, Join, FollowGuardian, OpenEnrolment)}
    for command in commands:
        enrolment = facts.enrolments.get(command.case_id or "")
        if isinstance(command, FollowStanding) and enrolment is not None and enrolment.guardian is not None:
            ids.add(enrolment.guardian)
    await _by_id(look, ids, "guardian", GuardianState, facts)


async def _year_groups(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Where an application that follows its place wants one."""
    groups = [state.group for _, state in _named(commands, facts, FollowPlace)]
    ids = {names.year_group_id(group.school, group.year, group.grade) for group in groups}
    await _by_id(look, ids, "year-group", YearGroupState, facts)


async def _enrolments(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Brothers and sisters, the enrolment that an application leads or led to, and those that are named.

    Of a child that is to get a place, those at every school: there is one for each, whose id is known.
    """
    forms = [command.form for command in commands if isinstance(command, Apply)]
    ids = {form.sibling for form in forms if form.sibling is not None}
    ids |= {
        command.id
        for command in commands
        if isinstance(command, LinkChild | UnlinkChild) and command.link == "enrolment"
    }
    ids |= {each.case_id for each in commands if isinstance(each, FollowStanding) and each.case_id}
    children = {form.child.key for form in forms}
    children |= {state.child for _, state in _named(commands, facts, AcceptOffer)}
    ids |= {names.enrolment_id(school.id, child) for school in facts.schools for child in children}
    for command, state in _named(commands, facts, FollowPlace, EraseApplication):
        if isinstance(command, FollowPlace):
            ids.add(names.enrolment_id(state.group.school, state.child))
        elif state.enrolment is not None:
            ids.add(state.enrolment)
    await _by_id(look, ids, "enrolment", EnrolmentState, facts)


def _named(
    commands: Sequence[Command], facts: Facts, *types: type[Command]
) -> Iterator[tuple[Command, ApplicationState]]:
    """The applications that commands of these types name."""
    for command in commands:
        if isinstance(command, types):
            for id_ in _application_ids(command):
                if id_ in facts.applications:
                    yield command, facts.applications[id_]


async def _by_id(look: Look, ids: Ids, kind: str, state: type[S], facts: Facts) -> None:
    if ids:
        await _read(look, {"_id": {"$in": sorted(ids)}, "kind": kind}, state, facts)


async def _read(look: Look, query: dict[str, Any], state: type[S], facts: Facts) -> None:
    """Take in the cases that match; a case that a parked message only blocks has no state yet."""
    for row in await look.cases({**query, "version": {"$gt": 0}}, {"state": 1}):
        facts.observe(row["_id"], state.model_validate_json(row["state"]))
