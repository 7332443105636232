"""The ledger of one service: every figure, counted from its books alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from deploy.demo.books import Arrival, Books, Entry, name_of
from shared.cases import CaseType, Event, State

E = TypeVar("E", bound=Event)
S = TypeVar("S", bound=State)


class Ledger:
    """The books, sorted once so that each figure is one look-up.

    ``follows`` are the topics that only tell what is so elsewhere: a record there may be known already.
    """

    follows: frozenset[str] = frozenset()

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
    def by_case(self) -> Mapping[str, Sequence[Entry]]:
        """The journal of each case, in its order."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(self.books.journal, key=lambda entry: (entry.case, entry.version)):
            found[entry.case].append(entry)
        return found

    def of(self, kind: type[E]) -> Iterator[tuple[Entry, E]]:
        """Every event of this type, with its row of the journal."""
        for entry in self.books.journal:
            if isinstance(entry.event, kind):
                yield entry, entry.event

    def states_of(self, kind: CaseType[Any, S]) -> dict[str, S]:
        """The stored cases of a kind."""
        return {
            case.id: kind.state.model_validate_json(case.state)
            for case in self.books.cases
            if case.kind == kind.kind and case.state is not None
        }

    @cached_property
    def asked_for(self) -> Counter[str]:
        """Events by name that somebody's command gave, and no deadline."""
        rows = (entry for entry in self.books.journal if not entry.cause.startswith("deadline/"))
        return Counter(entry.event.type for entry in rows)

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
        """What became of each record: ``effect``, ``repeat``, ``parked``, or ``unexplained``.

        Of a topic that is followed also ``ignored`` (of a type that nobody reads) and ``known`` (it told
        nothing new); what it told is then held against the cases.
        """
        return sum(self._fates.values(), Counter[str]())

    def fates_on(self, topic: str) -> Counter[str]:
        """The same for one inbound topic."""
        return self._fates.get(topic, Counter())

    @cached_property
    def _fates(self) -> Mapping[str, Counter[str]]:
        told = {arrival.content for arrival in self.books.arrivals if arrival.message in self.causes}
        met: set[str] = set()
        fates: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for arrival in self.books.arrivals:
            fates[arrival.topic][self._fate(arrival, told, met)] += 1
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
        if arrival.topic in self.follows:
            return "known" if arrival.wanted else "ignored"
        return "repeat" if arrival.content in told else "unexplained"
