# ruff: noqa: N815  (the names are the specification's)
"""FHIR R4 ``ClaimResponse``: every element at every level.

Source: HL7 FHIR R4 (4.0.1), "Resource ClaimResponse".
"""

from typing import Literal, Required

from typing_extensions import TypedDict

from services.medical.fhir.claim import Status, Use
from services.medical.fhir.datatypes import (
    Address,
    Attachment,
    BackboneElement,
    CodeableConcept,
    Identifier,
    Money,
    Period,
    Quantity,
    Reference,
    Resource,
)
from services.medical.fhir.element import r4
from services.medical.fhir.primitives import Date, DateTime, Many, Number, PositiveInt, String

Outcome = Literal["queued", "complete", "error", "partial"]


@r4()
class Adjudication(BackboneElement, total=False):
    category: Required[CodeableConcept]
    reason: CodeableConcept
    amount: Money
    value: Number


@r4()
class SubDetail(BackboneElement, total=False):
    subDetailSequence: Required[PositiveInt]
    noteNumber: Many[PositiveInt | None]
    adjudication: Many[Adjudication]


@r4()
class Detail(BackboneElement, total=False):
    detailSequence: Required[PositiveInt]
    noteNumber: Many[PositiveInt | None]
    adjudication: Required[Many[Adjudication]]
    subDetail: Many[SubDetail]


@r4()
class Item(BackboneElement, total=False):
    itemSequence: Required[PositiveInt]
    noteNumber: Many[PositiveInt | None]
    adjudication: Required[Many[Adjudication]]
    detail: Many[Detail]


class Added(TypedDict, total=False):
    """What an added item, a detail and a sub-detail share: a service, its price, the decision on it."""

    productOrService: Required[CodeableConcept]
    modifier: Many[CodeableConcept]
    quantity: Quantity
    unitPrice: Money
    factor: Number
    net: Money
    noteNumber: Many[PositiveInt | None]
    adjudication: Required[Many[Adjudication]]


@r4()
class AddedSubDetail(BackboneElement, Added, total=False):
    pass


@r4()
class AddedDetail(BackboneElement, Added, total=False):
    subDetail: Many[AddedSubDetail]


@r4("serviced", "location")
class AddedItem(BackboneElement, Added, total=False):
    itemSequence: Many[PositiveInt | None]
    detailSequence: Many[PositiveInt | None]
    subdetailSequence: Many[PositiveInt | None]
    provider: Many[Reference]
    programCode: Many[CodeableConcept]
    servicedDate: Date
    servicedPeriod: Period
    locationCodeableConcept: CodeableConcept
    locationAddress: Address
    locationReference: Reference
    bodySite: CodeableConcept
    subSite: Many[CodeableConcept]
    detail: Many[AddedDetail]


@r4()
class Total(BackboneElement, total=False):
    category: Required[CodeableConcept]
    amount: Required[Money]


@r4()
class Payment(BackboneElement, total=False):
    type: Required[CodeableConcept]
    adjustment: Money
    adjustmentReason: CodeableConcept
    date: Date
    amount: Required[Money]
    identifier: Identifier


@r4()
class ProcessNote(BackboneElement, total=False):
    number: PositiveInt
    type: Literal["display", "print", "printoper"]
    text: Required[String]
    language: CodeableConcept


@r4()
class Insurance(BackboneElement, total=False):
    sequence: Required[PositiveInt]
    focal: Required[bool]
    coverage: Required[Reference]
    businessArrangement: String
    claimResponse: Reference


@r4()
class ResponseError(BackboneElement, total=False):
    itemSequence: PositiveInt
    detailSequence: PositiveInt
    subDetailSequence: PositiveInt
    code: Required[CodeableConcept]


@r4()
class ClaimResponse(Resource, total=False):
    resourceType: Required[Literal["ClaimResponse"]]
    identifier: Many[Identifier]
    status: Required[Status]
    type: Required[CodeableConcept]
    subType: CodeableConcept
    use: Required[Use]
    patient: Required[Reference]
    created: Required[DateTime]
    insurer: Required[Reference]
    requestor: Reference
    request: Reference
    outcome: Required[Outcome]
    disposition: String
    preAuthRef: String
    preAuthPeriod: Period
    payeeType: CodeableConcept
    item: Many[Item]
    addItem: Many[AddedItem]
    adjudication: Many[Adjudication]
    total: Many[Total]
    payment: Payment
    fundsReserve: CodeableConcept
    formCode: CodeableConcept
    form: Attachment
    processNote: Many[ProcessNote]
    communicationRequest: Many[Reference]
    insurance: Many[Insurance]
    error: Many[ResponseError]
