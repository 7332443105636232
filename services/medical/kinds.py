"""The kinds of case of this service, as the engine knows them."""

from __future__ import annotations

from typing import get_args

from services.medical.cases import claim, payment, resident
from services.medical.cases.claim_state import ClaimState
from services.medical.cases.payment import PaymentState
from services.medical.cases.resident import ResidentState
from services.medical.decide.claim import ClaimCommand, decide_claim, decide_payment
from services.medical.decide.resident import ResidentCommand, decide_resident
from services.medical.messages.commands import SubmitPayment, WakeClaim
from shared.cases import CaseType, Deadline


def wake(case_id: str, deadline: Deadline) -> ClaimCommand:
    """The command that a deadline gives when it has come."""
    return WakeClaim(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


claim_case: CaseType[ClaimCommand, ClaimState] = CaseType(
    kind="claim",
    state=ClaimState,
    events=get_args(claim.ClaimEvent),
    decide=decide_claim,
    evolve=claim.evolve,
    deadlines=claim.deadlines,
    wake=wake,
    aliases=claim.aliases,
    keys=claim.marks,
    columns=claim.columns,
)

payment_case: CaseType[SubmitPayment, PaymentState] = CaseType(
    kind="payment",
    state=PaymentState,
    events=get_args(payment.PaymentEvent),
    decide=decide_payment,
    evolve=payment.evolve,
    deadlines=payment.deadlines,
    columns=payment.columns,
)

resident_case: CaseType[ResidentCommand, ResidentState] = CaseType(
    kind="resident",
    state=ResidentState,
    events=(resident.ResidentEvent,),
    decide=decide_resident,
    evolve=resident.evolve,
    deadlines=resident.deadlines,
    published=False,
)
