"""Whether one outcome goes beyond another of an effect that is open: in level, place, or what it is for.

Levels and places are ordered by the policy. What it does not order is the same only when it is the same word
for word: of two texts nobody can tell by rule which one says more.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.qualifications.messages.outcomes import (
    Outcome,
    TitleOutcome,
    TitlePrecondition,
    level_of,
    place_of,
    scope_of,
    series_of,
)
from services.qualifications.rules.policy import PolicyAt


def beyond(outcome: Outcome, proposal: Outcome, policy: PolicyAt) -> str | None:
    """In what ``outcome`` goes beyond ``proposal``; None where it is as much or less, as a refusal is."""
    place, level = place_of(outcome), level_of(outcome)
    if place is not None and not within(place, place_of(proposal), (policy.places,)):
        return "place"
    if level is not None and not within(level, level_of(proposal), policy.title_levels):
        return "level"
    if series_of(outcome) not in (None, series_of(proposal)):
        return "series"
    if outcome.effect == proposal.effect and scope_of(outcome) != scope_of(proposal):
        return "scope"
    return "title" if _another_title(outcome, proposal) else None


def within(value: str, limit: str | None, orders: Sequence[Sequence[str]]) -> bool:
    """Whether ``value`` is ``limit``, or stands before it in one of the orders."""
    if value == limit:
        return True
    found = next((order for order in orders if value in order and limit in order), None)
    return found is not None and limit is not None and found.index(value) < found.index(limit)


def _another_title(outcome: Outcome, proposal: Outcome) -> bool:
    """A lower level has a title of its own; the same level has the same one."""
    titled = TitleOutcome | TitlePrecondition
    if not isinstance(outcome, titled) or not isinstance(proposal, titled):
        return False
    return outcome.level == proposal.level and outcome.title != proposal.title
