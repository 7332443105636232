"""The qualifications service's figures."""

from __future__ import annotations

from collections import Counter

from deploy.demo.qualifications.ledger import QualificationsLedger
from deploy.demo.result import Figure
from services.qualifications import topics


def figures(ledger: QualificationsLedger) -> list[Figure]:
    """What came of the day."""
    events, fates = ledger.events, ledger.fates
    by_state = ", ".join(f"{number} {state}" for state, number in ledger.states.most_common())
    by_effect = ", ".join(f"{number} {effect}" for effect, number in ledger.outcomes.most_common())
    by_status = Counter(admission.status for _, admission in ledger.admissions.values())
    projects = ", ".join(f"{number} {status}" for status, number in by_status.most_common())
    panels = ", ".join(
        f"{events[name]} {words}"
        for name, words in (
            ("panel.vote-cast", "votes"),
            ("panel.outcome-proposed", "proposals"),
            ("notice.published", "public notices"),
        )
    )
    return [
        ("recognitions", f"{ledger.states.total():,}", by_state),
        ("decided", f"{ledger.outcomes.total():,}", by_effect),
        ("panels", f"{events['panel.appointed']:,}", panels),
        ("projects", f"{len(ledger.admissions):,}", f"applications: {projects or 'none'}"),
        ("precedents", f"{len(ledger.precedents):,}", "rows"),
        (
            "heard",
            f"{len(ledger.books.arrivals):,}",
            f"records: {fates['effect']:,} with an effect, {fates['ignored']:,} of no concern",
        ),
        ("parked", f"{ledger.still_parked.total():,}", f"still; {len(ledger.books.parked):,} in all"),
        ("published", f"{len(ledger.books.published):,}", f"records on {topics.EVENTS}"),
    ]
