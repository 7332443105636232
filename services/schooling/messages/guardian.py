"""The commands that a guardian's case takes, and its events. One case is one person, by a one-way key.

Published are the ids of enrolments and applications and the days of a review; never what a permit said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from services.schooling.messages.common import PREFIX, Actor, GroupRef, Part
from services.schooling.messages.permits import Fall, PermitNews
from shared.cases import Command, Event

Link = Literal["application", "enrolment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPermit(Command):
    """An event of one of the person's permits, in whatever order it comes."""

    kind: ClassVar[str] = "guardian"
    person: str
    permit: str
    sequence: int
    news: PermitNews


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChild(Command):
    """The person answers for a child: by an application, or by an enrolment."""

    kind: ClassVar[str] = "guardian"
    person: str
    link: Link
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkChild(Command):
    """The application or the enrolment may have ended: the guardian looks, and lets go of the child if so.

    A guardian answers to ``names.linked_application`` while it has the link.
    """

    kind: ClassVar[str] = "guardian"
    link: Link
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmClient(Command):
    """A desk has seen who the person is, and that it is this client that acts for it."""

    kind: ClassVar[str] = "guardian"
    actor: Actor
    person: str
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseReview(Command):
    """A person at the desk closes a review, with a reason. It withdraws nobody."""

    kind: ClassVar[str] = "guardian"
    actor: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeGuardian(Command):
    """A deadline of the guardian's case has come."""

    kind: ClassVar[str] = "guardian"
    name: str
    due_at: datetime


class RecordUpdated(Event):
    """More is known of a permit. ``sequence`` is the place of the news in the permit's case."""

    type: ClassVar[str] = f"{PREFIX}.guardian.record-updated.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person", "permit", "sequence", "news"})

    person: str
    permit: str
    sequence: int
    news: PermitNews


class LinkedApplication(Part):
    """An application of the person's, and the year group that it wants a place in."""

    id: str
    group: GroupRef


class StandingChanged(Event):
    """More is known of the permits; what, schools do not read. Applications and enrolments are to look."""

    type: ClassVar[str] = f"{PREFIX}.guardian.standing-changed.v1"

    applications: tuple[LinkedApplication, ...]
    enrolments: tuple[str, ...]


class ChildLinked(Event):
    """The person answers for this child since ``since``; ``group`` is where an application wants a place.

    Of a child that is known, the place is wanted in another group now.
    """

    type: ClassVar[str] = f"{PREFIX}.guardian.child-linked.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person"})

    person: str
    link: Link
    id: str
    since: date
    group: GroupRef | None = None


class ChildUnlinked(Event):
    """The person answers for this child no longer."""

    type: ClassVar[str] = f"{PREFIX}.guardian.child-unlinked.v1"

    link: Link
    id: str


class ClientConfirmed(Event):
    """A desk knows this client as the person's: what is known of its permits counts for its applications."""

    type: ClassVar[str] = f"{PREFIX}.guardian.client-confirmed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by", "client", "person"})

    person: str
    client: str
    by: str


class ReviewOpened(Event):
    """The ground of these enrolments fell away. Until the end of ``grace`` nothing is to be done.

    Without ``grace`` its end cannot be counted, and a person looks at once.
    """

    type: ClassVar[str] = f"{PREFIX}.guardian.review-opened.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"fall", "policy"})

    enrolments: tuple[str, ...]
    fall: Fall
    grace: date | None = None
    policy: str


class ReviewExtended(Event):
    """The open review is about these enrolments too."""

    type: ClassVar[str] = f"{PREFIX}.guardian.review-extended.v1"

    enrolments: tuple[str, ...]
    grace: date | None = None


class ReviewDue(Event):
    """The grace is over: a person decides. Nobody is withdrawn of itself."""

    type: ClassVar[str] = f"{PREFIX}.guardian.review-due.v1"

    enrolments: tuple[str, ...]


class ReviewClosed(Event):
    """The review is over: a permit is in force again, no child is there any more, or a person closed it."""

    type: ClassVar[str] = f"{PREFIX}.guardian.review-closed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"because", "by", "reason"})

    enrolments: tuple[str, ...]
    because: Literal["permit-in-force", "no-children", "person"]
    reason: str | None = None
    by: str | None = None
