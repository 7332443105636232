"""5. Money reaches a claim once, never before its decision; settled is exactly what was decided."""

from __future__ import annotations

from typing import Any

import pytest

from services.medical.cases import claim
from services.medical.cases.payment import columns
from services.medical.messages.events import (
    ClaimFlagged,
    ClaimReopened,
    ClaimSettled,
    PaymentApplied,
    PaymentDetailRefused,
    PaymentReceived,
    PaymentRefused,
)
from services.medical.messages.resources import ResourceRef
from shared.cases import Refusal
from shared.money import Money
from tests.medical.rules.make import (
    APPROVED,
    DENIED,
    INSURER,
    answer,
    cny,
    detail,
    identifier,
    pay,
    payment,
    submit,
)
from tests.medical.rules.scenario import Scenario, given, given_payment
from tests.medical.rules.stories import adjudicated, dispatched, held, preauthorization, settled


def refusal_of(case: Scenario) -> str:
    return str(case.then(PaymentDetailRefused).last(PaymentDetailRefused).code)


def test_5_1_a_claim_is_settled_when_what_was_decided_has_come() -> None:
    case = (
        adjudicated()
        .when(pay(cny("280.00")))
        .then(PaymentApplied, ClaimSettled(insurer=INSURER, paid=cny("280.00")))
    )
    assert case.state.status == "settled"


def test_5_2_it_may_come_in_parts() -> None:
    case = adjudicated().when(pay(cny("100.00"), 1)).then(PaymentApplied)
    case.when(pay(cny("180.00"), 2)).then(PaymentApplied, ClaimSettled)
    assert case.state.paid_so_far == cny("280.00")


def test_5_3_one_detail_has_one_effect() -> None:
    case = adjudicated().when(pay(cny("100.00"))).when(pay(cny("100.00"))).then()
    assert case.state.paid_so_far == cny("100.00")


def test_5_4_more_than_was_decided_is_flagged_and_not_settled() -> None:
    case = adjudicated().when(pay(cny("300.00"))).then(PaymentApplied, ClaimFlagged)
    assert (case.last(ClaimFlagged).flag, case.state.status) == ("overpaid", "adjudicated")
    case.when(pay(cny("-20.00"), 2, reverses=1)).then(PaymentApplied, ClaimSettled)


def test_5_20_each_payment_too_many_is_flagged_and_the_claim_lists_it_once() -> None:
    case = (
        adjudicated().when(pay(cny("300.00"), 1)).when(pay(cny("1.00"), 2)).then(PaymentApplied, ClaimFlagged)
    )
    assert [flag.flag for flag in case.state.flags] == ["overpaid"]


def test_5_5_a_settled_claim_is_open_again_after_a_reversal_and_after_a_payment_too_many() -> None:
    settled().when(pay(cny("-80.00"), 2, reverses=1)).then(
        PaymentApplied, ClaimReopened(insurer=INSURER, paid=cny("200.00"))
    )
    settled().when(pay(cny("1.00"), 2)).then(PaymentApplied, ClaimFlagged, ClaimReopened)


def test_5_6_a_denied_claim_is_final_as_it_is() -> None:
    case = adjudicated(*DENIED)
    assert case.state.status == "adjudicated"
    case.when(pay(cny("5.00"), 1)).then(PaymentApplied, ClaimFlagged)
    case.when(pay(cny("-5.00"), 2, reverses=1)).then(PaymentApplied)
    assert case.state.status == "adjudicated"


def test_5_7_money_before_a_decision_waits_for_the_claim_to_be_payable() -> None:
    case = dispatched().when(pay(cny("280.00")))
    case.then_refused("not-adjudicated")
    assert isinstance(case.outcome, Refusal)
    (awaited,) = case.outcome.waits_for
    assert awaited not in claim.aliases("the-case", case.state)
    case.when(answer(*APPROVED))
    assert awaited in claim.aliases("the-case", case.state)
    case.when(pay(cny("280.00"))).then(PaymentApplied, ClaimSettled)


