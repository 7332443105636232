"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Mapping

from services.schooling import topics
from services.schooling.following import own_told, permit_told
from services.schooling.messages import permits, told
from shared.envelope import Message, Record
from shared.parking import Reader
from shared.told import Commands, what_is_told


def on_permit_event(record: Record) -> Message:
    """What a permit's holder may do is known to the guardian's case; other events have no effect here."""
    return what_is_told(record, permits.SOURCE, permits.READ, _permit)


def on_own_event(record: Record) -> Message:
    """What one case has told comes to the others that follow it (``messages.told``)."""
    return what_is_told(record, topics.SOURCE, told.READ, _own)


READERS: Mapping[str, Reader] = {topics.PERMITS: on_permit_event, topics.EVENTS: on_own_event}


def _permit(type_: str, raw: bytes, permit: str, sequence: int) -> Commands | str:
    view = permits.read_permit_event(type_, raw)
    return view if isinstance(view, str) else permit_told(view, permit, sequence)


def _own(type_: str, raw: bytes, case_id: str, sequence: int) -> Commands | str:
    view = told.read_own_event(type_, raw)
    return view if isinstance(view, str) else own_told(view, case_id, sequence)
