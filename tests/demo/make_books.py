"""Books of a small day without servers: the service's own rules over records in memory."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from deploy.commands.token import PARTNERS
from deploy.demo.books import Books, Published
from deploy.demo.parcel import Parcel
from deploy.demo.plan import make_plan
from deploy.demo.post import Believed
from deploy.demo.reading import KINDS, arrival, case, entry, parked, refold
from services.medical.consumer import Submissions
from services.medical.facts import Facts
from services.medical.partners import read_registry
from shared.batch import Batch
from shared.envelope import Message, Record
from shared.parked_rows import parked_row
from shared.working_days import WorkingDays

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
REGISTRY = read_registry(PARTNERS)
PLAN = make_plan(REGISTRY, seed=1, count=100, day=DAY)


def records_of(parcels: Iterable[Parcel]) -> list[Record]:
    """Each parcel as a record of its topic, all in one partition."""
    return [
        Record(p.topic, 0, offset, p.key.encode(), p.value, p.headers) for offset, p in enumerate(parcels)
    ]


def books_of(parcels: Iterable[Parcel]) -> Books:
    """What the engine would have stored and the relay published, once all is quiet."""
    records = records_of(parcels)
    readers = Submissions(REGISTRY).readers()
    batch = Batch(KINDS, Facts(REGISTRY, WorkingDays.load()), NOON)
    inbox: set[str] = set()
    for record in records:
        message: Message = readers[record.topic](record)
        if message.id not in inbox:
            inbox.add(message.id)
            batch.take(message)
    journal = [entry(row) for row in batch.journal]
    rows: list[dict[str, Any]] = [{"_id": c.id} | c.document() for c in batch.changed()]
    return Books(
        arrivals=[arrival(record, readers[record.topic]) for record in records],
        inbox=frozenset(inbox),
        journal=journal,
        cases=[case(row) for row in rows],
        refolded=refold(journal),
        parked=[parked(parked_row(message, part, NOON)) for message, part in batch.parked],
        published=[Published(str(out.id), out.case_id, out.version) for out in batch.outgoing],
    )


def believed_of(parcels: Iterable[Parcel]) -> Believed:
    """Every parcel acknowledged."""
    believed = Believed()
    for each in parcels:
        believed.note(each, each.door)
    return believed
