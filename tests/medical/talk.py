"""How the tests talk to the service: as a partner over HTTP, and as one who puts records on a topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
from aiokafka import AIOKafkaProducer

from tests.medical.claims import Json, encode
from tests.running import Published

FHIR = {"content-type": "application/fhir+json"}


class Partner:
    """A partner, or the office, with its token."""

    def __init__(self, http: httpx.AsyncClient, published: Published) -> None:
        self.http = http
        self.published = published

    async def post(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        """Send bytes as FHIR."""
        return await self.http.post(path, content=content, headers=FHIR | headers)

    async def send(self, resource: Json, **headers: str) -> Json:
        """Send a resource that is accepted; the answer's body."""
        response = await self.post(f"/fhir/{resource['resourceType']}", encode(resource), **headers)
        assert response.status_code == 202, response.text
        body: Json = response.json()
        return body

    async def submit(self, claim: Json, *, last: str = "claim.dispatched", **headers: str) -> str:
        """Send a claim and wait until its last event is this one; its id."""
        claim_id: str = (await self.send(claim, **headers))["id"]
        await self.published.of(claim_id, last=last)
        return claim_id

    async def get(self, path: str, **query: Any) -> Json:
        """Read what is there."""
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body

    async def claim(self, claim_id: str) -> Json:
        return await self.get(f"/claims/{claim_id}")

    async def history(self, claim_id: str) -> list[Json]:
        events: list[Json] = (await self.get(f"/claims/{claim_id}/history"))["events"]
        return events

    async def command(self, path: str, body: Json, key: str = "", **headers: str) -> httpx.Response:
        """A command with its key."""
        headers = {"Idempotency-Key": key or uuid4().hex, **headers}
        return await self.http.post(path, json=body, headers=headers)


async def put(
    kafka: str,
    topic: str,
    value: bytes,
    *,
    client: str,
    key: str = "k",
    more: Sequence[tuple[str, bytes]] = (),
) -> None:
    """Put a partner's record on a topic, as it does that has no use for HTTP."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", uuid4().hex.encode()),
        ("ce_source", f"urn:quancheng:partner:{client}".encode()),
        ("ce_type", b"cn.quancheng.medical.claim.submitted.v1"),
        *more,
    ]
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all")
    await producer.start()
    await producer.send_and_wait(topic, value, key=key.encode(), headers=headers)
    await producer.stop()
