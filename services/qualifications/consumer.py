"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from services.qualifications import topics
from services.qualifications.intake import permit_told
from services.qualifications.messages.permits import PERMIT_TYPES, SOURCE, read_permit
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable
from shared.parking import Reader


def on_permit_event(record: Record) -> Message:
    """What is told of a permit is noted for its holder; other events have no effect here."""
    said = attributes(record)
    if said.source != SOURCE:
        return unreadable(record, "unknown-source", f"ce_source is not {SOURCE}")
    message = Message(
        id=record_id(record, said.source, said.id),
        actor=SOURCE,
        correlation=said.correlation or record.position,
        trace=said.trace,
        record=record,
    )
    if said.type not in PERMIT_TYPES:
        return message
    if said.sequence is None:
        return unreadable(record, "invalid", "ce_sequence: not the version of a case", SOURCE)
    told = read_permit(said.type, record.value)
    if isinstance(told, str):
        return unreadable(record, "invalid", told, SOURCE)
    permit = record.key.decode(errors="replace")
    return replace(message, commands=permit_told(told, permit, said.sequence))


READERS: Mapping[str, Reader] = {topics.PERMITS: on_permit_event}
