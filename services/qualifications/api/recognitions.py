"""Requests for recognition: proposed, listed, read, taken back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from services.qualifications import names
from services.qualifications.api.acting import Act, for_action, visible_recognition
from services.qualifications.api.bodies import (
    Because,
    Body,
    Client,
    Code,
    CredentialBody,
    Line,
    PersonBody,
    Reason,
)
from services.qualifications.api.context import Context, Ctx, Member, Proposer, Reader
from services.qualifications.api.views import history_view, recognition_line, recognition_view
from services.qualifications.cases.recognition_state import Status
from services.qualifications.messages.common import CatalogueItem, Effect, Route
from services.qualifications.messages.recognition import Propose, Request, Withdraw
from shared.commanding import Asking
from shared.pages import page
from shared.problems import Problem
from shared.versions import etag

router = APIRouter(prefix="/recognitions", tags=["Recognitions"])

Name = Annotated[str | None, Query(max_length=100)]


class ItemBody(Body):
    """One item of one edition of the catalogue, by its codes."""

    edition: Code
    item: Code


class Proposal(Body):
    """``reference`` is the caller's own name for it, ``organisation`` the credit code that it proposes for.

    By catalogue ``item`` may name the item; case by case ``wanted`` and ``reasons`` are needed. ``applicant``
    is the person's own client, which then sees the recognition and may apply for talent projects.
    """

    reference: Line
    organisation: Line
    person: PersonBody
    credential: CredentialBody
    route: Route
    item: ItemBody | None = None
    wanted: Effect | None = None
    reasons: Reason | None = None
    applicant: Client | None = None

    def request(self) -> Request:
        """What the rules decide on."""
        return Request(
            person=self.person.person(),
            credential=self.credential.credential(),
            credential_number=self.credential.number,
            organisation=self.organisation,
            route=self.route,
            item=CatalogueItem(**self.item.model_dump()) if self.item else None,
            wanted=self.wanted,
            reasons=self.reasons,
        )


@router.post("", status_code=201, summary="Propose a recognition")
async def propose(body: Proposal, who: Proposer, ctx: Ctx, asked: Asking) -> Response:
    """201 with the id, which the caller can compute: ``stable_id("recognition", client, reference)``.

    409 with the code of what stands in the way, such as ``not-in-catalogue``.
    """
    _require_own(body, who, ctx)
    recognition_id = names.recognition_id(who.client, body.reference)
    command = Propose(
        case_id=recognition_id, actor=who.actor, request=body.request(), applicant=body.applicant
    )
    location = f"/recognitions/{recognition_id}"
    return await asked.run(ctx, who, recognition_id, (command,), status=201, location=location)


def _require_own(body: Proposal, who: Member, ctx: Context) -> None:
    if not ctx.clients.proposes_for(who.client, body.organisation):
        raise Problem(403, "forbidden", "organisation: you do not propose for this one")
    if body.applicant is not None and not ctx.clients.is_applicant(body.applicant):
        raise Problem(422, "invalid-request", "applicant: this client is no applicant")


@router.get("", summary="List recognitions")
async def list_recognitions(
    who: Reader,
    ctx: Ctx,
    state: Status | None = None,
    route: Route | None = None,
    outcome: Effect | None = None,
    field: Name = None,
    proposer: Name = None,
    overdue: bool | None = None,
    cursor: Name = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of their proposal. The office sees all, an expert its panels', others their own."""
    wanted: dict[str, Any] = {"state": state, "route": route, "outcome": outcome, "field": field}
    wanted |= {"proposer": proposer, "overdue": overdue}
    asked = {f"columns.{column}": value for column, value in wanted.items() if value is not None}
    query: dict[str, Any] = {"kind": "recognition", "$and": [_own(who), asked]}
    found, following = await page(ctx, query, cursor, limit)
    return {"recognitions": [recognition_line(each) for each in found], "next": following}


def _own(who: Member) -> dict[str, str]:
    column: dict[str, Literal["proposer", "applicant", "experts"]] = {
        "proposer": "proposer",
        "applicant": "applicant",
        "expert": "experts",
    }
    return {} if who.in_office else {f"columns.{column[who.role]}": who.client}


@router.get("/{recognition_id}", summary="One recognition")
async def one_recognition(recognition_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """Request, panel, notice, decision, and what the caller may do next. ``ETag`` is the version."""
    found, _ = await visible_recognition(ctx, who, recognition_id)
    response.headers["ETag"] = etag(found.version)
    return recognition_view(found, who)


@router.get("/{recognition_id}/history", summary="Every event of a recognition")
async def recognition_history(recognition_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor and correlation, oldest first; without what is withheld from publication."""
    found, _ = await visible_recognition(ctx, who, recognition_id)
    return {"id": recognition_id, "events": await history_view(ctx, who, found)}


@router.post("/{recognition_id}/withdraw", summary="Take back", dependencies=[for_action("withdraw")])
async def withdraw(act: Act, body: Because) -> Response:
    """200 with the new state; 409 when it is decided."""
    return await act.run(Withdraw(case_id=act.id, actor=act.actor, reason=body.reason))
