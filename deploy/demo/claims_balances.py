"""The medical service's own balances: claims in one state, and money to the cent. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from deploy.demo import balances
from deploy.demo.balances import Check
from deploy.demo.books import Entry
from deploy.demo.claims_ledger import ZERO, ClaimsLedger
from services.medical.messages.events import ClaimAdjudicated, ClaimSettled, PaymentApplied


def checks(ledger: ClaimsLedger) -> list[Check]:
    """Every balance that the books alone can show."""
    return [*balances.checks(ledger), *(check(ledger) for check in CHECKS)]


def _states(ledger: ClaimsLedger) -> Check:
    received, states = ledger.events["claim.received"], ledger.states
    parts = " + ".join(f"{number} {state}" for state, number in sorted(states.items()))
    return Check(
        "every claim received is in one state",
        received == states.total() and not states["received"],
        f"{received} = {parts}",
    )


def _settled(ledger: ClaimsLedger) -> Check:
    decided: dict[str, Decimal] = {}
    paid: dict[str, Decimal] = {}
    settled: set[str] = set()
    for entry in _in_order(ledger.books.journal):
        match entry.event:
            case ClaimAdjudicated(paid=money):
                decided[entry.case] = money.value
            case PaymentApplied(amount=money):
                paid[entry.case] = paid.get(entry.case, ZERO) + money.value
            case ClaimSettled():
                settled.add(entry.case)
    odd = sum(decided.get(case) != paid.get(case) for case in settled)
    worth = sum((paid.get(case, ZERO) for case in settled), ZERO)
    return Check(
        "every settled claim was paid exactly what was decided",
        not odd and len(settled) == ledger.states["settled"],
        f"{len(settled)} settled for {worth:,.2f} CNY, {odd} differ",
    )


def _in_order(journal: Iterable[Entry]) -> list[Entry]:
    return sorted(journal, key=lambda entry: (entry.case, entry.version))


def _split(ledger: ClaimsLedger) -> Check:
    decisions = [e.event for e in ledger.books.journal if isinstance(e.event, ClaimAdjudicated)]
    odd = sum(d.paid + d.patient_share + d.disallowed != d.billed for d in decisions)
    return Check(
        "paid + patient's share + disallowed = billed in every decision",
        not odd,
        f"{len(decisions)} decisions, {odd} differ",
    )


def _money(ledger: ClaimsLedger) -> Check:
    keys = [key for key, _ in ledger.applied]
    sent, applied = sum(ledger.details.values(), ZERO), sum((a for _, a in ledger.applied), ZERO)
    astray = sum(ledger.astray.values(), ZERO)
    return Check(
        "payments sent = applied to claims + refused or parked, each detail once",
        sent == applied + astray and len(keys) == len(set(keys)),
        f"{sent:,.2f} = {applied:,.2f} + {astray:,.2f} CNY in {len(ledger.details)} details",
    )


CHECKS: Sequence[Callable[[ClaimsLedger], Check]] = (_states, _settled, _split, _money)
