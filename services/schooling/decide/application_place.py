"""An application follows its place: accepted, put off to another year, or given up for another school."""

from __future__ import annotations

from datetime import date, datetime

from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.year_group_state import Entry
from services.schooling.decide import eligibility
from services.schooling.decide.exclusive import is_exclusive, refuse_to_accept
from services.schooling.facts import Facts
from services.schooling.messages.application import FollowOtherPlace, FollowPlace
from services.schooling.messages.application_events import (
    Ended,
    Enrolled,
    PlaceAccepted,
    PlaceDeferred,
    PlacedElsewhere,
    Withdrawn,
)
from services.schooling.messages.common import RULE, GroupRef, school_year, start_year
from services.schooling.rules.schools import SchoolRules
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day


def follow_place(
    command: FollowPlace, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """What the year group and the enrolment say of the application; nothing while they say nothing new."""
    if state is None or command.case_id is None or state.erased:
        return ()
    if state.status == "eligible" and (withdrawn := _taken_away(state, facts)):
        return withdrawn
    group = facts.group(state.group)
    entry = group.entry(command.case_id) if group else None
    if group is None or entry is None:
        return (Ended(because="not-placed"),) if group and group.closed and state.wants_place else ()
    if entry.deferred and state.status in ("eligible", "accepted", "enrolled"):
        return _deferred(state, facts, now)
    if state.status == "eligible" and entry.status == "seated":
        return _accepted(state, facts, now)
    if state.status == "accepted":
        return _enrolled(command.case_id, state, facts, now)
    return _ended(entry) if state.status == "eligible" and entry.status == "gone" else ()


def _taken_away(state: ApplicationState, facts: Facts) -> tuple[Event, ...]:
    """A child whose place was put off has left the school: it wants none in the other year either."""
    enrolment = facts.enrolments.get(state.enrolment or "")
    if enrolment is None or enrolment.current:
        return ()
    return (Withdrawn(reason="the child was taken from the school", by=RULE),)


def _ended(entry: Entry) -> tuple[Event, ...]:
    """Off the list without a place: by its last offer, or by the end of the school year."""
    last = entry.answers[-1][1] if entry.answers else None
    return (Ended(because=last if last in ("declined", "lapsed") else "not-placed"),)


def _accepted(state: ApplicationState, facts: Facts, now: datetime) -> Decision:
    """A transfer begins with a record of the former school, and not before it has left that one."""
    rules = eligibility.rules_for(state.group.school, facts, now)
    if isinstance(rules, Refusal):
        return rules
    if state.kind == "transfer" and state.prior is None:
        return Refusal("prior-school-record-missing", "a transfer needs the record of the former school")
    begin = _begin(state, rules, law_day(now))
    if isinstance(begin, Refusal):
        return begin
    refusal = refuse_to_accept(state, begin, facts, now)
    return refusal or (PlaceAccepted(group=state.group, begin=begin),)


def _begin(state: ApplicationState, rules: SchoolRules, today: date) -> date | Refusal:
    """The wanted day if it lies in the year; else the year's first one, today or the exit, the latest."""
    first, last = rules.year_days(state.group.year)
    exit_on = state.prior.exit_on if state.prior is not None else first
    wanted = state.form.begin
    if wanted is not None and first <= wanted <= last:
        if wanted < exit_on:
            return Refusal("begin-before-exit", "the child begins when it has left the former school")
        return max(wanted, today)
    begin = max(first, today, exit_on)
    return begin if begin <= last else Refusal("begin-outside-year", f"{state.group.year} ends on {last}")


def _enrolled(application_id: str, state: ApplicationState, facts: Facts, now: datetime) -> Decision:
    """The enrolment is open. At an exclusive school the child's other applications have ended before."""
    others = facts.open_applications_of(state.child, state.group.year)
    if is_exclusive(state.group.school, facts, now) and others != [application_id]:
        return Refusal("applications-changed", "the child has applied elsewhere meanwhile: accept once more")
    enrolments = facts.enrolments.items()
    found = (id_ for id_, each in enrolments if each.opened_for(application_id))
    enrolment = next(found, None)
    return () if enrolment is None else (Enrolled(enrolment=enrolment),)


def _deferred(state: ApplicationState, facts: Facts, now: datetime) -> Decision:
    """The place is wanted a year later, if the child is then still of the grade's age."""
    rules = eligibility.rules_for(state.group.school, facts, now)
    if isinstance(rules, Refusal):
        return rules
    year = school_year(start_year(state.group.year) + 1)
    if start_year(year) - start_year(state.form.year) > rules.edition.deferral.value.years:
        return Refusal("deferred-too-long", "the school puts a place off no longer")
    birth = state.form.child.birth
    refusal = eligibility.refuse_age(birth, rules, year, state.group.grade)
    group = GroupRef(school=state.group.school, year=year, grade=state.group.grade)
    enrolment = facts.enrolments.get(state.enrolment or "") if state.status == "enrolled" else None
    tasks = state.tasks if enrolment is None else enrolment.tasks
    return refusal or (PlaceDeferred(group=group, tasks=tasks),)


def follow_other(
    command: FollowOtherPlace, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """A child goes to one school, where the rules of the school that it has a place at say so."""
    other = facts.applications.get(command.application_id)
    if state is None or other is None or state.status not in ("in-review", "eligible"):
        return ()
    same = (other.child, other.group.year) == (state.child, state.group.year)
    if command.application_id == command.case_id or not same or other.status not in ("accepted", "enrolled"):
        return ()
    return (PlacedElsewhere(),) if is_exclusive(other.group.school, facts, now) else ()
