"""The balances that have to hold for every service between what came in, what is stored, and what went out.

Pure functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deploy.demo.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Check:
    """One balance: what has to hold, whether it does, and the figures."""

    name: str
    holds: bool
    figures: str


def checks(ledger: Ledger) -> list[Check]:
    """Every balance that has nothing to do with what the service is about."""
    return [check(ledger) for check in CHECKS]


def _inbox(ledger: Ledger) -> Check:
    missing, strange = ledger.ids - ledger.books.inbox, ledger.books.inbox - ledger.ids
    return Check(
        "every distinct message on the topics is in the inbox, and nothing else",
        not missing and not strange,
        f"{len(ledger.ids)} messages, {len(missing)} missing, {len(strange)} of unknown origin",
    )


def _outcomes(ledger: Ledger) -> Check:
    fates = ledger.fates
    shown = (
        "effect",
        "repeat",
        "parked",
        *(fate for fate in ("known", "ignored") if fates[fate]),
        "unexplained",
    )
    parts = ", ".join(f"{fates[fate]} {fate}" for fate in shown)
    return Check("records = effects + repeats + parked", not fates["unexplained"], parts)


def _versions(ledger: Ledger) -> Check:
    found: dict[str, list[int]] = {}
    for entry in ledger.books.journal:
        found.setdefault(entry.case, []).append(entry.version)
    stored = {case.id: case.version for case in ledger.books.cases if case.version}
    broken = sum(sorted(versions) != list(range(1, stored.get(c, 0) + 1)) for c, versions in found.items())
    broken += len(stored.keys() - found.keys())
    return Check(
        "versions run without a gap in the journal, up to the case's own",
        not broken,
        f"{len(ledger.books.journal)} events of {len(found)} cases, {broken} cases broken",
    )


def _replay(ledger: Ledger) -> Check:
    stored = {case.id: case.state for case in ledger.books.cases if case.version}
    differing = sum(state != ledger.books.refolded.get(case) for case, state in stored.items())
    return Check(
        "every case equals the replay of its journal",
        not differing and stored.keys() == ledger.books.refolded.keys(),
        f"{len(stored)} cases, {differing} differ",
    )


def _published(ledger: Ledger) -> Check:
    out = [record.id for record in ledger.books.published]
    journaled = {entry.id for entry in ledger.books.journal if entry.published}
    missing, strange = journaled - set(out), set(out) - journaled
    again = len(out) - len(set(out))
    return Check(
        "every event that is for others is published, and nothing else is",
        not missing and not strange,
        f"{len(journaled)} events, {len(missing)} missing, {len(strange)} strange, {again} published again",
    )


def _order(ledger: Ledger) -> Check:
    reached: dict[str, int] = {}
    broken: set[str] = set()
    for record in ledger.books.published:
        before = reached.get(record.case, 0)
        if record.sequence > before + 1:
            broken.add(record.case)
        reached[record.case] = max(before, record.sequence)
    return Check(
        "each case's events are on the topic in order, without a gap",
        not broken,
        f"{len(reached)} cases, {len(broken)} out of order",
    )


def _nothing_pending(ledger: Ledger) -> Check:
    waiting = ledger.books.pending
    return Check("nothing waits to be published", not waiting, f"{waiting} commits waiting")


def _unblocked(ledger: Ledger) -> Check:
    open_rows = {row.id for row in ledger.books.parked if row.status == "parked"}
    blocked = [case.blocked_by for case in ledger.books.cases if case.blocked_by is not None]
    lost = sum(row not in open_rows for row in blocked)
    failed = ledger.still_parked["failed"] + ledger.still_parked["reader-failed"]
    return Check(
        "no case is blocked, and no rule failed",
        not blocked and not failed,
        f"{len(blocked)} blocked, {lost} of them by nothing; {failed} failures of the rules",
    )


def _poison(ledger: Ledger) -> Check:
    unreadable = {arrival.message for arrival in ledger.books.arrivals if not arrival.readable}
    kept = {row.message for row in ledger.books.parked if row.part is None}
    return Check(
        "everything unreadable is parked with its bytes, and nothing readable",
        unreadable == kept,
        f"{len(unreadable)} unreadable, {len(kept)} parked as a whole",
    )


CHECKS: Sequence[Callable[[Ledger], Check]] = (
    _inbox,
    _outcomes,
    _versions,
    _replay,
    _published,
    _order,
    _nothing_pending,
    _unblocked,
    _poison,
)
