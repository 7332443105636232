"""The commands that a year group takes, and its terms.

A year group is one grade of one school in one school year. It opens at its first use with the terms that the
school's data has on that day, and keeps them: who joined under published rules is ranked by them to the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from services.schooling.messages.common import Actor, GroupRef, Part
from shared.cases import Command

WaitingRule = Literal["deferred", "sibling", "permit-date", "distance", "lottery", "applied-at"]
LeaveCause = Literal["withdrawn", "refused", "placed-elsewhere"]
FreeCause = Literal["transferred", "withdrawn", "completed", "no-show"]
Then = Literal["leaves", "goes-last"]
"""What becomes of an application whose offer was not taken: off the list, or to its end."""


class OfferValidity(Part):
    """How long an offer stands. Days are whole days in China, that of the offer not counted.

    There are no working days: an offer is made of itself at any moment, and cannot wait for a year's notice.
    """

    value: Annotated[int, Field(ge=1)]
    unit: Literal["calendar-days", "clock-hours"]


class GroupTerms(Part):
    """By what a year group is run, as its school's data had it when the group opened.

    ``waiting`` are the rules of the list, the first one first. ``window_closes`` is the first instant after
    the last day of application; a ``round`` of offers begins then. ``seed_until`` is the first instant that
    is too late for a lottery's seed. ``offers_each``: after so many offers an application always leaves.
    ``kept`` seats are for the school's own pupils who move up, until the instant ``kept_until``. ``closes``
    is the first instant after the school year.
    """

    seats: Annotated[int, Field(ge=0)]
    waiting: tuple[WaitingRule, ...]
    mode: Literal["rolling", "round"]
    window_closes: AwareDatetime
    seed_until: AwareDatetime | None = None
    kept: Annotated[int, Field(ge=0)] = 0
    kept_until: AwareDatetime
    closes: AwareDatetime
    validity: OfferValidity
    offers_each: Annotated[int, Field(ge=1)]
    after_decline: Then
    after_expiry: Then
    deferral: bool
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenYearGroup(Command):
    """The school opens a year group before anybody has asked for it."""

    kind: ClassVar[str] = "year-group"
    actor: Actor
    group: GroupRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Command):
    """An application may have become eligible: it joins the list, ranked by the record that the facts have.

    Of one that is on the list, the record may have become another one: it is ranked anew. Without effect
    while the facts have none (``facts.ranking_record``), so it is safe behind any command.
    """

    kind: ClassVar[str] = "year-group"
    group: GroupRef
    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Command):
    """An application wants no place here any more; an offer that it holds goes to the next."""

    kind: ClassVar[str] = "year-group"
    application: str
    cause: LeaveCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget(Command):
    """The child of an application was erased: the group keeps nothing of what it was ranked by."""

    kind: ClassVar[str] = "year-group"
    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer(Command):
    """The offer of this number is accepted: its seat is that of ``enrolment`` from now on."""

    kind: ClassVar[str] = "year-group"
    actor: Actor
    application: str
    offer: int
    enrolment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineOffer(Command):
    """The offer of this number is declined."""

    kind: ClassVar[str] = "year-group"
    actor: Actor
    application: str
    offer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer(Command):
    """A place that is offered or taken is put off to the next school year, if the school allows it.

    The seat goes to the next at once. In the next year's group the application joins as ``deferred``.
    """

    kind: ClassVar[str] = "year-group"
    actor: Actor
    application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat(Command):
    """A child of the school moves up into this group: a seat without an offer, if one is free."""

    kind: ClassVar[str] = "year-group"
    group: GroupRef
    enrolment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSeat(Command):
    """The child of an enrolment has left this group. Without effect when it has no seat here."""

    kind: ClassVar[str] = "year-group"
    enrolment: str
    cause: FreeCause


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSeats(Command):
    """The school has so many seats in this group, never fewer than are taken or offered."""

    kind: ClassVar[str] = "year-group"
    actor: Actor
    group: GroupRef
    seats: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSeed(Command):
    """The lottery's seed, before anybody is on the list for whom it could be chosen."""

    kind: ClassVar[str] = "year-group"
    actor: Actor
    group: GroupRef
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeYearGroup(Command):
    """A deadline of the group has come: an offer's expiry, its round, its kept seats, or its end."""

    kind: ClassVar[str] = "year-group"
    name: str
    due_at: datetime
