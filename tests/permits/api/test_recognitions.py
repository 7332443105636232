"""Recognised qualifications arrive on their own topic and count; whatever else is there does not disturb."""

import asyncio
import json
from datetime import date
from typing import Any

from deploy.local.stack import Stack
from services.permits import topics
from services.permits.persons import person_key
from services.permits.recognitions import RECOGNISED, SOURCE
from tests.permits.api.people import Person, new_passport
from tests.running import put


def recognised(passport: str, **changes: Any) -> bytes:
    data = {
        "person": person_key("UTO", passport, date(1990, 1, 12)),
        "outcome": "title",
        "field": "engineering",
        "level": "senior-technician",
        "recognised_on": "2026-11-20",
        "scope": "a field of which this service knows nothing",
        **changes,
    }
    return json.dumps(data).encode()


async def told(stack: Stack, value: bytes, *, type_: str = RECOGNISED, source: str = SOURCE) -> None:
    await put(stack.kafka, topics.QUALIFICATIONS, value, source=source, type=type_, key="recognition-1")


async def test_a_recognised_qualification_is_counted_again_on_the_open_application(
    agent: Person, officer: Person, stack: Stack
) -> None:
    passport = new_passport()
    application = await agent.submitted(passport=passport)
    (first,) = await assessments(officer, application, count=1)
    await told(stack, b"{}", type_="cn.quancheng.qualifications.panel.convened.v1")
    await told(stack, recognised(passport))
    await told(stack, recognised(passport))
    _, again = await assessments(officer, application, count=2)
    assert (first["actor"], again["actor"]) == (agent.client, SOURCE)
    assert "recognition-1" in again["data"]["because"]
    assert len(await assessments(officer, application, count=2)) == 2


async def assessments(officer: Person, application: str, *, count: int) -> list[dict[str, Any]]:
    """The counts of points in the application's history, once there are so many."""
    async with asyncio.timeout(15):
        while True:
            history = await officer.get(f"/applications/{application}/history")
            found = [e for e in history["events"] if e["type"].endswith("application.assessed.v1")]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)


async def test_a_recognition_that_cannot_be_read_or_is_a_strangers_is_parked(
    supervisor: Person, stack: Stack
) -> None:
    passport = new_passport()
    await told(stack, recognised(passport, recognised_on="last week"))
    await told(stack, recognised(passport), source="urn:somebody:else")
    for reason, detail in (
        ("invalid", "recognised_on: date_from_datetime_parsing"),
        ("unknown-source", "ce_source is not the qualifications service"),
    ):
        (row,) = await parked(supervisor, reason)
        assert row["detail"] == detail


async def parked(supervisor: Person, reason: str) -> list[dict[str, Any]]:
    """The recognitions that are parked for this reason, once there are any."""
    async with asyncio.timeout(15):
        while True:
            rows = (await supervisor.get("/parked?limit=500"))["parked"]
            found = [r for r in rows if r["reason"] == reason and r["topic"] == topics.QUALIFICATIONS]
            if found:
                return found
            await asyncio.sleep(0.05)
