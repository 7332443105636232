"""A year group's case: how its events change it, and when it wants to be woken.

One case holds all seats of a grade in a school year, so that whoever takes one is decided behind whoever took
the one before, however many come at the same moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from services.schooling.cases.year_group_state import Answer, Entry, Offer, Seat, YearGroupState
from services.schooling.messages.year_group_events import (
    Forgotten,
    Joined,
    KeptSeatsReleased,
    Left,
    OfferDeclined,
    OfferLapsed,
    OfferMade,
    PlaceDeferred,
    Reranked,
    RoundBegun,
    SeatFreed,
    SeatsChanged,
    SeatTaken,
    SeedPublished,
    YearGroupClosed,
    YearGroupOpened,
)
from shared.cases import Deadline

YearGroupEvent = (
    YearGroupOpened
    | Joined
    | Reranked
    | Forgotten
    | Left
    | OfferMade
    | OfferDeclined
    | OfferLapsed
    | PlaceDeferred
    | SeatTaken
    | SeatFreed
    | SeatsChanged
    | SeedPublished
    | RoundBegun
    | KeptSeatsReleased
    | YearGroupClosed
)
ROUND, OFFER_EXPIRY, RELEASE, CLOSE = "round", "offer-expiry", "kept-seats", "close"


def evolve(state: YearGroupState | None, event: YearGroupEvent) -> YearGroupState:
    """Fold one event. The first event of a case is YearGroupOpened."""
    if state is None:
        assert isinstance(event, YearGroupOpened), f"{event.type} cannot open a year group"
        terms = event.terms
        return YearGroupState(
            group=event.group,
            terms=terms,
            seats=terms.seats,
            begun=terms.mode == "rolling",
            released=terms.kept == 0,
        )
    return state.model_copy(update=_change(state, event))


def _change(state: YearGroupState, event: YearGroupEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    match event:
        case YearGroupOpened():
            return {}
        case Joined():
            return {"entries": (*state.entries, Entry(record=event.record))}
        case Reranked():
            return _entry(state, event.application, record=event.record)
        case Forgotten():
            return {"entries": tuple(each for each in state.entries if each.application != event.application)}
        case Left():
            return _entry(state, event.application, status="gone", offer=None)
        case OfferMade():
            offer = Offer(number=event.offer, expires=event.expires)
            return {**_entry(state, event.application, status="offered", offer=offer), "offers": event.offer}
        case OfferDeclined():
            return _given_back(state, event, "declined")
        case OfferLapsed():
            return _given_back(state, event, "lapsed")
        case PlaceDeferred():
            entry = _entry(state, event.application, status="gone", offer=None, deferred=True)
            return {**entry, "taken": _without(state, application=event.application)}
        case SeatTaken():
            return _taken(state, event)
        case SeatFreed():
            return _freed(state, event)
        case SeatsChanged():
            return {"seats": event.seats}
        case SeedPublished():
            return {"seed": event.seed}
        case RoundBegun():
            return {"begun": True}
        case KeptSeatsReleased():
            return {"released": True}
        case YearGroupClosed():
            return {"closed": True, "entries": tuple(map(_over, state.entries))}
    assert_never(event)


def _given_back(
    state: YearGroupState, event: OfferDeclined | OfferLapsed, answer: Answer
) -> Mapping[str, Any]:
    """An offer was not taken: its application leaves, or goes behind everybody who is there."""
    answers = _answers(state, event.application, event.offer, answer)
    if event.then == "leaves":
        return _entry(state, event.application, status="gone", offer=None, answers=answers)
    last = state.sent_back + 1
    changed = _entry(state, event.application, status="waiting", offer=None, answers=answers, sent_back=last)
    return {**changed, "sent_back": last}


def _taken(state: YearGroupState, event: SeatTaken) -> Mapping[str, Any]:
    seat = Seat(enrolment=event.enrolment, application=event.application)
    taken = {"taken": (*state.taken, seat)}
    if event.application is None or event.offer is None:
        return taken
    answers = _answers(state, event.application, event.offer, "accepted")
    return {**_entry(state, event.application, status="seated", offer=None, answers=answers), **taken}


def _freed(state: YearGroupState, event: SeatFreed) -> Mapping[str, Any]:
    seat = state.seat(event.enrolment)
    freed = {"taken": _without(state, enrolment=event.enrolment)}
    if seat is None or seat.application is None:
        return freed
    return {**_entry(state, seat.application, status="gone"), **freed}


def _entry(state: YearGroupState, application: str, **changes: Any) -> Mapping[str, Any]:
    return {
        "entries": tuple(
            entry.model_copy(update=changes) if entry.application == application else entry
            for entry in state.entries
        )
    }


def _over(entry: Entry) -> Entry:
    """Who waited or was offered a seat has none, and goes."""
    if entry.status not in ("waiting", "offered"):
        return entry
    return entry.model_copy(update={"status": "gone", "offer": None})


def _answers(
    state: YearGroupState, application: str, offer: int, answer: Answer
) -> tuple[tuple[int, Answer], ...]:
    entry = state.entry(application)
    assert entry is not None, f"{application} never joined"
    return (*entry.answers, (offer, answer))


def _without(state: YearGroupState, **whose: str) -> tuple[Seat, ...]:
    return tuple(
        seat for seat in state.taken if any(getattr(seat, key) != value for key, value in whose.items())
    )


def deadlines(state: YearGroupState) -> tuple[Deadline, ...]:
    """The beginning of the round, the expiry of the offer that expires first, the end of the school year."""
    return tuple(_deadlines(state))


def _deadlines(state: YearGroupState) -> Iterator[Deadline]:
    if state.closed:
        return
    yield Deadline(CLOSE, state.terms.closes)
    if not state.released:
        yield Deadline(RELEASE, state.terms.kept_until)
    if not state.begun:
        yield Deadline(ROUND, state.terms.window_closes)
    expiries = [entry.offer.expires for entry in state.entries if entry.offer is not None]
    if expiries:
        yield Deadline(OFFER_EXPIRY, min(expiries))


def columns(state: YearGroupState) -> Mapping[str, Any]:
    """What lists filter by."""
    group = state.group
    return {
        "school": group.school,
        "year": group.year,
        "grade": group.grade,
        "seats": state.seats,
        "taken": len(state.taken),
        "offered": len(state.offered),
        "waiting": sum(entry.status == "waiting" for entry in state.entries),
        "closed": state.closed,
    }
