"""The records of a topic as a consumer gets them, made of examples as the relay makes them."""

from __future__ import annotations

from shared.cloudevents import headers_of, state_headers
from shared.envelope import Record
from shared.runtime import Service
from tests.contracts.listening import Example


def record_of(example: Example, service: Service, offset: int = 0) -> Record:
    """The record of an event, somewhere on its topic."""
    out = example.out
    headers = tuple(headers_of(out, service.source.encode()))
    return Record(service.topic, 0, offset, out.case_id.encode(), out.data, headers)


def state_record_of(example: Example, service: Service) -> Record | None:
    """The record of the state after an event, where states are published; a tombstone's value is empty."""
    out = example.out
    if out.after is None:
        return None
    headers = tuple(state_headers(out, out.after, service.source.encode()))
    return Record(out.after.topic, 0, 0, out.case_id.encode(), out.after.data or b"", headers)


def short(type_: str) -> str:
    """A type without what all types of the house begin with."""
    return type_.removeprefix("cn.quancheng.")
