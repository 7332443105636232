"""What becomes of an insurer's money: the payment as a whole, and each detail with its claim."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.medical.cases.claim import payable_name
from services.medical.cases.claim_state import AppliedPayment, ClaimState, Verdict, detail_key, refusal_key
from services.medical.cases.payment import PaymentState
from services.medical.facts import Facts
from services.medical.messages.commands import PayClaim, SubmitPayment
from services.medical.messages.events import (
    ClaimFlagged,
    ClaimReopened,
    ClaimSettled,
    PaymentApplied,
    PaymentDetailRefused,
    PaymentReceived,
    PaymentRefused,
)
from services.medical.messages.resources import BusinessIdentifier, Issue, PaymentDetail
from services.medical.rules.actions import permitted
from services.medical.rules.invariants import payment_issues
from services.medical.rules.routing import names_another_insurer
from shared.cases import Decision, Event, Refusal
from shared.money import Money, total


def decide_payment(
    command: SubmitPayment, state: PaymentState | None, facts: Facts, _now: datetime
) -> Decision:
    """An insurer's PaymentReconciliation as a whole."""
    payment = command.payment
    if state is not None and state.digest == payment.digest:
        return ()
    if payment.status != "active":
        detail = f"a payment with status {payment.status} is not taken; money goes back by a reversal"
        return _refuse_payment(state, command, "not-active", detail)
    if state is not None and state.digest is not None:
        detail = "the same identifier was sent before with other content"
        return _refuse_payment(state, command, "identifier-reused", detail)
    if names_another_insurer(payment.issuer, command.insurer, facts.partners):
        return _refuse_payment(state, command, "insurer-not-sender", "the payment names another insurer")
    if issues := payment_issues(payment):
        return _refuse_payment(state, command, "invalid", issues[0].diagnostics, issues)
    return (
        PaymentReceived(
            insurer=command.insurer,
            identifiers=payment.identifiers,
            amount=payment.amount,
            payment_date=payment.payment_date,
            details=len(payment.details),
            digest=payment.digest,
        ),
    )


def _refuse_payment(
    state: PaymentState | None,
    command: SubmitPayment,
    code: str,
    detail: str,
    issues: tuple[Issue, ...] = (),
) -> Decision:
    digest = command.payment.digest
    if state is not None and refusal_key(code, digest) in state.refused:
        return ()
    return (PaymentRefused(insurer=command.insurer, code=code, detail=detail, digest=digest, issues=issues),)


def pay(command: PayClaim, state: ClaimState | None, facts: Facts) -> Decision:
    """One detail of a payment, for this claim."""
    if state is None or state.received is None:
        return Refusal("unmatched", "there is no such claim")
    if any(_same_detail(applied, command) for applied in state.payments):
        return ()
    if command.insurer == state.insurer and state.status in ("dispatched", "pended"):
        # Topics keep the order of one key only: the decision may be on its way behind the money.
        payable = payable_name(command.insurer, state.hospital, state.received)
        return Refusal("not-adjudicated", "there is no decision to pay for yet", (payable,))
    amount = command.detail.amount
    refusal = _objection(command, state, facts)
    if refusal is not None or amount is None or state.verdict is None:
        return _refuse_detail(state, command, *(refusal or _NO_AMOUNT))
    before = state.paid_so_far or Money.of(0, amount.currency)
    return tuple(_apply(command, state, state.verdict, amount, before + amount))


_NO_AMOUNT = ("amount-missing", "the detail says no amount")


def _same_detail(applied: AppliedPayment, command: PayClaim) -> bool:
    return (applied.payment_id, applied.detail_number) == (command.payment_id, command.detail_number)


def _objection(command: PayClaim, state: ClaimState, facts: Facts) -> tuple[str, str] | None:
    """Code and words for why the detail is not taken; None when it is."""
    amount = command.detail.amount
    if command.insurer != state.insurer:
        return "not-addressed-to-you", "the claim is not this insurer's to pay"
    if facts.payments.get(command.payment_id) != command.payment_digest:
        return "payment-refused", "the payment that this detail is of was not taken"
    if state.verdict is None or "pay" not in permitted(state, "insurer"):
        return _unpayable(state)
    if amount is None:
        return _NO_AMOUNT
    if amount.currency != state.verdict.paid.currency:
        return (
            "wrong-currency",
            f"the claim is in {state.verdict.paid.currency}, the detail in {amount.currency}",
        )
    return _reversal_objection(command.detail, amount, state) if amount.value < 0 else None


def _unpayable(state: ClaimState) -> tuple[str, str]:
    if state.received is not None and state.received.use != "claim":
        return "not-payable", f"a {state.received.use} is not paid; the claim that quotes it is"
    return "not-adjudicated", f"the claim is {state.status}; there is no decision to pay for"


def _reversal_objection(detail: PaymentDetail, amount: Money, state: ClaimState) -> tuple[str, str] | None:
    """A reversal takes back what one earlier detail brought, in whole or in part, never more."""
    original = [applied for applied in state.payments if _is(applied.identifier, detail.predecessor)]
    if not original:
        return "reversal-unlinked", "a negative amount names no earlier detail of this claim"
    taken_back = [applied for applied in state.payments if _is(applied.predecessor, detail.predecessor)]
    left = total((applied.amount for applied in original + taken_back), amount.currency)
    if (left + amount).value < 0:
        return "reversal-exceeds", f"of the earlier detail {left} are left, not {-amount}"
    return None


def _is(one: BusinessIdentifier | None, other: BusinessIdentifier | None) -> bool:
    return one is not None and one == other


def _apply(
    command: PayClaim, state: ClaimState, verdict: Verdict, amount: Money, paid: Money
) -> Iterator[Event]:
    """Settled exactly while the payments equal what was decided, and something was."""
    yield PaymentApplied(
        insurer=command.insurer,
        payment_id=command.payment_id,
        detail_number=command.detail_number,
        detail=command.detail.identifier,
        predecessor=command.detail.predecessor,
        amount=amount,
        paid_so_far=paid,
        payment_date=command.payment_date,
    )
    if paid > verdict.paid:
        yield ClaimFlagged(flag="overpaid", detail=f"{paid} came, {verdict.paid} were decided")
    settles = paid == verdict.paid and not paid.is_zero
    if settles and state.status != "settled":
        yield ClaimSettled(insurer=command.insurer, paid=paid)
    elif not settles and state.status == "settled":
        yield ClaimReopened(insurer=command.insurer, paid=paid)


def _refuse_detail(state: ClaimState, command: PayClaim, code: str, detail: str) -> Decision:
    """Refuse the detail; once for the same reason, however often it comes."""
    if refusal_key(code, detail_key(command.payment_id, command.detail_number)) in state.refused:
        return ()
    return (
        PaymentDetailRefused(
            insurer=command.insurer,
            payment_id=command.payment_id,
            detail_number=command.detail_number,
            code=code,
            detail=detail,
        ),
    )
