"""The events of an application, from the draft to the issue and what may come after it.

Published is what a partner may know: types, categories, dates, reasons. Never a name, a passport, a
document, or pay (points tell pay, so they stay too).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from services.permits.messages.common import PREFIX, ApplicationType, Category, Track
from services.permits.messages.decisions import AppealRoute, AssessmentRecord, RequiredPaper
from services.permits.messages.form import Attachment, Correction, FollowUp, Form
from services.permits.messages.talent import Qualification
from shared.cases import Event

FORM = frozenset({"form"})


class DraftSaved(Event):
    """The form as it stands; the first one opens the case. ``permit_id`` is the person's permit's case."""

    type: ClassVar[str] = f"{PREFIX}.application.draft-saved.v1"
    withheld: ClassVar[frozenset[str]] = FORM

    form: Form
    employer_client: str
    permit_id: str
    applicant: str | None = None
    by: str


class DocumentAttached(Event):
    """A paper, a promise or a tolerance is there under its code."""

    type: ClassVar[str] = f"{PREFIX}.application.document-attached.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"document"})

    document: Attachment
    by: str


class DocumentRemoved(Event):
    """Nothing is there under this code any more."""

    type: ClassVar[str] = f"{PREFIX}.application.document-removed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"code"})

    code: str
    by: str


class Submitted(Event):
    """The application is with the office, which has until ``answer_due`` to say what is to be corrected.

    Unsaid by then, it counts as accepted (Administrative Licensing Law, Article 32). ``permit_id`` is the
    case of the person's permit, which may not exist yet.
    """

    type: ClassVar[str] = f"{PREFIX}.application.submitted.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person", "required"})

    at: datetime
    application_type: ApplicationType
    category: Category
    employer: str
    track: Track
    joint: bool
    person: str
    permit_id: str
    required: tuple[RequiredPaper, ...]
    answer_due: datetime | None = None
    policy: str


class Resubmitted(Event):
    """The corrections are in."""

    type: ClassVar[str] = f"{PREFIX}.application.resubmitted.v1"

    at: datetime
    answer_due: datetime | None = None


class Assessed(Event):
    """Points and grounds were counted; ``because`` names what made them count again."""

    type: ClassVar[str] = f"{PREFIX}.application.assessed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"before", "after", "recognised", "projects"})

    before: AssessmentRecord | None = None
    after: AssessmentRecord
    recognised: tuple[Qualification, ...] = ()
    projects: tuple[str, ...] = ()
    because: str | None = None


class TrackChanged(Event):
    """The 48-hour track opened or closed with the membership; ``because`` names what ended or began it.

    What the application has come to stays: one that was accepted goes on by the limits of the law.
    """

    type: ClassVar[str] = f"{PREFIX}.application.track-changed.v1"

    before: Track
    after: Track
    because: str
    policy: str


class GroundConfirmed(Event):
    """The office attests a ground: it has seen the proof."""

    type: ClassVar[str] = f"{PREFIX}.application.ground-confirmed.v1"

    ground: str
    by: str


class Flagged(Event):
    """A check found something that people should look at; ``other`` is a case it was found with."""

    type: ClassVar[str] = f"{PREFIX}.application.flagged.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"other"})

    flag: str
    detail: str
    other: str | None = None


class LiaisonAssigned(Event):
    """The officer who looks after this named company's application; by the rule, or by hand with a reason."""

    type: ClassVar[str] = f"{PREFIX}.application.liaison-assigned.v1"

    officer: str
    by: str
    reason: str


class OfficerAssigned(Event):
    """Whose the application is."""

    type: ClassVar[str] = f"{PREFIX}.application.officer-assigned.v1"

    officer: str
    by: str


class Returned(Event):
    """The one correction list; after ``due`` the application lapses."""

    type: ClassVar[str] = f"{PREFIX}.application.returned.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"corrections"})

    at: datetime
    corrections: tuple[Correction, ...]
    due: datetime | None = None
    by: str


class Accepted(Event):
    """The application is taken, as of an instant; ``deemed`` when the office had let its time pass.

    ``track`` is settled now where the fast track starts with acceptance: membership counts on that day.
    """

    type: ClassVar[str] = f"{PREFIX}.application.accepted.v1"

    as_of: datetime
    deemed: bool
    track: Track
    by: str


class NotAccepted(Event):
    """不予受理: it is not this office's, or nothing that is decided."""

    type: ClassVar[str] = f"{PREFIX}.application.not-accepted.v1"

    ground: str
    detail: str
    appeal_routes: tuple[AppealRoute, ...]
    policy: str
    by: str


class ReviewBegun(Event):
    """An officer reviews the application."""

    type: ClassVar[str] = f"{PREFIX}.application.review-begun.v1"

    officer: str


class Approved(Event):
    """The permit is to be given; with what the decision rests on."""

    type: ClassVar[str] = f"{PREFIX}.application.approved.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"assessment"})

    category: Category
    valid_from: date
    valid_to: date
    assessment: AssessmentRecord | None = None
    policy: str
    by: str


class Refused(Event):
    """The permit is not given: why, and where that can be taken."""

    type: ClassVar[str] = f"{PREFIX}.application.refused.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"assessment", "detail"})

    grounds: tuple[str, ...]
    detail: str
    appeal_routes: tuple[AppealRoute, ...]
    assessment: AssessmentRecord | None = None
    policy: str
    by: str


class Issued(Event):
    """The decision is delivered and in force."""

    type: ClassVar[str] = f"{PREFIX}.application.issued.v1"

    at: datetime
    application_type: ApplicationType
    permit_id: str
    permit_number: str
    employer: str
    category: Category
    valid_from: date
    valid_to: date
    by: str


class Withdrawn(Event):
    """Taken back by those who made it."""

    type: ClassVar[str] = f"{PREFIX}.application.withdrawn.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: str
    by: str


class Lapsed(Event):
    """The corrections did not come in their time."""

    type: ClassVar[str] = f"{PREFIX}.application.expired.v1"

    due: datetime


class Revoked(Event):
    """撤销: what was issued falls."""

    type: ClassVar[str] = f"{PREFIX}.application.revoked.v1"

    reason: str
    dishonesty: bool
    on: date
    by: str


class Cancelled(Event):
    """The office ended it because its ground fell away."""

    type: ClassVar[str] = f"{PREFIX}.application.cancelled.v1"

    reason: str
    by: str


class FollowUpOpened(Event):
    """A paper was promised or is to follow, with its own time."""

    type: ClassVar[str] = f"{PREFIX}.follow-up.opened.v1"

    follow_up: FollowUp


class FollowUpProvided(Event):
    """The paper came; the office has to look at it."""

    type: ClassVar[str] = f"{PREFIX}.follow-up.provided.v1"

    code: str


class FollowUpSettled(Event):
    """It holds, or it does not."""

    type: ClassVar[str] = f"{PREFIX}.follow-up.settled.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"finding"})

    code: str
    state: Literal["met", "broken"]
    finding: str
    by: str


class FollowUpOverdue(Event):
    """Its time has passed."""

    type: ClassVar[str] = f"{PREFIX}.follow-up.overdue.v1"

    code: str
    due: datetime
