"""A person's talent case: how an event changes it, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.qualifications.cases.talent_state import Admission, TalentState
from services.qualifications.messages.talent_events import (
    AdmissionRefused,
    AdmissionReinstated,
    ApplicationAssessed,
    ApplicationWithdrawn,
    GraceBegun,
    GraceClosed,
    GroundChanged,
    ProjectAdmitted,
    ProjectApplied,
    ProjectEnded,
    QualificationFallen,
    QualificationNoted,
    TreatmentEnded,
    TreatmentGranted,
)
from shared.cases import Deadline
from shared.clock import end_of_law_day

AdmissionEvent = (
    ApplicationAssessed
    | AdmissionRefused
    | ApplicationWithdrawn
    | ProjectAdmitted
    | TreatmentGranted
    | GraceBegun
    | GraceClosed
    | GroundChanged
    | AdmissionReinstated
    | TreatmentEnded
    | ProjectEnded
)
TalentEvent = QualificationNoted | QualificationFallen | ProjectApplied | AdmissionEvent

TERM, GRACE = "term", "grace"


def evolve(state: TalentState | None, event: TalentEvent) -> TalentState:
    """Fold one event."""
    if state is None:
        assert isinstance(event, QualificationNoted | ProjectApplied), (
            f"{event.type} cannot open a talent case"
        )
        state = TalentState(person=event.person)
    match event:
        case QualificationNoted():
            others = _without(state, event.qualification.recognition)
            return state.model_copy(update={"qualifications": (*others, event.qualification)})
        case QualificationFallen():
            return state.model_copy(update={"qualifications": _without(state, event.recognition)})
        case ProjectApplied():
            return state.model_copy(update={"admissions": (*state.admissions, _applied(event))})
    admissions = tuple(
        each.model_copy(update=_change(each, event)) if each.id == event.admission else each
        for each in state.admissions
    )
    return state.model_copy(update={"admissions": admissions})


def _without(state: TalentState, recognition: str) -> tuple[Any, ...]:
    return tuple(each for each in state.qualifications if each.recognition != recognition)


def _applied(event: ProjectApplied) -> Admission:
    return Admission(
        id=event.admission,
        project=event.project,
        status="applied",
        applied_on=event.on,
        ground=event.ground,
        client=event.by,
        applicant=event.applicant,
        projects=event.projects,
    )


def _change(known: Admission, event: AdmissionEvent) -> Mapping[str, Any]:
    """The fields of the admission that an event gives a new value."""
    match event:
        case ApplicationAssessed():
            return {"status": "assessed", "meets": event.meets}
        case AdmissionRefused():
            return {"status": "refused"}
        case ApplicationWithdrawn():
            return {"status": "withdrawn"}
        case ProjectAdmitted():
            return {
                "status": "admitted",
                "fast_track": event.fast_track,
                "start": event.start,
                "end": event.end,
            }
        case TreatmentGranted():
            return {
                "title": event.title,
                "benefits": event.benefits,
                "ends_with_permit": event.ends_with_permit,
            }
        case GraceBegun():
            return {"grace": event.last, "fell_on": event.fell_on}
        case GraceClosed():
            return {"grace": None, "fell_on": None}
        case GroundChanged():
            assessed = known.status == "assessed"
            return {"ground": event.ground} | ({"status": "applied", "meets": None} if assessed else {})
        case AdmissionReinstated():
            return {"status": "admitted", "cause": None, "ended_on": None, "fell_on": None}
        case TreatmentEnded():
            return {}  # which benefits ended is told to the desk; the event after it ends the admission
        case ProjectEnded():
            return {"status": "ended", "cause": event.cause, "ended_on": event.on, "grace": None}
    assert_never(event)


def deadlines(state: TalentState) -> tuple[Deadline, ...]:
    """The end of each admission's term, and of its grace, with the end of the last day in China."""
    return tuple(_deadlines(state))


def _deadlines(state: TalentState) -> Iterator[Deadline]:
    for admission in state.admissions:
        if admission.status == "admitted" and admission.end is not None:
            yield Deadline(f"{TERM}:{admission.id}", end_of_law_day(admission.end))
        if admission.status == "admitted" and admission.grace is not None:
            yield Deadline(f"{GRACE}:{admission.id}", end_of_law_day(admission.grace))


def columns(state: TalentState) -> Mapping[str, Any]:
    """What lists filter by; the one-way key of the person is no name."""
    open_, admitted = _projects(state, "applied", "assessed"), _projects(state, "admitted")
    clients = {each for admission in state.admissions for each in (admission.client, admission.applicant)}
    return {
        "person": state.person,
        "open": open_,
        "admitted": admitted,
        "clients": sorted(client for client in clients if client is not None),
    }


def _projects(state: TalentState, *statuses: str) -> list[str]:
    return sorted({each.project for each in state.admissions if each.status in statuses})
