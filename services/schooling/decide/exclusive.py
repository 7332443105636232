"""A child goes to one school, where the rules of the school at which it has its place say so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.decide.eligibility import rules_for
from services.schooling.facts import Facts
from services.schooling.messages.child import Form
from services.schooling.messages.common import GroupRef
from shared.cases import Refusal

PLACED = Refusal(
    "already-placed", "the child has a place for this year at a school that lets it keep no other"
)


def is_exclusive(school: str, facts: Facts, now: datetime) -> bool:
    """Whether a place at the school is the only one that a child may have."""
    rules = rules_for(school, facts, now)
    return not isinstance(rules, Refusal) and rules.edition.exclusive.value


def refuse_second_place(form: Form, facts: Facts, now: datetime) -> Refusal | None:
    """Who has a place and does not leave applies for none but to be transferred."""
    places = _places(form.child.key, form.group, facts, now)
    staying = any(place.leaves_on is None for place in places)
    return PLACED if form.kind != "transfer" and staying else None


def refuse_to_accept(state: ApplicationState, begin: date, facts: Facts, now: datetime) -> Refusal | None:
    """The child has a place elsewhere; a transfer is taken from the day on which it has left that one."""
    for place in _places(state.child, state.group, facts, now):
        if state.kind != "transfer" or place.leaves_on is None or begin < place.leaves_on:
            return PLACED
    return None


def _places(child: str, wanted: GroupRef, facts: Facts, now: datetime) -> Iterator[EnrolmentState]:
    """Its enrolments in the year at other schools, of which each is to be the only one."""
    for state in facts.enrolments.values():
        if state.child != child or state.school == wanted.school or not state.current:
            continue
        there = (period for period in state.periods[state.stay :] if period.attended)
        if any(period.group.year == wanted.year for period in there) and is_exclusive(
            state.school, facts, now
        ):
            yield state
