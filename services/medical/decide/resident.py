"""What is noted of a person's permits: whatever is news, in whichever order it comes."""

from __future__ import annotations

from datetime import datetime

from services.medical.cases.resident import ResidentState, evolve
from services.medical.facts import Facts
from services.medical.messages.residents import NotePermit, PermitNoted
from shared.cases import Decision

ResidentCommand = NotePermit


def decide_resident(
    command: NotePermit, state: ResidentState | None, _facts: Facts, _now: datetime
) -> Decision:
    """The note, or nothing when it tells what is known already."""
    noted = PermitNoted(
        person=command.person,
        persons=command.persons,
        permit=command.permit,
        sequence=command.sequence,
        news=command.news,
    )
    return () if evolve(state, noted) == state else (noted,)
