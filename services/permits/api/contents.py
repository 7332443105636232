"""A paper's content on its way in: of a known type, as large as it may be, and what its digest says."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import Depends, Header, Request

from shared.problems import Problem

MAGIC: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
"""The types that are taken, and how each begins."""

_LONGEST_MAGIC = max(map(len, MAGIC.values()))
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


def _media_type(request: Request) -> str:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in MAGIC:
        raise Problem(415, "unsupported-media-type", f"send one of: {', '.join(MAGIC)}")
    return given


def _digest(
    given: Annotated[
        str | None,
        Header(alias="Content-Digest", description="RFC 9530: sha-256=:Base64:", max_length=500),
    ] = None,
) -> str:
    found = _DIGEST.search(given or "")
    if found is None:
        raise Problem(400, "digest-required", "send Content-Digest: sha-256=:Base64 of the SHA-256:")
    try:
        return base64.b64decode(found[1], validate=True).hex()
    except binascii.Error:
        raise Problem(400, "digest-required", "the digest is not Base64") from None


MediaType = Annotated[str, Depends(_media_type)]
"""The request's media type; 415 for one that is not taken."""

Digest = Annotated[str, Depends(_digest)]
"""The SHA-256 that the caller computed, in hexadecimal; 400 ``digest-required`` without it."""


async def as_said(chunks: AsyncIterator[bytes], media_type: str) -> AsyncIterator[bytes]:
    """The same chunks; Problem as soon as the beginning is not of ``media_type``, or at an empty end."""
    start = b""
    async for chunk in chunks:
        if len(start) < _LONGEST_MAGIC:
            start += chunk[:_LONGEST_MAGIC]
            _require(start, media_type)
        yield chunk
    if not start:
        raise Problem(422, "content-empty", "a paper has a content")
    if len(start) < len(MAGIC[media_type]):
        raise _not_as_said(media_type)


def _require(start: bytes, media_type: str) -> None:
    magic = MAGIC[media_type]
    if not start.startswith(magic[: len(start)]):
        raise _not_as_said(media_type)


def _not_as_said(media_type: str) -> Problem:
    return Problem(422, "content-not-as-said", f"it does not begin as {media_type} does")
