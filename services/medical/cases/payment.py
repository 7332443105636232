"""A payment's case: an insurer's transfer as a whole. Its details live on with the claims that they pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, assert_never

from services.medical.cases.claim_state import latest, refusal_key
from services.medical.messages.events import PaymentReceived, PaymentRefused
from services.medical.messages.resources import BusinessIdentifier
from shared.cases import Deadline, State
from shared.money import Money

PaymentEvent = PaymentReceived | PaymentRefused


class PaymentState(State):
    """``digest`` and ``amount`` are None while nothing that the insurer sent could be taken."""

    status: Literal["received", "refused"]
    insurer: str
    digest: str | None = None
    amount: Money | None = None
    identifiers: tuple[BusinessIdentifier, ...] = ()
    payment_date: str | None = None
    details: int = 0
    refused: tuple[str, ...] = ()


def evolve(state: PaymentState | None, event: PaymentEvent) -> PaymentState:
    """Fold one event."""
    if state is None:
        state = PaymentState(status="refused", insurer=event.insurer)
    return state.model_copy(update=_change(state, event))


def _change(state: PaymentState, event: PaymentEvent) -> Mapping[str, Any]:
    match event:
        case PaymentReceived():
            return {
                "status": "received",
                "digest": event.digest,
                "amount": event.amount,
                "identifiers": event.identifiers,
                "payment_date": event.payment_date,
                "details": event.details,
            }
        case PaymentRefused():
            return {"refused": latest(state.refused, refusal_key(event.code, event.digest))}
    assert_never(event)


def deadlines(_state: PaymentState) -> tuple[Deadline, ...]:
    """A payment waits for nothing."""
    return ()


def columns(state: PaymentState) -> Mapping[str, Any]:
    """What lists filter by."""
    return {"state": state.status, "insurer": state.insurer}
