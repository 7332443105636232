"""A person's permits as the permits service tells them: a read model that no order of telling can upset.

Of each permit every field is what the highest sequence said of it, so late, double and early events all
end in the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.qualifications.messages.common import Part
from services.qualifications.messages.holder import PermitFields, PermitNoted
from shared.cases import Deadline, State

HolderEvent = PermitNoted


class PermitRecord(Part):
    """One permit: its fields as last said, and the sequence that said each."""

    permit: str
    fields: PermitFields
    said: Mapping[str, int]

    @property
    def in_force(self) -> bool:
        return self.fields.standing == "in-force"

    @property
    def begun(self) -> date | None:
        """The first day that it is known to be in force on."""
        return self.fields.valid_from or (self.fields.standing_on if self.in_force else None)

    @property
    def ended_on(self) -> date | None:
        """The day that it ended on; None while it is in force, or when nothing was said of it."""
        return None if self.in_force else self.fields.standing_on


class HolderState(State):
    """Permits in the order of their case ids."""

    person: str
    permits: tuple[PermitRecord, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether any permit of the person is in force."""
        return any(each.in_force for each in self.permits)

    @property
    def fallen(self) -> bool:
        """Whether the person had a permit and none is in force any more."""
        return not self.in_force and any(each.fields.standing is not None for each in self.permits)

    @property
    def fell_on(self) -> date | None:
        """The latest day that a permit of the person ended on."""
        return max((each.ended_on for each in self.permits if each.ended_on is not None), default=None)

    def carries(self, by: date) -> bool:
        """Whether a permit that stands is in force on ``by`` at the latest."""
        return any(each.in_force and (each.begun or by) <= by for each in self.permits)

    def followed(self, fell_on: date, by: date) -> bool:
        """Whether a permit that is known to have begun by ``by`` was in force after ``fell_on``."""
        return any(
            each.begun is not None
            and each.begun <= by
            and (each.in_force or (each.ended_on or fell_on) > fell_on)
            for each in self.permits
        )

    def permit(self, permit: str) -> PermitRecord | None:
        """What is known of a permit, by its case id."""
        return next((each for each in self.permits if each.permit == permit), None)


def evolve(state: HolderState | None, event: PermitNoted) -> HolderState:
    """Fold one event."""
    state = state or HolderState(person=event.person)
    others = [each for each in state.permits if each.permit != event.permit]
    known = merged(state.permit(event.permit), event.permit, event.sequence, event.fields)
    permits = tuple(sorted((*others, known), key=lambda each: each.permit))
    return state.model_copy(update={"permits": permits})


def merged(known: PermitRecord | None, permit: str, sequence: int, fields: PermitFields) -> PermitRecord:
    """The record with every field that ``sequence`` says and no later one has said."""
    before = known or PermitRecord(permit=permit, fields=PermitFields(), said={})
    newer = {
        name: value
        for name, value in fields.model_dump(exclude_none=True).items()
        if sequence > before.said.get(name, 0)
    }
    return PermitRecord(
        permit=permit,
        fields=before.fields.model_copy(update=newer),
        said={**before.said, **dict.fromkeys(newer, sequence)},
    )


def deadlines(_state: HolderState) -> tuple[Deadline, ...]:
    """What somebody else tells waits for nothing."""
    return ()


def columns(state: HolderState) -> Mapping[str, Any]:
    """What lists filter by; the one-way key of the person is no name."""
    return {"person": state.person, "in_force": state.in_force}
