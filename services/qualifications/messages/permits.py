"""What this service reads of ``permits.events``: a narrow view of its own, which ignores all else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.qualifications.messages.holder import PermitFields, Standing
from shared.checked import first_problem

SOURCE = "urn:quancheng:service:permits"
_PREFIX = "cn.quancheng.permits.permit"

Text = Annotated[str, Field(min_length=1, max_length=200)]
Persons = Annotated[tuple[Text, ...], Field(min_length=1)]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    persons: Persons


class _Holding(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    valid_from: date


class _Held(_View):
    """Granted, extended or changed: the permit stands for this from now on."""

    holding: _Holding

    def fields(self, _standing: Standing) -> PermitFields:
        since = self.holding.valid_from
        return PermitFields(standing="in-force", standing_on=since, valid_from=since)


class _Ended(_View):
    on: date

    def fields(self, standing: Standing) -> PermitFields | None:
        return PermitFields(standing=standing, standing_on=self.on)


class _Cancelled(_Ended):
    """注销 also follows an expiry or a revocation, by which the permit has ended, and on another day."""

    cause: Text

    def fields(self, standing: Standing) -> PermitFields | None:
        return None if self.cause in ("expiry", "revocation") else super().fields(standing)


_READ: Mapping[str, tuple[type[Any], Standing]] = {
    f"{_PREFIX}.granted.v1": (_Held, "in-force"),
    f"{_PREFIX}.extended.v1": (_Held, "in-force"),
    f"{_PREFIX}.changed.v1": (_Held, "in-force"),
    f"{_PREFIX}.extension-deemed-granted.v1": (_Ended, "in-force"),
    f"{_PREFIX}.cancelled.v1": (_Cancelled, "cancelled"),
    f"{_PREFIX}.revoked.v1": (_Ended, "revoked"),
    f"{_PREFIX}.expired.v1": (_Ended, "expired"),
}
PERMIT_TYPES = frozenset(_READ)
"""The CloudEvents types that are read here; every other is ignored."""


class PermitTold(BaseModel):
    """What one event tells: of which person, under every key of theirs, and what of the permit.

    Without ``fields`` it tells nothing that another event has not told.
    """

    model_config = ConfigDict(frozen=True)

    persons: tuple[str, ...]
    fields: PermitFields | None


def read_permit(type_: str, raw: bytes) -> PermitTold | str:
    """The view of an event of ``PERMIT_TYPES``, or which of its fields is wrong (without its content).

    KeyError for another type.
    """
    view, standing = _READ[type_]
    try:
        told = view.model_validate_json(raw)
    except ValidationError as error:
        return first_problem(error)
    return PermitTold(persons=tuple(dict.fromkeys(told.persons)), fields=told.fields(standing))
