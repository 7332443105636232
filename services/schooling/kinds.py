"""The four kinds of case of this service, as the engine knows them."""

from __future__ import annotations

from typing import get_args

from services.schooling.cases import application, enrolment, guardian, year_group
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_record import RECORD_TYPE, record
from services.schooling.cases.enrolment_rows import enrollments, users
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.guardian import GuardianState
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.decide.application import ApplicationCommand, decide_application
from services.schooling.decide.enrolment import EnrolmentCommand, decide_enrolment
from services.schooling.decide.guardian import GuardianCommand, decide_guardian
from services.schooling.decide.year_group import YearGroupCommand, decide_year_group, wake_year_group
from services.schooling.intake import enrolment_followers
from services.schooling.messages.application import WakeApplication
from services.schooling.messages.enrolment import WakeEnrolment
from services.schooling.messages.guardian import WakeGuardian
from services.schooling.topics import ENROLMENTS
from shared.cases import CaseType, Deadline
from shared.state_topic import StateTopic
from shared.views import View


def wake_application(case_id: str, deadline: Deadline) -> ApplicationCommand:
    """The command that a deadline of an application gives when it has come."""
    return WakeApplication(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


def wake_enrolment(case_id: str, deadline: Deadline) -> EnrolmentCommand:
    """The command that a deadline of an enrolment gives when it has come."""
    return WakeEnrolment(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


def wake_guardian(case_id: str, deadline: Deadline) -> GuardianCommand:
    """The command that a deadline of a guardian's case gives when it has come."""
    return WakeGuardian(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


users_view = View(name="users", rows=users, indexes=(("_school", "_id"),))
enrollments_view = View(name="enrollments", rows=enrollments, indexes=(("_school", "_id"),))

year_group_case: CaseType[YearGroupCommand, YearGroupState] = CaseType(
    kind="year-group",
    state=YearGroupState,
    events=get_args(year_group.YearGroupEvent),
    decide=decide_year_group,
    evolve=year_group.evolve,
    deadlines=year_group.deadlines,
    wake=wake_year_group,
    columns=year_group.columns,
    facts_by_command=True,
)

application_case: CaseType[ApplicationCommand, ApplicationState] = CaseType(
    kind="application",
    state=ApplicationState,
    events=get_args(application.ApplicationEvent),
    decide=decide_application,
    evolve=application.evolve,
    deadlines=application.deadlines,
    wake=wake_application,
    aliases=application.aliases,
    columns=application.columns,
)

enrolment_case: CaseType[EnrolmentCommand, EnrolmentState] = CaseType(
    kind="enrolment",
    state=EnrolmentState,
    events=get_args(enrolment.EnrolmentEvent),
    decide=decide_enrolment,
    evolve=enrolment.evolve,
    deadlines=enrolment.deadlines,
    wake=wake_enrolment,
    followers=enrolment_followers,
    aliases=enrolment.aliases,
    columns=enrolment.columns,
    views=(users_view, enrollments_view),
    state_topic=StateTopic(topic=ENROLMENTS, type=RECORD_TYPE, record=record),
)

guardian_case: CaseType[GuardianCommand, GuardianState] = CaseType(
    kind="guardian",
    state=GuardianState,
    events=get_args(guardian.GuardianEvent),
    decide=decide_guardian,
    evolve=guardian.evolve,
    deadlines=guardian.deadlines,
    wake=wake_guardian,
    aliases=guardian.aliases,
    columns=guardian.columns,
    facts_by_command=True,
)
