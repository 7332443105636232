"""What is kept of an application: what later decisions and questions need. The rest is in the journal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeVar

from services.permits.cases.clock import RunningClock
from services.permits.messages.bureau import BureauOutcome, BureauSteps, Step
from services.permits.messages.common import Category, Part, Track
from services.permits.messages.decisions import AppealRoute, AssessmentRecord
from services.permits.messages.events import Issued, Submitted
from services.permits.messages.form import Attachment, Correction, FollowUp, Form
from services.permits.messages.talent import Qualification
from shared.cases import State

Status = Literal[
    "draft",
    "submitted",
    "returned",
    "accepted",
    "in-review",
    "approved",
    "refused",
    "issued",
    "withdrawn",
    "not-accepted",
    "revoked",
    "cancelled",
    "expired",
]
T = TypeVar("T")

UNDECIDED: frozenset[Status] = frozenset({"submitted", "returned", "accepted", "in-review"})
"""With the office, which has not decided yet."""

OPEN: frozenset[Status] = UNDECIDED | {"approved"}
"""With the office, and not at its end."""

REMEMBERED = 20
"""How many refusals of a partner's messages are remembered, so as to tell a repeat."""


class CorrectionRound(Part):
    """The one correction list; ``answered_at`` once the corrections are in."""

    at: datetime
    corrections: tuple[Correction, ...]
    due: datetime | None = None
    answered_at: datetime | None = None


class DecisionRecord(Part):
    """The decision, what it rests on, and where it can be taken."""

    outcome: Literal["approved", "refused", "not-accepted"]
    policy: str
    by: str
    category: Category | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    grounds: tuple[str, ...] = ()
    detail: str | None = None
    appeal_routes: tuple[AppealRoute, ...] = ()
    assessment: AssessmentRecord | None = None


class Residence(Part):
    """The residence part: asked when, and answered how; ``taken`` are the ids of the answers taken."""

    requested_at: datetime
    outcome: BureauOutcome | None = None
    steps: BureauSteps | None = None
    rang: tuple[Step, ...] = ()
    reason: str | None = None
    number: str | None = None
    valid_to: date | None = None
    taken: tuple[str, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the bureau said yes or no."""
        return self.outcome in ("granted", "refused")


class Flag(Part):
    flag: str
    detail: str
    other: str | None = None


class ApplicationState(State):
    """``answer_due`` is the end of the pre-check while it runs; ``held_year`` the year that a limit lacks."""

    status: Status
    form: Form
    employer_client: str
    permit_id: str
    applicant: str | None = None
    documents: tuple[Attachment, ...] = ()
    submission: Submitted | None = None
    track: Track = "standard"
    answer_due: datetime | None = None
    correction: CorrectionRound | None = None
    assessment: AssessmentRecord | None = None
    attested: tuple[str, ...] = ()
    recognised: tuple[Qualification, ...] = ()
    projects: tuple[str, ...] = ()
    clocks: tuple[RunningClock, ...] = ()
    held_year: int | None = None
    officer: str | None = None
    liaison: str | None = None
    decision: DecisionRecord | None = None
    issued: Issued | None = None
    revoked_for: str | None = None
    dishonesty: bool = False
    ended_on: date | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    residence: Residence | None = None
    flags: tuple[Flag, ...] = ()
    refused_answers: tuple[str, ...] = ()

    @property
    def running(self) -> tuple[RunningClock, ...]:
        """The clocks that count time."""
        return tuple(clock for clock in self.clocks if clock.runs)

    @property
    def paused(self) -> tuple[RunningClock, ...]:
        """The clocks that stand still and can go on."""
        return tuple(clock for clock in self.clocks if clock.paused)

    def clock(self, name: str) -> RunningClock | None:
        """The clock of this name, if it was started."""
        return next((clock for clock in self.clocks if clock.name == name), None)

    def document(self, code: str) -> Attachment | None:
        """What is there under this code."""
        return next((document for document in self.documents if document.code == code), None)

    def follow_up(self, code: str) -> FollowUp | None:
        return next((follow_up for follow_up in self.follow_ups if follow_up.code == code), None)


def latest(known: tuple[T, ...], new: T) -> tuple[T, ...]:
    """``known`` with ``new``, without what is too old to be remembered."""
    return (*known, new)[-REMEMBERED:]


def handed_in_at(state: ApplicationState) -> datetime:
    """When the application came to the office last: submitted, or submitted again with its corrections."""
    assert state.submission is not None
    again = state.correction.answered_at if state.correction else None
    return again or state.submission.at
