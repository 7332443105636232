"""One id that follows a request through every hop: logs, journal, records, answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from shared.ids import next_id

HEADER = "X-Correlation-Id"

_OWN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# https://www.w3.org/TR/trace-context/#traceparent-header; all-zero ids and version ff are invalid there.
_TRACEPARENT = re.compile(
    r"(?P<version>(?!ff)[0-9a-f]{2})-(?P<trace>(?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?P<more>-.*)?"
)


@dataclass(frozen=True, slots=True)
class Correlation:
    """``id`` is the caller's own when well-formed, else its trace's, else new; ``traceparent`` as it came."""

    id: str
    traceparent: str | None = None


def read(headers: Mapping[str, str]) -> Correlation:
    """The correlation that a request's headers name, or a new one; a malformed header counts for nothing."""
    given = headers.get("x-correlation-id", "")
    parent = headers.get("traceparent", "")
    match = _TRACEPARENT.fullmatch(parent)
    if match and match["version"] == "00" and match["more"]:
        match = None
    trace = parent if match else None
    if _OWN_ID.fullmatch(given):
        return Correlation(given, trace)
    return Correlation(match["trace"] if match else next_id().hex, trace)


def attach(scope: MutableMapping[str, Any], correlation: Correlation) -> None:
    """Keep ``correlation`` with the request of this ASGI scope."""
    scope.setdefault("state", {})["correlation"] = correlation


def of(scope: Mapping[str, Any]) -> Correlation | None:
    """The correlation of a request; None before ``attach``."""
    found: Correlation | None = scope.get("state", {}).get("correlation")
    return found


def correlation(request: Request) -> Correlation:
    """FastAPI dependency: the request's correlation."""
    return of(request.scope) or read(request.headers)


Trace = Annotated[Correlation, Depends(correlation)]
