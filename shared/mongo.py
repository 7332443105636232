"""The one door to MongoDB: the only module that imports the driver.

Every write waits for the majority and the journal; every transaction reads one snapshot. The driver is
motor, which is past its end of life: the day it goes, this file changes and no other.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from bson import decode, encode
from bson.codec_options import CodecOptions
from gridfs.errors import NoFile
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorGridFSBucket
from pymongo import ASCENDING, IndexModel
from pymongo.errors import CollectionInvalid, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.metrics import CONFLICT_RETRIES

T = TypeVar("T")

# motor's generic classes add nothing here but import-time cost; documents are plain dicts throughout.
Document = dict[str, Any]
Collection = Any
Session = Any

StoreError = PyMongoError
FileMissing = NoFile

_MAJORITY = WriteConcern(w="majority", j=True)
_SNAPSHOT = ReadConcern("snapshot")

_CODEC = CodecOptions[Document](tz_aware=True, tzinfo=UTC, uuid_representation=4)

_NAMESPACE_EXISTS = 48


class Store:
    """One service's database.

    ``uri`` names a replica set (transactions need one). Operations fail with ``StoreError`` when the
    server cannot be reached within ``patience_s`` seconds.
    """

    def __init__(self, uri: str, database: str, *, patience_s: float = 5.0) -> None:
        self._client: Any = AsyncIOMotorClient(
            uri,
            serverSelectionTimeoutMS=int(patience_s * 1000),
            connectTimeoutMS=int(patience_s * 1000),
            uuidRepresentation="standard",
            tz_aware=True,
            w="majority",
            journal=True,
            readConcernLevel="majority",
            retryWrites=True,
        )
        self._database = self._client.get_database(database, codec_options=_CODEC)
        self.conflicts = 0

    def __getitem__(self, collection: str) -> Collection:
        return self._database[collection]

    async def transaction(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run ``work`` in one snapshot transaction and commit it to the majority.

        ``work`` runs again from its beginning, after a pause, when it met a write conflict; so it keeps
        nothing from a run that did not commit. Raises StoreError when the server is away or the conflicts
        do not end.
        """
        runs = 0

        async def counted(session: Session) -> T:
            nonlocal runs
            runs += 1
            if runs > 1:
                await asyncio.sleep(_pause_s(runs - 1))
            return await work(session)

        try:
            async with await self._client.start_session() as session:
                result: T = await session.with_transaction(
                    counted, read_concern=_SNAPSHOT, write_concern=_MAJORITY
                )
                return result
        finally:
            if runs > 1:
                self.conflicts += runs - 1
                CONFLICT_RETRIES.inc(runs - 1)

    async def snapshot(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run reads of ``work`` against one point in time, outside a transaction."""
        async with await self._client.start_session(snapshot=True, causal_consistency=False) as session:
            return await work(session)

    async def server_time(self) -> datetime:
        """The server's clock, UTC; what leases and deadlines go by."""
        hello = await self._client.admin.command("hello")
        now: datetime = hello["localTime"]
        return now if now.tzinfo else now.replace(tzinfo=UTC)

    async def ping(self) -> None:
        """Raise StoreError unless a primary answers."""
        hello = await self._client.admin.command("hello")
        if not hello.get("isWritablePrimary"):
            raise PyMongoError("no primary")

    async def ensure_indexes(self, collection: str, indexes: Sequence[IndexModel]) -> None:
        """Create the collection and those of ``indexes`` that are missing."""
        try:
            # Transactions on older servers cannot create a collection, so it is made beforehand.
            await self._database.create_collection(collection)
        except CollectionInvalid:
            pass  # it exists
        except OperationFailure as error:
            if error.code != _NAMESPACE_EXISTS:
                raise
        if indexes:
            await self._database[collection].create_indexes(list(indexes))

    def bucket(self, name: str) -> Any:
        """The GridFS bucket of this name; what is written to it is in two collections ``name.…``."""
        return AsyncIOMotorGridFSBucket(self._database, bucket_name=name)

    async def collections(self) -> list[str]:
        """The names of the collections that exist."""
        names: list[str] = await self._database.list_collection_names()
        return names

    async def drop(self) -> None:
        """Remove the whole database (tests)."""
        await self._client.drop_database(self._database.name)

    def close(self) -> None:
        self._client.close()


def _pause_s(conflicts: int) -> float:
    """Before another run: a killed worker's transaction may stand in the way for many seconds."""
    return random.uniform(0, min(0.25, 0.001 * 2 ** min(conflicts, 8)))  # noqa: S311 - jitter, not a secret


def as_stored(document: Document) -> Document:
    """The document as it would be read back: tuples are lists then, and times have milliseconds."""
    return decode(encode(document, codec_options=_CODEC), _CODEC)


def index(*keys: str, name: str | None = None, **options: Any) -> IndexModel:
    """An ascending index over ``keys``; a leading ``-`` makes a key descending."""
    pairs = [(key.lstrip("-"), -1 if key.startswith("-") else ASCENDING) for key in keys]
    if name is not None:
        options["name"] = name
    return IndexModel(pairs, **options)
