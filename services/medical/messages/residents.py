"""What is kept of the permits service's events, person by person. None of it leaves the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.medical.messages.events import PREFIX
from services.medical.messages.permits import PermitNews
from shared.cases import Command, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePermit(Command):
    """The permits service told something of a permit, as the ``sequence``-th event of its case.

    ``persons`` are all keys of its holder, of which ``person`` is the one whose case this is.
    """

    kind: ClassVar[str] = "resident"
    person: str
    persons: tuple[str, ...]
    permit: str
    sequence: int
    news: PermitNews


class PermitNoted(Event):
    """Something new is known of a permit, as the permit's own case said it in its ``sequence``-th event."""

    type: ClassVar[str] = f"{PREFIX}.resident.permit-noted.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person", "persons", "permit", "news"})

    person: str
    persons: tuple[str, ...]
    permit: str
    sequence: int
    news: PermitNews
