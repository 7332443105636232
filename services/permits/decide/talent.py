"""What becomes of the programme's list, and of what the qualifications service says, person by person."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from services.permits.cases.talent import TalentState, told
from services.permits.facts import Facts
from services.permits.messages.common import Actor
from services.permits.messages.talent import (
    AdmissionEnded,
    AdmissionRecorded,
    AdmitMember,
    EndAdmission,
    EndMembership,
    EndQualification,
    MemberAdmitted,
    MembershipEnded,
    QualificationEnded,
    QualificationRecorded,
    RecordAdmission,
    RecordQualification,
)
from shared.cases import Decision, Event, Refusal

ToldCommand = RecordQualification | EndQualification | RecordAdmission | EndAdmission
TalentCommand = AdmitMember | EndMembership | ToldCommand


def decide_talent(
    command: TalentCommand, state: TalentState | None, _facts: Facts, _now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case AdmitMember():
            return _admit(command, state)
        case EndMembership():
            return _end(command, state)
        case RecordQualification() | EndQualification() | RecordAdmission() | EndAdmission():
            return (_told(command),) if command.sequence > _heard(command, state) else ()
    assert_never(command)


def _heard(command: ToldCommand, state: TalentState | None) -> int:
    """The highest sequence that was heard of the same before."""
    if state is None:
        return 0
    match command:
        case RecordQualification():
            known = told(state.recognitions, command.qualification.id)
            return known.said if known else 0
        case EndQualification():
            known = told(state.recognitions, command.id)
            return known.ended if known else 0
        case RecordAdmission():
            admitted = told(state.admissions, command.admission.id)
            return admitted.said if admitted else 0
        case EndAdmission():
            admitted = told(state.admissions, command.id)
            return admitted.ended if admitted else 0
    assert_never(command)


def _told(command: ToldCommand) -> Event:
    person, sequence = command.person, command.sequence
    match command:
        case RecordQualification():
            return QualificationRecorded(
                person=person, qualification=command.qualification, sequence=sequence
            )
        case RecordAdmission():
            return AdmissionRecorded(person=person, admission=command.admission, sequence=sequence)
        case EndQualification():
            return QualificationEnded(
                person=person, id=command.id, cause=command.cause, on=command.on, sequence=sequence
            )
        case EndAdmission():
            return AdmissionEnded(
                person=person, id=command.id, cause=command.cause, on=command.on, sequence=sequence
            )
    assert_never(command)


def _admit(command: AdmitMember, state: TalentState | None) -> Decision:
    if command.actor.role != "supervisor":
        return _keepers_only(command.actor)
    if command.end is not None and command.end < command.start:
        return Refusal("dates-invalid", "the membership ends before it begins")
    for known in state.memberships if state else ():
        if (known.keeper, known.start, known.end) == (command.keeper, command.start, command.end):
            return ()
        if known.start <= (command.end or date.max) and command.start <= (known.end or date.max):
            return Refusal("member-already", "the person is a member on some of these days")
    return (
        MemberAdmitted(
            person=command.person,
            keeper=command.keeper,
            start=command.start,
            end=command.end,
            by=command.actor.client,
        ),
    )


def _end(command: EndMembership, state: TalentState | None) -> Decision:
    if command.actor.role != "supervisor":
        return _keepers_only(command.actor)
    memberships = state.memberships if state else ()
    if any(each.end == command.on for each in memberships):
        return ()
    if not any(each.on(command.on) for each in memberships):
        return Refusal("not-a-member", "the person is no member on that day")
    return (MembershipEnded(on=command.on, reason=command.reason, by=command.actor.client),)


def _keepers_only(actor: Actor) -> Refusal:
    return Refusal("not-permitted-now", f"the programme's list is not open to the {actor.role}")
