"""What is kept of an enrolment. Nothing of the child is left in it once it is erased."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from services.schooling.messages.application import OpenTask
from services.schooling.messages.child import ChildNames, RosterName
from services.schooling.messages.common import GroupRef, Part
from services.schooling.messages.enrolment import Exit, ReviewStanding
from shared.cases import State

Status = Literal["enrolled", "deferred", "left"]
PeriodEnd = Exit | Literal["rolled-over", "repeated", "deferred"]


class Period(Part):
    """A child in one year group: ``begin`` is its first day there, ``end`` its first day no longer there.

    ``exit`` says how it ended or will. A period that ends on the day it begins was never attended.
    ``year_end`` is the first day after the school year; holidays may lie between it and ``end``.
    """

    group: GroupRef
    begin: date
    year_end: date
    end: date | None = None
    exit: PeriodEnd | None = None

    @property
    def attended(self) -> bool:
        """Whether it has any day."""
        return self.end is None or self.begin < self.end


class ReviewMark(Part):
    """What the event ``sequence`` of a guardian's case said of its review."""

    guardian: str
    sequence: int
    standing: ReviewStanding


class EnrolmentState(State):
    """``periods`` in the order of time; the present stay begins with number ``stay`` of them.

    ``guardian`` is the case of the guardian, ``child`` the child's key, ``client`` who handed the application
    in. ``provided`` are the checksums of the papers that came since. ``waits_for`` is the year group to which
    the place was put off, until it is given there. ``exit`` and ``leaves_on`` are there once it is known that
    the child leaves. ``changed_at`` is the instant of the latest event.
    """

    status: Status
    school: str
    periods: tuple[Period, ...]
    stay: int = 0
    applications: tuple[str, ...]
    changed_at: datetime
    child: str | None = None
    names: ChildNames | None = None
    roster: RosterName | None = None
    birth: date | None = None
    guardian: str | None = None
    client: str | None = None
    tasks: tuple[OpenTask, ...] = ()
    provided: tuple[str, ...] = ()
    reviews: tuple[ReviewMark, ...] = ()
    waits_for: GroupRef | None = None
    exit: Exit | None = None
    leaves_on: date | None = None
    erased: bool = False

    @property
    def period(self) -> Period:
        """The latest one, which may not have begun."""
        return self.periods[-1]

    @property
    def current(self) -> bool:
        """Whether the child is at the school or will be, as far as is known."""
        return self.status != "left"

    @property
    def stay_begins(self) -> date:
        """The first day of the present stay: since the child came, or came back."""
        return self.periods[self.stay].begin

    def attended_before(self, day: date) -> bool:
        """Whether the present stay has periods that ended before ``day`` and were attended."""
        return any(
            each.attended and each.end is not None and each.end <= day for each in self.periods[self.stay :]
        )

    @property
    def waits_for_place(self) -> bool:
        """Whether its place was put off to another school year, and is not given there yet."""
        return self.current and self.waits_for is not None

    def opened_for(self, application: str) -> bool:
        """Whether its latest period is that application's."""
        return self.current and not self.waits_for_place and self.applications[-1] == application

    @property
    def under_review(self) -> bool:
        """Whether a review is open that concerns the child."""
        return any(mark.standing != "closed" for mark in self.reviews)

    def task(self, code: str) -> OpenTask | None:
        """What waits for this paper."""
        return next((each for each in self.tasks if each.code == code), None)
