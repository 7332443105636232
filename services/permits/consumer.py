"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Mapping

from services.permits import topics
from services.permits.intake import bureau_answer, what_was_told
from services.permits.messages.answers import read_answer
from services.permits.messages.recognitions import READ, SOURCE, read_told
from services.permits.rules.clients import Clients
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable
from shared.parking import Reader
from shared.told import Commands, what_is_told


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
    return what_is_told(record, SOURCE, READ, _qualification)


def _qualification(type_: str, raw: bytes, case_id: str, sequence: int) -> Commands | str:
    told = read_told(READ[type_], raw)
    return told if isinstance(told, str) else what_was_told(told, case_id, sequence)
