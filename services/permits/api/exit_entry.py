"""The Exit-Entry bureau's HTTP door: validate, authenticate, put on its topic, answer 202. One path in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from services.permits import topics
from services.permits.api.context import Bureau, Ctx
from services.permits.messages.answers import BureauAnswer
from shared.cloudevents import submission_headers
from shared.correlation import Trace
from shared.ids import next_id
from shared.kafka import Sending

router = APIRouter(prefix="/exit-entry", tags=["Exit-Entry bureau"])


@router.post("/answers", status_code=202, summary="Answer a request for a residence permit")
async def answer(body: BureauAnswer, request: Request, who: Bureau, ctx: Ctx, trace: Trace) -> dict[str, Any]:
    """202 once the topic has it. What became of it is an event: answered, or answer-refused with a code.

    The answer's own ``id`` makes a repeat safe; no Idempotency-Key is needed.
    """
    more = {"ce_correlationid": trace.id}
    if trace.traceparent is not None:
        more["traceparent"] = trace.traceparent
    headers = submission_headers(
        id=str(next_id()),
        type=topics.ANSWER_SUBMITTED,
        source=ctx.clients.source(who.client),
        subject=body.application_id,
        at=ctx.now,
        content_type="application/json",
        more=more,
    )
    record = Sending(topics.EXIT_ENTRY, body.application_id, await request.body(), headers)
    await ctx.runtime.producer.send([record])
    return {"id": body.id, "application_id": body.application_id, "correlation": trace.id}
