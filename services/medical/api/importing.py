"""``POST /fhir/Claim/$import``: claims of any number, a line each, streamed to the topic as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.medical.api.context import Context, Ctx, Hospital
from services.medical.api.doors import Refused, check_claim, fhir, sending
from services.medical.fhir.outcome import refusal
from shared.correlation import Correlation, Trace
from shared.kafka import Sending, TransportError

NDJSON = "application/fhir+ndjson"
CHUNK = 500
CHUNK_BYTES = 4 * 1024 * 1024
"""How many lines, and about how many bytes of them, wait in memory for the topic."""

LISTED = 10_000
"""Once refused lines have this many issues in all, further ones are counted, not listed: the answer has to
stay in memory."""

router = APIRouter(prefix="/fhir", tags=["FHIR doors"])


@dataclass(slots=True)
class Import:
    """One running import. ``taken`` counts the lines that the topic has acknowledged."""

    ctx: Context
    hospital: str
    trace: Correlation
    line: int = 0
    taken: int = 0
    refused: int = 0
    listed: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[Sending] = field(default_factory=list)
    waiting_bytes: int = 0
    issues: int = 0

    async def take(self, raw: bytes | None) -> None:
        """One line; None stands for one that is longer than allowed. Raises TransportError."""
        self.line += 1
        if raw is None:
            limit = self.ctx.runtime.settings.max_body_bytes
            self._refuse(Refused(413, refusal("too-long", f"a line has at most {limit} bytes")))
        elif raw.strip():
            self._check(raw.strip())
        if len(self.waiting) >= CHUNK or self.waiting_bytes >= CHUNK_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Wait until the topic has what was taken."""
        if self.waiting:
            await self.ctx.runtime.producer.send(self.waiting)
            self.taken += len(self.waiting)
            self.waiting.clear()
            self.waiting_bytes = 0

    def summary(self) -> dict[str, Any]:
        """The answer: counts, and the refused lines in order, each with its OperationOutcome."""
        return {
            "lines": self.line,
            "accepted": self.taken,
            "refused": self.refused,
            "refusals": self.listed,
            "unlisted": self.refused - len(self.listed),
        }

    def _check(self, raw: bytes) -> None:
        checked = check_claim(self.hospital, raw)
        if isinstance(checked, Refused):
            self._refuse(checked)
        else:
            self.waiting.append(sending(self.ctx, self.hospital, checked, raw, self.trace))
            self.waiting_bytes += len(raw)

    def _refuse(self, why: Refused) -> None:
        self.refused += 1
        if self.issues < LISTED:
            self.issues += len(why.outcome["issue"])
            self.listed.append({"line": self.line, "status": why.status, "outcome": why.outcome})


@router.post("/Claim/$import", summary="Submit many claims, a line each")
async def import_claims(request: Request, who: Hospital, ctx: Ctx, trace: Trace) -> Response:
    """200 with counts and the refused lines by number. A line is a claim, as ``POST /fhir/Claim`` takes it.

    503 when Kafka goes away: the counts then say how far it came. Sending the whole again is safe.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in (NDJSON, "application/x-ndjson"):
        return fhir(refusal("not-supported", f"send {NDJSON}"), 415)
    run = Import(ctx, who.client, trace)
    try:
        async for raw in lines(request.stream(), ctx.runtime.settings.max_body_bytes):
            await run.take(raw)
        await run.flush()
    except TransportError:
        return Response(orjson.dumps(run.summary()), 503, {"Retry-After": "5"}, "application/json")
    return Response(orjson.dumps(run.summary()), media_type="application/json")


async def lines(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes | None]:
    """The lines of a stream, never holding more than ``limit`` bytes of one: a longer one becomes None."""
    kept = bytearray()
    too_long = False
    async for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            kept += piece
            yield None if too_long or len(kept) > limit else bytes(kept)
            kept.clear()
            too_long = False
        kept += rest
        if len(kept) > limit:
            kept.clear()
            too_long = True
    if too_long or kept:
        yield None if too_long else bytes(kept)
