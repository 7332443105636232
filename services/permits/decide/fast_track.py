"""The 48-hour track of what is not decided opens and closes with the Quancheng Programme's membership."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.permits.cases.application_state import UNDECIDED, ApplicationState
from services.permits.decide import clocks
from services.permits.facts import Facts
from services.permits.messages.application import FollowTalent
from services.permits.messages.clock import ClockPaused, ClockStopped
from services.permits.messages.common import Track
from services.permits.messages.events import TrackChanged
from services.permits.rules import limits
from shared.cases import Event


def follow(command: FollowTalent, state: ApplicationState, facts: Facts, now: datetime) -> Iterator[Event]:
    """The track as the membership of today has it; what the application has come to stays."""
    after: Track = "48-hour" if facts.is_member(command.person, now) else "standard"
    if not command.fast_track or state.status not in UNDECIDED or after == state.track:
        return
    yield TrackChanged(before=state.track, after=after, because=command.because, policy=facts.version(now))
    if after == "standard":
        yield from _close(state, now)
    elif _begun(state, facts, now):
        yield from _open(state, facts, now)


def _begun(state: ApplicationState, facts: Facts, now: datetime) -> bool:
    """Whether the event from which the policy counts the 48 hours has been."""
    return facts.policy(now).fast_track_starts == "submitted" or state.status in ("accepted", "in-review")


def _open(state: ApplicationState, facts: Facts, now: datetime) -> Iterator[Event]:
    """The 48 hours run from now, or run on; while the application stands still, they stand still with it."""
    policy, known = facts.policy(now), state.clock(limits.FAST_TRACK)
    terms = known.terms if known else limits.fast_track(policy)
    yield from clocks.start([terms], now, facts, now, again=known)
    reason = state.paused[0].segments[-1].paused_for if state.paused else None
    if reason is not None and limits.is_excluded(policy, terms.name, reason):
        yield ClockPaused(at=now, clocks=(terms.name,), reason=reason, by="rule")


def _close(state: ApplicationState, now: datetime) -> Iterator[Event]:
    """The 48 hours are promised no longer; every other limit goes on."""
    clock = state.clock(limits.FAST_TRACK)
    if clock is not None and (clock.runs or clock.paused):
        yield from clocks.rung(state, now)
        yield ClockStopped(at=now, clocks=(clock.name,))
