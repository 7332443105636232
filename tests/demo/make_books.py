"""Books of a small day without servers: the service's own rules over records in memory."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from deploy.commands.token import PARTNERS
from deploy.demo.books import Books
from deploy.demo.claims_ledger import ClaimsLedger, bookkeeping
from deploy.demo.parcel import Parcel
from deploy.demo.plan import make_plan
from deploy.demo.post import Believed
from services.medical.facts import Facts
from services.medical.rules.partners import read_registry
from shared.batch import Batch
from shared.envelope import Record
from shared.working_days import WorkingDays
from tests.demo import in_memory

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
REGISTRY = read_registry(PARTNERS)
KEPT = bookkeeping(REGISTRY)
PLAN = make_plan(REGISTRY, seed=1, count=100, day=DAY)


def records_of(parcels: Iterable[Parcel]) -> list[Record]:
    """Each parcel as a record of its topic, all in one partition."""
    return [
        Record(p.topic, 0, offset, p.key.encode(), p.value, p.headers) for offset, p in enumerate(parcels)
    ]


class Clinic:
    """The medical service in memory, which reads whatever comes."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.batch = Batch(KEPT.kinds, Facts(REGISTRY, WorkingDays.load()), NOON)
        self._met: set[str] = set()

    def read(self, record: Record) -> None:
        """The service reads a record, as its consumer does; what it has met it drops."""
        self.records.append(record)
        message = KEPT.readers[record.topic](record)
        if message.id not in self._met:
            self._met.add(message.id)
            self.batch.take(message)

    def books(self) -> Books:
        """What the engine would have stored and the relay published, once all is quiet."""
        return in_memory.books_of(KEPT, self.batch, self.records, NOON)

    def ledger(self) -> ClaimsLedger:
        """The ledger over all of it."""
        return ClaimsLedger(self.books())


def books_of(parcels: Iterable[Parcel]) -> Books:
    """What becomes of these parcels."""
    clinic = Clinic()
    for record in records_of(parcels):
        clinic.read(record)
    return clinic.books()


def believed_of(parcels: Iterable[Parcel]) -> Believed:
    """Every parcel acknowledged."""
    believed = Believed()
    for each in parcels:
        believed.note(each, each.door)
    return believed
