"""What this service reads of ``permits.events``: a narrow view of its own, which ignores all else.

Neither employer, category, post nor number is read: a coverage check asks only on which days a person may
stay. ``permit.expired`` is not read either: validity ends with its own last day, and where an undecided
extension has prolonged it, the ``permit.cancelled`` that follows every expiry says until when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.checked import first_problem

SOURCE = "urn:quancheng:service:permits"
_PREFIX = "cn.quancheng.permits.permit"

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class PermitNews(_Part):
    """What one event says of the days of a permit; days in China, both included.

    ``held``: it is valid from ``first`` to ``last``, in place of what was said of these days before.
    ``continued``: from ``first`` on it counts as valid until more is said. ``residence``: a residence permit
    on its ground is valid until ``last``. ``ended``: neither is valid after ``last``. ``lapsed``: the same
    of the work permit alone; a residence permit keeps its own last day.
    """

    kind: Literal["held", "continued", "residence", "ended", "lapsed"]
    first: date | None = None
    last: date | None = None


class PermitTold(_Part):
    """One event of a permit: the keys of its holder, one for each passport, and what it says."""

    persons: tuple[str, ...]
    news: PermitNews


class _About(_Part):
    persons: Annotated[tuple[Text, ...], Field(min_length=1)]


class _Holding(_Part):
    valid_from: date
    valid_to: date


class _Held(_About):
    holding: _Holding

    def news(self) -> PermitNews:
        return PermitNews(kind="held", first=self.holding.valid_from, last=self.holding.valid_to)


class _Continued(_About):
    on: date

    def news(self) -> PermitNews:
        return PermitNews(kind="continued", first=self.on)


class _Residence(_About):
    valid_to: date

    def news(self) -> PermitNews:
        return PermitNews(kind="residence", last=self.valid_to)


class _Revoked(_About):
    on: date

    def news(self) -> PermitNews:
        return PermitNews(kind="ended", last=self.on)


class _Cancelled(_About):
    on: date
    cause: Literal["application", "expiry", "revocation"]

    def news(self) -> PermitNews:
        return PermitNews(kind="lapsed" if self.cause == "expiry" else "ended", last=self.on)


_View = _Held | _Continued | _Residence | _Revoked | _Cancelled
_READ: Mapping[str, type[_View]] = {
    f"{_PREFIX}.granted.v1": _Held,
    f"{_PREFIX}.extended.v1": _Held,
    f"{_PREFIX}.changed.v1": _Held,
    f"{_PREFIX}.extension-deemed-granted.v1": _Continued,
    f"{_PREFIX}.residence-recorded.v1": _Residence,
    f"{_PREFIX}.revoked.v1": _Revoked,
    f"{_PREFIX}.cancelled.v1": _Cancelled,
}
READ = frozenset(_READ)
"""The CloudEvents types that are read here; every other is ignored."""


def read_permit(type_: str, raw: bytes) -> PermitTold | str:
    """The view of an event of ``READ``, or which of its fields is wrong (without its content).

    KeyError for another type.
    """
    try:
        view = _READ[type_].model_validate_json(raw)
    except ValidationError as error:
        return first_problem(error)
    return PermitTold(persons=tuple(dict.fromkeys(view.persons)), news=view.news())
