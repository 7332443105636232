"""The keys under which another claim is found to be a double of this one: one way, no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from zlib import crc32

from services.medical.messages.events import Mark
from services.medical.messages.resources import ClaimView, Line
from services.medical.rules.routing import first_day_of_service


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """The marks that a claim leaves: of its receipts, and of its services."""

    receipts: tuple[Mark, ...]
    services: tuple[Mark, ...]

    @property
    def all(self) -> tuple[Mark, ...]:
        """Receipts first."""
        return self.receipts + self.services


def own_marks(claim: ClaimView, hospital: str) -> OwnMarks:
    """The marks of a claim that ``hospital`` sent.

    A question ahead of the service has none, or every claim would double its own preauthorization.
    """
    if claim.use != "claim":
        return OwnMarks((), ())
    receipts = dict.fromkeys(claim.receipts)
    return OwnMarks(tuple([Mark(_key("receipt", number)) for number in receipts]), _services(claim, hospital))


def _services(claim: ClaimView, hospital: str) -> tuple[Mark, ...]:
    """One mark a day of service: of patient, hospital and day, holding the code and amount of each line.

    A line that costs nothing, or has no day, is held by none.
    """
    fallback = first_day_of_service(claim)
    held: dict[date, dict[int, None]] = {}
    for line in claim.lines:
        day = line.first_day or fallback
        if day is not None and not line.net.is_zero:
            held.setdefault(day, {})[_service(line)] = None
    return tuple(
        [
            Mark(_key("service", claim.patient, hospital, day.isoformat()), tuple(lines))
            for day, lines in held.items()
        ]
    )


def _service(line: Line) -> int:
    """Code and amount in 32 bits: enough to tell the few lines of one patient's day apart."""
    code = line.code
    return crc32(f"{code.system or ''}\0{code.code}\0{line.net.written_out()}".encode())


def _key(*parts: str) -> int:
    """A signed 64-bit key, as the database indexes it. FHIR strings have no NUL, so it keeps parts apart."""
    digest = blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
