"""A case in memory, between its reading and its writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.cases import CaseType, State
from shared.envelope import Json

Kinds = Mapping[str, CaseType[Any, Any]]


@dataclass(slots=True)
class Loaded:
    """A case in memory. ``stored`` and ``before`` are the version and the state that the database has.

    ``blocked_by`` is a parked row. ``correlation`` is that of the message which opened the case: all its
    events carry it.
    """

    id: str
    kind: CaseType[Any, Any]
    version: int = 0
    stored: int = 0
    exists: bool = False
    state: State | None = None
    before: State | None = None
    opened: UUID | None = None
    last_event: UUID | None = None
    correlation: str | None = None
    aliases: tuple[str, ...] = ()
    blocked_by: UUID | None = None
    behind: int = 0

    def document(self) -> Json:
        """What the database keeps of the case (without its id)."""
        assert self.state is not None
        deadlines = self.kind.deadlines(self.state)
        return {
            "kind": self.kind.kind,
            "version": self.version,
            "state": self.state.model_dump_json(exclude_none=True),
            "opened": self.opened,
            "correlation": self.correlation,
            "last_event": self.last_event,
            "due_at": min((deadline.due_at for deadline in deadlines), default=None),
            "aliases": self.aliases,
            "columns": dict(self.kind.columns(self.state)),
        }
