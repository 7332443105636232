"""What this service reads of ``permits.events``: a narrow view of its own, which ignores all else.

Neither employer, category, post nor number is read: schooling asks only whether a person may live here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.schooling.messages.common import Part
from shared.checked import first_problem

SOURCE = "urn:quancheng:service:permits"
PREFIX = "cn.quancheng.permits.permit"

GRANTED, EXTENDED, CHANGED = f"{PREFIX}.granted.v1", f"{PREFIX}.extended.v1", f"{PREFIX}.changed.v1"
CANCELLED, REVOKED, EXPIRED = f"{PREFIX}.cancelled.v1", f"{PREFIX}.revoked.v1", f"{PREFIX}.expired.v1"
DEEMED_GRANTED = f"{PREFIX}.extension-deemed-granted.v1"
RESIDENCE_RECORDED = f"{PREFIX}.residence-recorded.v1"
READ = frozenset(
    {GRANTED, EXTENDED, CHANGED, CANCELLED, REVOKED, EXPIRED, DEEMED_GRANTED, RESIDENCE_RECORDED}
)

Cause = Literal["cancelled", "expired", "revoked"]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Fall(Part):
    """Why a permit is no longer in force, and since which day."""

    cause: Cause
    on: date


class PermitNews(Part):
    """What one event says of a permit; what is None, it does not speak of."""

    in_force: bool | None = None
    fall: Fall | None = None
    valid_from: date | None = None
    residence_until: date | None = None


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Holding(_View):
    valid_from: date


class _About(_View):
    persons: Annotated[tuple[Text, ...], Field(min_length=1)]


class _Held(_About):
    holding: _Holding


class _Residence(_About):
    valid_to: date


class _Ended(_About):
    on: date


class _Cancelled(_Ended):
    cause: Literal["application", "expiry", "revocation"]


class PermitTold(Part):
    """One event of a permit: the keys of its holder, one for each passport, and what it says.

    Without ``news`` it says nothing that another event has not said.
    """

    persons: tuple[str, ...]
    news: PermitNews | None


def read_permit_event(type_: str, raw: bytes) -> PermitTold | str:
    """The view of the data of an event of a type in ``READ``, or which field is wrong (without content)."""
    try:
        return _read(type_, raw)
    except ValidationError as error:
        return first_problem(error)


def _read(type_: str, raw: bytes) -> PermitTold:
    if type_ in (GRANTED, EXTENDED, CHANGED):
        held = _Held.model_validate_json(raw)
        news = PermitNews(in_force=True, valid_from=held.holding.valid_from)
        return PermitTold(persons=held.persons, news=news)
    if type_ == RESIDENCE_RECORDED:
        residence = _Residence.model_validate_json(raw)
        return PermitTold(persons=residence.persons, news=PermitNews(residence_until=residence.valid_to))
    if type_ == DEEMED_GRANTED:
        return PermitTold(persons=_About.model_validate_json(raw).persons, news=PermitNews(in_force=True))
    if type_ == CANCELLED:
        return _cancelled(_Cancelled.model_validate_json(raw))
    return _fallen(_Ended.model_validate_json(raw), "expired" if type_ == EXPIRED else "revoked")


def _cancelled(cancelled: _Cancelled) -> PermitTold:
    """What ran out or was revoked has fallen by that; its cancellation follows, and is no second fall."""
    if cancelled.cause != "application":
        return PermitTold(persons=cancelled.persons, news=None)
    return _fallen(cancelled, "cancelled")


def _fallen(ended: _Ended, cause: Cause) -> PermitTold:
    news = PermitNews(in_force=False, fall=Fall(cause=cause, on=ended.on))
    return PermitTold(persons=ended.persons, news=news)
