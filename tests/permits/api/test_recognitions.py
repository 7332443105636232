"""Recognised qualifications arrive on their own topic and count; whatever else is there does not disturb."""

import asyncio
import json
from datetime import date
from typing import Any

from deploy.local.stack import Stack
from services.permits import topics
from services.permits.messages.recognitions import PREFIX, SOURCE
from shared.persons import person_key
from tests.permits.api.people import Person, new_passport
from tests.running import put

RECOGNISED, ENDED = f"{PREFIX}.qualification.recognised.v1", f"{PREFIX}.qualification.ended.v1"
ADMITTED, OVER = f"{PREFIX}.project.admitted.v1", f"{PREFIX}.project.ended.v1"
ROUNDS = 8


def recognised(passport: str, **changes: Any) -> bytes:
    data = {
        "person": key_of(passport),
        "outcome": "title",
        "field": "engineering",
        "level": "senior-technician",
        "recognised_on": "2026-11-20",
        "scope": "a field of which this service knows nothing",
        **changes,
    }
    return json.dumps(data).encode()


def key_of(passport: str) -> str:
    return person_key("UTO", passport, date(1990, 1, 12))


def ended(passport: str) -> bytes:
    return json.dumps({"person": key_of(passport), "cause": "revoked", "on": "2026-11-23"}).encode()


def admission(passport: str, **of: Any) -> bytes:
    said = {"person": key_of(passport), "admission": f"a-{passport}", "project": "quancheng-programme"}
    return json.dumps({**said, "fast_track": True, **of}).encode()


async def told(
    stack: Stack,
    value: bytes,
    *,
    type_: str = RECOGNISED,
    source: str = SOURCE,
    key: str = "recognition-1",
    sequence: int | None = 4,
) -> None:
    topic = topics.QUALIFICATIONS
    await put(stack.kafka, topic, value, source=source, type=type_, key=key, sequence=sequence)


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


async def test_the_news_of_an_end_that_comes_first_is_not_undone_by_the_recognition(
    agent: Person, officer: Person, stack: Stack
) -> None:
    late, straight = new_passport(), new_passport()
    first, second = await agent.submitted(passport=late), await agent.submitted(passport=straight)
    await told(stack, ended(late), type_=ENDED, sequence=5)
    await told(stack, recognised(late))
    await told(stack, recognised(straight))  # of the same recognition, so behind the others in its partition
    await told(stack, ended(straight), type_=ENDED, sequence=5)
    await assessments(officer, second, count=3)
    assert await counted(officer, first) == await counted(officer, second)


async def test_an_admission_opens_the_48_hour_track_and_its_end_closes_it(
    agent: Person, officer: Person, stack: Stack
) -> None:
    passport = new_passport()
    application = await agent.submitted(passport=passport)
    await officer.act(application, "accept")
    days = {"from": "2026-11-01", "to": "2028-12-31"}
    await told(stack, admission(passport, **days), type_=ADMITTED, key="talent-1", sequence=2)
    await track(officer, application, "48-hour")
    over = admission(passport, cause="revoked", on="2026-11-24")
    await told(stack, over, type_=OVER, key="talent-1", sequence=3)
    shown = await track(officer, application, "standard")
    assert shown["state"] == "accepted"


async def track(officer: Person, application: str, expected: str) -> dict[str, Any]:
    """The application, once it is on this track."""
    async with asyncio.timeout(15):
        while True:
            shown = await officer.get(f"/applications/{application}")
            if shown["track"] == expected:
                return shown
            await asyncio.sleep(0.05)


async def test_a_recognition_and_a_submission_at_one_moment_see_each_other(
    agent: Person, officer: Person, stack: Stack
) -> None:
    passports = [new_passport() for _ in range(ROUNDS)]
    drafts = [await agent.draft(passport=passport) for passport in passports]
    for draft in drafts:
        await agent.give_missing(draft)
    for passport, draft in zip(passports, drafts, strict=True):
        recognition = told(stack, recognised(passport), key=f"recognition-{passport}")
        await asyncio.gather(recognition, agent.done(f"/applications/{draft}/submit"))
    for passport, draft in zip(passports, drafts, strict=True):
        await counts(officer, draft, f"recognition-{passport}")


async def counted(officer: Person, application: str) -> Any:
    """Points and grounds as they are counted now."""
    return (await officer.get(f"/applications/{application}"))["assessment"]


async def counts(officer: Person, application: str, qualification: str) -> None:
    """Wait until the points are counted with the qualification."""
    async with asyncio.timeout(15):
        while True:
            if (await counted(officer, application))["qualifications"] == [qualification]:
                return
            await asyncio.sleep(0.05)


async def test_a_recognition_of_somebody_without_an_application_waits_for_nothing(
    agent: Person, officer: Person, supervisor: Person, stack: Stack
) -> None:
    passport, other = new_passport(), new_passport()
    application = await agent.submitted(passport=other)
    await told(stack, recognised(passport))
    await told(stack, recognised(other))  # of the same recognition, so behind the first in its partition
    await assessments(officer, application, count=2)
    rows = (await supervisor.get("/parked?limit=500"))["parked"]
    assert [row for row in rows if row["reason"] == "unmatched"] == []
    later = await agent.submitted(passport=passport)
    assert (await counted(officer, later))["qualifications"] == ["recognition-1"]


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
    await told(stack, recognised(passport), sequence=None)
    for reason, details in (
        ("invalid", ["ce_sequence: not the version of a case", "recognised_on: date_from_datetime_parsing"]),
        ("unknown-source", ["ce_source is not urn:quancheng:service:qualifications"]),
    ):
        rows = await parked(supervisor, reason, count=len(details))
        assert sorted(row["detail"] for row in rows) == details


async def parked(supervisor: Person, reason: str, *, count: int) -> list[dict[str, Any]]:
    """The recognitions that are parked for this reason, once there are so many."""
    async with asyncio.timeout(15):
        while True:
            rows = (await supervisor.get("/parked?limit=500"))["parked"]
            found = [r for r in rows if r["reason"] == reason and r["topic"] == topics.QUALIFICATIONS]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.05)
