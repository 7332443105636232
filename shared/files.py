"""Contents that are too large for a document: streamed into GridFS and out of it, never held as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId

from shared.mongo import FileMissing, Store

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A content that is there as a whole. ``sha256`` is of its bytes, in lower-case hexadecimal."""

    id: str
    size: int
    sha256: str


class Files:
    """The contents of one service, in the bucket ``name`` of its database."""

    def __init__(self, store: Store, name: str = "contents") -> None:
        self._store = store
        self._name = name

    async def put(self, chunks: AsyncIterator[bytes], about: Mapping[str, str]) -> StoredFile:
        """Store what ``chunks`` give, with ``about`` beside it.

        Whatever they raise comes out, and nothing is kept then. StoreError when the database is away.
        """
        stream = self._bucket().open_upload_stream("content", metadata=dict(about))
        digest, size = hashlib.sha256(), 0
        try:
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                await stream.write(chunk)
            await stream.close()
        except BaseException:
            await stream.abort()
            raise
        return StoredFile(str(stream._id), size, digest.hexdigest())

    async def read(self, file_id: str) -> AsyncIterator[bytes] | None:
        """The content in pieces; None when it is not there."""
        try:
            stream = await self._bucket().open_download_stream(ObjectId(file_id))
        except (FileMissing, InvalidId):
            return None
        return _pieces(stream)

    async def remove(self, file_id: str) -> None:
        """Take a content away; nothing happens when it is not there."""
        try:
            await self._bucket().delete(ObjectId(file_id))
        except (FileMissing, InvalidId):
            return

    def _bucket(self) -> Any:
        return self._store.bucket(self._name)


async def _pieces(stream: Any) -> AsyncIterator[bytes]:
    while piece := await stream.read(CHUNK_BYTES):
        yield piece
