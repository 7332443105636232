"""The dated list of the Quancheng Programme, kept by its keeper."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.permits import names
from services.permits.api.context import Ctx, Keeper, KeeperReader
from services.permits.api.drafts import Reason
from services.permits.api.views import member_view
from services.permits.messages.talent import AdmitMember, EndMembership
from shared.clock import law_day
from shared.commanding import Asking, AskingIfMatch
from shared.pages import page
from shared.persons import person_key
from shared.problems import Problem

router = APIRouter(prefix="/programme/members", tags=["Quancheng Programme"])


class Passport(BaseModel):
    """By which a person is known; country as in the machine-readable zone. None of it is kept."""

    model_config = ConfigDict(extra="forbid")

    country: Annotated[str, Field(pattern=r"^[A-Z<]{1,3}$")]
    number: Annotated[str, Field(min_length=1, max_length=20)]
    birth: date


class Admission(BaseModel):
    """The person, and the first and last day of the membership (both included; None: until it is ended)."""

    model_config = ConfigDict(extra="forbid")

    person: Passport
    start: date
    end: date | None = None


class Ending(BaseModel):
    """The last day of the membership."""

    model_config = ConfigDict(extra="forbid")

    on: date
    reason: Reason


@router.post("", status_code=201, summary="Put a person on the list")
async def admit(body: Admission, who: Keeper, ctx: Ctx, asked: Asking) -> Response:
    """201 with the id; 409 for a person who is a member on some of these days."""
    try:
        person = person_key(body.person.country, body.person.number, body.person.birth)
    except ValueError as error:
        raise Problem(422, "invalid-request", str(error)) from None
    member_id = names.talent_id(person)
    command = AdmitMember(
        case_id=member_id,
        actor=who.actor,
        person=person,
        keeper=who.client,
        start=body.start,
        end=body.end,
    )
    location = f"/programme/members/{member_id}"
    return await asked.run(ctx, who, member_id, (command,), status=201, location=location)


@router.get("", summary="The list")
async def list_members(
    _who: KeeperReader,
    ctx: Ctx,
    current: bool | None = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their first admission. ``current``: some membership ends today or later."""
    query: dict[str, Any] = {"kind": "talent", "columns.members_until": {"$ne": None}}
    if current is not None:
        today = law_day(ctx.now).isoformat()
        query["columns.members_until"] = {"$gte": today} if current else {"$ne": None, "$lt": today}
    found, following = await page(ctx, query, cursor, limit)
    return {"members": [member_view(each) for each in found], "next": following}


@router.get("/{member_id}", summary="One person on the list")
async def one_member(member_id: str, _who: KeeperReader, ctx: Ctx) -> dict[str, Any]:
    """All memberships, past ones too."""
    found = await ctx.cases.one(member_id, "talent")
    if found is None:
        raise Problem(404, "not-found", "nobody on the list has this id")
    return member_view(found)


@router.post("/{member_id}/end", summary="End a membership")
async def end(
    member_id: str,
    body: Ending,
    who: Keeper,
    ctx: Ctx,
    asked: AskingIfMatch,
) -> Response:
    """200; 409 for a day on which the person is no member."""
    if await ctx.cases.one(member_id, "talent") is None:
        raise Problem(404, "not-found", "nobody on the list has this id")
    command = EndMembership(case_id=member_id, actor=who.actor, on=body.on, reason=body.reason)
    return await asked.run(ctx, who, member_id, (command,))
