"""One message of a partner before it is sent: which door, which bytes, and under which names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import orjson

from services.medical import topics
from services.medical.intake import case_id
from services.medical.messages.resources import BusinessIdentifier
from services.medical.rules.partners import Registry
from shared.cloudevents import Headers, submission_headers
from shared.envelope import content_id
from shared.kafka import Sending

Door = Literal["kafka", "http", "import"]

FHIR_JSON = "application/fhir+json"
TYPES = {
    "Claim": (topics.CLAIMS, topics.CLAIM_SUBMITTED),
    "ClaimResponse": (topics.ADJUDICATIONS, topics.ADJUDICATION_SUBMITTED),
    "PaymentReconciliation": (topics.ADJUDICATIONS, topics.PAYMENT_SUBMITTED),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """``what`` says what the sender means it to be (``claim``, ``duplicate``, ``poison``, ...)."""

    client: str
    resource: str
    value: bytes
    key: str
    headers: tuple[tuple[str, bytes], ...]
    correlation: str
    what: str = "claim"
    door: Door = "kafka"

    @property
    def topic(self) -> str:
        """Where it belongs, whichever door it takes."""
        return TYPES[self.resource][0]

    def number(self) -> tuple[str, str]:
        """System and value of the resource's first business identifier."""
        first = orjson.loads(self.value)["identifier"][0]
        return first["system"], first["value"]

    def sending(self) -> Sending:
        """The record, for the Kafka door."""
        return Sending(self.topic, self.key, self.value, list(self.headers))

    def again(self, what: str = "duplicate") -> Parcel:
        """The same message once more, under the same id."""
        return replace(self, what=what)

    def resent(self) -> Parcel:
        """The same content under a new message id, as after a restart that forgot what went out."""
        renamed = tuple((n, v + b"-again" if n == "ce_id" else v) for n, v in self.headers)
        return replace(self, headers=renamed, what="duplicate")

    def spoilt(self, value: bytes | None = None, **headers: bytes | None) -> Parcel:
        """Poison: other bytes, or headers that are replaced, or taken away where None."""
        kept = tuple((n, headers.get(n, v)) for n, v in self.headers)
        changed = tuple((n, v) for n, v in kept if v is not None)
        return replace(self, value=self.value if value is None else value, headers=changed, what="poison")


def parcel(
    partners: Registry,
    client: str,
    resource: str,
    value: bytes,
    *,
    key: str,
    at: datetime,
    correlation: str,
    what: str = "claim",
    door: Door = "kafka",
) -> Parcel:
    """A partner's message with proper CloudEvents headers; its id is that of its content."""
    headers: Headers = submission_headers(
        id=content_id(client, value),
        type=TYPES[resource][1],
        source=partners.partners[client].source,
        subject=key,
        at=at,
        content_type=FHIR_JSON,
        more={"ce_correlationid": correlation},
    )
    return Parcel(client, resource, value, key, tuple(headers), correlation, what, door)


def claim_key(hospital: str, system: str, number: str) -> str:
    """The id of a claim's case, which its hospital can compute as well as the service."""
    found = case_id("claim", hospital, [BusinessIdentifier(system, number)], None)
    assert found is not None, "a number names a claim"
    return found
