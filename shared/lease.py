"""A lease on the database server's clock, with a fence: one holder at a time, and old ones can tell.

The fence rises with every change of holder. Holding is re-checked locally before each use, so that a
process that was paused past its lease stops before it acts.
"""

from __future__ import annotations

import time
from uuid import uuid4

from shared.envelope import Json
from shared.mongo import Store


class Lease:
    """One named lease of a service. Not shared between loops: each loop has its own name."""

    def __init__(self, store: Store, name: str, *, ttl_s: float = 6.0) -> None:
        self._rows = store["leases"]
        self._name = name
        self._ttl_s = ttl_s
        self._holder = uuid4()
        self._until = 0.0
        self.fence: int | None = None

    @property
    def held(self) -> bool:
        """Whether the lease is surely still ours: measured from before the renewal was sent."""
        return self.left_s > 0

    @property
    def left_s(self) -> float:
        """For how many seconds it is surely ours; none when another may hold it."""
        return max(0.0, self._until - time.monotonic())

    @property
    def renewal_due(self) -> bool:
        """Whether a third of the lease or more has passed."""
        return time.monotonic() > self._until - self._ttl_s * 2 / 3

    async def acquire(self) -> bool:
        """Take or renew the lease; False while another holds it. StoreError when the server is away."""
        asked = time.monotonic()
        row = await self._rows.find_one_and_update(
            {"_id": self._name}, self._take_if_free(), upsert=True, return_document=True
        )
        if row["holder"] != self._holder:
            self._until, self.fence = 0.0, None
            return False
        self._until = asked + self._ttl_s
        self.fence = row["fence"]
        return True

    def _take_if_free(self) -> list[Json]:
        """One atomic update on the server's clock; it changes nothing while another holds the lease."""
        mine = {"$eq": ["$holder", self._holder]}
        # A missing ``expires_at`` (no row yet) compares as smaller than any date.
        free = {"$or": [mine, {"$lt": ["$expires_at", "$$NOW"]}]}
        taken = {
            "fence": {"$cond": [mine, "$fence", {"$add": [{"$ifNull": ["$fence", 0]}, 1]}]},
            "holder": self._holder,
            "expires_at": {"$add": ["$$NOW", int(self._ttl_s * 1000)]},
        }
        return [{"$set": {name: {"$cond": [free, value, f"${name}"]} for name, value in taken.items()}}]

    async def release(self) -> None:
        """Give it up at once, so that the next holder need not wait."""
        self._until, self.fence = 0.0, None
        await self._rows.update_one(
            {"_id": self._name, "holder": self._holder},
            [{"$set": {"expires_at": {"$subtract": ["$$NOW", 1]}}}],
        )
