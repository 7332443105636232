"""The schooling service's figures."""

from __future__ import annotations

from deploy.demo.result import Figure
from deploy.demo.schooling.ledger import SchoolingLedger
from services.schooling import topics


def figures(ledger: SchoolingLedger) -> list[Figure]:
    """What came of the day."""
    events, states = ledger.events, ledger.states
    by_state = ", ".join(f"{number} {state}" for state, number in states.most_common())
    fates = ledger.fates
    waiting = sum(len(group.waiting) for group in ledger.groups.values())
    open_offers = sum(len(group.offered) for group in ledger.groups.values())
    answers = ", ".join(f"{events[f'offer.{name}']} {name}" for name in ("declined", "lapsed"))
    reviews = ", ".join(f"{events[f'guardian.review-{name}']} {name}" for name in ("opened", "closed"))
    return [
        ("applications", f"{states.total():,}", by_state),
        ("offers", f"{events['offer.made']:,}", f"{answers}, {open_offers} open"),
        ("seats", f"{events['seat.taken']:,}", f"taken in {len(ledger.groups)} year groups; {waiting} wait"),
        (
            "enrolments",
            f"{len(ledger.enrolments):,}",
            f"{len(ledger.records):,} records of them",
        ),
        (
            "by people",
            f"{events['application.review-decided']:,}",
            f"questions settled; {events['application.condition-met']} papers followed",
        ),
        ("guardians", f"{events['guardian.record-updated']:,}", f"news of permits; reviews: {reviews}"),
        (
            "heard",
            f"{len(ledger.books.arrivals):,}",
            f"records: {fates['effect']:,} with an effect, {fates['ignored']:,} of no concern",
        ),
        ("parked", f"{ledger.still_parked.total():,}", f"still; {len(ledger.books.parked):,} in all"),
        ("published", f"{len(ledger.books.published):,}", f"records on {topics.EVENTS}"),
    ]
