"""``/parked`` on every service: what was set aside, and taking it up again."""

import base64
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from shared.cloudevents import rfc3339
from shared.envelope import Json
from shared.parking import CannotReplay, NotParked, Parking
from shared.problems import Problem

READ = "parked:read"
WRITE = "parked:write"

Operator = Callable[..., Awaitable[Any]]


class Release(BaseModel):
    """What people did about the message instead; kept with the row."""

    note: str = Field(min_length=1, max_length=500)


def parked_routes(parking: Parking, reading: Operator, writing: Operator) -> APIRouter:
    """The routes. ``reading`` and ``writing`` are dependencies that give the operator (with ``client``)."""
    router = APIRouter(prefix="/parked", tags=["Parked messages"])

    @router.get("", summary="List parked messages", dependencies=[Depends(reading)])
    async def listed(
        status: Literal["parked", "replayed", "released", "all"] = "parked",
        reason: Annotated[str | None, Query(max_length=100)] = None,
        cursor: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> dict[str, Any]:
        """In order of parking, without contents; ``next`` is the cursor of the next page."""
        rows = await parking.listed(None if status == "all" else status, reason, cursor, limit)
        return {
            "parked": [shown(row) for row in rows],
            "next": str(rows[-1]["_id"]) if len(rows) == limit else None,
        }

    @router.get("/{parked_id}", summary="One parked message with its bytes", dependencies=[Depends(reading)])
    async def one(parked_id: UUID) -> dict[str, Any]:
        """The row with the record's value and headers in Base64."""
        return _with_bytes(await _settled(parking.one(parked_id)))

    @router.post("/{parked_id}/replay", summary="Send a parked message through the rules again")
    async def replay(parked_id: UUID, who: Annotated[Any, Depends(writing)]) -> dict[str, Any]:
        """409 ``cannot-replay`` when it would not go through now either; the row stays parked."""
        return shown(await _settled(parking.replay(parked_id, who.client)))

    @router.post("/{parked_id}/release", summary="Mark a parked message as dealt with by hand")
    async def release(
        parked_id: UUID, body: Release, who: Annotated[Any, Depends(writing)]
    ) -> dict[str, Any]:
        """Its case goes on without it; the row and its bytes stay."""
        return shown(await _settled(parking.release(parked_id, who.client, body.note)))

    return router


async def _settled(work: Awaitable[Json]) -> Json:
    try:
        return await work
    except NotParked as error:
        if error.status is None:
            raise Problem(404, "not-found", "no such parked message") from None
        raise Problem(409, "not-parked", f"it is {error.status}") from None
    except CannotReplay as error:
        raise Problem(409, "cannot-replay", str(error)) from None


def shown(row: Json) -> dict[str, Any]:
    """A row without its contents."""
    names = ("status", "reason", "detail", "case_id", "correlation", "actor", "topic", "partition", "offset")
    more = ("part", "by", "note")
    entry = {name: row.get(name) for name in names} | {name: row[name] for name in more if row.get(name)}
    times = {name: rfc3339(row[name]) for name in ("at", "ended_at") if row.get(name)}
    return {"id": str(row["_id"])} | entry | times


def _with_bytes(row: Json) -> dict[str, Any]:
    entry = shown(row)
    if "value" in row:
        entry["value"] = _base64(row["value"])
        entry["headers"] = [[name, _base64(value)] for name, value in row["headers"]]
    return entry


def _base64(value: bytes) -> str:
    return base64.b64encode(bytes(value)).decode()
