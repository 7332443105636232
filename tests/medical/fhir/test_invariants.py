"""What must hold inside one resource."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.medical.fhir.read import read_claim, read_claim_response, read_payment
from services.medical.messages.resources import ClaimResponseView, ClaimView, Issue, PaymentView
from services.medical.rules.invariants import claim_issues, payment_issues, response_issues
from tests.medical.fhir.answer_examples import full_payment, full_response, small_response
from tests.medical.fhir.examples import Json, changed, cny, encode, full_claim, small_claim


def found(resource: Json) -> list[tuple[str, str]]:
    issues: tuple[Issue, ...] = ()
    match view(resource):
        case ClaimView() as claim:
            issues = claim_issues(claim)
        case ClaimResponseView() as response:
            issues = response_issues(response)
        case PaymentView() as payment:
            issues = payment_issues(payment)
    assert {issue.code for issue in issues} <= {"invariant"}
    return [(issue.expression, issue.diagnostics) for issue in issues]


def view(resource: Json) -> ClaimView | ClaimResponseView | PaymentView:
    readers: Any = {"ClaimResponse": read_claim_response, "PaymentReconciliation": read_payment}
    result = readers.get(resource["resourceType"], read_claim)(encode(resource))
    assert isinstance(result, ClaimView | ClaimResponseView | PaymentView), result
    return result


@pytest.mark.parametrize(
    "resource", [small_claim(), full_claim(), small_response(), full_response(), full_payment()]
)
def test_sound_resources_have_no_issue(resource: Json) -> None:
    assert found(resource) == []


def test_lines_must_come_to_the_total() -> None:
    assert found({**small_claim(), "total": cny("400.01")}) == [
        ("Claim.total", "the lines come to 400.00 CNY, the total to 400.01 CNY")
    ]


def test_a_claim_is_in_one_currency() -> None:
    resource = {**changed(small_claim(), "item", 0, "net", "currency", to="USD"), "total": cny("400.00")}
    assert found(resource) == [("Claim", "amounts are in CNY and USD; one resource, one currency")]


def test_sequences_are_unique() -> None:
    assert found(changed(small_claim(), "item", 1, "sequence", to=1)) == [
        ("Claim.item", "sequence 1 is used 2 times")
    ]


@pytest.mark.parametrize("focal", [(False,), (True, True)])
def test_exactly_one_insurance_is_focal(focal: tuple[bool, ...]) -> None:
    insurance = small_claim()["insurance"][0]
    several = [{**insurance, "sequence": i + 1, "focal": each} for i, each in enumerate(focal)]
    assert found({**small_claim(), "insurance": several}) == [
        ("Claim.insurance", f"exactly one insurance is focal, not {sum(focal)}")
    ]


def test_periods_run_forwards() -> None:
    backwards = {"start": "2026-11-19", "end": "2026-11-18"}
    words = "2026-11-19 is after 2026-11-18 (per-1)"
    assert found({**small_claim(), "billablePeriod": backwards}) == [("Claim.billablePeriod", words)]
    assert found(changed(small_claim(), "item", 1, "servicedPeriod", to=backwards)) == [
        ("Claim.item[1].servicedPeriod", words)
    ]


def test_a_year_may_start_and_end_a_period() -> None:
    assert found({**small_claim(), "billablePeriod": {"start": "2026-11-19", "end": "2026"}}) == []


def test_nobody_pays_more_than_was_billed() -> None:
    resource = changed(small_response(), "item", 1, "adjudication", 2, to=_benefit("264.51"))
    del resource["item"][1]["adjudication"][1]
    assert found(resource) == [
        ("ClaimResponse.item[1]", "the benefit of 264.51 CNY is more than the 264.50 CNY submitted")
    ]


def test_the_parts_of_a_line_come_to_what_was_billed() -> None:
    resource = changed(small_response(), "item", 0, "adjudication", 3, to=_benefit("99.00"))
    assert found(resource) == [
        (
            "ClaimResponse.item[0]",
            "paid, patient share and disallowed come to 134.50 CNY, billed is 135.50 CNY",
        )
    ]


def test_coinsurance_is_the_patients_share_too() -> None:
    line = small_response()["item"][0]["adjudication"]
    parts = {"benefit": "60.00", "copay": "10.00", "coinsurance": "20.00", "noncovered": "45.50"}
    adjudication = [line[0], *(_part(category, value) for category, value in parts.items())]
    assert found(changed(small_response(), "item", 0, "adjudication", to=adjudication)) == []


def test_an_answer_is_in_one_currency() -> None:
    resource = changed(small_response(), "item", 0, "adjudication", 0, "amount", "currency", to="USD")
    assert found(resource) == [("ClaimResponse", "amounts are in CNY and USD; one resource, one currency")]


@given(
    st.lists(st.decimals("-9999", "9999", places=2), min_size=1, max_size=8), st.decimals("-5", "5", places=2)
)
def test_a_payment_is_sound_exactly_when_its_details_come_to_it(amounts: list[Decimal], off: Decimal) -> None:
    detail = full_payment()["detail"][0]
    details = [{**detail, "amount": cny(str(amount))} for amount in amounts]
    resource = {**full_payment(), "detail": details, "paymentAmount": cny(str(sum(amounts) + off))}
    assert bool(found(resource)) == bool(off)


def test_a_payment_names_both_figures() -> None:
    resource = {**full_payment(), "paymentAmount": cny("80.00")}
    assert found(resource) == [
        ("PaymentReconciliation.paymentAmount", "the details come to 70.00 CNY, the payment to 80.00 CNY")
    ]


def test_a_payment_is_in_one_currency() -> None:
    resource = changed(full_payment(), "detail", 1, "amount", "currency", to="USD")
    assert found(resource)[0][0] == "PaymentReconciliation"


def _benefit(value: str) -> Json:
    return {**small_response()["item"][0]["adjudication"][3], "amount": cny(value)}


def _part(category: str, value: str) -> Json:
    return {"category": {"coding": [{"code": category}]}, "amount": cny(value)}