def test_5_7_a_strangers_money_does_not_wait() -> None:
    case = dispatched().when(pay(cny("280.00"), insurer="baotu-international"))
    assert refusal_of(case) == "not-addressed-to-you"


def test_5_8_money_for_a_cancelled_claim_is_refused() -> None:
    assert (
        refusal_of(dispatched().when(submit(status="cancelled")).when(pay(cny("1.00")))) == "not-adjudicated"
    )


def test_5_9_money_of_another_insurer_is_refused() -> None:
    assert (
        refusal_of(adjudicated().when(pay(cny("1.00"), insurer="baotu-international")))
        == "not-addressed-to-you"
    )
    assert refusal_of(held().when(pay(cny("1.00")))) == "not-addressed-to-you"


def test_5_10_a_detail_of_a_payment_that_was_not_taken_is_refused() -> None:
    assert (
        refusal_of(adjudicated().when(pay(cny("1.00"), payment_digest="other content"))) == "payment-refused"
    )
    assert refusal_of(adjudicated().when(pay(cny("1.00"), payment_id="payment-2"))) == "payment-refused"


def test_5_11_money_in_another_currency_is_refused() -> None:
    assert refusal_of(adjudicated().when(pay(Money.of("280.00", "USD")))) == "wrong-currency"


def test_5_12_a_detail_without_an_amount_is_refused() -> None:
    assert refusal_of(adjudicated().when(pay(None))) == "amount-missing"


def test_5_13_a_preauthorization_is_not_paid() -> None:
    case = preauthorization().when(answer(*APPROVED, use="preauthorization", preauth_ref="GOP-1"))
    assert refusal_of(case.when(pay(cny("280.00")))) == "not-payable"


def test_5_14_a_reversal_names_the_detail_that_it_takes_back() -> None:
    assert refusal_of(settled().when(pay(cny("-80.00"), 2))) == "reversal-unlinked"
    assert refusal_of(settled().when(pay(cny("-80.00"), 2, reverses=9))) == "reversal-unlinked"


def test_5_15_no_more_is_taken_back_than_came() -> None:
    case = settled().when(pay(cny("-200.00"), 2, reverses=1)).then(PaymentApplied, ClaimReopened)
    assert refusal_of(case.when(pay(cny("-80.01"), 3, reverses=1))) == "reversal-exceeds"
    case.when(pay(cny("-80.00"), 4, reverses=1)).then(PaymentApplied)
    assert case.state.paid_so_far.is_zero


def test_5_16_money_for_no_claim_meets_nothing() -> None:
    given().when(pay(cny("1.00"))).then_refused("unmatched")


# --- the payment as a whole ---


def test_5_17_a_payment_whose_details_add_up_is_received_once() -> None:
    case = (
        given_payment()
        .when(payment())
        .then(
            PaymentReceived(
                insurer=INSURER,
                identifiers=(identifier("P-1", "urn:taishan:payments"),),
                amount=cny("280.00"),
                payment_date="2026-03-20",
                details=2,
                digest=payment().payment.digest,
            )
        )
    )
    case.when(payment()).then()
    assert columns(case.state) == {"state": "received", "insurer": INSURER}
    assert case.facts.payments == {"case-1": payment().payment.digest}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": cny("281.00")}, "invalid"),
        ({"details": (detail(Money.of("280.00", "USD")),)}, "invalid"),
        ({"issuer": ResourceRef("Organization/2")}, "insurer-not-sender"),
        ({"status": "draft"}, "not-active"),
        ({"status": "cancelled"}, "not-active"),
    ],
)
def test_5_18_a_payment_that_is_not_in_order_is_refused(changes: dict[str, Any], code: str) -> None:
    case = given_payment().when(payment(**changes)).then(PaymentRefused)
    assert (case.last(PaymentRefused).code, case.state.status) == (code, "refused")
    assert case.facts.payments == {}
    case.when(payment()).then(PaymentReceived)


def test_5_19_the_same_payment_number_with_other_content_is_refused() -> None:
    case = given_payment().when(payment()).when(payment(payment_date="2026-03-21")).then(PaymentRefused)
    assert (case.last(PaymentRefused).code, case.state.status) == ("identifier-reused", "received")
