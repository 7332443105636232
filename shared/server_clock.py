"""The database server's clock, read locally: one time for every worker, whatever its own clock says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from shared.mongo import Store, StoreError

SYNC_S = 10.0


class ServerClock:
    """A ``Clock`` that follows the server. Before the first ``sync`` it has no time to give.

    Between syncs it advances by the local monotonic clock, which no change of the local time touches.
    It never runs backwards: a correction backwards makes it stand still for that long. ``ahead`` is
    added to the server's time, for a rehearsal that plays on a day of its own.
    """

    def __init__(self, store: Store, ahead: timedelta = timedelta()) -> None:
        self._store = store
        self._ahead = ahead
        self._base: datetime | None = None
        self._at = 0.0
        self._last = datetime.min.replace(tzinfo=UTC)

    async def sync(self) -> float:
        """Read the server's clock; returns the seconds until it should be read again. Raises StoreError."""
        self._base = await self._store.server_time() + self._ahead
        # Dated when the answer is here: the clock is then late by the way of it, and a deadline never early.
        self._at = time.monotonic()
        return SYNC_S

    def now(self) -> datetime:
        """The server's time, UTC, in milliseconds (as the database keeps it). StoreError before ``sync``."""
        if self._base is None:
            raise StoreError("the server's clock was not read yet")
        now = self._base + timedelta(seconds=time.monotonic() - self._at)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        self._last = max(self._last, now)
        return self._last
