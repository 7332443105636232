"""Our R4 types know the elements that ``fhir.resources`` knows (R4B equals R4 for these), and no others."""

from typing import Any

import pytest
from fhir.resources.R4B import claim as judge_claim
from fhir.resources.R4B import claimresponse as judge_response
from fhir.resources.R4B import paymentreconciliation as judge_payment
from fhir.resources.R4B.address import Address
from fhir.resources.R4B.attachment import Attachment
from fhir.resources.R4B.codeableconcept import CodeableConcept
from fhir.resources.R4B.coding import Coding
from fhir.resources.R4B.identifier import Identifier
from fhir.resources.R4B.meta import Meta
from fhir.resources.R4B.money import Money
from fhir.resources.R4B.narrative import Narrative
from fhir.resources.R4B.period import Period
from fhir.resources.R4B.quantity import Quantity
from fhir.resources.R4B.reference import Reference

from services.medical.fhir import claim, claim_response, datatypes, payment

SAME_ELEMENTS: list[tuple[Any, Any]] = [
    (claim.Claim, judge_claim.Claim),
    (claim.Related, judge_claim.ClaimRelated),
    (claim.Payee, judge_claim.ClaimPayee),
    (claim.CareTeam, judge_claim.ClaimCareTeam),
    (claim.SupportingInfo, judge_claim.ClaimSupportingInfo),
    (claim.Diagnosis, judge_claim.ClaimDiagnosis),
    (claim.Procedure, judge_claim.ClaimProcedure),
    (claim.Insurance, judge_claim.ClaimInsurance),
    (claim.Accident, judge_claim.ClaimAccident),
    (claim.Item, judge_claim.ClaimItem),
    (claim.Detail, judge_claim.ClaimItemDetail),
    (claim.SubDetail, judge_claim.ClaimItemDetailSubDetail),
    (claim_response.ClaimResponse, judge_response.ClaimResponse),
    (claim_response.Item, judge_response.ClaimResponseItem),
    (claim_response.Detail, judge_response.ClaimResponseItemDetail),
    (claim_response.SubDetail, judge_response.ClaimResponseItemDetailSubDetail),
    (claim_response.Adjudication, judge_response.ClaimResponseItemAdjudication),
    (claim_response.AddedItem, judge_response.ClaimResponseAddItem),
    (claim_response.AddedDetail, judge_response.ClaimResponseAddItemDetail),
    (claim_response.AddedSubDetail, judge_response.ClaimResponseAddItemDetailSubDetail),
    (claim_response.Total, judge_response.ClaimResponseTotal),
    (claim_response.Payment, judge_response.ClaimResponsePayment),
    (claim_response.ProcessNote, judge_response.ClaimResponseProcessNote),
    (claim_response.Insurance, judge_response.ClaimResponseInsurance),
    (claim_response.ResponseError, judge_response.ClaimResponseError),
    (payment.PaymentReconciliation, judge_payment.PaymentReconciliation),
    (payment.Detail, judge_payment.PaymentReconciliationDetail),
    (payment.ProcessNote, judge_payment.PaymentReconciliationProcessNote),
    (datatypes.Coding, Coding),
    (datatypes.CodeableConcept, CodeableConcept),
    (datatypes.Identifier, Identifier),
    (datatypes.Reference, Reference),
    (datatypes.Money, Money),
    (datatypes.Quantity, Quantity),
    (datatypes.Period, Period),
    (datatypes.Attachment, Attachment),
    (datatypes.Address, Address),
    (datatypes.Narrative, Narrative),
    (datatypes.Meta, Meta),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME_ELEMENTS, ids=lambda type_: type_.__name__)
def test_every_element_of_r4_is_known_and_nothing_else(ours: Any, theirs: Any) -> None:
    expected = {field.alias or name for name, field in theirs.model_fields.items()}
    comments = {"fhir_comments", "_fhir_comments"}
    assert ours.__annotations__.keys() - {"resourceType", "_resourceType"} == expected - comments - {
        "_id"
    } | ({"_id"} & ours.__annotations__.keys())


@pytest.mark.parametrize(("ours", "theirs"), SAME_ELEMENTS, ids=lambda type_: type_.__name__)
def test_the_same_elements_are_required(ours: Any, theirs: Any) -> None:
    expected = {
        field.alias or name
        for name, field in theirs.model_fields.items()
        if field.is_required() or (field.json_schema_extra or {}).get("element_required")
    }
    assert ours.__required_keys__ - {"resourceType"} == expected
