"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Mapping

from services.qualifications import topics
from services.qualifications.intake import permit_told
from services.qualifications.messages.permits import PERMIT_TYPES, SOURCE, read_permit
from shared.envelope import Message, Record
from shared.parking import Reader
from shared.told import Commands, what_is_told


def on_permit_event(record: Record) -> Message:
    """What is told of a permit is noted for its holder; other events have no effect here."""
    return what_is_told(record, SOURCE, PERMIT_TYPES, _permit)


def _permit(type_: str, raw: bytes, permit: str, sequence: int) -> Commands | str:
    told = read_permit(type_, raw)
    return told if isinstance(told, str) else permit_told(told, permit, sequence)


READERS: Mapping[str, Reader] = {topics.PERMITS: on_permit_event}
