"""The FHIR doors for partners: validate, authenticate, put on the topic, answer 202. One path in.

A resource that could never be taken is answered at once with an OperationOutcome; what the rules think
of the others stands on the case, whose address the answer gives. Nothing is acknowledged before Kafka has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.medical import topics
from services.medical.api.context import Context, Ctx, Hospital, Insurer
from services.medical.fhir.issues import Invalid, Unreadable
from services.medical.fhir.outcome import operation_outcome, refusal
from services.medical.fhir.read import read_claim, read_claim_response, read_payment
from services.medical.intake import MAX_DETAILS, case_id, nameless, too_many_details
from services.medical.messages.resources import Issue
from services.medical.rules.invariants import claim_issues, payment_issues, response_issues
from shared.cloudevents import submission_headers
from shared.correlation import Correlation, Trace
from shared.envelope import content_id
from shared.ids import next_id
from shared.kafka import Sending

FHIR_JSON = "application/fhir+json"
_ACCEPTED_TYPES = frozenset({FHIR_JSON, "application/json"})

router = APIRouter(prefix="/fhir", tags=["FHIR doors"])


@dataclass(frozen=True, slots=True)
class Refused:
    """A resource that is not taken, with the status and the OperationOutcome that say why."""

    status: int
    outcome: dict[str, Any]

    def response(self) -> Response:
        return fhir(self.outcome, self.status)


@dataclass(frozen=True, slots=True)
class Checked:
    """A resource that goes on to its topic. ``case`` is where it will be found, if that can be told."""

    topic: str
    type: str
    case: str | None
    key: str


def check_claim(hospital: str, raw: bytes) -> Checked | Refused:
    """What a hospital's bytes are: a claim to send on, or why not."""
    claim = read_claim(raw)
    if isinstance(claim, Unreadable | Invalid):
        return refused(claim)
    case = case_id("claim", hospital, claim.identifiers, claim.id)
    issues = claim_issues(claim) if case is not None else (nameless("Claim"),)
    if issues:
        return unprocessable(issues)
    return Checked(topics.CLAIMS, topics.CLAIM_SUBMITTED, case, case or "")


def check_response(insurer: str, raw: bytes) -> Checked | Refused:
    """What an insurer's bytes are: an answer to send on, or why not."""
    response = read_claim_response(raw)
    if isinstance(response, Unreadable | Invalid):
        return refused(response)
    issues = response_issues(response)
    if issues:
        return unprocessable(issues)
    # Answers to one claim are ordered when they name it alike; the key is that name, never shown.
    key = content_id(insurer, repr(response.request))
    return Checked(topics.ADJUDICATIONS, topics.ADJUDICATION_SUBMITTED, None, key)


def check_payment(insurer: str, raw: bytes) -> Checked | Refused:
    """What an insurer's bytes are: a payment to send on, or why not."""
    payment = read_payment(raw)
    if isinstance(payment, Unreadable | Invalid):
        return refused(payment)
    if len(payment.details) > MAX_DETAILS:
        return unprocessable((too_many_details(),))
    case = case_id("payment", insurer, payment.identifiers, payment.id)
    issues = payment_issues(payment) if case is not None else (nameless("PaymentReconciliation"),)
    if issues:
        return unprocessable(issues)
    return Checked(topics.ADJUDICATIONS, topics.PAYMENT_SUBMITTED, case, case or "")


def refused(reading: Unreadable | Invalid) -> Refused:
    """400 for bytes that are no JSON object, 422 for an object that is not valid R4."""
    if isinstance(reading, Unreadable):
        return Refused(400, refusal("structure", reading.reason))
    return unprocessable(reading.issues)


def unprocessable(issues: tuple[Issue, ...]) -> Refused:
    return Refused(422, operation_outcome(issues))


def sending(ctx: Context, client: str, checked: Checked, raw: bytes, trace: Correlation) -> Sending:
    """The record for a partner's bytes, unchanged.

    Every sending has an id of its own: the rules know a repeat by its content, and what was refused for the
    state of its claim (a cancellation that overtook it) may be taken when it is sent again.
    """
    partner = ctx.partners.partners[client]
    more = {"ce_correlationid": trace.id}
    if trace.traceparent is not None:
        more["traceparent"] = trace.traceparent
    headers = submission_headers(
        id=str(next_id()),
        type=checked.type,
        source=partner.source,
        subject=checked.key,
        at=ctx.runtime.clock.now(),
        content_type=FHIR_JSON,
        more=more,
    )
    return Sending(checked.topic, checked.key, raw, headers)


@router.post("/Claim", status_code=202, summary="Submit a claim or a preauthorization")
async def submit_claim(request: Request, who: Hospital, ctx: Ctx, trace: Trace) -> Response:
    """202 with the case's id and ``Location`` once the topic has it; else an OperationOutcome, or 503."""
    raw = await request.body()
    checked = _media(request) or check_claim(who.client, raw)
    return await _send(ctx, who.client, checked, raw, trace, "claims")


@router.post("/ClaimResponse", status_code=202, summary="Answer a claim")
async def submit_response(request: Request, who: Insurer, ctx: Ctx, trace: Trace) -> Response:
    """202 once the topic has it; the claim that it answers is found by ``request``."""
    raw = await request.body()
    checked = _media(request) or check_response(who.client, raw)
    return await _send(ctx, who.client, checked, raw, trace, "claims")


@router.post("/PaymentReconciliation", status_code=202, summary="Settle claims")
async def submit_payment(request: Request, who: Insurer, ctx: Ctx, trace: Trace) -> Response:
    """202 with the payment's id and ``Location`` once the topic has it."""
    raw = await request.body()
    checked = _media(request) or check_payment(who.client, raw)
    return await _send(ctx, who.client, checked, raw, trace, "payments")


async def _send(
    ctx: Context, client: str, checked: Checked | Refused, raw: bytes, trace: Correlation, collection: str
) -> Response:
    if isinstance(checked, Refused):
        return checked.response()
    await ctx.runtime.producer.send([sending(ctx, client, checked, raw, trace)])
    body = {"correlation": trace.id}
    if checked.case is None:
        return Response(orjson.dumps(body), 202, media_type="application/json")
    location = f"/{collection}/{checked.case}"
    body |= {"id": checked.case, "status": location}
    return Response(orjson.dumps(body), 202, {"Location": location}, "application/json")


def _media(request: Request) -> Refused | None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given in _ACCEPTED_TYPES:
        return None
    return Refused(415, refusal("not-supported", f"send {FHIR_JSON}"))


def fhir(resource: dict[str, Any], status: int = 200) -> Response:
    """A FHIR resource as a response."""
    return Response(orjson.dumps(resource), status, media_type=FHIR_JSON)
