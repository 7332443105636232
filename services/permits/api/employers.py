"""Employers: registered by their agents or by the office, one by one or in bulk; and as they stand."""

from __future__ import annotations

from dataclasses import asdict
from io import StringIO
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.permits import names
from services.permits.api.context import Context, Ctx, EmployerReader, Member, Office, Registrar
from services.permits.api.views import employer_view
from services.permits.cases.employer import EmployerState
from services.permits.intake import registrations
from services.permits.messages.employer import RegisterEmployer, Registration
from services.permits.rules.employers import ImportRefused, UsccInvalid, checked_uscc, read_registrations
from shared.commanding import Asking
from shared.pages import page
from shared.problems import Problem
from shared.versions import etag

IMPORT = "/employers/$import"

router = APIRouter(prefix="/employers", tags=["Employers"])

Text = Annotated[str, Field(min_length=1, max_length=500)]


class Registering(BaseModel):
    """``client`` is who acts for the employer; an agent registers for itself and leaves it out."""

    model_config = ConfigDict(extra="forbid")

    uscc: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    english_name: Annotated[str | None, Field(max_length=200)] = None
    industry: Annotated[str | None, Field(max_length=200)] = None
    client: Annotated[str | None, Field(max_length=100)] = None


@router.post("", status_code=201, summary="Register an employer")
async def register(body: Registering, who: Registrar, ctx: Ctx, asked: Asking) -> Response:
    """201 with the id. Sent again with other details, the registration is changed."""
    try:
        code = checked_uscc(body.uscc)
    except UsccInvalid as error:
        raise Problem(422, error.code, str(error)) from None
    registration = Registration(**{**body.model_dump(), "uscc": code, "client": body.client or who.client})
    _require_agent(ctx, registration, who)
    employer_id = names.employer_id(code)
    command = RegisterEmployer(case_id=employer_id, actor=who.actor, registration=registration)
    location = f"/employers/{employer_id}"
    return await asked.run(ctx, who, employer_id, (command,), status=201, location=location)


def _require_agent(ctx: Context, registration: Registration, who: Member) -> None:
    """Who is registered as acting for an employer is who the file of clients says may."""
    itself = who.in_office or registration.client == who.client
    if itself and ctx.clients.acts_for(registration.client, registration.uscc):
        return
    if who.in_office:
        raise Problem(422, "not-your-employer", "client: this client is no agent of the employer")
    raise Problem(403, "not-your-employer", "the file of clients does not name you for this employer")


@router.post("/$import", summary="Register many employers from a CSV file")
async def import_employers(who: Office, ctx: Ctx, asked: Asking) -> Response:
    """200 with the number of registrations, all in one commit; 422 with every error by line, and none.

    The first line names the columns: ``uscc``, ``name`` and ``client``; ``english_name``, ``industry``.
    """
    given = asked.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != "text/csv":
        raise Problem(415, "unsupported-media-type", "send text/csv")
    try:
        text = (await asked.request.body()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused([{"line": 1, "column": None, "code": "utf-8", "detail": "not UTF-8"}]) from None
    try:
        rows = read_registrations(StringIO(text, newline=""), ctx.clients.acts_for)
    except ImportRefused as error:
        raise _refused([asdict(each) for each in error.errors]) from None
    shown = {"registered": len(rows)}
    if not rows:
        return Response(orjson.dumps(shown), media_type="application/json")
    first = names.employer_id(rows[0].uscc)
    return await asked.run(ctx, who, first, registrations(who.actor, rows), shown=shown)


def _refused(errors: list[dict[str, Any]]) -> Problem:
    return Problem(422, "import-refused", f"{len(errors)} errors; nothing was taken", errors=errors)


@router.get("", summary="List employers")
async def list_employers(
    who: EmployerReader,
    ctx: Ctx,
    uscc: Annotated[str | None, Query(max_length=40)] = None,
    dishonest: bool | None = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their registration. An agent sees those that it acts for, the office all."""
    query: dict[str, Any] = {"kind": "employer"}
    if not who.in_office:
        query["columns.employer_client"] = who.client
    if uscc is not None:
        query["columns.uscc"] = uscc
    if dishonest is not None:
        query["columns.dishonest"] = dishonest
    found, following = await page(ctx, query, cursor, limit)
    return {"employers": [employer_view(each) for each in found], "next": following}


@router.get("/{employer_id}", summary="One employer")
async def one_employer(employer_id: str, who: EmployerReader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """Its registration and record. ``ETag`` is the version."""
    found = await ctx.cases.one(employer_id, "employer")
    state = found.state if found else None
    seen = isinstance(state, EmployerState) and (who.in_office or state.registration.client == who.client)
    if found is None or not seen:
        raise Problem(404, "not-found", "no employer of yours has this id")
    response.headers["ETag"] = etag(found.version)
    return employer_view(found)
