"""On which days a person may stay, by what the permits service told of their permits.

Source: the permits service's events alone. A permit is valid on the days of its last decision; an extension
that is undecided when they end counts as granted until it is decided (Administrative Licensing Law,
Article 50). A residence permit rests on the work permit: it is taken to be valid from that permit's first
day, for its own first day is not told, and it ends with a cancellation or a revocation, not with an expiry.
The day on which a permit ends is still a day of the stay. The last three are assumed, not law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from services.medical.cases.resident import Note, ResidentState
from services.medical.messages.permits import PermitNews
from services.medical.messages.resources import Days

ONE_DAY = timedelta(days=1)

Reason = Literal["stay-valid", "stay-ended", "stay-not-begun", "nothing-known"]


@dataclass(frozen=True, slots=True)
class Stay:
    """Days on which a person may stay, both included; without ``last`` until more is said."""

    first: date
    last: date | None

    def holds(self, first: date, last: date) -> bool:
        """Whether all days from ``first`` to ``last`` are in it."""
        return self.first <= first and (self.last is None or last <= self.last)

    def until(self, last: date) -> Stay:
        """The same, but not after ``last``."""
        return Stay(self.first, last if self.last is None else min(self.last, last))


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a day is one of a stay, why, and which stay that is about (the one before, or the next)."""

    prequalified: Literal["yes", "no", "unknown"]
    reason: Reason
    stay: Stay | None = None


def stays_of(residents: Iterable[ResidentState]) -> tuple[Stay, ...]:
    """The stays of one person, who may have a case for each passport; apart, and in the order of time."""
    notes = {note.place: note for resident in residents for note in resident.notes}
    in_order: list[Note] = [notes[place] for place in sorted(notes)]
    found = [
        stay
        for _, told in groupby(in_order, key=lambda note: note.permit)
        for stay in _of_permit(note.news for note in told)
    ]
    return _joined(found)


def standing_on(day: date, stays: Sequence[Stay]) -> Standing:
    """What is known of ``day``."""
    begun = [stay for stay in stays if stay.first <= day]
    if begun and begun[-1].holds(day, day):
        return Standing("yes", "stay-valid", begun[-1])
    if begun:
        return Standing("no", "stay-ended", begun[-1])
    if stays:
        return Standing("no", "stay-not-begun", stays[0])
    return Standing("unknown", "nothing-known")


def covered(days: Iterable[Days], stays: Sequence[Stay]) -> bool | None:
    """Whether every day is one of a stay; None when no day, or no stay, is known."""
    spans = [
        (first, last) for each in days if (first := each.first or each.last) and (last := each.last or first)
    ]
    if not spans or not stays:
        return None
    return all(any(stay.holds(first, last) for stay in stays) for first, last in spans)


def _of_permit(told: Iterable[PermitNews]) -> list[Stay]:
    """The stays of one permit, by its events in their order."""
    work: list[Stay] = []
    residence: list[Stay] = []
    since: date | None = None
    for news in told:
        match news:
            case PermitNews(kind="held", first=date() as first, last=date() as last):
                work = [*_ended(work, first - ONE_DAY), Stay(first, last)]
                since = first
            case PermitNews(kind="continued", first=date() as first):
                work = [*work, Stay(first, None)]
            case PermitNews(kind="residence", last=date() as last) if since is not None and since <= last:
                residence = [*residence, Stay(since, last)]
            case PermitNews(kind="lapsed", last=date() as last):
                work = _ended(work, last)
            case PermitNews(kind="ended", last=date() as last):
                work, residence = _ended(work, last), _ended(residence, last)
    return work + residence


def _ended(stays: Iterable[Stay], last: date) -> list[Stay]:
    return [stay.until(last) for stay in stays if stay.first <= last]


def _joined(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """Without gaps between the days of two, they are one."""
    found: list[Stay] = []
    for stay in sorted(stays, key=lambda each: each.first):
        before = found[-1] if found else None
        if before is None or (before.last is not None and before.last + ONE_DAY < stay.first):
            found.append(stay)
        elif before.last is not None and (stay.last is None or stay.last > before.last):
            found[-1] = Stay(before.first, stay.last)
    return tuple(found)
