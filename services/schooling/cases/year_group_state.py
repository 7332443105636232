"""What a year group is: its terms, the applications of its list, and who has its seats."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from services.schooling.messages.common import GroupRef, Part, RankingRecord
from services.schooling.messages.year_group import GroupTerms
from services.schooling.rules.waiting import Place, explain, explained, in_order
from shared.cases import State

EntryStatus = Literal["waiting", "offered", "seated", "gone"]
Answer = Literal["accepted", "declined", "lapsed"]


class Offer(Part):
    """An open offer: a seat is held until the instant ``expires``, which is too late."""

    number: int
    expires: AwareDatetime


class Entry(Part):
    """An application of the list, from joining it to the end; it joins once.

    ``answers`` are its earlier offers by number, and what became of each. ``sent_back`` is 0, or the place in
    the order of those who went to the end. ``deferred``: its place was put off to the next year.
    """

    record: RankingRecord
    status: EntryStatus = "waiting"
    offer: Offer | None = None
    answers: tuple[tuple[int, Answer], ...] = ()
    sent_back: int = 0
    deferred: bool = False

    @property
    def application(self) -> str:
        """Whose entry it is."""
        return self.record.application

    def answer(self, offer: int) -> Answer | None:
        """What became of an earlier offer."""
        return dict(self.answers).get(offer)


class Seat(Part):
    """A seat that is taken; without an application where the child moved up."""

    enrolment: str
    application: str | None = None


class YearGroupState(State):
    """``offers`` and ``sent_back`` count what has been, so that numbers are never used twice.

    Offers and taken seats together are never more than ``seats``. ``released``: seats are kept no longer for
    pupils who move up. ``closed``: the school year is over.
    """

    group: GroupRef
    terms: GroupTerms
    seats: int
    begun: bool
    seed: str | None = None
    entries: tuple[Entry, ...] = ()
    taken: tuple[Seat, ...] = ()
    offers: int = 0
    sent_back: int = 0
    released: bool = False
    closed: bool = False

    def entry(self, application: str) -> Entry | None:
        """What the group knows of an application."""
        return next((entry for entry in self.entries if entry.application == application), None)

    @property
    def offered(self) -> tuple[Entry, ...]:
        """The entries that hold an offer, in the order in which the offers were made."""
        held = [(entry.offer.number, entry) for entry in self.entries if entry.offer is not None]
        return tuple(entry for _, entry in sorted(held, key=lambda row: row[0]))

    @property
    def held(self) -> int:
        """The seats that are taken or offered."""
        return len(self.taken) + len(self.offered)

    @property
    def free(self) -> int:
        """The seats that nobody has and nobody is offered."""
        return self.seats - self.held

    @property
    def kept(self) -> int:
        """The free seats that are for pupils who move up: who has done so needs none any more."""
        moved_up = sum(seat.application is None for seat in self.taken)
        return 0 if self.released else min(self.free, max(0, self.terms.kept - moved_up))

    @property
    def open_seats(self) -> int:
        """The free seats that whoever waits may be offered."""
        return 0 if self.closed else self.free - self.kept

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """The list in its order: who waits without an offer, the next one first."""
        return in_order(self._waiting(), self.terms.waiting, self.seed)

    @property
    def places(self) -> tuple[tuple[Entry, Place], ...]:
        """The list in its order, each with its place and the rule that put it there."""
        return tuple(explained(self._waiting(), self.terms.waiting, self.seed))

    def place(self, application: str) -> Place | None:
        """Where an application stands in the list, and which rule put it there; None if it does not wait."""
        return explain(application, self._waiting(), self.terms.waiting, self.seed)

    def seat(self, enrolment: str) -> Seat | None:
        """The seat of an enrolment."""
        return next((seat for seat in self.taken if seat.enrolment == enrolment), None)

    def _waiting(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.status == "waiting")
