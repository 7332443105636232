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
    for title, checks in groups:
        paper.heading(f"{title}, {service}")
        paper.table(
            ("", "what has to hold", "figures"),
            [(GOOD if check.holds else BAD, check.name, check.figures) for check in checks],
        )
    return all(check.holds for _, checks in groups for check in checks)
