"""How an offer is answered: accepted, declined, or put off to the next year."""

from __future__ import annotations

from datetime import datetime

from services.schooling.cases.year_group import YearGroupEvent
from services.schooling.cases.year_group_actions import (
    EntryAction,
    acts_for_school,
    ever_permitted,
    permitted,
)
from services.schooling.cases.year_group_state import Entry, YearGroupState
from services.schooling.decide.year_group_facts import YearGroupFacts
from services.schooling.decide.year_group_offers import then_of
from services.schooling.messages.common import Actor
from services.schooling.messages.year_group import AcceptOffer, DeclineOffer, Defer
from services.schooling.messages.year_group_events import OfferDeclined, PlaceDeferred, SeatTaken
from shared.cases import Refusal

Answered = tuple[YearGroupEvent, ...] | Refusal
NOT_ON_THE_LIST = Refusal("not-on-the-list", "the application is not on this list")
EXPIRED = Refusal("offer-expired", "the offer has expired")


def accept(command: AcceptOffer, state: YearGroupState, facts: YearGroupFacts, now: datetime) -> Answered:
    """The seat of the offer is the enrolment's from now on."""
    found = _found(command, "accept", state, facts)
    if isinstance(found, Refusal):
        return found
    if found.answer(command.offer) == "accepted":
        return ()
    problem = _problem(found, command.offer, now) or _closed(command, "accept", state)
    if problem is not None:
        return problem
    if state.seat(command.enrolment) is not None:
        return Refusal("seat-held-already", "the child has a seat in this group already")
    return (
        SeatTaken(
            enrolment=command.enrolment,
            application=command.application,
            offer=command.offer,
            by=command.actor.client,
        ),
    )


def decline(command: DeclineOffer, state: YearGroupState, facts: YearGroupFacts, now: datetime) -> Answered:
    """The seat of the offer goes to the next."""
    found = _found(command, "decline", state, facts)
    if isinstance(found, Refusal):
        return found
    if found.answer(command.offer) == "declined":
        return ()
    problem = _problem(found, command.offer, now) or _closed(command, "decline", state)
    if problem is not None:
        return problem
    return (
        OfferDeclined(
            application=command.application,
            offer=command.offer,
            then=then_of(state, found, state.terms.after_decline),
            by=command.actor.client,
        ),
    )


def defer(command: Defer, state: YearGroupState, facts: YearGroupFacts, now: datetime) -> Answered:
    """The place is kept for the next year, and its seat here goes to the next."""
    found = _found(command, "defer", state, facts)
    if isinstance(found, Refusal):
        return found
    if found.deferred:
        return ()
    if not state.terms.deferral:
        return Refusal("deferral-not-offered", f"{state.group.school} does not put places off")
    problem = _problem(found, found.offer.number, now) if found.offer is not None else None
    problem = problem or _closed(command, "defer", state)
    if problem is not None:
        return problem
    return (PlaceDeferred(application=command.application, by=command.actor.client),)


def _found(
    command: AcceptOffer | DeclineOffer | Defer,
    action: EntryAction,
    state: YearGroupState,
    facts: YearGroupFacts,
) -> Entry | Refusal:
    """The entry, for whom it is there: to others it does not exist."""
    actor = command.actor
    entry = state.entry(command.application)
    if entry is None or not _acts_for(actor, command.application, state, facts):
        return NOT_ON_THE_LIST
    return entry if ever_permitted(action, actor.role) else _not_permitted(actor, action)


def _acts_for(actor: Actor, application: str, state: YearGroupState, facts: YearGroupFacts) -> bool:
    if actor.role == "guardian":
        return facts.acts_for(actor, application)
    return acts_for_school(actor, state.group.school)


def _problem(entry: Entry, offer: int, now: datetime) -> Refusal | None:
    """Why an offer cannot be answered. Its expiry is too late, whether or not its deadline has fired."""
    if entry.answer(offer) == "lapsed":
        return EXPIRED
    if entry.offer is None or entry.offer.number != offer:
        return Refusal("no-such-offer", f"offer {offer} is not open")
    return EXPIRED if entry.offer.expires <= now else None


def _closed(
    command: AcceptOffer | DeclineOffer | Defer, action: EntryAction, state: YearGroupState
) -> Refusal | None:
    if action in permitted(state, command.application, command.actor.role):
        return None
    return _not_permitted(command.actor, action)


def _not_permitted(actor: Actor, action: EntryAction) -> Refusal:
    return Refusal("not-permitted-now", f"{action} is not open to the {actor.role}")
