"""Contents in GridFS: whole or not there, and never held as a whole."""

import hashlib
from collections.abc import AsyncIterator

import pytest

from shared.files import Files
from shared.mongo import Store


async def pieces(*contents: bytes, then: Exception | None = None) -> AsyncIterator[bytes]:
    for content in contents:
        yield content
    if then is not None:
        raise then


async def read(files: Files, file_id: str) -> bytes | None:
    found = await files.read(file_id)
    return None if found is None else b"".join([piece async for piece in found])


async def test_what_is_stored_comes_back_with_its_size_and_digest(store: Store) -> None:
    files = Files(store)
    contents = [b"a" * 300_000, b"", b"b" * 7]
    stored = await files.put(pieces(*contents), {"code": "passport"})
    whole = b"".join(contents)
    assert (stored.size, stored.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
    assert await read(files, stored.id) == whole


async def test_a_content_that_breaks_off_leaves_nothing(store: Store) -> None:
    files = Files(store)
    with pytest.raises(ValueError, match="cut"):
        await files.put(pieces(b"x" * 600_000, then=ValueError("cut")), {})
    for collection in ("contents.files", "contents.chunks"):
        assert await store[collection].count_documents({}) == 0


async def test_what_is_removed_is_gone_and_a_strange_id_was_never_there(store: Store) -> None:
    files = Files(store)
    stored = await files.put(pieces(b"x"), {})
    await files.remove(stored.id)
    await files.remove(stored.id)
    assert await read(files, stored.id) is None
    assert await read(files, "no-such-id") is None
