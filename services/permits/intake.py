"""One message, several cases: which commands belong together, in the order in which they see one another.

The engine commits them together, and each later one decides on what the earlier ones made of their cases
(``Facts.observe``). Over HTTP a message is all or nothing; a deadline's or a topic's first command that is
refused leaves the later ones without effect, as they look at what it came to.
"""

from __future__ import annotations

from dataclasses import replace

from services.permits import names
from services.permits.cases.application_state import ApplicationState
from services.permits.messages.application import FollowTalent
from services.permits.messages.bureau import AnswerResidence
from services.permits.messages.common import Actor
from services.permits.messages.employer import RecordBrokenPromise, RegisterEmployer, Registration
from services.permits.messages.permit import FollowApplication
from services.permits.messages.recognitions import AdmissionOver, Admitted, Recognised, RecognitionEnded, Told
from services.permits.messages.talent import (
    EndAdmission,
    EndQualification,
    RecordAdmission,
    RecordQualification,
)
from shared.cases import Command


def with_followers(command: Command, application_id: str, state: ApplicationState) -> tuple[Command, ...]:
    """A command on an application that has come in, and what its permit and employer make of the outcome.

    It is safe for every command and deadline on an application: who has nothing to follow does nothing.
    ``state`` is the application as it was read; only ids are taken from it.
    """
    follow = FollowApplication(case_id=state.permit_id, application_id=application_id)
    record = RecordBrokenPromise(case_id=state.form.employer, application_id=application_id)
    return (command, follow, record)


def bureau_answer(answer: AnswerResidence, application_id: str) -> tuple[Command, ...]:
    """The bureau's answer to an application, and the permit that it dates the residence permit of."""
    follow = FollowApplication(
        aliases=(names.permit_by_application(application_id),), application_id=application_id
    )
    return (replace(answer, case_id=application_id), follow)


def what_was_told(told: Told, case_id: str, sequence: int) -> tuple[Command, ...]:
    """What the qualifications service says of a person: kept with it, and followed by an open application.

    ``case_id`` and ``sequence`` are those of the case there. Who has no application open is no less known.
    """
    match told:
        case Recognised() | RecognitionEnded():
            return (_of_a_recognition(told, case_id, sequence), _follow(told.person, case_id))
        case Admitted() | AdmissionOver():
            follow = _follow(told.person, told.admission, told.fast_track)
            return (_of_an_admission(told, sequence), follow)


def _of_a_recognition(told: Recognised | RecognitionEnded, id_: str, sequence: int) -> Command:
    talent = names.talent_id(told.person)
    if isinstance(told, Recognised):
        qualification = told.qualification(id_)
        return RecordQualification(
            case_id=talent, person=told.person, qualification=qualification, sequence=sequence
        )
    return EndQualification(
        case_id=talent, person=told.person, id=id_, cause=told.cause, on=told.on, sequence=sequence
    )


def _of_an_admission(told: Admitted | AdmissionOver, sequence: int) -> Command:
    talent = names.talent_id(told.person)
    if isinstance(told, Admitted):
        return RecordAdmission(
            case_id=talent, person=told.person, admission=told.as_admission(), sequence=sequence
        )
    return EndAdmission(
        case_id=talent,
        person=told.person,
        id=told.admission,
        cause=told.cause,
        on=told.on,
        sequence=sequence,
    )


def _follow(person: str, because: str, fast_track: bool = False) -> FollowTalent:
    aliases = (names.open_application_of(person),)
    return FollowTalent(aliases=aliases, optional=True, person=person, because=because, fast_track=fast_track)


def registrations(actor: Actor, rows: tuple[Registration, ...]) -> tuple[Command, ...]:
    """A bulk import: one command for each employer."""
    return tuple(
        RegisterEmployer(case_id=names.employer_id(row.uscc), actor=actor, registration=row) for row in rows
    )
