"""FHIR R4 complex data types, as far as a claim, its answer and a payment use them.

Every element of R4 is known; anything else is an issue. Values of extensions and the inside of contained
resources are not looked into: they are kept as sent, and what the rules need of them is read with care.
Source: HL7 FHIR R4 (4.0.1), "Data Types", "References", "Extensibility" and "Narrative".
"""

from typing import Any, Literal, Required

from pydantic import ConfigDict
from typing_extensions import TypedDict

from services.medical.fhir.element import r4
from services.medical.fhir.extension import Extension
from services.medical.fhir.primitives import Code, DateTime, Id, Many, Number, String, UnsignedInt, Uri


@r4()
class Element(TypedDict, total=False):
    id: String
    extension: Many[Extension]


@r4()
class BackboneElement(Element, total=False):
    modifierExtension: Many[Extension]


@r4()
class Coding(Element, total=False):
    system: Uri
    version: String
    code: Code
    display: String
    userSelected: bool


@r4()
class CodeableConcept(Element, total=False):
    coding: Many[Coding]
    text: String


@r4()
class Period(Element, total=False):
    start: DateTime
    end: DateTime


@r4()
class Identifier(Element, total=False):
    use: Literal["usual", "official", "temp", "secondary", "old"]
    type: CodeableConcept
    system: Uri
    value: String
    period: Period
    assigner: "Reference"


@r4()
class Reference(Element, total=False):
    reference: String
    type: Uri
    identifier: Identifier
    display: String


@r4()
class Money(Element, total=False):
    value: Number
    currency: Code


@r4()
class Quantity(Element, total=False):
    value: Number
    comparator: Literal["<", "<=", ">=", ">"]
    unit: String
    system: Uri
    code: Code


@r4()
class Attachment(Element, total=False):
    contentType: Code
    language: Code
    data: String
    url: Uri
    size: UnsignedInt
    hash: String
    title: String
    creation: DateTime


@r4()
class Address(Element, total=False):
    use: Literal["home", "work", "temp", "old", "billing"]
    type: Literal["postal", "physical", "both"]
    text: String
    line: Many[String | None]
    city: String
    district: String
    state: String
    postalCode: String
    country: String
    period: Period


@r4()
class Narrative(Element, total=False):
    status: Required[Literal["generated", "extensions", "additional", "empty"]]
    div: Required[String]


@r4()
class Meta(Element, total=False):
    versionId: Id
    lastUpdated: DateTime
    source: Uri
    profile: Many[Uri | None]
    security: Many[Coding]
    tag: Many[Coding]


class Contained(TypedDict, total=False):
    """A resource inside the resource, of any type."""

    __pydantic_config__ = ConfigDict(extra="allow", strict=True)  # type: ignore[misc]

    resourceType: Required[Code]
    id: Id


@r4()
class Resource(TypedDict, total=False):
    """What every resource may carry; a resource's own id, unlike an element's, is a primitive."""

    id: Id
    _id: dict[str, Any]
    meta: Meta
    implicitRules: Uri
    language: Code
    text: Narrative
    contained: Many[Contained]
    extension: Many[Extension]
    modifierExtension: Many[Extension]
