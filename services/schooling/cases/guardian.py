"""A guardian's case: what is known of a person's permits, the children, and the review that is open.

Events of a permit come in any order, twice, or late. Each field keeps what the event with the highest place
in the permit's own case said, so the same events always end in the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from services.schooling import names
from services.schooling.messages.common import GroupRef, Part
from services.schooling.messages.guardian import (
    ChildLinked,
    ChildUnlinked,
    ClientConfirmed,
    Link,
    LinkedApplication,
    RecordUpdated,
    ReviewClosed,
    ReviewDue,
    ReviewExtended,
    ReviewOpened,
    StandingChanged,
)
from services.schooling.messages.permits import Fall, PermitNews
from shared.cases import Deadline, State
from shared.clock import end_of_law_day

GuardianEvent = (
    RecordUpdated
    | StandingChanged
    | ChildLinked
    | ChildUnlinked
    | ClientConfirmed
    | ReviewOpened
    | ReviewExtended
    | ReviewDue
    | ReviewClosed
)

REVIEW_DUE = "review-due"


class PermitRecord(Part):
    """A permit as far as it is known; ``…_by`` is the place of the event that the field before it is from.

    ``first_day`` is the earliest day of validity that any event named.
    """

    in_force: bool | None = None
    fall: Fall | None = None
    standing_by: int = 0
    residence_until: date | None = None
    residence_by: int = 0
    first_day: date | None = None

    def after(self, sequence: int, news: PermitNews) -> PermitRecord:
        """With the news, as far as they are newer than what is known."""
        changes: dict[str, Any] = {}
        if news.in_force is not None and sequence > self.standing_by:
            changes |= {"in_force": news.in_force, "fall": news.fall, "standing_by": sequence}
        if news.residence_until is not None and sequence > self.residence_by:
            changes |= {"residence_until": news.residence_until, "residence_by": sequence}
        if news.valid_from is not None:
            changes["first_day"] = min(news.valid_from, self.first_day or news.valid_from)
        return self.model_copy(update=changes)


def _valid(permit: PermitRecord, day: date) -> bool:
    return permit.residence_until is not None and day <= permit.residence_until


class LinkedChild(Part):
    """A child by its application or enrolment, since a day."""

    link: Link
    id: str
    since: date
    group: GroupRef | None = None


class OpenReview(Part):
    """About which fall; ``due`` once the grace is over."""

    fall: Fall
    grace: date | None = None
    due: bool = False


class GuardianState(State):
    """``settled`` is the fall whose review a person closed: it opens no other.

    ``confirmed`` are the clients that a desk knows as the person's; whoever else names it is told nothing.
    """

    person: str
    permits: Mapping[str, PermitRecord] = {}
    children: tuple[LinkedChild, ...] = ()
    review: OpenReview | None = None
    settled: Fall | None = None
    confirmed: tuple[str, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether any permit is."""
        return any(permit.in_force for permit in self.permits.values())

    @property
    def fall(self) -> Fall | None:
        """Why none is in force any more, by the latest fall; None while one is, or none ever was."""
        falls = [permit.fall for permit in self.permits.values() if permit.fall is not None]
        return None if self.in_force else max(falls, key=lambda fall: (fall.on, fall.cause), default=None)

    @property
    def first_day(self) -> date | None:
        """The first day of the permits that are in force."""
        days = [each.first_day for each in self.permits.values() if each.in_force and each.first_day]
        return min(days, default=None)

    def residence_known(self, day: date) -> bool:
        """Whether one was recorded that is valid on ``day``, though its ground may have fallen since."""
        return any(_valid(permit, day) for permit in self.permits.values())

    def resident_on(self, day: date) -> bool:
        """Whether one is known that is valid on ``day``, and its ground has not fallen."""
        return any(_valid(each, day) for each in self.permits.values() if each.in_force is not False)

    @property
    def applications(self) -> tuple[LinkedApplication, ...]:
        """Its applications, with where they want a place."""
        return tuple(
            LinkedApplication(id=child.id, group=child.group)
            for child in self.children
            if child.group is not None
        )

    def child(self, link: Link, id_: str) -> LinkedChild | None:
        """The child that is linked so."""
        return next((each for each in self.children if (each.link, each.id) == (link, id_)), None)

    def linked(self, link: Link) -> tuple[str, ...]:
        """The ids of its applications or enrolments, in the order in which they came."""
        return tuple(child.id for child in self.children if child.link == link)


def evolve(state: GuardianState | None, event: GuardianEvent) -> GuardianState:
    """Fold one event."""
    if state is None:
        assert isinstance(event, RecordUpdated | ChildLinked | ClientConfirmed), (
            f"{event.type} cannot open a guardian's case"
        )
        state = GuardianState(person=event.person)
    return state.model_copy(update=_change(state, event))


def _change(state: GuardianState, event: GuardianEvent) -> Mapping[str, Any]:
    match event:
        case RecordUpdated():
            known = state.permits.get(event.permit, PermitRecord())
            # Sorted, so that the stored form of the state does not depend on which event came first.
            permits = {**state.permits, event.permit: known.after(event.sequence, event.news)}
            return {"permits": dict(sorted(permits.items()))}
        case StandingChanged() | ReviewExtended():
            return {}
        case ChildLinked():
            child = LinkedChild(link=event.link, id=event.id, since=event.since, group=event.group)
            return {"children": (*_without(state, event.link, event.id), child)}
        case ChildUnlinked():
            return {"children": _without(state, event.link, event.id)}
        case ClientConfirmed():
            return {"confirmed": tuple(sorted({*state.confirmed, event.client}))}
        case ReviewOpened():
            return {"review": OpenReview(fall=event.fall, grace=event.grace)}
        case ReviewDue():
            assert state.review is not None
            return {"review": state.review.model_copy(update={"due": True})}
        case ReviewClosed():
            assert state.review is not None
            settled = state.review.fall if event.because == "person" else state.settled
            return {"review": None, "settled": settled}
    assert_never(event)


def _without(state: GuardianState, link: Link, id_: str) -> tuple[LinkedChild, ...]:
    return tuple(each for each in state.children if (each.link, each.id) != (link, id_))


def aliases(_case_id: str, state: GuardianState) -> tuple[str, ...]:
    """By each of its applications, so that who only knows one of them finds the guardian."""
    return tuple(names.linked_application(id_) for id_ in state.linked("application"))


def deadlines(state: GuardianState) -> tuple[Deadline, ...]:
    """The grace of an open review ends with its last day."""
    review = state.review
    if review is None or review.due or review.grace is None:
        return ()
    return (Deadline(REVIEW_DUE, end_of_law_day(review.grace)),)


def columns(state: GuardianState) -> Mapping[str, Any]:
    """What the desk's lists filter by; nothing of the person."""
    review = state.review
    return {
        "review": None if review is None else "due" if review.due else "open",
        "grace": review.grace.isoformat() if review and review.grace else None,
        "enrolments": list(state.linked("enrolment")),
        "applications": list(state.linked("application")),
    }
