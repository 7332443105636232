"""What travels through the engine: a record as it came, a message to handle, and its outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from shared.cases import Command, Deadline, Event, Refusal, State
from shared.state_topic import StateRecord


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a topic, untouched. Header values are raw bytes; a null value or header is empty bytes."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    @property
    def position(self) -> str:
        """Where it stands: ``topic/partition/offset``."""
        return f"{self.topic}/{self.partition}/{self.offset}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a record could not become a command; ``reason`` is a stable code, ``detail`` holds no content."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an HTTP command, kept beside its inbox id so that a retry gets the same one."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: an inbox id and the commands it means, all of which take effect in one commit.

    ``original`` is the partner's resource as sent and is kept with the first event. ``record`` is there
    for what came over a topic and allows parking. ``part`` limits a replay to one of the commands.
    ``replays`` is the parked row whose replay this is, and ``replayed_by`` who asked for it.
    ``fingerprint`` and ``render`` belong to HTTP commands: a repeat with another fingerprint is told
    apart, and ``render`` makes the kept answer. Such a message takes effect as a whole or not at all, and
    only if the case of its first command still has ``expected_version``, where that is given.
    """

    id: str
    actor: str
    commands: tuple[Command, ...] = ()
    correlation: str
    trace: str | None = None
    original: bytes | None = None
    record: Record | None = None
    unreadable: Unreadable | None = None
    part: int | None = None
    replays: UUID | None = None
    replayed_by: str | None = None
    fingerprint: str | None = None
    render: Callable[[Outcome], Reply] | None = None
    expected_version: int | None = None

    @property
    def can_park(self) -> bool:
        """Whether it can be set aside: it came over a topic, or it is the clock's."""
        return self.record is not None or self.fingerprint is None

    def parts(self) -> list[tuple[int, Command]]:
        """The commands to run, each with its place in the message."""
        numbered = list(enumerate(self.commands))
        return numbered if self.part is None else [numbered[self.part]]


@dataclass(frozen=True, slots=True)
class ParkedPart:
    """A message, or one command of it, that was set aside visibly, with the reason."""

    id: UUID
    reason: str
    detail: str
    part: int | None = None
    case_id: str | None = None
    waits_for: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What became of a message. ``states`` are the touched cases after it, by id: version and state."""

    status: Literal["accepted", "duplicate", "refused", "parked"] = "accepted"
    events: list[Event] = field(default_factory=list)
    refusal: Refusal | None = None
    parked: list[ParkedPart] = field(default_factory=list)
    states: dict[str, tuple[int, State | None]] = field(default_factory=dict)
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A journaled event on its way to a topic. ``data`` is the published JSON.

    ``after`` is the state that it led to, where the states of its kind of case are published too.
    """

    id: UUID
    case_id: str
    version: int
    type: str
    at: datetime
    correlation: str
    trace: str | None
    data: bytes
    after: StateRecord | None = None


class DecisionFailed(Exception):
    """``decide`` or ``evolve`` raised: a bug in the rules, met by this message on this case."""

    def __init__(self, message: Message, case_id: str | None, cause: Exception) -> None:
        super().__init__(f"{type(cause).__name__} while deciding {message.id}")
        self.message = message
        self.case_id = case_id
        self.cause = cause


def content_id(*parts: str | bytes) -> str:
    """A short one-way id of the parts (lengths included), for inbox ids and fingerprints."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def deadline_id(case_id: str, deadline: Deadline) -> str:
    """The inbox id of one deadline: the same one never has a second effect."""
    return f"deadline/{case_id}/{deadline.name}/{deadline.due_at.isoformat()}"


Json = dict[str, Any]
