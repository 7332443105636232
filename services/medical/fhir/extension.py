"""Extensions, and what ``_name`` carries beside a primitive. The values themselves are not looked into.

Source: HL7 FHIR R4 (4.0.1), "Extensibility" and the open type list of "Data Types".
"""

from typing import Annotated, Required

from pydantic import AfterValidator, ConfigDict
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from services.medical.fhir.issues import UNKNOWN_ELEMENT
from services.medical.fhir.primitives import Many, String, Uri

_PRIMITIVE_TYPES = (
    "Base64Binary Boolean Canonical Code Date DateTime Decimal Id Instant Integer Markdown Oid PositiveInt "
    "String Time UnsignedInt Uri Url Uuid"
)
_COMPLEX_TYPES = (
    "Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count Distance Duration HumanName "
    "Identifier Money Period Quantity Range Ratio Reference SampledData Signature Timing ContactDetail "
    "Contributor DataRequirement Expression ParameterDefinition RelatedArtifact TriggerDefinition "
    "UsageContext Dosage Meta"
)
_PRIMITIVE_VALUES = frozenset(f"_value{name}" for name in _PRIMITIVE_TYPES.split())
_VALUES = frozenset(f"value{name}" for name in f"{_PRIMITIVE_TYPES} {_COMPLEX_TYPES}".split())


def _extension(extension: "Extension") -> "Extension":
    """ext-1: a value or nested extensions, not both; and of the values only one, of a type that R4 knows."""
    others = extension.keys() - {"id", "url", "extension", "_url"}
    if unknown := others - _VALUES - _PRIMITIVE_VALUES:
        raise PydanticCustomError("unknown_value", UNKNOWN_ELEMENT, {"element": min(unknown)})
    values = {name.removeprefix("_") for name in others}
    if len(values) + ("extension" in extension) != 1:
        raise PydanticCustomError("ext_1", "an extension has either one value or extensions (ext-1)")
    return extension


class _Extension(TypedDict, total=False):
    __pydantic_config__ = ConfigDict(extra="allow", strict=True)  # type: ignore[misc]

    id: String
    url: Required[Uri]
    extension: "Many[Extension]"


Extension = Annotated[_Extension, AfterValidator(_extension)]


class PrimitiveExtension(TypedDict, total=False):
    """What ``_name`` carries beside the primitive ``name``: an id and extensions."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[misc]

    id: String
    extension: Many[Extension]
