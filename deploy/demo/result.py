"""A ledger on paper: its figures, its balances, and whether all of them hold."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.demo.balances import Check
from deploy.demo.paper import BAD, GOOD, Paper

Figure = tuple[str, str, str]
"""What is counted, the count, and what belongs to it."""


def write(
    paper: Paper, service: str, figures: Sequence[Figure], groups: Sequence[tuple[str, list[Check]]]
) -> bool:
    """The whole ledger of one service; returns whether it balances."""
    paper.heading(f"The ledger of {service}, counted from the database and the topics")
    paper.table(("", "count", "how"), figures, right=(1,))
    written = [checks(paper, f"{title}, {service}", found) for title, found in groups]
    return all(written)


def checks(paper: Paper, title: str, found: Sequence[Check]) -> bool:
    """Some balances under a title; returns whether all of them hold."""
    paper.heading(title)
    rows = [(GOOD if check.holds else BAD, check.name, check.figures) for check in found]
    paper.table(("", "what has to hold", "figures"), rows)
    return all(check.holds for check in found)
