"""What is not valid R4 is named element by element, without saying whose it is."""

from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome

from services.medical.fhir.issues import MAX_ISSUES, Identity, Invalid
from services.medical.fhir.outcome import operation_outcome, refusal
from services.medical.fhir.read import read_claim, read_claim_response, read_payment
from services.medical.messages.resources import BusinessIdentifier, Issue
from tests.medical.fhir.answer_examples import full_payment, small_response
from tests.medical.fhir.examples import Json, changed, cny, encode, full_claim, ref, small_claim

QILU = "http://qilu.example/claims"


def issues(resource: Json) -> tuple[Issue, ...]:
    readers: Any = {"ClaimResponse": read_claim_response, "PaymentReconciliation": read_payment}
    verdict = readers.get(resource["resourceType"], read_claim)(encode(resource))
    assert isinstance(verdict, Invalid)
    return verdict.issues


FAULTS: list[tuple[tuple[int | str, ...], Any, str, str]] = [
    (("item", 0, "productOrService"), ..., "required", "Claim.item[0].productOrService"),
    (("provider",), ..., "required", "Claim.provider"),
    (("diagnosis",), [{"sequence": 1}], "required", "Claim.diagnosis[0].diagnosis"),
    (("item", 0, "servicedPeriod"), {"start": "2026"}, "invariant", "Claim.item[0].serviced"),
    (("status",), "paid", "code-invalid", "Claim.status"),
    (("resourceType",), "Bill", "code-invalid", "Claim.resourceType"),
    (("created",), "20 November", "value", "Claim.created"),
    (("created",), "2026-02-30", "value", "Claim.created"),
    (("item", 0, "sequence"), 0, "value", "Claim.item[0].sequence"),
    (("item", 0, "net", "value"), "135.50", "value", "Claim.item[0].net.value"),
    (("item",), {"sequence": 1}, "structure", "Claim.item"),
    (("patient",), "Patient/1", "structure", "Claim.patient"),
    (("patient",), {}, "structure", "Claim.patient"),
    (("patient",), {"display": "a\x00b"}, "structure", "Claim.patient.display"),
    (("Zhang Wei",), 1, "structure", "Claim"),
    (("patient", "name"), "Zhang Wei", "structure", "Claim.patient.name"),
    (("patient", "reference"), "#nobody", "invariant", "Claim.patient.reference"),
    (("insurance", 0, "coverage"), ref("#gone"), "invariant", "Claim.insurance[0].coverage.reference"),
    (("item", 1, "net"), ..., "required", "Claim.item[1]"),
    (("item", 1, "net", "value"), ..., "required", "Claim.item[1].net.value"),
    (("item", 1, "net"), cny("1.505"), "value", "Claim.item[1].net"),
    (("total",), {"value": 1, "currency": "XXX"}, "value", "Claim.total"),
    (("item",), ..., "required", "Claim.total"),
]


@pytest.mark.parametrize(("at", "to", "code", "expression"), FAULTS)
def test_an_issue_names_its_element_and_its_kind(
    at: tuple[int | str, ...], to: Any, code: str, expression: str
) -> None:
    found = [(issue.code, issue.expression) for issue in issues(changed(small_claim(), *at, to=to))]
    assert found == [(code, expression)]


def test_all_faults_are_named_at_once() -> None:
    resource = changed(changed(small_claim(), "status", to="x"), "item", 0, "sequence", to=-1)
    del resource["use"]
    assert {issue.expression for issue in issues(resource)} == {
        "Claim.status",
        "Claim.use",
        "Claim.item[0].sequence",
    }


def test_no_more_than_a_hundred_are_named() -> None:
    assert len(issues({**small_claim(), **{f"x{n}": n for n in range(500)}})) == MAX_ISSUES


