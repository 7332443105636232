# ruff: noqa: N815  (the names are the specification's)
"""FHIR R4 ``PaymentReconciliation``: every element at every level.

Source: HL7 FHIR R4 (4.0.1), "Resource PaymentReconciliation".
"""

from typing import Literal, Required

from services.medical.fhir.claim import Status
from services.medical.fhir.claim_response import Outcome
from services.medical.fhir.datatypes import (
    BackboneElement,
    CodeableConcept,
    Identifier,
    Money,
    Period,
    Reference,
    Resource,
)
from services.medical.fhir.element import r4
from services.medical.fhir.primitives import Date, DateTime, Many, String


@r4()
class Detail(BackboneElement, total=False):
    identifier: Identifier
    predecessor: Identifier
    type: Required[CodeableConcept]
    request: Reference
    submitter: Reference
    response: Reference
    date: Date
    responsible: Reference
    payee: Reference
    amount: Money


@r4()
class ProcessNote(BackboneElement, total=False):
    type: Literal["display", "print", "printoper"]
    text: String


@r4()
class PaymentReconciliation(Resource, total=False):
    resourceType: Required[Literal["PaymentReconciliation"]]
    identifier: Many[Identifier]
    status: Required[Status]
    period: Period
    created: Required[DateTime]
    paymentIssuer: Reference
    request: Reference
    requestor: Reference
    outcome: Outcome
    disposition: String
    paymentDate: Required[Date]
    paymentAmount: Required[Money]
    paymentIdentifier: Identifier
    detail: Many[Detail]
    formCode: CodeableConcept
    processNote: Many[ProcessNote]
