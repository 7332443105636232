"""What is kept of a request for recognition: the request, its panel and notice, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from services.qualifications import names
from services.qualifications.messages.common import CatalogueItem, Notice, Part
from services.qualifications.messages.outcomes import Outcome
from services.qualifications.messages.panel_events import Member, PanelRules
from services.qualifications.messages.recognition import (
    Consent,
    ObjectionAnswer,
    Request,
    Verification,
)
from services.qualifications.rules.wording import normal
from shared.cases import State

Status = Literal[
    "proposed",
    "in-panel",
    "outcome-proposed",
    "on-notice",
    "objected",
    "noticed",
    "in-force",
    "refused",
    "withdrawn",
    "lapsed",
    "revoked",
]
UNDECIDED: frozenset[Status] = frozenset(
    {"proposed", "in-panel", "outcome-proposed", "on-notice", "objected", "noticed"}
)


class Vote(Part):
    """How a member voted on the motion, and why."""

    member: str
    in_favour: bool
    reasons: str


class Motion(Part):
    """The outcome that the chair put to the vote; the last vote of each member."""

    number: int
    outcome: Outcome
    reasons: str
    votes: tuple[Vote, ...] = ()
    failed: bool = False


class Seat(Part):
    """A member with what it said of its conflicts; ``conflict`` None: it has none as far as is known."""

    member: Member
    declared: bool = False
    conflict: str | None = None

    @property
    def counts(self) -> bool:
        """Whether this member may vote."""
        return self.declared and self.conflict is None


class Panel(Part):
    """The panel that has the request.

    ``conflicts`` are those that experts declared on this panel or an earlier one of the request, by client:
    they stand, whoever is appointed again.
    """

    number: int
    chair: str
    seats: tuple[Seat, ...]
    rules: PanelRules
    conflicts: Mapping[str, str] = {}
    motion: Motion | None = None

    def seat(self, client: str) -> Seat | None:
        """The seat of this expert, if it has one."""
        return next((seat for seat in self.seats if seat.member.client == client), None)


class Objection(Part):
    """What was objected to a notice, under the reference of whoever objected."""

    reference: str
    objector: str
    reasons: str
    on: date


class Answered(Part):
    """The objections to one notice, and what the authority answered."""

    objections: tuple[Objection, ...]
    answer: ObjectionAnswer
    reasons: str


class Decided(Part):
    """The authority's decision, with what it rests on."""

    outcome: Outcome
    departed: bool
    lapses_with_credential: bool
    on: date
    policy: str
    by: str


class RecognitionState(State):
    """``item`` and ``field`` are the catalogue's where the request goes by it, ``proposal`` the panel's.

    ``credential_expires`` is as it was renewed.
    """

    status: Status
    request: Request
    proposer: str
    applicant: str | None = None
    proposed_on: date
    policy: str
    item: CatalogueItem | None = None
    field: str
    verification_needed: bool
    verification: Verification | None = None
    regulator: str | None = None
    consent: Consent | None = None
    decision_due: datetime | None = None
    overdue: bool = False
    panel: Panel | None = None
    motions: int = 0
    proposal: Outcome | None = None
    notice: Notice | None = None
    objections: tuple[Objection, ...] = ()
    answered: tuple[Answered, ...] = ()
    decision: Decided | None = None
    credential_expires: date | None = None
    renewals: tuple[Verification, ...] = ()
    ended_on: date | None = None

    @property
    def person(self) -> str:
        """The one-way key of whose qualification it is."""
        return self.request.person.key

    @property
    def denied(self) -> bool:
        """Whether the issuer said that it did not confirm the credential: nothing but a refusal is open."""
        return self.verification is not None and self.verification.result != "confirmed"

    def requests(self) -> tuple[str, ...]:
        """The alias under which a second request for the same credential is found, while this one counts."""
        if self.status not in UNDECIDED | {"in-force"}:
            return ()
        credential = self.request.credential
        return (names.request_for(self.person, normal(credential.issuer), normal(credential.title)),)
