"""Books without servers: what the engine would have stored and the relay published, out of a batch."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from deploy.demo.books import Books, Published
from deploy.demo.reading import Bookkeeping, case, parked
from shared.batch import Batch
from shared.cloudevents import headers_of
from shared.envelope import Outgoing, Record
from shared.parked_rows import parked_row


def records_of(outgoing: Iterable[Outgoing], topic: str, source: str, start: int = 0) -> list[Record]:
    """What a service has published as others read it, all in one partition, from offset ``start`` on."""
    return [
        Record(topic, 0, offset, out.case_id.encode(), out.data, tuple(headers_of(out, source.encode())))
        for offset, out in enumerate(outgoing, start)
    ]


def books_of(kept: Bookkeeping, batch: Batch, records: Iterable[Record], now: datetime) -> Books:
    """The books of one service, once all is quiet."""
    arrivals = [kept.arrival(record) for record in records]
    journal = [kept.entry(row) for row in batch.journal]
    rows: list[dict[str, Any]] = [
        {"_id": each.id} | each.document() for each in batch.cases.values() if each.state is not None
    ]
    return Books(
        arrivals=arrivals,
        inbox=frozenset(arrival.message for arrival in arrivals),
        journal=journal,
        cases=[case(row) for row in rows],
        refolded=kept.refold(journal),
        parked=[parked(parked_row(message, part, now)) for message, part in batch.parked],
        published=[Published(str(out.id), out.case_id, out.version) for out in batch.outgoing],
    )
