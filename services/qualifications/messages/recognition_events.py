"""The events of a recognition. What other services read is a stable contract: ``qualification.*``.

Published is what happened, when, under which item and which policy. Never the person (but its one-way key
in the contract's two events), the proposer, who sat on a panel and how each voted, or reasons.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

from services.qualifications.messages.common import PREFIX, CatalogueItem, Effect, Notice
from services.qualifications.messages.outcomes import AppealRoute, Outcome
from services.qualifications.messages.recognition import (
    Consent,
    ObjectionAnswer,
    Request,
    Verification,
)
from shared.cases import Event

EndCause = Literal["lapsed", "revoked"]


class RecognitionProposed(Event):
    """A request has come in; ``item`` is the catalogue's, as it was in force on that day.

    ``field`` is what counts from now on: the item's, or case by case a code of the policy's fields.
    ``decision_due`` is an alert of the office's own; None: the working days of that time are not announced.
    """

    type: ClassVar[str] = f"{PREFIX}.recognition.proposed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"request", "applicant", "by"})

    request: Request
    item: CatalogueItem | None = None
    field: str
    verification_needed: bool
    regulator: str | None = None
    on: date
    decision_due: datetime | None = None
    policy: str
    applicant: str | None = None
    by: str


class RecognitionWithdrawn(Event):
    """The proposer took its request back."""

    type: ClassVar[str] = f"{PREFIX}.recognition.withdrawn.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reason", "by"})

    reason: str
    by: str


class IssuerVerified(Event):
    """The issuer answered."""

    type: ClassVar[str] = f"{PREFIX}.recognition.issuer-verified.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"verification"})

    verification: Verification
    result: str
    by: str


class VerificationCorrected(Event):
    """The issuer's answer was recorded wrongly: this one takes its place, for ``reason``."""

    type: ClassVar[str] = f"{PREFIX}.recognition.verification-corrected.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"verification", "reason"})

    verification: Verification
    result: str
    reason: str
    by: str


class RegulatorConsented(Event):
    """The profession's regulator agrees."""

    type: ClassVar[str] = f"{PREFIX}.recognition.regulator-consented.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"consent"})

    consent: Consent
    regulator: str
    by: str


class DecisionOverdue(Event):
    """The office's own limit has passed: an alert, without any effect."""

    type: ClassVar[str] = f"{PREFIX}.recognition.decision-overdue.v1"

    due: datetime


class NoticePublished(Event):
    """The panel's proposal is published; its days begin on the day after."""

    type: ClassVar[str] = f"{PREFIX}.notice.published.v1"

    notice: Notice
    effect: Effect
    policy: str
    by: str


class ObjectionLodged(Event):
    """Somebody objected; the first one stops the notice."""

    type: ClassVar[str] = f"{PREFIX}.notice.objection-lodged.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reference", "objector", "reasons", "by"})

    reference: str
    objector: str
    reasons: str
    on: date
    by: str


class ObjectionsAnswered(Event):
    """The authority has answered: upheld, it is the panel's again; dismissed, the notice is given anew."""

    type: ClassVar[str] = f"{PREFIX}.notice.objections-answered.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reasons"})

    answer: ObjectionAnswer
    reasons: str
    by: str


class NoticeEnded(Event):
    """The notice's days have passed without an objection that stands."""

    type: ClassVar[str] = f"{PREFIX}.notice.ended.v1"

    last: date


class RecognitionDecided(Event):
    """The authority's decision, with what it rests on: item or panel, verification, policy.

    ``lapses_with_credential`` says whether the outcome ends with the foreign credential. ``departure`` are
    the reasons why it is not the panel's proposal.
    """

    type: ClassVar[str] = f"{PREFIX}.recognition.decided.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"departure"})

    outcome: Outcome
    item: CatalogueItem | None = None
    panel: int | None = None
    departed: bool = False
    departure: str | None = None
    lapses_with_credential: bool = False
    on: date
    policy: str
    by: str


class QualificationRecognised(Event):
    """The contract with other services: a person's qualification counts from now on.

    ``person`` is the one-way key, ``outcome`` the effect. Told again with a higher sequence and another
    ``credential_expires`` when the credential is renewed.
    """

    type: ClassVar[str] = f"{PREFIX}.qualification.recognised.v1"

    person: str
    outcome: Effect
    field: str
    level: str | None = None
    recognised_on: date
    place: str
    series: str | None = None
    edition: str | None = None
    item: str | None = None
    credential_expires: date | None = None


class CredentialRenewed(Event):
    """The foreign credential is valid for longer; once it is recognised, the contract's event follows."""

    type: ClassVar[str] = f"{PREFIX}.recognition.credential-renewed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"verification"})

    expires_on: date | None = None
    verification: Verification
    by: str


class RecognitionLapsed(Event):
    """The credential's last day has passed, and the outcome with it."""

    type: ClassVar[str] = f"{PREFIX}.recognition.lapsed.v1"

    on: date


class RecognitionRevoked(Event):
    """撤销: by the authority, with reasons, and with where that can be taken."""

    type: ClassVar[str] = f"{PREFIX}.recognition.revoked.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: str
    appeal_routes: tuple[AppealRoute, ...]
    on: date
    by: str


class QualificationEnded(Event):
    """The contract with other services: the qualification no longer counts."""

    type: ClassVar[str] = f"{PREFIX}.qualification.ended.v1"

    person: str
    cause: EndCause
    on: date
