"""Books of a few days at a school without servers: the service's own rules in memory."""

from datetime import date

import orjson

from deploy.demo.books import Books
from deploy.demo.schooling.ledger import SchoolingLedger, StateRecord, bookkeeping
from deploy.demo.schooling.roster import Roster
from services.schooling import topics
from services.schooling.intake import about_application, declined
from services.schooling.messages.application import Withdraw
from services.schooling.messages.child import ChildNames
from services.schooling.messages.common import GroupRef
from services.schooling.messages.year_group import ChangeSeats
from services.schooling.names import year_group_id
from shared.envelope import Record
from tests.demo.in_memory import books_of, records_of
from tests.schooling.rules import permit_events
from tests.schooling.rules.make import OFFICE, PARENT, SCHOOL, YEAR, child
from tests.schooling.rules.stories import submitted, take_place
from tests.schooling.rules.world import World

KEPT = bookkeeping()
GROUP = GroupRef(school=SCHOOL, year=YEAR, grade="01")
GROUP_ID = year_group_id(SCHOOL, YEAR, "01")
FIRST, SECOND, THIRD, FOURTH = (f"application-{number}" for number in range(1, 5))


class Week:
    """Two seats: a child is enrolled, one declines, one withdraws, and the last gets the seat."""

    def __init__(self) -> None:
        self.world = World()
        self.records: list[Record] = []
        self._seats(2)
        for number, id_ in enumerate((FIRST, SECOND, THIRD, FOURTH)):
            names = ChildNames(given="Mia", family=f"Number{number}" if number else "Eriksson")
            born = child() if not number else child(passport_number=f"X{number}", names=names)
            submitted(self.world, id_, child=born)
        take_place(self.world, FIRST)
        state = self.world.state(SECOND)
        self.world.when(*declined(PARENT, SECOND, state, 2))
        withdraw = Withdraw(case_id=THIRD, actor=PARENT, reason="elsewhere")
        self.world.when(*about_application(withdraw, THIRD, self.world.state(THIRD)))
        take_place(self.world, FOURTH)

    def permit_ends(self) -> None:
        """The guardian's permit is granted, and cancelled."""
        self.told(1, *permit_events.granted(date(2026, 1, 1)))
        self.told(2, *permit_events.cancelled(date(2026, 2, 28)))

    def told(self, sequence: int, type_: str, data: bytes) -> None:
        """Something is told of the guardian's permit, over its topic."""
        headers = {
            "ce_id": f"permit-{sequence}",
            "ce_type": type_,
            "ce_source": "urn:quancheng:service:permits",
            "ce_sequence": str(sequence),
        }
        coded = tuple((name, value.encode()) for name, value in headers.items())
        self.read(Record(topics.PERMITS, 0, len(self.records), b"permit", data, coded))

    def read(self, record: Record) -> None:
        """The service reads a record, as its consumer does."""
        self.records.append(record)
        self.world.batch.take(KEPT.readers[record.topic](record))
        self.world.when()

    def _seats(self, seats: int) -> None:
        change = ChangeSeats(case_id=GROUP_ID, actor=OFFICE, group=GROUP, seats=seats, reason="few teachers")
        self.world.when(change)

    def books(self) -> Books:
        """What the engine would have stored and the relay published, once all is quiet."""
        own = records_of(self.world.batch.outgoing, topics.EVENTS, topics.SOURCE)
        return books_of(KEPT, self.world.batch, [*self.records, *own], self.world.now)

    def published(self) -> list[StateRecord]:
        """The records of the enrolments' topic."""
        return [
            StateRecord(
                out.case_id, out.version, None if out.after.data is None else orjson.loads(out.after.data)
            )
            for out in self.world.batch.outgoing
            if out.after is not None
        ]

    def ledger(self) -> SchoolingLedger:
        """The ledger over all of it."""
        return SchoolingLedger(self.books(), self.published())

    def rosters(self) -> list[Roster]:
        """What the school's register would have read."""
        found = self.ledger().enrolments
        names = {
            id_: (state.roster.given, state.roster.family) for id_, state in found.items() if state.roster
        }
        days = {id_: [(str(each.begin), None) for each in state.periods] for id_, state in found.items()}
        return [Roster(SCHOOL, names, days)]
