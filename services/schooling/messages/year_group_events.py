"""The events of a year group: seats, offers, and the list of those who wait."""

from __future__ import annotations

from typing import ClassVar

from pydantic import AwareDatetime

from services.schooling.messages.common import PREFIX, GroupRef, RankingRecord
from services.schooling.messages.year_group import FreeCause, GroupTerms, LeaveCause, Then
from shared.cases import Event


class YearGroupOpened(Event):
    """The group's seats and rules are known."""

    type: ClassVar[str] = f"{PREFIX}.year-group.opened.v1"

    group: GroupRef
    terms: GroupTerms


class Joined(Event):
    """An application is on the list. What ranks it is the child's, and stays in the journal."""

    type: ClassVar[str] = f"{PREFIX}.waiting-list.joined.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"record"})

    application: str
    record: RankingRecord


class Reranked(Event):
    """An application on the list is ranked by something else now. An offer that it holds stays."""

    type: ClassVar[str] = f"{PREFIX}.waiting-list.reranked.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"record"})

    application: str
    record: RankingRecord


class Forgotten(Event):
    """Nothing is kept of an application that is at its end."""

    type: ClassVar[str] = f"{PREFIX}.waiting-list.forgotten.v1"

    application: str


class Left(Event):
    """An application is off the list, and holds no offer."""

    type: ClassVar[str] = f"{PREFIX}.waiting-list.left.v1"

    application: str
    cause: LeaveCause


class OfferMade(Event):
    """A seat is held for an application until the instant ``expires``; a group numbers its offers from 1."""

    type: ClassVar[str] = f"{PREFIX}.offer.made.v1"

    application: str
    offer: int
    expires: AwareDatetime


class OfferDeclined(Event):
    """The seat is free again."""

    type: ClassVar[str] = f"{PREFIX}.offer.declined.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by"})

    application: str
    offer: int
    then: Then
    by: str


class OfferLapsed(Event):
    """Nobody answered in time: the seat is free again."""

    type: ClassVar[str] = f"{PREFIX}.offer.lapsed.v1"

    application: str
    offer: int
    then: Then


class PlaceDeferred(Event):
    """A place is put off to the next school year; its seat here is free again."""

    type: ClassVar[str] = f"{PREFIX}.place.deferred.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by"})

    application: str
    by: str


class SeatTaken(Event):
    """A seat belongs to an enrolment: by an offer that was accepted, or (without one) by moving up."""

    type: ClassVar[str] = f"{PREFIX}.seat.taken.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by"})

    enrolment: str
    application: str | None = None
    offer: int | None = None
    by: str


class SeatFreed(Event):
    """The seat of an enrolment is free again."""

    type: ClassVar[str] = f"{PREFIX}.seat.freed.v1"

    enrolment: str
    cause: FreeCause


class SeatsChanged(Event):
    """The group has more or fewer seats."""

    type: ClassVar[str] = f"{PREFIX}.year-group.seats-changed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "reason"})

    before: int
    seats: int
    reason: str
    by: str


class SeedPublished(Event):
    """The lottery's seed: from now on anybody can check a ticket (``rules.waiting.ticket``)."""

    type: ClassVar[str] = f"{PREFIX}.lottery.seed-published.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by"})

    seed: str
    by: str


class RoundBegun(Event):
    """The window of application has closed, and offers are made; ``seed`` is the lottery's, if any."""

    type: ClassVar[str] = f"{PREFIX}.round.begun.v1"

    seed: str | None = None


class KeptSeatsReleased(Event):
    """The day has come until which seats were kept for pupils who move up: whoever waits may have them."""

    type: ClassVar[str] = f"{PREFIX}.year-group.kept-seats-released.v1"


class YearGroupClosed(Event):
    """The school year is over: no seat is given any more, and these applications had none."""

    type: ClassVar[str] = f"{PREFIX}.year-group.closed.v1"

    applications: tuple[str, ...] = ()