def test_nothing_that_was_sent_is_said_back() -> None:
    secrets = {"Zhang Wei": "Zhang Wei", "patient": {"display": 1, "Zhang": "Wei"}, "status": "Zhang Wei"}
    resource = {**full_claim(), **secrets, "created": "Zhang Wei", "language": "Zhang  Wei"}
    words = " ".join(f"{issue.diagnostics} {issue.code}" for issue in issues(resource))
    assert "Zhang" not in words
    assert "Wei" not in words


def test_a_refusal_can_be_recorded_on_the_case_that_it_names() -> None:
    verdict = read_claim(encode(changed(small_claim(), "provider", to=...)))
    assert isinstance(verdict, Invalid)
    assert verdict.identity == Identity("c-1", (BusinessIdentifier(QILU, "Q-1"),))
    assert len(verdict.digest) == 32


def test_a_resource_that_names_nothing_has_no_identity() -> None:
    verdict = read_claim(encode({"resourceType": "Claim", "id": 7, "identifier": ["x", {"value": 1}]}))
    assert isinstance(verdict, Invalid)
    assert verdict.identity is None


def test_amounts_in_no_currency_are_refused() -> None:
    resource = changed(small_claim(), "item", 0, "net", to={"value": Decimal("1.00")})
    resource = changed(resource, "item", 1, "net", to={"value": Decimal("1.00")})
    assert {issue.expression for issue in issues(resource)} == {
        "Claim.item[0].net.currency",
        "Claim.item[1].net.currency",
    }


def test_lines_in_two_currencies_without_a_total_are_refused() -> None:
    resource = changed(small_claim(), "item", 0, "net", "currency", to="USD")
    assert issues(resource) == (
        Issue("invariant", "Claim.item", "the lines cannot be added: USD and CNY do not mix"),
    )


def test_answers_and_payments_name_their_elements_too() -> None:
    response = changed(small_response(), "item", 1, "adjudication", 0, "amount", to=cny("1.005"))
    assert issues(response)[0].expression == "ClaimResponse.item[1].adjudication[0].amount"
    payment = changed(full_payment(), "detail", 0, "amount", to={"currency": "CNY"})
    assert issues(payment)[0].expression == "PaymentReconciliation.detail[0].amount.value"
    payment = changed(full_payment(), "detail", 0, "payee", to=ref("#nobody"))
    assert issues(payment)[0].expression == "PaymentReconciliation.detail[0].payee.reference"


CONTAINED: list[Any] = [
    {"resourceType": "Patient", "id": "p", "identifier": 7},
    {"resourceType": "Patient", "id": "p", "identifier": [7, {"value": ["x"]}, None]},
    {"resourceType": "Coverage", "id": "p", "payor": 7},
    {
        "resourceType": "Coverage",
        "id": "p",
        "payor": [7, {"reference": 7}, {"identifier": []}, {"reference": "#p"}],
    },
    {"resourceType": "Patient"},
]


@pytest.mark.parametrize("contained", CONTAINED)
def test_whatever_is_contained_is_read_without_harm(contained: Json) -> None:
    resource = changed({**small_claim(), "contained": [contained]}, "patient", to=ref("#p"))
    read_claim(encode(changed(resource, "insurance", 0, "coverage", to=ref("#p"))))


def test_an_operation_outcome_lists_the_issues() -> None:
    outcome = operation_outcome(issues(changed(small_claim(), "use", to="bill")))
    assert outcome == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "code-invalid",
                "diagnostics": "the code must be 'claim', 'preauthorization' or 'predetermination'",
                "expression": ["Claim.use"],
            }
        ],
    }


def test_a_whole_refusal_is_one_issue_without_an_expression() -> None:
    assert refusal("too-long", "the limit is 1 MB")["issue"] == [
        {"severity": "error", "code": "too-long", "diagnostics": "the limit is 1 MB"}
    ]


def test_outcomes_are_valid_r4() -> None:
    OperationOutcome.model_validate(operation_outcome(issues(changed(small_claim(), "use", to="bill"))))
    OperationOutcome.model_validate(refusal("not-found", "there is no such claim"))
