"""Who may do what to a claim in which state: one table, for the rules and for what the API offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from services.medical.cases.claim_state import ClaimState, Status
from services.medical.messages.common import Role

Action = Literal["cancel", "assign", "refuse", "answer", "pay", "appeal"]

PERMITTED: Mapping[Status, Mapping[Role, frozenset[Action]]] = {
    "received": {"hospital": frozenset({"cancel"}), "office": frozenset({"cancel"})},
    "held": {
        "hospital": frozenset({"cancel"}),
        "office": frozenset({"cancel", "assign", "refuse"}),
    },
    "dispatched": {
        "hospital": frozenset({"cancel"}),
        "insurer": frozenset({"answer"}),
        "office": frozenset({"cancel"}),
    },
    "pended": {
        "hospital": frozenset({"cancel"}),
        "insurer": frozenset({"answer"}),
        "office": frozenset({"cancel"}),
    },
    "adjudicated": {
        "hospital": frozenset({"appeal"}),
        "insurer": frozenset({"answer", "pay"}),
    },
    "settled": {"hospital": frozenset({"appeal"}), "insurer": frozenset({"pay"})},
    "cancelled": {"hospital": frozenset({"appeal"})},
    "refused": {"hospital": frozenset({"appeal"})},
}
"""``appeal`` is a new claim that names this one as related: an appeal, or a resubmission with corrections."""


def permitted(state: ClaimState, role: Role) -> frozenset[Action]:
    """What this role may do to the claim now.

    Beyond the table: a decision can no longer be replaced once money has come for it, only claims are
    paid (never a promise of payment), and there is nothing to appeal of a claim that was never received.
    """
    actions = PERMITTED[state.status].get(role, frozenset())
    if state.received is None:
        return frozenset()
    if state.received.use != "claim":
        actions -= {"pay"}
    if state.status == "adjudicated" and state.paid_so_far is not None and not state.paid_so_far.is_zero:
        actions -= {"answer"}
    return actions
