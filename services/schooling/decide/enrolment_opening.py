"""A period of an enrolment is opened: for a place that was accepted, and for nothing else."""

from __future__ import annotations

from datetime import date, datetime

from services.schooling import names
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.tasks import without
from services.schooling.decide.eligibility import rules_for, verified_on_record
from services.schooling.decide.enrolment_periods import year_end
from services.schooling.decide.roster_name import roster_name
from services.schooling.facts import Facts
from services.schooling.messages.application import OpenTask
from services.schooling.messages.common import RESIDENCE_PERMIT
from services.schooling.messages.enrolment import OpenEnrolment
from services.schooling.messages.enrolment_events import EnrolmentOpened
from shared.cases import Decision, Refusal
from shared.clock import law_day


def open_enrolment(
    command: OpenEnrolment, state: EnrolmentState | None, facts: Facts, now: datetime
) -> Decision:
    """A period for the application that has the seat; a second one only when the first has ended."""
    application = facts.applications.get(command.application_id)
    if state is not None and _opened_already(command, state, application):
        return ()
    if application is None or application.status != "accepted" or application.begin is None:
        return Refusal("place-not-accepted", "the application has no place that it accepted")
    school, child = application.group.school, application.form.child
    if command.case_id != names.enrolment_id(school, application.child):
        return Refusal("other-child", "the enrolment is another child's")
    if state is not None and (refusal := _still_there(state, application.begin)):
        return refusal
    rules = rules_for(school, facts, now)
    if isinstance(rules, Refusal):
        return rules
    corrected = state.names if state is not None and state.waits_for_place else None
    given = corrected or child.names
    return (
        EnrolmentOpened(
            at=now,
            group=application.group,
            begin=application.begin,
            year_end=year_end(application.group.year, rules),
            application=command.application_id,
            child=application.child,
            names=given,
            roster=roster_name(given, facts.zone(now)),
            birth=child.birth,
            guardian=application.guardian,
            client=application.client,
            tasks=_tasks(application, facts, now),
        ),
    )


def _opened_already(
    command: OpenEnrolment, state: EnrolmentState, application: ApplicationState | None
) -> bool:
    """Not so of a place that was put off and is accepted now, whatever became of the child in between."""
    if state.opened_for(command.application_id):
        return True
    accepted = application is not None and application.status == "accepted"
    return command.application_id in state.applications and not accepted


def _tasks(application: ApplicationState, facts: Facts, now: datetime) -> tuple[OpenTask, ...]:
    """What is still to come. A residence permit that was told meanwhile is not."""
    guardian = facts.guardians.get(application.guardian)
    known = verified_on_record(guardian, application.client, law_day(now))
    return without(application.tasks, RESIDENCE_PERMIT) if known == "residence-permit" else application.tasks


def _still_there(state: EnrolmentState, begin: date) -> Refusal | None:
    if state.current and state.leaves_on is not None:
        return Refusal("leaves-first", f"the child leaves on {state.leaves_on}, and comes back after that")
    last = state.period.end
    if not state.waits_for_place and (last is None or begin < last):
        return Refusal("enrolled-already", "the child is at the school on that day")
    return None
