"""What is kept of the permits service's events, person by person. Nothing of it is of use to a partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from services.qualifications.messages.common import PREFIX, Part
from shared.cases import Command, Event

Standing = Literal["in-force", "cancelled", "expired", "revoked"]


class PermitFields(Part):
    """What one event says of a permit; None where it says nothing. Days in China, both included.

    ``standing_on`` is the day that ``standing`` is as of, where it is known; ``valid_from`` the first day of
    what the permit stands for now.
    """

    standing: Standing | None = None
    standing_on: date | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePermit(Command):
    """The permits service told something of a permit, as the ``sequence``-th event of its case."""

    kind: ClassVar[str] = "holder"
    person: str
    permit: str
    sequence: int
    fields: PermitFields


class PermitNoted(Event):
    """Something new is known of a permit: each field counts unless a later sequence said it already."""

    type: ClassVar[str] = f"{PREFIX}.holder.permit-noted.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person", "permit", "fields"})

    person: str
    permit: str
    sequence: int
    fields: PermitFields
