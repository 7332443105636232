"""The four kinds of case of this service, as the engine knows them."""

from __future__ import annotations

from typing import get_args

from services.permits.cases import application, application_fold, employer, permit, talent
from services.permits.cases.application_state import ApplicationState
from services.permits.cases.employer import EmployerState
from services.permits.cases.permit_state import PermitState
from services.permits.cases.talent import TalentState
from services.permits.decide.application import ApplicationCommand, decide_application
from services.permits.decide.employer import EmployerCommand, decide_employer
from services.permits.decide.permit import PermitCommand, decide_permit
from services.permits.decide.talent import TalentCommand, decide_talent
from services.permits.intake import with_followers
from services.permits.messages.application import WakeApplication
from services.permits.messages.permit import WakePermit
from shared.cases import CaseType, Deadline


def wake_application(case_id: str, deadline: Deadline) -> ApplicationCommand:
    """The command that a deadline of an application gives when it has come."""
    return WakeApplication(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


def wake_permit(case_id: str, deadline: Deadline) -> PermitCommand:
    """The command that a deadline of a permit gives when it has come."""
    return WakePermit(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


application_case: CaseType[ApplicationCommand, ApplicationState] = CaseType(
    kind="application",
    state=ApplicationState,
    events=get_args(application_fold.ApplicationEvent),
    decide=decide_application,
    evolve=application_fold.evolve,
    deadlines=application.deadlines,
    wake=wake_application,
    followers=with_followers,
    aliases=application.aliases,
    columns=application.columns,
)

permit_case: CaseType[PermitCommand, PermitState] = CaseType(
    kind="permit",
    state=PermitState,
    events=get_args(permit.PermitEvent),
    decide=decide_permit,
    evolve=permit.evolve,
    deadlines=permit.deadlines,
    wake=wake_permit,
    aliases=permit.aliases,
    columns=permit.columns,
)

employer_case: CaseType[EmployerCommand, EmployerState] = CaseType(
    kind="employer",
    state=EmployerState,
    events=get_args(employer.EmployerEvent),
    decide=decide_employer,
    evolve=employer.evolve,
    deadlines=employer.deadlines,
    columns=employer.columns,
)

talent_case: CaseType[TalentCommand, TalentState] = CaseType(
    kind="talent",
    state=TalentState,
    events=get_args(talent.TalentEvent),
    decide=decide_talent,
    evolve=talent.evolve,
    deadlines=talent.deadlines,
    columns=talent.columns,
)
