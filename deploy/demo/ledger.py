"""The ledger: every figure, counted from the books alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from deploy.demo.books import Arrival, Books, Detail, name_of
from services.medical.messages import PaymentApplied, PaymentDetailRefused, PaymentReceived

ZERO = Decimal(0)


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
    def states(self) -> Counter[str]:
        """Received claims by business state."""
        claims = (case for case in self.books.cases if case.kind == "claim" and case.received)
        return Counter(case.status or "none" for case in claims)

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

    @cached_property
    def details(self) -> Mapping[tuple[str, int], Decimal]:
        """Every detail of every payment that was taken, by payment and number."""
        taken = {e.case for e in self.books.journal if isinstance(e.event, PaymentReceived)}
        return {
            (detail.payment, detail.number): detail.amount
            for arrival in self.books.arrivals
            for detail in arrival.details
            if detail.payment in taken
        }

    @cached_property
    def applied(self) -> Sequence[tuple[tuple[str, int], Decimal]]:
        """Money that reached a claim, by the detail that it came in."""
        found = (e.event for e in self.books.journal if isinstance(e.event, PaymentApplied))
        return [((event.payment_id, event.detail_number), event.amount.value) for event in found]

    @cached_property
    def astray(self) -> Mapping[tuple[str, int], Decimal]:
        """Money that reached no claim: its detail was refused, or is parked because nothing answers to it."""
        refused = {
            (e.event.payment_id, e.event.detail_number)
            for e in self.books.journal
            if isinstance(e.event, PaymentDetailRefused)
        }
        keys = (refused | set(self._parked_details())) - {key for key, _ in self.applied}
        return {key: self.details[key] for key in keys if key in self.details}

    def _parked_details(self) -> Iterator[tuple[str, int]]:
        places: dict[tuple[str, int | None], Detail] = {
            (arrival.message, detail.part): detail
            for arrival in self.books.arrivals
            for detail in arrival.details
        }
        for row in self.books.parked:
            detail = places.get((row.message, row.part))
            if row.status != "replayed" and detail is not None:
                yield detail.payment, detail.number
