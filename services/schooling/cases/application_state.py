"""What is kept of an application: what later decisions and questions need. The rest is in the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from services.schooling.messages.application import NoPlace, OpenTask, Review, Verified
from services.schooling.messages.child import Form, Paper, PriorRecord
from services.schooling.messages.common import ApplicationKind, GroupRef, Part
from shared.cases import State

Ending = NoPlace | Literal["refused", "withdrawn", "placed-elsewhere"]
Status = Literal["in-review", "eligible", "accepted", "enrolled"] | Ending

ENDED: frozenset[Status] = frozenset({*get_args(NoPlace), "refused", "withdrawn", "placed-elsewhere"})
OPEN: frozenset[Status] = frozenset({"in-review", "eligible", "accepted"})
"""Not at its end. Whether it waits or has an offer is the year group's to say, and asked there."""


class OpenReview(Part):
    """A question that waits for a person, with what the rules found."""

    review: Review
    findings: tuple[str, ...]


class DecidedReview(Part):
    """What a person settled."""

    review: Review
    admitted: bool


class ApplicationState(State):
    """``group`` is where a place is wanted now: that of the form, until a place is deferred.

    ``guardian`` is the case of the guardian, ``child`` the child's key, ``client`` who handed it in; they
    are empty once the child is erased, and ``handed_in`` is None.
    """

    status: Status
    at: datetime
    handed_in: Form | None = None
    kind: ApplicationKind
    group: GroupRef
    child: str
    guardian: str
    client: str
    sibling: bool
    policy: str
    reviews: tuple[OpenReview, ...] = ()
    decisions: tuple[DecidedReview, ...] = ()
    verified: Verified | None = None
    documents: tuple[Paper, ...] = ()
    prior: PriorRecord | None = None
    tasks: tuple[OpenTask, ...] = ()
    deferred: bool = False
    begin: date | None = None
    enrolment: str | None = None

    @property
    def form(self) -> Form:
        """As it was handed in, of a child that is not erased."""
        assert self.handed_in is not None, "the child was erased"
        return self.handed_in

    @property
    def erased(self) -> bool:
        """Whether nothing of the child is kept any more."""
        return self.handed_in is None

    @property
    def wants_place(self) -> bool:
        """Whether it belongs on the list of its year group."""
        return self.status == "eligible"

    def review(self, review: Review) -> OpenReview | None:
        """The open question of this kind."""
        return next((each for each in self.reviews if each.review == review), None)

    def decided(self, review: Review) -> DecidedReview | None:
        """What a person settled of this kind."""
        return next((each for each in self.decisions if each.review == review), None)

    def task(self, code: str) -> OpenTask | None:
        """What waits for this paper."""
        return next((each for each in self.tasks if each.code == code), None)
