"""Lists of cases over HTTP, in pages."""

from __future__ import annotations

from typing import Protocol

from shared.envelope import Json
from shared.history import BadCursor, Cases, Found
from shared.problems import Problem


class Reading(Protocol):
    """What a route has at hand: the service's cases."""

    @property
    def cases(self) -> Cases: ...


async def page(ctx: Reading, query: Json, cursor: str | None, limit: int) -> tuple[list[Found], str | None]:
    """A page of cases, as ``Cases.page`` gives it; Problem 422 for a cursor of the caller's own making."""
    try:
        return await ctx.cases.page(query, cursor, limit)
    except BadCursor as error:
        raise Problem(422, "invalid-request", f"cursor: {error}") from None
