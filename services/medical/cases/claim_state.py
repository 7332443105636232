"""What is kept of a claim: what later decisions and questions need. Everything else is in the journal.

``status`` is the business state alone; where a message about it travels is no business of the claim.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from services.medical.messages.common import Adjudication, HoldReason
from services.medical.messages.events import ClaimReceived, GuaranteeIssued
from services.medical.messages.resources import BusinessIdentifier
from shared.cases import State
from shared.money import Money

Status = Literal["received", "held", "dispatched", "pended", "adjudicated", "settled", "cancelled", "refused"]
T = TypeVar("T")

REMEMBERED = 20
"""How many refusals and answers a claim remembers, so as to tell a repeat; the journal has them all."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assignment(Part):
    """Whose the claim is to answer, until when (an instant), and which of the two alarms have rung."""

    insurer: str
    answer_due: datetime
    at_risk: datetime
    policy: str
    rang_at_risk: bool = False
    rang_overdue: bool = False


class Answer(Part):
    """An answer that was taken, by its content and by its names."""

    digest: str
    response: BusinessIdentifier | None = None
    response_id: str | None = None


class Verdict(Part):
    """The figures of the decision in force; paid + patient share + disallowed = billed."""

    adjudication: Adjudication
    billed: Money
    paid: Money
    patient_share: Money
    disallowed: Money


class AppliedPayment(Part):
    """One payment detail that reached the claim; negative for a reversal of its ``predecessor``."""

    payment_id: str
    detail_number: int
    identifier: BusinessIdentifier | None = None
    predecessor: BusinessIdentifier | None = None
    amount: Money


class Flag(Part):
    flag: str
    other_claim: str | None = None


class ClaimState(State):
    """``received`` is None while nothing that the hospital sent could be taken.

    ``refused`` holds ``refusal_key`` of the latest refusals, ``answers`` the latest answers taken.
    """

    status: Status
    hospital: str
    received: ClaimReceived | None = None
    hold: HoldReason | None = None
    assignment: Assignment | None = None
    answers: tuple[Answer, ...] = ()
    verdict: Verdict | None = None
    guarantee: GuaranteeIssued | None = None
    payments: tuple[AppliedPayment, ...] = ()
    paid_so_far: Money | None = None
    flags: tuple[Flag, ...] = ()
    appeals: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def insurer(self) -> str | None:
        """The client of the insurer whose the claim is; None until one is assigned."""
        return self.assignment.insurer if self.assignment else None


def refusal_key(code: str, subject: str) -> str:
    """What makes a refusal the same again: its code, and the content or payment detail refused."""
    return f"{code}|{subject}"


def detail_key(payment_id: str, detail_number: int) -> str:
    return f"{payment_id}/{detail_number}"


def latest(known: tuple[T, ...], new: T) -> tuple[T, ...]:
    """``known`` with ``new``, without what is too old to be remembered."""
    return (*known, new)[-REMEMBERED:]
