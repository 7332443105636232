"""CloudEvents 1.0 in Kafka's binary mode: attributes as ``ce_`` headers, the data as the value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from shared.envelope import Outgoing, Record
from shared.ids import stable_id
from shared.state_topic import StateRecord

Headers = list[tuple[str, bytes]]

JSON = b"application/json"


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a record says of itself; text is valid UTF-8, and what is missing or malformed is None.

    ``sequence`` is the event's place among its case's events, from 1.
    """

    id: str | None
    source: str | None
    type: str | None
    sequence: int | None
    correlation: str | None
    trace: str | None


def attributes(record: Record) -> Attributes:
    """Read a record's attributes; what is missing, or is not what it should be, is None."""
    found = {name: _text(value) for name, value in record.headers}
    return Attributes(
        id=found.get("ce_id"),
        source=found.get("ce_source"),
        type=found.get("ce_type"),
        sequence=_number(found.get("ce_sequence")),
        correlation=found.get("ce_correlationid"),
        trace=found.get("traceparent"),
    )


def headers_of(event: Outgoing, source: bytes) -> Headers:
    """The headers of a published event; ``ce_sequence`` is its place among its case's events, from 1."""
    headers: Headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(event.id).encode()),
        ("ce_type", event.type.encode()),
        ("ce_source", source),
        ("ce_subject", event.case_id.encode()),
        ("ce_time", rfc3339(event.at).encode()),
        ("ce_sequence", str(event.version).encode()),
        ("ce_correlationid", event.correlation.encode()),
        ("content-type", JSON),
    ]
    if event.trace is not None:
        headers.append(("traceparent", event.trace.encode()))
    return headers


def state_headers(event: Outgoing, state: StateRecord, source: bytes) -> Headers:
    """The headers of the state after ``event``: its own type, and an id that the event's id gives."""
    own = replace(event, id=UUID(stable_id(state.topic, str(event.id))), type=state.type)
    return headers_of(own, source)


def submission_headers(
    *, id: str, type: str, source: str, subject: str, at: datetime, content_type: str, more: Mapping[str, str]
) -> Headers:
    """The headers of a partner's submission that came over HTTP and goes on over its topic."""
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": id,
        "ce_type": type,
        "ce_source": source,
        "ce_subject": subject,
        "ce_time": rfc3339(at),
        "content-type": content_type,
        **more,
    }
    return [(name, value.encode()) for name, value in attributes.items()]


@lru_cache(maxsize=256)
def rfc3339(at: datetime) -> str:
    """An instant as UTC text with milliseconds and ``Z``. Remembered: all events of a batch have one."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def _number(text: str | None) -> int | None:
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdecimal() else None


def _text(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None
