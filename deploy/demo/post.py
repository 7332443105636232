"""How partners' messages leave: Kafka, HTTP, or a batch; and what each sender believes it handed over."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from deploy.demo.parcel import FHIR_JSON, Parcel
from deploy.local.issuer import Issuer
from deploy.local.stack import Stack
from shared.envelope import content_id
from shared.kafka import Producer

HTTP_AT_ONCE = 24
KAFKA_AT_ONCE = 200
CLIENT_TIMEOUT_S = 60.0
SCOPES = ("claims:read", "claims:write", "adjudications:write", "parked:read", "parked:write")


@dataclass(slots=True)
class Believed:
    """What the senders were told: contents acknowledged by topic and digest, and doors' refusals by status.

    It is no source of the ledger; it is held against it.
    """

    acknowledged: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_door: Counter[str] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)

    def note(self, parcel: Parcel, door: str) -> None:
        """One message that a door took."""
        self.acknowledged[parcel.topic, content_id(parcel.value)] += 1
        self.by_door[door] += 1


class Post:
    """The doors of one running stack, open inside ``async with``."""

    def __init__(self, stack: Stack) -> None:
        self.believed = Believed()
        self._issuer = Issuer.of(stack.home)
        self._kafka = Producer(stack.kafka, client="demo-partners", timeout_s=60.0)
        self._turns = asyncio.Semaphore(HTTP_AT_ONCE)
        self._http = httpx.AsyncClient(
            base_url=stack.address("medical"), timeout=CLIENT_TIMEOUT_S, trust_env=False
        )
        self._tokens: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._kafka.close()
        await self._http.aclose()

    async def deliver(self, parcels: Sequence[Parcel]) -> None:
        """Send each through its door (Kafka or HTTP); returns when all are acknowledged or refused."""
        by_http = [asyncio.create_task(self._submit(p)) for p in parcels if p.door == "http"]
        by_kafka = [p for p in parcels if p.door == "kafka"]
        for start in range(0, len(by_kafka), KAFKA_AT_ONCE):
            await self._produce(by_kafka[start : start + KAFKA_AT_ONCE])
        await asyncio.gather(*by_http)

    async def import_night(self, client: str, parcels: Sequence[Parcel]) -> dict[str, Any]:
        """One hospital's batch through ``$import``; the service's own summary of it."""
        headers = self._as(client) | {"content-type": "application/fhir+ndjson"}
        answer = await self._http.post("/fhir/Claim/$import", content=_lines(parcels), headers=headers)
        summary: dict[str, Any] = answer.raise_for_status().json()
        out = {entry["line"] for entry in summary["refusals"]}
        for line, parcel in enumerate(parcels, start=1):
            if line not in out:
                self.believed.note(parcel, "import")
        self.believed.refused.update(entry["status"] for entry in summary["refusals"])
        return summary

    async def ask(self, client: str, method: str, path: str, **more: Any) -> httpx.Response:
        """One request to the API as ``client``."""
        headers = self._as(client) | more.pop("headers", {})
        async with self._turns:
            return await self._http.request(method, path, headers=headers, **more)

    async def _produce(self, parcels: Sequence[Parcel]) -> None:
        await self._kafka.send([parcel.sending() for parcel in parcels])
        for parcel in parcels:
            self.believed.note(parcel, "kafka")

    async def _submit(self, parcel: Parcel) -> None:
        headers = {"content-type": FHIR_JSON, "x-correlation-id": parcel.correlation}
        answer = await self.ask(
            parcel.client, "POST", f"/fhir/{parcel.resource}", content=parcel.value, headers=headers
        )
        if answer.status_code == 202:
            self.believed.note(parcel, "http")
        else:
            self.believed.refused[answer.status_code] += 1

    def _as(self, client: str) -> dict[str, str]:
        if client not in self._tokens:
            self._tokens[client] = self._issuer.issue(client, SCOPES)
        return {"authorization": f"Bearer {self._tokens[client]}"}


async def _lines(parcels: Iterable[Parcel]) -> AsyncIterator[bytes]:
    for parcel in parcels:
        yield parcel.value + b"\n"
