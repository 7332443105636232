"""What a decision may know besides its case: reads in the transaction's own snapshot, one batch at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.batch import Holders, Key
from shared.cases import Command
from shared.envelope import Json
from shared.mongo import Session, Store


@dataclass(frozen=True, slots=True)
class Look:
    """Reads that see the transaction's own snapshot: what a decision may know besides its case."""

    store: Store
    session: Session
    holders: Holders = field(default_factory=dict)
    seen: dict[Key, bool] = field(default_factory=dict)

    async def keys(self, wanted: Collection[Key]) -> None:
        """Look up which cases are under the keys; ``holders`` has them, current within the batch."""
        missing = [key for key in wanted if key not in self.holders]
        self.holders.update((key, {}) for key in missing)
        for key, cases in (await self.stored_keys(missing)).items():
            self.holders[key] = cases

    async def stored_keys(self, keys: Sequence[Key]) -> Holders:
        """The cases under each of the keys that exist, with their notes, the earliest first."""
        unseen = [key for key in keys if key not in self.seen]
        if not unseen:
            return {}
        rows = await self.store["keys"].find({"_id": {"$in": unseen}}, session=self.session).to_list(None)
        found = {row["_id"]: dict(row["cases"]) for row in rows}
        self.seen.update((key, key in found) for key in unseen)
        return found

    async def cases(self, query: Json, fields: Json) -> list[Json]:
        """The case documents that match."""
        found: list[Json] = await self.store["cases"].find(query, fields, session=self.session).to_list(None)
        return found

    async def rows(self, collection: str, query: Json) -> list[Json]:
        """The rows of one of the service's own read models that match."""
        found: list[Json] = await self.store[collection].find(query, session=self.session).to_list(None)
        return found

    async def hold(self, names: Iterable[str]) -> None:
        """Let no other transaction that holds one of ``names`` commit beside this one.

        A snapshot does not show what a rival is about to commit to another case. Where a rule is about
        several cases (one open application a person), both write the same row here: one of them then
        runs again, and sees what the other has done.
        """
        for name in sorted(set(names)):
            await self.store["holds"].update_one(
                {"_id": name}, {"$inc": {"held": 1}}, upsert=True, session=self.session
            )


Facts = Callable[[Look, Sequence[Command]], Awaitable[Any]]
"""A service's own look-up: called once a batch, with all its commands."""


async def no_facts(look: Look, commands: Sequence[Command]) -> None:
    """For services whose decisions need nothing but their case."""
