"""Firing deadlines: cases whose time has come are woken through the same engine as everything else.

A case's next deadline stands in its own document (``due_at``), computed from its state at each commit.
Firing is an ordinary command: it takes effect only if the state still waits, its id is in the inbox,
and the case's version fences it. So a paused runner that wakes up late changes nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from shared.cases import Deadline
from shared.clock import Clock
from shared.engine import Engine
from shared.envelope import Json, Message, deadline_id
from shared.lease import Lease
from shared.logs import log
from shared.metrics import DEADLINE_LATENESS_SECONDS

POLL_S = 0.5
NOT_HOLDING_S = 1.0
FIRE_LIMIT = 200

Wake = tuple[Message, Deadline]


class Deadlines:
    """Fires one service's deadlines while it holds the lease; run by calling ``step`` again and again."""

    def __init__(self, engine: Engine, lease: Lease, clock: Clock) -> None:
        self._engine = engine
        self._lease = lease
        self._clock = clock

    async def step(self) -> float:
        """Fire what is due, oldest first; returns the seconds to rest. Raises StoreError."""
        if (not self._lease.held or self._lease.renewal_due) and not await self._lease.acquire():
            return NOT_HOLDING_S
        now = self._clock.now()
        rows = await self._due(now)
        due = [wake for row in rows for wake in self._readable_wakes(row, now)]
        if due:
            await self._engine.handle([message for message, _ in due])
            met = self._clock.now()
            for _, deadline in due:
                DEADLINE_LATENESS_SECONDS.observe((met - deadline.due_at).total_seconds())
        return 0.0 if len(rows) == FIRE_LIMIT else POLL_S

    async def stop(self) -> None:
        """Give the lease up."""
        await self._lease.release()

    async def _due(self, now: datetime) -> list[Json]:
        found: list[Json] = (
            await self._engine.store["cases"]
            .find({"due_at": {"$lte": now, "$type": "date"}, "blocked_by": None}, {"kind": 1, "state": 1})
            .sort("due_at", 1)
            .limit(FIRE_LIMIT)
            .to_list(None)
        )
        return found

    def _readable_wakes(self, row: Json, now: datetime) -> list[Wake]:
        """A case that this version cannot read must not keep the others from being woken."""
        try:
            return self._wakes(row, now)
        except ValidationError:
            log.error("a case with a deadline cannot be read", case=row["_id"])
            return []

    def _wakes(self, row: Json, now: datetime) -> list[Wake]:
        kind = self._engine.kinds[row["kind"]]
        assert kind.wake is not None, f"{kind.kind} has deadlines and no wake"
        state = kind.state.model_validate_json(row["state"])
        due = [deadline for deadline in kind.deadlines(state) if deadline.due_at <= now]
        return [
            (
                Message(
                    id=deadline_id(row["_id"], deadline),
                    actor="clock",
                    commands=kind.followers(kind.wake(row["_id"], deadline), row["_id"], state),
                    correlation=f"deadline-{row['_id']}",
                ),
                deadline,
            )
            for deadline in sorted(due, key=lambda d: d.due_at)
        ]
