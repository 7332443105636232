"""What a ledger is made from: facts as they stand in a service's database and on its topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.cases import Event


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record of an inbound topic. ``message`` is the inbox id that it has to have.

    ``content`` is one for the same bytes of the same sender, ``digest`` for the same bytes. ``type`` is the
    CloudEvents type that it bears, ``wanted`` says whether the service reads that, and ``details`` are what
    a service's own balances need to know of it.
    """

    topic: str
    position: str
    message: str
    content: str
    digest: str
    readable: bool
    type: str = ""
    wanted: bool = True
    details: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal; ``published`` says whether its kind of case is told to anybody."""

    id: str
    case: str
    version: int
    cause: str
    event: Event
    published: bool = True


@dataclass(frozen=True, slots=True)
class Case:
    """One case as stored; ``state`` is its JSON text, ``status`` the business state in it."""

    id: str
    kind: str
    version: int
    state: str | None
    status: str | None
    blocked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """One parked row; ``message`` is the inbox id of what was set aside, ``part`` the command of it."""

    id: str
    status: str
    reason: str
    message: str
    part: int | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One record of the event topic, in the order of its partition."""

    id: str
    case: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Books:
    """Everything, read once all is quiet. ``inbox`` leaves out the ids of HTTP commands and deadlines.

    ``refolded`` is each case's state as JSON text, folded anew from its journal.
    """

    arrivals: Sequence[Arrival] = ()
    inbox: frozenset[str] = frozenset()
    journal: Sequence[Entry] = ()
    cases: Sequence[Case] = ()
    refolded: Mapping[str, str] = field(default_factory=dict)
    parked: Sequence[Parked] = ()
    published: Sequence[Published] = ()
    pending: int = 0


def short(type_: str) -> str:
    """``cn.quancheng.medical.claim.received.v1`` as ``claim.received``."""
    return type_.split(".", 3)[3].rpartition(".v")[0]


def name_of(event: Event) -> str:
    """``claim.received`` for ClaimReceived."""
    return short(event.type)
