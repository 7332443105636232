"""A person's permits as the permits service tells them: a read model that no order of telling can upset.

What is told is kept by its place in the permit's own case, and read in that order whenever it is asked. So
late, double and early events all end in the same state, and a day long past is answered as well as today.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from services.medical.messages.permits import PermitNews
from services.medical.messages.residents import PermitNoted
from shared.cases import Deadline, State

ResidentEvent = PermitNoted


class Note(BaseModel):
    """What the ``sequence``-th event of a permit said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    permit: str
    sequence: int
    news: PermitNews

    @property
    def place(self) -> tuple[str, int]:
        """Where it belongs among all notes."""
        return self.permit, self.sequence


class ResidentState(State):
    """``persons`` are all keys of the person, also those of other passports; both are in a fixed order."""

    person: str
    persons: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def evolve(state: ResidentState | None, event: PermitNoted) -> ResidentState:
    """Fold one event; the first word on a place counts."""
    state = state or ResidentState(person=event.person)
    note = Note(permit=event.permit, sequence=event.sequence, news=event.news)
    notes = {note.place: note} | {known.place: known for known in state.notes}
    return state.model_copy(
        update={
            "persons": tuple(sorted({*state.persons, *event.persons})),
            "notes": tuple(notes[place] for place in sorted(notes)),
        }
    )


def deadlines(_state: ResidentState) -> tuple[Deadline, ...]:
    """What somebody else tells waits for nothing."""
    return ()
