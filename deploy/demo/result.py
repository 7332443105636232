"""The end of the day on paper: the figures, the balances, and whether all of them hold."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.demo.balances import Check
from deploy.demo.ledger import Ledger
from deploy.demo.paper import BAD, GOOD, Paper
from deploy.demo.post import Believed
from services.medical import topics


def write(
    paper: Paper, ledger: Ledger, believed: Believed, groups: Sequence[tuple[str, list[Check]]]
) -> bool:
    """The whole ledger; returns whether it balances."""
    paper.heading("The ledger, counted from the database and the topics")
    paper.table(("", "count", "how"), _figures(ledger), right=(1,))
    for title, checks in groups:
        paper.heading(title)
        paper.table(
            ("", "what has to hold", "figures"),
            [(GOOD if check.holds else BAD, check.name, check.figures) for check in checks],
        )
    _senders(paper, believed)
    return all(check.holds for _, checks in groups for check in checks)


def _figures(ledger: Ledger) -> list[tuple[str, str, str]]:
    events, states, fates = ledger.events, ledger.states, ledger.fates
    decided, guaranteed = events["claim.adjudicated"], events["guarantee.issued"]
    refusals = sum(number for name, number in events.items() if name.endswith(".refused"))
    by_topic = {name: sum(a.topic == name for a in ledger.books.arrivals) for name in TOPICS}
    waiting = f"{states['dispatched']} not answered yet, {states['pended']} in work, {states['held']} held"
    return [
        ("sent", f"{sum(by_topic.values()):,}", ", ".join(f"{n:,} on {t}" for t, n in by_topic.items())),
        ("received", f"{events['claim.received']:,}", f"claims on the books; {waiting}"),
        (
            "adjudicated",
            f"{decided:,}",
            f"decisions; {guaranteed:,} of them guarantees of payment",
        ),
        ("settled", f"{states['settled']:,}", f"claims, by {events['payment.applied']:,} payment details"),
        ("cancelled", f"{states['cancelled']:,}", "claims withdrawn by their hospital"),
        ("refused", f"{refusals:,}", _why(ledger)),
        (
            "parked",
            f"{ledger.still_parked.total():,}",
            f"still; {len(ledger.books.parked):,} were set aside in all",
        ),
        ("repeats", f"{fates['repeat']:,}", "records without a second effect"),
        ("published", f"{len(ledger.books.published):,}", f"records on {topics.EVENTS}"),
    ]


TOPICS = (topics.CLAIMS, topics.ADJUDICATIONS)


def _why(ledger: Ledger) -> str:
    """Every refusal by its code; the office gives reasons in words instead."""
    codes = [f"{number} {code}" for code, number in ledger.reasons_refused.most_common()]
    return ", ".join([*codes, f"{ledger.events['claim.refused']} by the office"])


def _senders(paper: Paper, believed: Believed) -> None:
    doors = ", ".join(f"{number:,} by {door}" for door, number in sorted(believed.by_door.items()))
    refused = ", ".join(f"{number} with {status}" for status, number in sorted(believed.refused.items()))
    paper.line()
    paper.line(
        f"The senders believe: acknowledged {doors}; refused at a door {refused or 'none'}.", style="dim"
    )
