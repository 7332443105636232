"""The service while Kafka or MongoDB is away: it says so, takes nothing, and comes back by itself."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest

from deploy.local import mongo, process
from deploy.local.stack import Stack
from tests.medical.claims import HOSPITAL, INSURER, OFFICE, answer, claim, detail, encode, new_number, payment
from tests.medical.conftest import HOSPITAL_SCOPES, INSURER_SCOPES, OFFICE_SCOPES
from tests.medical.service import medical
from tests.medical.talk import FHIR
from tests.running import Running

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def service(own_stack: Stack) -> Iterator[Running]:
    with medical(own_stack, f"test-{uuid4().hex[:12]}") as found:
        yield found


async def status(service: Running, path: str) -> int:
    async with service.client("") as client:
        return (await client.get(path)).status_code


async def within(seconds: float, check: Callable[[], bool]) -> float:
    """The seconds until the check holds; at most so many."""
    began = time.monotonic()
    while not await asyncio.to_thread(check):
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.05)
    return time.monotonic() - began


def is_unavailable(response: httpx.Response) -> bool:
    assert response.json()["code"] == "unavailable"
    return response.status_code == 503 and response.headers["retry-after"] == "5"


async def test_without_mongodb_the_service_is_alive_but_not_ready_and_recovers_by_itself(
    own_stack: Stack, service: Running
) -> None:
    assert await status(service, "/health/live") == 200
    await asyncio.to_thread(mongo.stop, own_stack.home)
    try:
        await within(5, lambda: not service.is_ready())
        async with (
            service.client(HOSPITAL, *HOSPITAL_SCOPES) as hospital,
            service.client(OFFICE, *OFFICE_SCOPES) as office,
        ):
            key = {"Idempotency-Key": uuid4().hex}
            answers = await asyncio.gather(
                hospital.get("/claims"),
                hospital.get("/claims/x/history"),
                office.get("/parked"),
                office.post("/claims/x/refuse", json={"reason": "x"}, headers=key),
            )
            number = new_number()
            taken = await hospital.post("/fhir/Claim", content=encode(claim(number)), headers=FHIR)
        assert all(is_unavailable(response) for response in answers)
        assert taken.status_code == 202  # the topic has it, and the topic keeps it
        assert await status(service, "/health/live") == 200
    finally:
        await asyncio.to_thread(mongo.start, own_stack.home, own_stack.ports)
    assert await within(30, service.is_ready) < 10
    async with service.client(HOSPITAL, *HOSPITAL_SCOPES) as hospital:
        token = hospital.headers["authorization"]
    place = f"{service.address}{taken.json()['status']}"
    given = {"Authorization": token}
    await within(30, lambda: httpx.get(place, headers=given, trust_env=False).is_success)
    assert await status(service, "/health/live") == 200


async def test_without_kafka_no_door_acknowledges_anything(own_stack: Stack) -> None:
    with medical(own_stack, f"test-{uuid4().hex[:12]}", ready=False, kafka=NOWHERE) as service:
        assert not service.is_ready()
        async with (
            service.client(HOSPITAL, *HOSPITAL_SCOPES) as hospital,
            service.client(INSURER, *INSURER_SCOPES) as insurer,
        ):
            await within(10, lambda: "mongo" not in failing(service))
            answers = [
                await hospital.post("/fhir/Claim", content=encode(claim("1")), headers=FHIR),
                await insurer.post("/fhir/ClaimResponse", content=encode(answer("1")), headers=FHIR),
                await insurer.post(
                    "/fhir/PaymentReconciliation",
                    content=encode(payment("1.00", detail("1", "1.00"))),
                    headers=FHIR,
                ),
            ]
            assert all(is_unavailable(response) for response in answers)
            lines = b"{broken\n" + encode(claim("1")) + b"\n" + encode(claim("2"))
            ndjson = {"content-type": "application/fhir+ndjson"}
            imported = await hospital.post("/fhir/Claim/$import", content=lines, headers=ndjson)
            assert (imported.status_code, imported.headers["retry-after"]) == (503, "5")
            said = imported.json()
            assert (said["lines"], said["accepted"], said["refused"]) == (3, 0, 1)
            assert (await hospital.get("/claims")).json() == {"claims": [], "next": None}
        assert await asyncio.to_thread(failing, service) == ["kafka", "started"]


def failing(service: Running) -> list[str]:
    """What the service says it is not ready for."""
    found: list[str] = httpx.get(f"{service.address}/health/ready", timeout=5, trust_env=False).json()[
        "failing"
    ]
    return found


async def test_a_service_whose_kafka_freezes_is_not_ready_and_recovers_by_itself(
    own_stack: Stack, service: Running
) -> None:
    broker = process.find(own_stack.home, "kafka")
    assert broker is not None
    broker.send(signal.SIGSTOP)
    try:
        await within(5, lambda: failing(service) == ["kafka"])
        async with service.client(OFFICE, *OFFICE_SCOPES) as office:
            assert (await office.get("/parked")).status_code == 200
        assert await status(service, "/health/live") == 200
    finally:
        broker.send(signal.SIGCONT)
    await within(10, service.is_ready)
    async with service.client(HOSPITAL, *HOSPITAL_SCOPES) as hospital:
        sent = await hospital.post("/fhir/Claim", content=encode(claim(new_number())), headers=FHIR)
    assert sent.status_code == 202


async def test_a_service_that_starts_without_mongodb_answers_503_and_never_500(own_stack: Stack) -> None:
    nowhere = f"mongodb://{NOWHERE}/?replicaSet=none"
    with medical(own_stack, "nowhere", ready=False, mongo=nowhere, batch_wait_ms=10) as service:
        async with service.client(HOSPITAL, *HOSPITAL_SCOPES) as hospital:
            taken = await hospital.post("/fhir/Claim", content=encode(claim("1")), headers=FHIR)
            listed = await hospital.get("/claims")
        assert is_unavailable(taken)
        assert is_unavailable(listed)
        assert await status(service, "/health/ready") == 503
        assert await status(service, "/health/live") == 200
