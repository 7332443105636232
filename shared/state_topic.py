"""A topic of states: the latest record of a case is all that a reader of it needs.

For every event of a case the relay also publishes what ``record`` makes of the state after it. The topic is
compacted by the case's id; a record that is None goes out as a tombstone, which removes the case from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

S = TypeVar("S")


@dataclass(frozen=True, kw_only=True)
class StateTopic(Generic[S]):
    """Where and how the states of one kind of case are published.

    ``type`` is the versioned CloudEvents type of the records. ``record`` takes the case's id and state and
    gives what partners may see of it, as JSON values; None when they may see nothing any more.
    """

    topic: str
    type: str
    record: Callable[[str, S], Mapping[str, Any] | None]

    def published(self, case_id: str, state: S) -> StateRecord:
        """The state as it goes out."""
        seen = self.record(case_id, state)
        return StateRecord(self.topic, self.type, None if seen is None else orjson.dumps(dict(seen)))


@dataclass(frozen=True, slots=True)
class StateRecord:
    """A state on its way to a topic; ``data`` is JSON, or None for a tombstone."""

    topic: str
    type: str
    data: bytes | None
