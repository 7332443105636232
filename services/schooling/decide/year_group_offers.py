"""What follows of itself once a year group has changed: offers lapse, a round begins, offers go out.

It is added to every decision that has an effect, so that no seat that may be offered is free while somebody
waits for it, and no offer is made by anything but the order of the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import reduce

from services.schooling.cases.year_group import YearGroupEvent, evolve
from services.schooling.cases.year_group_state import Entry, YearGroupState
from services.schooling.messages.year_group import OfferValidity, Then
from services.schooling.messages.year_group_events import (
    KeptSeatsReleased,
    OfferLapsed,
    OfferMade,
    RoundBegun,
    YearGroupClosed,
)
from shared.clock import end_of_law_day, law_day


def followed(
    state: YearGroupState | None, events: tuple[YearGroupEvent, ...], now: datetime
) -> tuple[YearGroupEvent, ...]:
    """The events of a decision on ``state``, and all that follows from them at this instant."""
    for step in (_lapsed, _begun, _released, _closed, _offers):
        after = reduce(evolve, events, state) if state is not None else _opened(events)
        events = (*events, *step(after, now))
    return events


def _opened(events: tuple[YearGroupEvent, ...]) -> YearGroupState:
    return reduce(evolve, events[1:], evolve(None, events[0]))


def _lapsed(state: YearGroupState, now: datetime) -> Iterator[YearGroupEvent]:
    for entry in state.offered:
        if entry.offer is not None and entry.offer.expires <= now:
            yield OfferLapsed(
                application=entry.record.application,
                offer=entry.offer.number,
                then=then_of(state, entry, state.terms.after_expiry),
            )


def _begun(state: YearGroupState, now: datetime) -> Iterator[YearGroupEvent]:
    if not state.begun and state.terms.window_closes <= now:
        yield RoundBegun(seed=state.seed)


def _released(state: YearGroupState, now: datetime) -> Iterator[YearGroupEvent]:
    if not state.released and state.terms.kept_until <= now:
        yield KeptSeatsReleased()


def _closed(state: YearGroupState, now: datetime) -> Iterator[YearGroupEvent]:
    if not state.closed and state.terms.closes <= now:
        without = (each.application for each in state.entries if each.status in ("waiting", "offered"))
        yield YearGroupClosed(applications=tuple(without))


def _offers(state: YearGroupState, now: datetime) -> Iterator[YearGroupEvent]:
    if not state.begun or state.open_seats < 1:
        return
    expires = _expiry(state.terms.validity, now)
    for number, entry in enumerate(state.waiting[: state.open_seats], start=state.offers + 1):
        yield OfferMade(application=entry.record.application, offer=number, expires=expires)


def then_of(state: YearGroupState, entry: Entry, policy: Then) -> Then:
    """What becomes of an entry whose open offer is not taken; after so many offers it always leaves."""
    return policy if len(entry.answers) + 1 < state.terms.offers_each else "leaves"


def _expiry(validity: OfferValidity, now: datetime) -> datetime:
    if validity.unit == "clock-hours":
        return now + timedelta(hours=validity.value)
    return end_of_law_day(law_day(now) + timedelta(days=validity.value))
