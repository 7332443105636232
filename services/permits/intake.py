"""One message, several cases: which commands belong together, in the order in which they see one another.

The engine commits them together, and each later one decides on what the earlier ones made of their cases
(``Facts.observe``). Over HTTP a message is all or nothing; a deadline's or a topic's first command that is
refused leaves the later ones without effect, as they look at what it came to.
"""

from __future__ import annotations

from dataclasses import replace

from services.permits import names
from services.permits.application_state import ApplicationState
from services.permits.messages.application import RecogniseQualification
from services.permits.messages.bureau import AnswerResidence
from services.permits.messages.common import Actor
from services.permits.messages.employer import RecordBrokenPromise, RegisterEmployer, Registration
from services.permits.messages.permit import FollowApplication
from services.permits.messages.talent import Qualification, RecordQualification
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


def recognition(person: str, qualification: Qualification) -> tuple[Command, ...]:
    """A recognised qualification: kept with the person, and counted where an application is open."""
    return (
        RecordQualification(case_id=names.talent_id(person), person=person, qualification=qualification),
        RecogniseQualification(
            aliases=(names.open_application_of(person),), person=person, qualification=qualification
        ),
    )


def registrations(actor: Actor, rows: tuple[Registration, ...]) -> tuple[Command, ...]:
    """A bulk import: one command for each employer."""
    return tuple(
        RegisterEmployer(case_id=names.employer_id(row.uscc), actor=actor, registration=row) for row in rows
    )
