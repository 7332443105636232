"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from services.schooling import topics
from services.schooling.following import own_told, permit_told
from services.schooling.intake import Commands
from services.schooling.messages import permits, told
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable
from shared.parking import Reader

Read = Callable[[str, Record, int], Commands | str]
"""The commands that an event of this type means, with its place in its case; or what is wrong with it."""


def on_permit_event(record: Record) -> Message:
    """What a permit's holder may do is known to the guardian's case; other events have no effect here."""
    return _message(record, permits.SOURCE, permits.READ, _permit)


def on_own_event(record: Record) -> Message:
    """What one case has told comes to the others that follow it (``messages.told``)."""
    return _message(record, topics.SOURCE, told.READ, _own)


READERS: Mapping[str, Reader] = {topics.PERMITS: on_permit_event, topics.EVENTS: on_own_event}


def _message(record: Record, source: str, wanted: frozenset[str], read: Read) -> Message:
    """The message, whose id is that of the event: once it has taken effect, it has none again."""
    said = attributes(record)
    if said.source != source:
        return unreadable(record, "unknown-source", f"ce_source is not {source}")
    message = Message(
        id=record_id(record, said.source, said.id),
        actor=source,
        correlation=said.correlation or record.position,
        trace=said.trace,
        record=record,
    )
    if said.type not in wanted:
        return message
    if said.sequence is None:
        return unreadable(record, "invalid", "ce_sequence: not the version of a case", source)
    commands = read(said.type, record, said.sequence)
    if isinstance(commands, str):
        return unreadable(record, "invalid", commands, source)
    return replace(message, commands=commands)


def _permit(type_: str, record: Record, sequence: int) -> Commands | str:
    view = permits.read_permit_event(type_, record.value)
    return view if isinstance(view, str) else permit_told(view, _case_id(record), sequence)


def _own(type_: str, record: Record, sequence: int) -> Commands | str:
    view = told.read_own_event(type_, record.value)
    return view if isinstance(view, str) else own_told(view, _case_id(record), sequence)


def _case_id(record: Record) -> str:
    return record.key.decode(errors="replace")
