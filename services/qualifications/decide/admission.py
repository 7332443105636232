"""An application for a talent project, from the person or an employer to the end of what was granted."""

from __future__ import annotations

from datetime import datetime

from services.qualifications.cases.talent_state import OPEN, Admission, TalentState
from services.qualifications.decide.ending import ended
from services.qualifications.facts import Facts
from services.qualifications.messages.common import Actor
from services.qualifications.messages.talent import (
    Admit,
    Apply,
    Assess,
    RefuseAdmission,
    RevokeAdmission,
    WithdrawApplication,
)
from services.qualifications.messages.talent_events import (
    AdmissionRefused,
    ApplicationAssessed,
    ApplicationWithdrawn,
    ProjectAdmitted,
    ProjectApplied,
    TreatmentGranted,
)
from services.qualifications.rules.admissions import may_see, when_permitted
from services.qualifications.rules.guards import REASONS_REQUIRED
from services.qualifications.rules.projects import Project, last_day
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day

_NO_GROUND = Refusal(
    "no-ground", "nothing of the person, and no nomination, is a ground for this application"
)


def apply(command: Apply, state: TalentState | None, facts: Facts, now: datetime) -> Decision:
    """An application on a ground that the project takes today."""
    if command.actor.role not in ("proposer", "applicant"):
        return Refusal("not-permitted-now", "the person, or an employer for the person, applies")
    known = state.admission(command.admission) if state else None
    if known is not None:
        same = (known.project, known.client) == (command.project, command.actor.client)
        return () if same else Refusal("reference-taken", "another application bears this reference")
    today = law_day(now)
    project = facts.projects.on(command.project, today)
    if project is None:
        return Refusal("project-unknown", f"no project {command.project} takes people today")
    for each in state.admissions if state else ():
        if each.project == project.code and _counts(each):
            return _already(command.actor, each)
    ground = project.ground(state.qualifications if state else (), command.nomination)
    if ground is None:
        return _NO_GROUND
    return (
        ProjectApplied(
            person=command.person,
            admission=command.admission,
            project=project.code,
            ground=ground,
            on=today,
            projects=facts.projects.version,
            applicant=command.applicant,
            by=command.actor.client,
        ),
    )


def _already(actor: Actor, admission: Admission) -> Refusal:
    """The person is told; an employer only of its own application, as another's is none of its business."""
    if actor.role != "applicant" and not may_see(admission, actor):
        return _NO_GROUND
    return Refusal("admission-already", "the person applied for this project, or belongs to it, already")


def _counts(admission: Admission) -> bool:
    return admission.status in OPEN or admission.status == "admitted"


def assess(command: Assess, state: TalentState | None) -> Decision:
    """An officer's finding; another one takes its place."""

    def find(_state: TalentState, _admission: Admission) -> Decision:
        if not command.findings.strip():
            return REASONS_REQUIRED
        return (
            ApplicationAssessed(
                admission=command.admission,
                meets=command.meets,
                findings=command.findings,
                by=command.actor.client,
            ),
        )

    return when_permitted(
        command.actor,
        state,
        command.admission,
        "assess",
        find,
        lambda known: known.status == "assessed" and known.meets == command.meets,
    )


def admit(command: Admit, state: TalentState | None, facts: Facts, now: datetime) -> Decision:
    """Admitted on the project's terms, while the ground still stands."""

    def take(state: TalentState, known: Admission) -> Decision:
        project = facts.projects.on(known.project, known.applied_on)
        if project is None:
            return Refusal("project-unknown", f"the project {known.project} is no longer in the list")
        objection = _admission_objection(command, state, known, project, facts, now)
        return objection or _admitted(command, state, project, facts)

    return when_permitted(
        command.actor,
        state,
        command.admission,
        "admit",
        take,
        lambda known: known.status == "admitted" and known.start == command.start,
    )


def _admission_objection(
    command: Admit, state: TalentState, known: Admission, project: Project, facts: Facts, now: datetime
) -> Refusal | None:
    if command.start < law_day(now):
        return Refusal("dates-invalid", "an admission does not begin before it is decided")
    if any(each.project == known.project and each.status == "admitted" for each in state.admissions):
        return Refusal("admission-already", "the person belongs to this project already")
    if known.ground.recognition is not None and state.standing(known.ground.recognition) is None:
        return Refusal("ground-fallen", "the recognition that the application rests on no longer stands")
    holder = facts.holders.get(state.person)
    if project.ends_with_permit and holder is not None and holder.fallen:
        return Refusal("permit-not-in-force", "the person's permit has ended, and no other is in force")
    return None


def _admitted(command: Admit, state: TalentState, project: Project, facts: Facts) -> tuple[Event, ...]:
    end = last_day(command.start, project.months) if project.months is not None else None
    return (
        ProjectAdmitted(
            person=state.person,
            admission=command.admission,
            project=project.code,
            fast_track=project.fast_track,
            start=command.start,
            end=end,
        ),
        TreatmentGranted(
            admission=command.admission,
            title=project.title,
            benefits=tuple(terms.granted(command.start, end) for terms in project.benefits),
            ends_with_permit=project.ends_with_permit,
            projects=facts.projects.version,
            by=command.actor.client,
        ),
    )


def refuse(command: RefuseAdmission, state: TalentState | None) -> Decision:
    """Not admitted, with reasons."""

    def say(_state: TalentState, known: Admission) -> Decision:
        if not command.reasons.strip():
            return REASONS_REQUIRED
        return (
            AdmissionRefused(
                admission=known.id, project=known.project, reasons=command.reasons, by=command.actor.client
            ),
        )

    return when_permitted(
        command.actor, state, command.admission, "refuse", say, lambda known: known.status == "refused"
    )


def withdraw(command: WithdrawApplication, state: TalentState | None) -> Decision:
    """Who applied takes the application back."""
    return when_permitted(
        command.actor,
        state,
        command.admission,
        "withdraw",
        lambda _state, known: (ApplicationWithdrawn(admission=known.id, by=command.actor.client),),
        lambda known: known.status == "withdrawn",
    )


def revoke(command: RevokeAdmission, state: TalentState | None, now: datetime) -> Decision:
    """撤销: the admission ends today, with reasons."""

    def end(state: TalentState, known: Admission) -> Decision:
        if not command.reason.strip():
            return REASONS_REQUIRED
        return ended(state, known, law_day(now), "revoked", command.reason)

    return when_permitted(
        command.actor, state, command.admission, "revoke", end, lambda known: known.cause == "revoked"
    )
