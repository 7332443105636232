"""The stories that have to come up in the permits half, each found again in the books. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deploy.demo.balances import Check
from deploy.demo.permits.ledger import PermitsLedger
from services.permits.messages.clock import Breached
from services.permits.messages.events import Accepted, Approved, DraftSaved, Issued, Submitted
from services.permits.messages.permit import PermitCancelled, PermitExtended, PermitGranted


def stories(ledger: PermitsLedger) -> list[Check]:
    """Each of them at least once."""
    return [story(ledger) for story in STORIES]


def _in_48_hours(ledger: PermitsLedger) -> Check:
    """Category A on the track of the programme's members: no recommendation, and no limit missed."""
    members = {entry.case for entry, event in ledger.of(Accepted) if event.track == "48-hour"}
    late = {entry.case for entry, event in ledger.of(Breached) if event.clock == "48-hour"}
    asked = {
        entry.case
        for entry, event in ledger.of(Submitted)
        if any(paper.code == "recommendation" and paper.must for paper in event.required)
    }
    given = {entry.case for entry, event in ledger.of(Approved) if event.category == "A"}
    return _found(
        "A on the 48-hour track, in time and without a recommendation", members & given - late - asked
    )


def _by_points(ledger: PermitsLedger) -> Check:
    routes = {entry.case for entry, event in ledger.of(DraftSaved) if event.form.route == "points-b"}
    points = {
        entry.case: event.assessment.points
        for entry, event in ledger.of(Approved)
        if event.category == "B" and event.assessment is not None and event.assessment.carries("B")
    }
    found = {case for case in routes & points.keys() if points[case] is not None}
    return _found("B by points", found, ", ".join(sorted({f"{points[case]} points" for case in found})))


def _extended(ledger: PermitsLedger) -> Check:
    """On a day of the window that the permit had when it was granted."""
    windows = {entry.case: event.window for entry, event in ledger.of(PermitGranted)}
    handed_in = {entry.case: event.at.date() for entry, event in ledger.of(Submitted)}
    found: set[str] = set()
    for entry, event in ledger.of(PermitExtended):
        window = windows.get(entry.case)
        if window and window.opens <= handed_in[event.holding.application_id] <= window.closes:
            found.add(entry.case)
    return _found("an extension inside its window", found)


def _new_employer(ledger: PermitsLedger) -> Check:
    """Granted, cancelled on the employer's application, and granted again: to another one."""
    cancelled = {e.case: e.version for e, event in ledger.of(PermitCancelled) if event.cause == "application"}
    employers: dict[str, set[str]] = {}
    again: set[str] = set()
    for entry, event in ledger.of(PermitGranted):
        employers.setdefault(entry.case, set()).add(event.holding.employer)
        if entry.version > cancelled.get(entry.case, entry.version):
            again.add(entry.case)
    found = {case for case in again if len(employers[case]) > 1}
    return _found("a change of employer: cancelled, then new in-country under the same number", found)


def _by_both_offices(ledger: PermitsLedger) -> Check:
    """Work permit and residence permit in one case."""
    joint = {entry.case for entry, event in ledger.of(Submitted) if event.joint}
    issued = {entry.case for entry, _ in ledger.of(Issued)}
    return _found("both permits in one case", joint & issued & ledger.final_answers.keys())


def _found(name: str, cases: set[str], more: str = "") -> Check:
    return Check(name, bool(cases), f"{len(cases)}" + (f", with {more}" if more else ""))


STORIES: Sequence[Callable[[PermitsLedger], Check]] = (
    _in_48_hours,
    _by_points,
    _extended,
    _new_employer,
    _by_both_offices,
)
