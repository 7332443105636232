"""The roster over HTTP, to be read with a bearer token: collections in pages, and single objects.

Answers are narrowed to the school whose client asks; the zone's desk sees all schools. A filter may name a
child, so its text stands in the address: nothing here logs addresses, and a proxy in front must not either.
Source: OneRoster Rostering 1.2 OpenAPI: paths, ``X-Total-Count``, links, and the scopes of ``OAuth2CC``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from services.schooling.api.context import Ctx, Member
from services.schooling.cases.enrolment_rows import BASE
from services.schooling.oneroster.asked import (
    DEFAULT_LIMIT,
    FieldTexts,
    FilterText,
    Limit,
    Offset,
    OrderBy,
    asked,
    links,
    select,
    selection,
)
from services.schooling.oneroster.collections import COLLECTIONS, Collection, published
from services.schooling.oneroster.status import RosterRoute
from shared.callers import caller
from shared.problems import Problem
from shared.tokens import Caller

_SCOPES = "https://purl.imsglobal.org/spec/or/v1p2/scope"
CORE, ROSTER, HOUSE = f"{_SCOPES}/roster-core.readonly", f"{_SCOPES}/roster.readonly", "roster:read"
"""Any one of them opens the roster."""

router = APIRouter(prefix=BASE, tags=["OneRoster 1.2"], route_class=RosterRoute)


async def reader(who: Annotated[Caller, Depends(caller(CORE, ROSTER, HOUSE))], ctx: Ctx) -> Member:
    """A school's client, or somebody of the zone's desk; anybody else is 403."""
    actor = ctx.clients.actor(who.client)
    if actor is None or actor.role == "guardian":
        raise Problem(403, "forbidden", "the roster is for schools and the office")
    return Member(actor)


Reader = Annotated[Member, Depends(reader)]


def _several(collection: Collection) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def several(
        request: Request,
        response: Response,
        who: Reader,
        ctx: Ctx,
        limit: Limit = DEFAULT_LIMIT,
        offset: Offset = 0,
        sort: str | None = None,
        order_by: OrderBy = "asc",
        filter_: FilterText = None,
        fields: FieldTexts = None,
    ) -> dict[str, Any]:
        page = asked(collection.shape, limit, offset, sort, order_by, filter_, fields)
        found, total = await collection.source.page(ctx, who.school, page)
        response.headers["X-Total-Count"] = str(total)
        response.headers["Link"] = links(request.url, page, total)
        objects = [page.selected(published(each, _base(request))) for each in found]
        return {collection.several: objects}

    return several


def _single(collection: Collection) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def single(
        request: Request, sourced_id: str, who: Reader, ctx: Ctx, fields: FieldTexts = None
    ) -> dict[str, Any]:
        wanted = selection(collection.shape, fields)
        found = await collection.source.one(ctx, who.school, sourced_id)
        if found is None:
            raise Problem(404, "not-found", f"there is no such {collection.one}")
        return {collection.one: select(published(found, _base(request)), wanted)}

    return single


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def _unknown(path: str) -> None:
    """Whatever else is asked for below the base."""
    raise Problem(404, "not-found", "the roster has nothing at this path")


def _read(path: str, answer: Callable[..., Awaitable[Any]], name: str, summary: str) -> None:
    """HEAD is answered like GET; the server sends no body with it."""
    router.add_api_route(path, answer, name=name, summary=summary)
    router.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)


for _each in COLLECTIONS:
    _read(f"/{_each.name}", _several(_each), f"all-{_each.name}", f"A page of {_each.name}")
    _read(f"/{_each.name}/{{sourced_id}}", _single(_each), _each.name, f"One of {_each.name}")
router.add_api_route("/{path:path}", _unknown, methods=["GET", "HEAD"], include_in_schema=False)
