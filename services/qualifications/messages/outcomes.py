"""What a recognition comes to: one shape for each effect, so that none can be taken for another.

Source: the notice of the Jinan Area and the practice of other cities know all five; a title (职称) is not a
licence to practise, and neither is a mere facilitation.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.qualifications.messages.common import Part


class AppealRoute(Part):
    """Where a refusal or revocation can be taken, and in which time."""

    code: str
    en: str
    zh: str
    source: str


class TitleOutcome(Part):
    """The person has the title (职称) of a series at a level, in a place."""

    effect: Literal["title"] = "title"
    title: str
    level: str
    series: str
    place: str


class TitlePrecondition(Part):
    """The qualification counts as a condition of a title that is still to be reviewed for: no title yet."""

    effect: Literal["title-precondition"] = "title-precondition"
    title: str
    level: str
    series: str
    place: str
    still_needed: str


class PracticePermission(Part):
    """The person may practise within a scope, in a place; ``regulator`` is who consented, where one must."""

    effect: Literal["practice-permission"] = "practice-permission"
    practice: str
    place: str
    regulator: str | None = None
    consent: str | None = None


class FacilitationOnly(Part):
    """The qualification eases something, such as a work permit: neither a title nor leave to practise."""

    effect: Literal["facilitation-only"] = "facilitation-only"
    facilitates: str
    place: str


class RefusedOutcome(Part):
    """The qualification is not recognised: on which grounds, and where that can be taken."""

    effect: Literal["refused"] = "refused"
    grounds: tuple[str, ...]
    appeal_routes: tuple[AppealRoute, ...] = ()


Recognised = TitleOutcome | TitlePrecondition | PracticePermission | FacilitationOnly
Outcome = Annotated[Recognised | RefusedOutcome, Field(discriminator="effect")]


def level_of(outcome: Recognised | RefusedOutcome) -> str | None:
    """The level of a title, or of the title that is still to come."""
    return outcome.level if isinstance(outcome, TitleOutcome | TitlePrecondition) else None


def series_of(outcome: Recognised | RefusedOutcome) -> str | None:
    """The series of a title, or of the title that is still to come."""
    return outcome.series if isinstance(outcome, TitleOutcome | TitlePrecondition) else None


def scope_of(outcome: Recognised | RefusedOutcome) -> str | None:
    """What may be practised, what is eased, or what a title still needs."""
    match outcome:
        case PracticePermission():
            return outcome.practice
        case FacilitationOnly():
            return outcome.facilitates
        case TitlePrecondition():
            return outcome.still_needed
    return None


def place_of(outcome: Recognised | RefusedOutcome) -> str | None:
    """Where the outcome holds."""
    return None if isinstance(outcome, RefusedOutcome) else outcome.place
