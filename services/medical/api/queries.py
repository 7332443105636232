"""Read models out: claims, payments, their histories, and the resource as it was sent."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from services.medical.api.context import Ctx, Member, Reader
from services.medical.api.doors import FHIR_JSON
from services.medical.cases.claim import deadlines
from services.medical.cases.claim_state import ClaimState, Status
from services.medical.cases.payment import PaymentState
from services.medical.messages.events import ClaimReceived, PaymentReceived
from services.medical.rules.actions import permitted
from shared.cloudevents import rfc3339
from shared.history import BadCursor, Cases, Found
from shared.problems import Problem

router = APIRouter(tags=["Claims"])


def cases(ctx: Ctx) -> Cases:
    """The service's cases, for reading."""
    return Cases(ctx.runtime.store, ctx.runtime.service.kinds)


async def visible_claim(ctx: Ctx, who: Member, claim_id: str) -> Found:
    """The claim, or 404: also where it is somebody else's, because that it exists is private."""
    found = await cases(ctx).one(claim_id, "claim")
    if found is None or not _may_see(who, found.state):
        raise Problem(404, "not-found", "no claim of yours has this id")
    return found


async def visible_payment(ctx: Ctx, who: Member, payment_id: str) -> Found:
    """The payment, or 404 where it is another insurer's."""
    found = await cases(ctx).one(payment_id, "payment")
    if found is None or not _may_see(who, found.state):
        raise Problem(404, "not-found", "no payment of yours has this id")
    return found


def _may_see(who: Member, state: Any) -> bool:
    match who.role:
        case "office":
            return True
        case "hospital":
            return isinstance(state, ClaimState) and state.hospital == who.client
        case "insurer":
            return bool(state.insurer == who.client)


@router.get("/claims", summary="List claims")
async def list_claims(
    who: Reader,
    ctx: Ctx,
    state: Status | None = None,
    insurer: Annotated[str | None, Query(max_length=100)] = None,
    hospital: Annotated[str | None, Query(max_length=100)] = None,
    flagged: bool | None = None,
    since: Annotated[date | None, Query(alias="from", description="received on this day or later")] = None,
    correlation: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order of receipt. A hospital sees its own claims, an insurer those addressed to it."""
    query: dict[str, Any] = {"kind": "claim"}
    if who.role != "office":
        query[f"columns.{who.role}"] = who.client
    wanted = {"state": state, "insurer": insurer, "hospital": hospital, "flagged": flagged}
    for column, value in wanted.items():
        if value is not None:
            if query.get(f"columns.{column}", value) != value:
                return {"claims": [], "next": None}
            query[f"columns.{column}"] = value
    if correlation is not None:
        query["correlation"] = correlation
    if since is not None:
        query["columns.created"] = {"$gte": since.isoformat()}
    try:
        found, following = await cases(ctx).page(query, cursor, limit)
    except BadCursor as error:
        raise Problem(422, "invalid-request", f"cursor: {error}") from None
    return {"claims": [_summary(claim) for claim in found], "next": following}


@router.get("/claims/{claim_id}", summary="One claim")
async def one_claim(claim_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """State, figures, deadlines, flags, and what the caller may do next. ``ETag`` is the version."""
    found = await visible_claim(ctx, who, claim_id)
    assert isinstance(found.state, ClaimState)
    response.headers["ETag"] = f'"{found.version}"'
    return _claim(found, found.state, who)


@router.get("/claims/{claim_id}/history", summary="Every event of a claim")
async def claim_history(claim_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor, reason and correlation, oldest first."""
    await visible_claim(ctx, who, claim_id)
    return {"id": claim_id, "events": await cases(ctx).history(claim_id)}


@router.get("/fhir/Claim/{claim_id}", summary="The claim as it was sent", tags=["FHIR doors"])
async def claim_as_sent(claim_id: str, who: Reader, ctx: Ctx) -> Response:
    """The hospital's bytes, unchanged."""
    await visible_claim(ctx, who, claim_id)
    return await _as_sent(ctx, claim_id, ClaimReceived.type)


@router.get("/payments/{payment_id}", summary="One payment", tags=["Payments"])
async def one_payment(payment_id: str, who: Reader, ctx: Ctx, response: Response) -> dict[str, Any]:
    """The payment as a whole; what its details did stands on their claims."""
    found = await visible_payment(ctx, who, payment_id)
    assert isinstance(found.state, PaymentState)
    response.headers["ETag"] = f'"{found.version}"'
    shown = found.state.model_dump(mode="json", exclude_none=True, exclude={"refused", "digest"})
    return {"id": found.id, "version": found.version, **shown}


@router.get("/payments/{payment_id}/history", summary="Every event of a payment", tags=["Payments"])
async def payment_history(payment_id: str, who: Reader, ctx: Ctx) -> dict[str, Any]:
    """With time, actor, reason and correlation, oldest first."""
    await visible_payment(ctx, who, payment_id)
    return {"id": payment_id, "events": await cases(ctx).history(payment_id)}


@router.get(
    "/fhir/PaymentReconciliation/{payment_id}", summary="The payment as it was sent", tags=["FHIR doors"]
)
async def payment_as_sent(payment_id: str, who: Reader, ctx: Ctx) -> Response:
    """The insurer's bytes, unchanged."""
    await visible_payment(ctx, who, payment_id)
    return await _as_sent(ctx, payment_id, PaymentReceived.type)


async def _as_sent(ctx: Ctx, case_id: str, type_: str) -> Response:
    raw = await cases(ctx).original(case_id, type_)
    if raw is None:
        raise Problem(404, "not-found", "nothing was taken under this id")
    return Response(raw, media_type=FHIR_JSON)


_SHOWN = dict.fromkeys(("hold", "verdict", "guarantee", "payments", "paid_so_far", "appeals"), True)


def _summary(found: Found) -> dict[str, Any]:
    state = found.state
    assert isinstance(state, ClaimState)
    received = state.received
    shown: dict[str, Any] = {
        "id": found.id,
        "version": found.version,
        "state": state.status,
        "hospital": state.hospital,
        "insurer": state.insurer,
        "flagged": bool(state.flags),
        "correlation": found.correlation,
    }
    if received is not None:
        shown |= {
            "use": received.use,
            "received": rfc3339(received.received_at),
            "total": received.model_dump(mode="json", include={"total"})["total"],
            "identifiers": [
                {"system": identifier.system, "value": identifier.value}
                for identifier in received.identifiers
            ],
        }
    return shown


def _claim(found: Found, state: ClaimState, who: Member) -> dict[str, Any]:
    # The other claim of a flag may be another hospital's, and that it exists is private.
    of_a_flag = {"flag", "other_claim"} if who.role == "office" else {"flag"}
    parts = state.model_dump(mode="json", include={**_SHOWN, "flags": {"__all__": of_a_flag}})
    waiting = [{"name": d.name, "due": rfc3339(d.due_at)} for d in deadlines(state)]
    if state.received is not None and who.role != "insurer":
        parts["prequalified"] = state.received.prequalified
    if state.assignment is not None:
        parts["answer_due"] = rfc3339(state.assignment.answer_due)
        parts["overdue"] = state.assignment.rang_overdue
    return {
        **_summary(found),
        **{name: part for name, part in parts.items() if part not in (None, [])},
        "deadlines": waiting,
        "blocked": found.blocked,
        "actions": sorted(permitted(state, who.role)),
    }
