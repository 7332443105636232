"""What a service's doors said, held against its ledger: commands, and commands that were sent twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deploy.demo.balances import Check
from deploy.demo.ledger import Ledger
from deploy.demo.people import Told
from shared.cases import Event

Effects = Mapping[str, Sequence[type[Event]]]
"""The events of which a command has to have given one, by the action that it is."""


def commands(ledger: Ledger, told: Told, effects: Effects) -> Check:
    """Whatever was taken at the door is in the journal, as often as it was taken, and nothing else is."""
    given = {action: sum(ledger.asked_for[kind.type] for kind in kinds) for action, kinds in effects.items()}
    odd = sum(given[action] != told.taken[action] for action in effects)
    shown = ", ".join(f"{number} × {action}" for action, number in given.items() if number)
    return Check(
        "every command that was taken has its effect, and no event is nobody's",
        not odd,
        f"{shown}; {odd} differ",
    )


def repeats(told: Told) -> Check:
    """A command sent twice with one key."""
    return Check(
        "a command that is sent twice is answered the same",
        told.repeated > 0 and not told.differing,
        f"{told.repeated} sent twice, {told.differing} answered differently",
    )


def refusals(told: Told, expected: Mapping[str, int]) -> Check:
    """What the rules had to refuse was refused, each with its own code."""
    shown = ", ".join(f"{number} {code}" for code, number in sorted(told.refused.items()))
    return Check(
        "what the rules have to refuse is refused, with its own code",
        dict(told.refused) == dict(expected),
        shown or "none",
    )


def seen(name: str, times: int) -> Check:
    """Something that had to come up at least once."""
    return Check(name, times > 0, str(times))
