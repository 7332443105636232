"""What a school does to its year group: it opens it, changes its seats, and publishes a lottery's seed."""

from __future__ import annotations

import re
from datetime import datetime

from services.schooling.cases.year_group import YearGroupEvent
from services.schooling.cases.year_group_actions import GROUP, GroupAction, acts_for_school
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.messages.common import Actor, GroupRef
from services.schooling.messages.year_group import ChangeSeats, PublishSeed
from services.schooling.messages.year_group_events import SeatsChanged, SeedPublished
from shared.cases import Refusal

Changes = tuple[YearGroupEvent, ...] | Refusal
CLOSED = Refusal("year-group-closed", "the school year is over")
_SEED = re.compile(r"[0-9A-Za-z-]{8,64}")


def objection(actor: Actor, action: GroupAction, group: GroupRef) -> Refusal | None:
    """Why this is not open to the actor: schools act for themselves, the zone's desk for all."""
    if not acts_for_school(actor, group.school) or action not in GROUP[actor.role]:
        return Refusal("not-permitted-now", f"{action} is not open to this {actor.role}")
    return None


def change_seats(command: ChangeSeats, group: YearGroupState) -> Changes:
    """As many seats as the command says, but never fewer than are held."""
    refused = objection(command.actor, "change-seats", group.group)
    if refused is not None:
        return refused
    if command.seats == group.seats:
        return ()
    if group.closed:
        return CLOSED
    if command.seats < group.held:
        return Refusal("seats-held", f"{group.held} seats are taken or offered")
    changed = SeatsChanged(
        before=group.seats, seats=command.seats, reason=command.reason, by=command.actor.client
    )
    return (changed,)


def publish_seed(command: PublishSeed, group: YearGroupState, now: datetime) -> Changes:
    """Once, in time, and before anybody is on the list: later, it could be chosen to suit who has applied."""
    refused = objection(command.actor, "publish-seed", group.group)
    if refused is not None:
        return refused
    if "lottery" not in group.terms.waiting or group.terms.seed_until is None:
        return Refusal("no-lottery", "this list is not ordered by lottery")
    if group.seed == command.seed:
        return ()
    if group.seed is not None:
        return Refusal("seed-published-already", "the seed is published and stays")
    if now >= group.terms.seed_until:
        return Refusal("seed-too-late", f"the seed was due before {group.terms.seed_until.isoformat()}")
    if group.entries:
        return Refusal("seed-too-late", "applications are on the list already")
    if not _SEED.fullmatch(command.seed):
        return Refusal("seed-form", "a seed has 8 to 64 letters, digits or hyphens")
    return (SeedPublished(seed=command.seed, by=command.actor.client),)
