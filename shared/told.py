"""Reading what a service of the house tells on its topic: a few types, by a narrow view, and not the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from shared.cases import Command
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable

Commands = tuple[Command, ...]
Read = Callable[[str, bytes, str, int], Commands | str]
"""Of an event's type, data, case and place in the case: the commands that it means, or what is wrong."""


def what_is_told(record: Record, source: str, wanted: Collection[str], read: Read) -> Message:
    """The message of an event of the service ``source``; of a type that is not ``wanted``, without commands.

    Its id is that of the event: once it has taken effect, it has none again. A record of another source, and
    one that ``read`` makes nothing of, is unreadable.
    """
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
    if said.type is None or said.type not in wanted:
        return message
    if said.sequence is None:
        return unreadable(record, "invalid", "ce_sequence: not the version of a case", source)
    commands = read(said.type, record.value, record.key.decode(errors="replace"), said.sequence)
    if isinstance(commands, str):
        return unreadable(record, "invalid", commands, source)
    return replace(message, commands=commands)
