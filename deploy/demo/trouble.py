"""What the senders believe, and the trouble that they made on purpose, held against the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from deploy.demo.balances import Check
from deploy.demo.ledger import Ledger
from deploy.demo.office import Office
from deploy.demo.parcel import TYPES
from deploy.demo.post import Believed

WANTED = frozenset({"assign 200", "refuse 200", "release 200", "replay 409"})
"""A message that nobody can read cannot be replayed either: that is a 409."""


def belief(ledger: Ledger, believed: Believed) -> Check:
    """Whatever was acknowledged is on its topic, as often as it was acknowledged, and nothing else is."""
    told = believed.acknowledged
    sent = {topic for topic, _ in TYPES.values()}
    there = Counter((each.topic, each.digest) for each in ledger.books.arrivals if each.topic in sent)
    lost, strange = told - there, there - told
    return Check(
        "what was acknowledged to the senders is on the topics, and nothing else",
        not lost and not strange,
        f"{told.total()} acknowledged, {lost.total()} lost, {strange.total()} that nobody sent",
    )


def office_heard(office: Office) -> Check:
    """Every command of the office was sent twice with one key; no answer may differ, none may be odd."""
    odd = sum(number for what, number in office.done.items() if what not in WANTED)
    done = ", ".join(f"{number} × {what}" for what, number in sorted(office.done.items()))
    return Check(
        "a command of the office, sent twice, is answered the same", not odd, done or "nothing to do"
    )


def trouble(ledger: Ledger, believed: Believed) -> list[Check]:
    """The day had trouble of every kind, and each shows where it should."""
    refused, flags = ledger.reasons_refused, _flags(ledger)
    matched = sum(row.by == "matching" for row in ledger.books.parked)
    astray = _unmatched(ledger, lambda part: part == 0)
    lost = _unmatched(ledger, lambda part: part > 0)
    invalid = believed.refused[422] + refused["invalid"]
    return [
        _seen(
            "invalid claims: refused at the door, or on their case",
            invalid,
        ),
        _seen("numbers used again for other content: refused", refused["identifier-reused"]),
        _seen("an answer to another insurer's claim: does not reach it, and is parked", astray),
        _seen("answers and money before their claim or decision: parked, then matched", matched),
        _seen("money for a claim, or an answer, that nobody knows: parked", lost),
        _seen("messages sent again: no second effect", ledger.fates["repeat"]),
        _seen("claims that nobody could place: held for the office", ledger.events["claim.held"]),
        _seen("a receipt used twice: flagged, and the claim goes on", flags["duplicate-receipt"]),
    ]


def _seen(name: str, times: int) -> Check:
    return Check(name, times > 0, str(times))


def _unmatched(ledger: Ledger, wanted: Callable[[int], bool]) -> int:
    """Messages that no case answers to; an answer is part 0 of its message, a payment's details follow."""
    rows = (row for row in ledger.books.parked if row.status == "parked" and row.reason == "unmatched")
    return sum(row.part is not None and wanted(row.part) for row in rows)


def _flags(ledger: Ledger) -> Counter[str]:
    return Counter(
        str(flag)
        for entry in ledger.books.journal
        if (flag := getattr(entry.event, "flag", None)) is not None
    )
