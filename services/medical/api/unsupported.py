"""What else is asked for below ``/fhir`` is answered as FHIR answers; the last of the routes."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.medical.api import doors
from services.medical.fhir.outcome import refusal

EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

router = APIRouter()


@router.api_route("/fhir/{address:path}", methods=EVERY_METHOD, include_in_schema=False)
async def no_such_door() -> Response:
    """404 with an OperationOutcome that names the resources this service takes."""
    known = "Claim, ClaimResponse and PaymentReconciliation, by POST"
    return doors.fhir(refusal("not-supported", f"this service takes {known}"), 404)
