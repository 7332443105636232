"""A case's version over HTTP: ``ETag`` on answers, ``If-Match`` on what must not overlook a rival's work."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from shared.problems import Problem

SHAPE = 'the version that you have seen, as the ETag of the answer says it, such as "7"'

_ETAG = re.compile(r'"(\d{1,9})"')


def etag(version: int) -> str:
    """The entity tag of a case at this version."""
    return f'"{version}"'


def _seen(
    if_match: Annotated[str | None, Header(alias="If-Match", description=SHAPE, max_length=100)] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise Problem(422, "invalid-request", f"If-Match: {SHAPE}")
    return int(found[1])


def required(seen: Annotated[int | None, Depends(_seen)]) -> int:
    """The version that the caller has seen; Problem 428 when it does not say."""
    if seen is None:
        raise Problem(428, "if-match-required", f"send If-Match: {SHAPE}")
    return seen


SeenVersion = Annotated[int | None, Depends(_seen)]
"""The version in ``If-Match``; None without it, or for ``*``. 422 for what no answer ever gave."""

RequiredVersion = Annotated[int, Depends(required)]
"""The version in ``If-Match``; 428 ``if-match-required`` without it (RFC 6585)."""
