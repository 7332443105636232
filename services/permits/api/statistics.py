"""How long decisions took, and which limits were missed, by type and track."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from services.permits.cases.application_state import ApplicationState
from services.permits.cases.clock import RunningClock
from services.permits.rules.limits import STATUTORY

Group = tuple[str, str]
SECONDS_PER_HOUR = 3600


@dataclass(slots=True)
class Tally:
    """One type on one track. ``hours`` are from acceptance to decision as they pass, without pauses."""

    submitted: int = 0
    hours: list[float] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    breaches: Counter[str] = field(default_factory=Counter)

    def take(self, state: ApplicationState) -> None:
        """Count one application that was handed in."""
        self.submitted += 1
        self.breaches.update(clock.name for clock in state.clocks if "breached" in clock.rang)
        statutory = state.clock(STATUTORY)
        if state.decision is not None and state.decision.outcome != "not-accepted":
            self.outcomes[state.decision.outcome] += 1
            if statutory is not None:
                self.hours.append(_hours(statutory))

    def median_hours(self) -> float | None:
        """The middle of the times; None without a decision."""
        return round(median(self.hours), 2) if self.hours else None

    def p95_hours(self) -> float | None:
        """The least time that 95 of 100 decisions did not exceed (nearest rank); None without a decision."""
        if not self.hours:
            return None
        return round(sorted(self.hours)[math.ceil(0.95 * len(self.hours)) - 1], 2)


def tallied(states: Iterable[ApplicationState], tallies: dict[Group, Tally]) -> None:
    """Count every application that was handed in into its group of ``tallies``."""
    for state in states:
        if state.submission is not None:
            tallies[state.form.type, state.track].take(state)


def new_tallies() -> dict[Group, Tally]:
    """Nothing counted yet."""
    return defaultdict(Tally)


def _hours(clock: RunningClock) -> float:
    """What the office had the application for; a clock that was stopped has an end in every segment."""
    spans = (segment.ended - segment.started for segment in clock.segments if segment.ended is not None)
    return sum(spans, timedelta()).total_seconds() / SECONDS_PER_HOUR
