"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from services.permits import topics
from services.permits.intake import bureau_answer, what_was_told
from services.permits.messages.answers import read_answer
from services.permits.messages.recognitions import READ, SOURCE, read_told
from services.permits.rules.clients import Clients
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable
from shared.parking import Reader


class Inbound:
    """The readers of the inbound topics, over the bureaus that ``clients`` knows."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def readers(self) -> Mapping[str, Reader]:
        """A reader for each topic."""
        return {
            topics.EXIT_ENTRY: self.on_residence_answered,
            topics.QUALIFICATIONS: on_qualification_event,
        }

    def on_residence_answered(self, record: Record) -> Message:
        """An answer to a request for a residence permit, and the permit that it dates."""
        said = attributes(record)
        bureau = self._clients.sources.get(said.source) if said.source is not None else None
        if bureau is None:
            return unreadable(record, "unknown-source", "ce_source names no bureau")
        answer = read_answer(record.value)
        if isinstance(answer, str):
            return unreadable(record, "invalid", answer, bureau)
        return Message(
            id=record_id(record, said.source, said.id),
            actor=bureau,
            commands=bureau_answer(answer.command(bureau), answer.application_id),
            correlation=said.correlation or record.position,
            trace=said.trace,
            original=record.value,
            record=record,
        )


def on_qualification_event(record: Record) -> Message:
    """What was recognised, admitted or ended counts for its person; other events have no effect here."""
    said = attributes(record)
    if said.source != SOURCE:
        return unreadable(record, "unknown-source", "ce_source is not the qualifications service")
    message = Message(
        id=record_id(record, said.source, said.id),
        actor=SOURCE,
        correlation=said.correlation or record.position,
        trace=said.trace,
        record=record,
    )
    view = READ.get(said.type or "")
    if view is None:
        return message
    told = read_told(view, record.value)
    if isinstance(told, str):
        return unreadable(record, "invalid", told, SOURCE)
    if said.sequence is None:
        return unreadable(record, "invalid", "ce_sequence: not the version of a case", SOURCE)
    case_id = record.key.decode(errors="replace")
    return replace(message, commands=what_was_told(told, case_id, said.sequence))
