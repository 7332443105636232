"""The order of a waiting list: the school's rules one after the other, and why a place is where it is.

The order is total and depends on nothing but what is in the list: the ranking records, the rules that the
year group opened with, and the published seed. So it is the same whoever counts, and whenever. Before all
rules stands who was sent to the end of the list after an offer; behind them the instant of the application,
and its id, so that no two are equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

from services.schooling.messages.common import RankingRecord
from services.schooling.messages.year_group import WaitingRule
from shared.clock import LAW_ZONE

Step = WaitingRule | Literal["sent-back", "application"]


class Ranked(Protocol):
    """One who waits. ``sent_back`` is 0, or a number that grows with every one who goes to the end."""

    @property
    def record(self) -> RankingRecord: ...
    @property
    def sent_back(self) -> int: ...


R = TypeVar("R", bound=Ranked)
Seed = str | None


class Rule(NamedTuple):
    """``key``: the lesser goes first. ``shown`` is what may be told of a value; None where it is personal."""

    en: str
    zh: str
    key: Callable[[Ranked, Seed], Any]
    shown: Callable[[Ranked, Seed], str | None] = lambda ranked, seed: None


def ticket(seed: str, lot: str) -> str:
    """A child's ticket, the lowest first: SHA-256 over seed, ``|`` and its lot, in hexadecimal.

    The lot (``names.lot_id``) is the child's, not the application's: who withdraws and applies again draws no
    other.

    >>> ticket("jinan-2026", "a")[:8]
    'a82a47c6'
    """
    return hashlib.sha256(f"{seed}|{lot}".encode()).hexdigest()


def _ticket(ranked: Ranked, seed: Seed) -> str:
    """Without a seed all tickets are equal, and the next rule decides."""
    return "" if seed is None else ticket(seed, ranked.record.lot)


def _applied(ranked: Ranked, _seed: Seed) -> str:
    return ranked.record.applied_at.astimezone(LAW_ZONE).isoformat()


RULES: Mapping[Step, Rule] = {
    "sent-back": Rule(
        "Who did not take an offer goes to the end of the list",
        "放弃录取或逾期未确认的，排至名单末尾",
        lambda ranked, seed: ranked.sent_back,
    ),
    "deferred": Rule(
        "Whose place of an earlier year was put off goes first",
        "上一学年已获学位并延期入学的优先",
        lambda ranked, seed: not ranked.record.deferred,
    ),
    "sibling": Rule(
        "Who has a brother or sister at the school goes first",
        "有兄弟姐妹在校就读的优先",
        lambda ranked, seed: not ranked.record.sibling,
    ),
    "permit-date": Rule(
        "The earlier first day of the parent's permit goes first",
        "家长许可起始日期较早的优先",
        lambda ranked, seed: ranked.record.permit_date or date.max,
    ),
    "distance": Rule(
        "The shorter way from home to school goes first",
        "住址距学校较近的优先",
        lambda ranked, seed: (ranked.record.distance is None, ranked.record.distance or 0),
    ),
    "lottery": Rule(
        "The lower ticket goes first: SHA-256 of the published seed and the lot",
        "抽签号较小的优先（由公布的种子与签号按SHA-256计算）",
        _ticket,
        lambda ranked, seed: _ticket(ranked, seed) or None,
    ),
    "applied-at": Rule(
        "The earlier application goes first",
        "申请时间较早的优先",
        lambda ranked, seed: ranked.record.applied_at,
        _applied,
    ),
    "application": Rule(
        "All else being equal, the lower application id goes first",
        "其他条件相同的，按申请编号排序",
        lambda ranked, seed: ranked.record.application,
    ),
}
_FIRST = ("This is the first place of the list", "当前排在名单首位")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list (1 is the first), and the first rule that puts it behind the one before.

    ``own`` and ``before`` are what was compared, and None where that is personal.
    """

    position: int
    rule: Step | None
    en: str
    zh: str
    own: str | None = None
    before: str | None = None


def steps(waiting: Sequence[WaitingRule]) -> tuple[Step, ...]:
    """Every comparison in its order; the last one never finds two equal."""
    rules = (rule for rule in waiting if rule != "applied-at")
    return ("sent-back", *rules, "applied-at", "application")


def in_order(entries: Iterable[R], waiting: Sequence[WaitingRule], seed: Seed = None) -> tuple[R, ...]:
    """The entries, the first in the list first."""
    keys = [RULES[step].key for step in steps(waiting)]
    return tuple(sorted(entries, key=lambda entry: tuple(key(entry, seed) for key in keys)))


def explained(
    entries: Iterable[R], waiting: Sequence[WaitingRule], seed: Seed = None
) -> Iterator[tuple[R, Place]]:
    """Every entry in the order of the list, with its place."""
    ordered = in_order(entries, waiting, seed)
    yield from ((first, Place(1, None, *_FIRST)) for first in ordered[:1])
    for position, (before, own) in enumerate(pairwise(ordered), start=2):
        yield own, _behind(position, own, before, waiting, seed)


def explain(
    application: str, entries: Iterable[Ranked], waiting: Sequence[WaitingRule], seed: Seed = None
) -> Place | None:
    """Where an application stands among ``entries``, and why not further up; None if it is not there."""
    places = explained(entries, waiting, seed)
    return next((place for own, place in places if own.record.application == application), None)


def _behind(position: int, own: Ranked, before: Ranked, waiting: Sequence[WaitingRule], seed: Seed) -> Place:
    step = next(
        step for step in steps(waiting) if RULES[step].key(own, seed) != RULES[step].key(before, seed)
    )
    rule = RULES[step]
    return Place(position, step, rule.en, rule.zh, rule.shown(own, seed), rule.shown(before, seed))
