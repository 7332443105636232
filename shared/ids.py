"""Identifiers: ids that sort in the order they were made, and ids that anyone can compute again."""

from __future__ import annotations

import hashlib
from secrets import randbits
from threading import Lock
from uuid import UUID

from uuid_utils.compat import uuid7

# RFC 9562: four bits of version and two of variant lie between the 48 bits of milliseconds, the 12 bits of
# rand_a and the 62 bits of rand_b.
_VERSION_AT, _VARIANT_AT = 76, 62
_FIXED = (0xF << _VERSION_AT) | (0b11 << _VARIANT_AT)
_V7 = (7 << _VERSION_AT) | (0b10 << _VARIANT_AT)
_V8 = (8 << _VERSION_AT) | (0b10 << _VARIANT_AT)
_RAND_A, _RAND_B = (1 << 12) - 1, (1 << 62) - 1

# Far below the 62 random bits, so that a step hardly moves the time; far above any number of collisions.
_STEP_BITS = 48

_lock = Lock()
_last = _V7  # the lowest UUIDv7


def next_id(after: UUID | None = None) -> UUID:
    """A new UUIDv7, greater than ``after``; ids without an ``after`` grow within this process.

    When the clock runs backwards, an id is the successor of the last one. When ``after`` was made by a
    machine whose clock is ahead, the id is a little greater than ``after``, by chance, so that it meets
    no id which that machine made next; the process's other ids stay in the present.

    ValueError when ``after`` is not a UUIDv7. Safe to call from several threads.
    """
    global _last
    if after is not None and after.int & _FIXED != _V7:
        raise ValueError(f"{after} is not a UUIDv7")
    with _lock:
        made = uuid7()
        if made.int <= _last:
            made = UUID(int=_later(_last, 1))
        _last = made.int
    if after is not None and made.int <= after.int:
        return UUID(int=_later(after.int, 1 + randbits(_STEP_BITS)))
    return made


def stable_id(*parts: str) -> str:
    """The same UUID for the same parts, in any language, on any day; as a lower-case string.

    1. For every part in order: its UTF-8 bytes (as given, not normalised), preceded by their number as an
       unsigned 64-bit big-endian integer. The lengths keep ("a|b", "c") and ("a", "b|c") apart.
    2. SHA-256 over all of it; keep the first 16 bytes.
    3. Make that a UUIDv8 (RFC 9562): the upper half of byte 6 becomes 8, the upper two bits of byte 8
       become binary 10.

    >>> stable_id("qilu-hospital", "2026-门诊-001")
    '676c676b-184d-802c-8b85-f96f97fa7986'

    ValueError without parts, or for a part that is not valid Unicode.
    """
    if not parts:
        raise ValueError("an id needs at least one part")
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return str(UUID(int=int.from_bytes(digest.digest()[:16], "big") & ~_FIXED | _V8))


def _later(value: int, by: int) -> int:
    """The UUIDv7 that is ``by`` greater than ``value``, with the carry led around the fixed bits."""
    milliseconds, rand_a, rand_b = value >> 80, value >> 64 & _RAND_A, value & _RAND_B
    counter = (milliseconds << 74 | rand_a << 62 | rand_b) + by
    if counter >> 122:
        raise ValueError("there is no UUIDv7 after the last one")
    return counter >> 74 << 80 | (counter >> 62 & _RAND_A) << 64 | counter & _RAND_B | _V7
