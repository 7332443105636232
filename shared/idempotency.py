"""Commands over HTTP that may be sent again: the ``Idempotency-Key`` header as values for the engine.

The engine keeps the answer beside the inbox id. The same key with another fingerprint is ``reused``.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Header

from shared.ids import stable_id
from shared.problems import Problem

HEADER = "Idempotency-Key"
SHAPE = "1 to 200 visible ASCII characters, new for every command and the same for its repeats"

IdempotencyKey = Annotated[
    str, Header(alias=HEADER, description=SHAPE, min_length=1, max_length=200, pattern="^[!-~]+$")
]
"""A parameter of this type takes the header; 400 ``idempotency-key-required`` without a proper one."""


def inbox_id(client: str, key: str) -> str:
    """The inbox id of a command: no client can meet, or guess at, the keys of another."""
    return stable_id("http", client, key)


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What was asked, as one value; another method, path or byte of the body makes another one."""
    return stable_id("http", method.upper(), path, hashlib.sha256(body).hexdigest())


def reused() -> Problem:
    """The answer to a key that came before with another request."""
    return Problem(422, "idempotency-key-reused", "this key belongs to another request of yours")
