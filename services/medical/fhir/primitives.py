"""FHIR R4 primitive types, as strict as the specification asks.

Source: HL7 FHIR R4 (4.0.1), "Data Types" and "JSON Representation of Resources".
"""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TIME = re.compile(
    r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))", re.ASCII
)


@lru_cache(maxsize=4096)
def days_of(text: str) -> tuple[date, date]:
    """The first and the last day that a FHIR date or dateTime covers; ValueError when it is neither.

    "2014" covers a year, "2014-08" a month. A time, which must carry its zone, leaves the day as written.
    """
    day, with_time, time = text.partition("T")
    match = _DATE.fullmatch(day)
    if match is None or (with_time and not (match[3] and _TIME.fullmatch(time))):
        raise ValueError("not a FHIR date")
    year, month = int(match[1]), int(match[2] or 1)
    first = date(year, month, int(match[3] or 1))
    if match[3]:
        return first, first
    last_month = month if match[2] else 12
    return first, date(year, last_month, monthrange(year, last_month)[1])


def _date_time(text: str) -> str:
    try:
        days_of(text)
    except (ValueError, OverflowError):
        raise PydanticCustomError(
            "date_time",
            "a date is expected (YYYY, YYYY-MM or YYYY-MM-DD), or one with hh:mm:ss and a zone",
        ) from None
    return text


def _date(text: str) -> str:
    if "T" in text:
        raise PydanticCustomError("date", "a date is expected, without a time")
    return _date_time(text)


class _DecimalNumber:
    """A JSON number read as Decimal or int; a union because a whole number is sent without a point."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.union_schema(
            [core_schema.is_instance_schema(Decimal), core_schema.int_schema(strict=True)],
            mode="left_to_right",
            custom_error_type="decimal_number",
            custom_error_message="a decimal number is expected",
        )


T = TypeVar("T")

Many = Annotated[list[T], Field(min_length=1)]
String = Annotated[str, StringConstraints(min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^\S+(\s\S+)*$")]
Uri = Annotated[str, StringConstraints(pattern=r"^\S+$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
DateTime = Annotated[str, AfterValidator(_date_time)]
Date = Annotated[str, AfterValidator(_date)]
PositiveInt = Annotated[int, Field(ge=1, le=2147483647)]
UnsignedInt = Annotated[int, Field(ge=0, le=2147483647)]
Number = Annotated[Decimal | int, _DecimalNumber]
