# ruff: noqa: N815  (the names are the specification's)
"""FHIR R4 ``Claim``: every element at every level. Source: HL7 FHIR R4 (4.0.1), "Resource Claim"."""

from typing import Literal, Required

from typing_extensions import TypedDict

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

Status = Literal["active", "cancelled", "draft", "entered-in-error"]
Use = Literal["claim", "preauthorization", "predetermination"]


@r4()
class Related(BackboneElement, total=False):
    claim: Reference
    relationship: CodeableConcept
    reference: Identifier


@r4()
class Payee(BackboneElement, total=False):
    type: Required[CodeableConcept]
    party: Reference


@r4()
class CareTeam(BackboneElement, total=False):
    sequence: Required[PositiveInt]
    provider: Required[Reference]
    responsible: bool
    role: CodeableConcept
    qualification: CodeableConcept


@r4("timing", "value")
class SupportingInfo(BackboneElement, total=False):
    sequence: Required[PositiveInt]
    category: Required[CodeableConcept]
    code: CodeableConcept
    timingDate: Date
    timingPeriod: Period
    valueBoolean: bool
    valueString: String
    valueQuantity: Quantity
    valueAttachment: Attachment
    valueReference: Reference
    reason: CodeableConcept


@r4("diagnosis", required=("diagnosis",))
class Diagnosis(BackboneElement, total=False):
    sequence: Required[PositiveInt]
    diagnosisCodeableConcept: CodeableConcept
    diagnosisReference: Reference
    type: Many[CodeableConcept]
    onAdmission: CodeableConcept
    packageCode: CodeableConcept


@r4("procedure", required=("procedure",))
class Procedure(BackboneElement, total=False):
    sequence: Required[PositiveInt]
    type: Many[CodeableConcept]
    date: DateTime
    procedureCodeableConcept: CodeableConcept
    procedureReference: Reference
    udi: Many[Reference]


@r4()
class Insurance(BackboneElement, total=False):
    sequence: Required[PositiveInt]
    focal: Required[bool]
    identifier: Identifier
    coverage: Required[Reference]
    businessArrangement: String
    preAuthRef: Many[String | None]
    claimResponse: Reference


@r4("location")
class Accident(BackboneElement, total=False):
    date: Required[Date]
    type: CodeableConcept
    locationAddress: Address
    locationReference: Reference


class Priced(TypedDict, total=False):
    """What an item, a detail and a sub-detail share: a product or service and its price."""

    sequence: Required[PositiveInt]
    revenue: CodeableConcept
    category: CodeableConcept
    productOrService: Required[CodeableConcept]
    modifier: Many[CodeableConcept]
    programCode: Many[CodeableConcept]
    quantity: Quantity
    unitPrice: Money
    factor: Number
    net: Money
    udi: Many[Reference]


@r4()
class SubDetail(BackboneElement, Priced, total=False):
    pass


@r4()
class Detail(BackboneElement, Priced, total=False):
    subDetail: Many[SubDetail]


@r4("serviced", "location")
class Item(BackboneElement, Priced, total=False):
    careTeamSequence: Many[PositiveInt | None]
    diagnosisSequence: Many[PositiveInt | None]
    procedureSequence: Many[PositiveInt | None]
    informationSequence: Many[PositiveInt | None]
    servicedDate: Date
    servicedPeriod: Period
    locationCodeableConcept: CodeableConcept
    locationAddress: Address
    locationReference: Reference
    bodySite: CodeableConcept
    subSite: Many[CodeableConcept]
    encounter: Many[Reference]
    detail: Many[Detail]


@r4()
class Claim(Resource, total=False):
    resourceType: Required[Literal["Claim"]]
    identifier: Many[Identifier]
    status: Required[Status]
    type: Required[CodeableConcept]
    subType: CodeableConcept
    use: Required[Use]
    patient: Required[Reference]
    billablePeriod: Period
    created: Required[DateTime]
    enterer: Reference
    insurer: Reference
    provider: Required[Reference]
    priority: Required[CodeableConcept]
    fundsReserve: CodeableConcept
    related: Many[Related]
    prescription: Reference
    originalPrescription: Reference
    payee: Payee
    referral: Reference
    facility: Reference
    careTeam: Many[CareTeam]
    supportingInfo: Many[SupportingInfo]
    diagnosis: Many[Diagnosis]
    procedure: Many[Procedure]
    insurance: Required[Many[Insurance]]
    accident: Accident
    item: Many[Item]
    total: Money
