"""The keys under which another claim is found to be a double of this one: one way, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from services.medical.resources import ClaimView
from services.medical.rules.routing import first_day_of_service


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """The marks that a claim leaves: of its receipts, and of its services."""

    receipts: tuple[int, ...]
    services: tuple[int, ...]


def own_marks(claim: ClaimView, hospital: str) -> OwnMarks:
    """The marks of a claim that ``hospital`` sent."""
    return OwnMarks(_receipts(claim), _services(claim, hospital))


def _receipts(claim: ClaimView) -> tuple[int, ...]:
    """One mark a receipt number; the same wherever it is used."""
    if claim.use != "claim":
        return ()
    return tuple(_mark("receipt", number) for number in claim.receipts)


def _services(claim: ClaimView, hospital: str) -> tuple[int, ...]:
    """One mark a line that costs something and has a day: patient, hospital, day, code and amount.

    A question ahead of the service has none, or every claim would double its own preauthorization.
    """
    if claim.use != "claim":
        return ()
    fallback = first_day_of_service(claim)
    return tuple(
        [
            _mark(
                "service",
                claim.patient,
                hospital,
                day.isoformat(),
                line.code.system or "",
                line.code.code,
                line.net.written_out(),
            )
            for line in claim.lines
            if not line.net.is_zero and (day := line.first_day or fallback) is not None
        ]
    )


def _mark(*parts: str) -> int:
    """A signed 64-bit key, as the database indexes it. FHIR strings have no NUL, so it keeps parts apart."""
    digest = blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
