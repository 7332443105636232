"""One message, several cases: which commands belong together, in the order in which they see one another.

The engine commits them together, and each later one decides on what the earlier ones made of their cases
(``Facts.observe``).
"""

from __future__ import annotations

from services.qualifications import names
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.messages.holder import NotePermit
from services.qualifications.messages.permits import PermitTold
from services.qualifications.messages.talent import FollowHolder, FollowRecognition
from shared.cases import Command


def with_followers(command: Command, recognition_id: str, state: RecognitionState) -> tuple[Command, ...]:
    """A command on a recognition, and what the person's talent case makes of the outcome.

    It is safe for every command and deadline on a recognition: who has nothing to follow does nothing.
    ``state`` is the recognition as it was read; only the person is taken from it.
    """
    follow = FollowRecognition(
        case_id=names.talent_id(state.person), person=state.person, recognition=recognition_id
    )
    return (command, follow)


def permit_told(told: PermitTold, permit: str, sequence: int) -> tuple[Command, ...]:
    """What the permits service told of a permit: noted and followed under every key of the person.

    ``permit`` is the event's subject, and ``sequence`` its place among the events of that case.
    """
    fields = told.fields
    if fields is None:
        return ()
    return tuple(
        command
        for person in told.persons
        for command in (
            NotePermit(
                case_id=names.holder_id(person),
                person=person,
                permit=permit,
                sequence=sequence,
                fields=fields,
            ),
            FollowHolder(case_id=names.talent_id(person), person=person),
        )
    )
