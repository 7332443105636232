"""What this service reads of its own ``schooling.events``: what one case tells that others are to follow."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from services.schooling.messages.application_events import ApplicationErased
from services.schooling.messages.common import GroupRef, Part
from services.schooling.messages.enrolment import ReviewStanding
from services.schooling.messages.guardian import (
    LinkedApplication,
    ReviewClosed,
    ReviewDue,
    ReviewExtended,
    ReviewOpened,
    StandingChanged,
)
from services.schooling.messages.year_group_events import OfferDeclined, OfferLapsed, YearGroupClosed
from shared.checked import first_problem

SOURCE = "urn:quancheng:service:schooling"

STANDINGS: dict[str, ReviewStanding] = {
    ReviewOpened.type: "open",
    ReviewExtended.type: "open",
    ReviewDue.type: "due",
    ReviewClosed.type: "closed",
}
ANSWERS = frozenset({OfferDeclined.type, OfferLapsed.type})
READ = frozenset({*STANDINGS, *ANSWERS, StandingChanged.type, YearGroupClosed.type, ApplicationErased.type})


class GuardianTold(Part):
    """Which enrolments have a review of this standing; without one, who is to look at the permits."""

    standing: ReviewStanding | None = None
    enrolments: tuple[str, ...] = ()
    applications: tuple[LinkedApplication, ...] = ()


class PlaceTold(Part):
    """The applications that are to look at what became of their place."""

    applications: tuple[str, ...]


class ErasedTold(Part):
    """The year groups that knew of an application whose child was erased."""

    groups: tuple[GroupRef, ...]


Told = GuardianTold | PlaceTold | ErasedTold


class _View(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Review(_View):
    enrolments: tuple[str, ...]


class _Standing(_Review):
    applications: tuple[LinkedApplication, ...]


class _Answer(_View):
    application: str


class _Closed(_View):
    applications: tuple[str, ...]


class _Erased(_View):
    groups: tuple[GroupRef, ...]


def read_own_event(type_: str, raw: bytes) -> Told | str:
    """The view of the data of an event of a type in ``READ``, or which field is wrong (without content)."""
    try:
        return _read(type_, raw)
    except ValidationError as error:
        return first_problem(error)


def _read(type_: str, raw: bytes) -> Told:
    if type_ in STANDINGS:
        review = _Review.model_validate_json(raw)
        return GuardianTold(standing=STANDINGS[type_], enrolments=review.enrolments)
    if type_ == StandingChanged.type:
        changed = _Standing.model_validate_json(raw)
        return GuardianTold(applications=changed.applications, enrolments=changed.enrolments)
    if type_ in ANSWERS:
        return PlaceTold(applications=(_Answer.model_validate_json(raw).application,))
    if type_ == YearGroupClosed.type:
        return PlaceTold(applications=_Closed.model_validate_json(raw).applications)
    return ErasedTold(groups=_Erased.model_validate_json(raw).groups)
