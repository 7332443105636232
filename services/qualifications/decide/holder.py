"""What is noted of a person's permits: whatever is news, in whichever order it comes."""

from __future__ import annotations

from datetime import datetime

from services.qualifications.cases.holder import HolderState, merged
from services.qualifications.facts import Facts
from services.qualifications.messages.holder import NotePermit, PermitNoted
from shared.cases import Decision

HolderCommand = NotePermit


def decide_holder(command: NotePermit, state: HolderState | None, _facts: Facts, _now: datetime) -> Decision:
    """The note, or nothing when each of its fields was said already, or since."""
    known = state.permit(command.permit) if state is not None else None
    if known is not None and merged(known, command.permit, command.sequence, command.fields) == known:
        return ()
    return (
        PermitNoted(
            person=command.person,
            permit=command.permit,
            sequence=command.sequence,
            fields=command.fields,
        ),
    )
