"""The ledger of one service: every figure, counted from its books alone."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from deploy.demo.books import Arrival, Books, name_of


class Ledger:
    """The books, sorted once so that each figure is one look-up."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.ids = {arrival.message for arrival in books.arrivals}
        self.causes = {entry.cause for entry in books.journal}
        self.set_aside = {row.message for row in books.parked}

    @cached_property
    def events(self) -> Counter[str]:
        """Journaled events by name."""
        return Counter(name_of(entry.event) for entry in self.books.journal)

    @cached_property
    def still_parked(self) -> Counter[str]:
        """Rows that people have not dealt with, by reason."""
        return Counter(row.reason for row in self.books.parked if row.status == "parked")

    @cached_property
    def reasons_refused(self) -> Counter[str]:
        """Why messages were refused on their cases, by code."""
        return Counter(
            str(code)
            for entry in self.books.journal
            if (code := getattr(entry.event, "code", None)) is not None
        )

    @cached_property
    def fates(self) -> Counter[str]:
        """What became of each record: ``effect``, ``repeat``, ``parked``, or ``unexplained``."""
        told = {arrival.content for arrival in self.books.arrivals if arrival.message in self.causes}
        met: set[str] = set()
        fates: Counter[str] = Counter()
        for arrival in self.books.arrivals:
            fates[self._fate(arrival, told, met)] += 1
            met.add(arrival.message)
        return fates

    def _fate(self, arrival: Arrival, told: set[str], met: set[str]) -> str:
        """The same content under another id has no effect of its own, but then its twin must have one."""
        if arrival.message in met:
            return "repeat"
        if arrival.message in self.causes:
            return "effect"
        if arrival.message in self.set_aside:
            return "parked"
        return "repeat" if arrival.content in told else "unexplained"
