"""The schooling service's ledger: seats, offers, enrolments and their records, from its books alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from deploy.demo.books import Books
from deploy.demo.ledger import Ledger
from deploy.demo.reading import Bookkeeping, records
from services.schooling import topics
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.consumer import READERS
from services.schooling.kinds import application_case, enrolment_case, guardian_case, year_group_case
from services.schooling.messages.year_group_events import OfferDeclined, OfferLapsed, OfferMade, SeatTaken


@dataclass(frozen=True, slots=True)
class StateRecord:
    """One record of the compacted topic, in the order of its partition; no ``value`` is a tombstone."""

    enrolment: str
    sequence: int
    value: Mapping[str, Any] | None


def bookkeeping() -> Bookkeeping:
    """How the schooling service's books are read."""
    kinds = (year_group_case, application_case, enrolment_case, guardian_case)
    return Bookkeeping(
        kinds={kind.kind: kind for kind in kinds},
        readers=READERS,
        events=topics.EVENTS,
    )


async def read_records(kafka: str) -> list[StateRecord]:
    """Every record of the enrolments' topic."""
    found: list[StateRecord] = []
    async for raw in records(kafka, topics.ENROLMENTS):
        said = dict(raw.headers)
        value = orjson.loads(raw.value) if raw.value else None
        found.append(StateRecord((raw.key or b"").decode(), int(said["ce_sequence"]), value))
    return found


class SchoolingLedger(Ledger):
    """The schooling service's books, sorted once so that each figure is one look-up."""

    follows = frozenset({topics.PERMITS, topics.EVENTS})

    def __init__(self, books: Books, published: Sequence[StateRecord]) -> None:
        super().__init__(books)
        self.records = published

    @cached_property
    def groups(self) -> Mapping[str, YearGroupState]:
        """The year groups as stored."""
        return self.states_of(year_group_case)

    @cached_property
    def applications(self) -> Mapping[str, ApplicationState]:
        """The applications as stored."""
        return self.states_of(application_case)

    @cached_property
    def enrolments(self) -> Mapping[str, EnrolmentState]:
        """The enrolments as stored."""
        return self.states_of(enrolment_case)

    @cached_property
    def states(self) -> Counter[str]:
        """Applications by business state."""
        return Counter(state.status for state in self.applications.values())

    def versions(self) -> Iterator[YearGroupState]:
        """Each year group as it was after every event of its journal."""
        for rows in self.by_case.values():
            state: YearGroupState | None = None
            for entry in rows:
                if entry.event.type in year_group_case.event_types:
                    state = year_group_case.evolve(state, entry.event)
                    yield state

    @cached_property
    def offers(self) -> Mapping[str, Counter[str]]:
        """Of each year group, how many offers were ``made``, and what became of them."""
        found: dict[str, Counter[str]] = {}
        for name, kind in (
            ("made", OfferMade),
            ("declined", OfferDeclined),
            ("lapsed", OfferLapsed),
        ):
            for entry, _ in self.of(kind):
                found.setdefault(entry.case, Counter())[name] += 1
        for entry, taken in self.of(SeatTaken):
            if taken.offer is not None:
                found.setdefault(entry.case, Counter())["accepted"] += 1
        return found

    @cached_property
    def latest(self) -> Mapping[str, StateRecord]:
        """The latest record of each enrolment: what compaction leaves."""
        return {record.enrolment: record for record in self.records}
