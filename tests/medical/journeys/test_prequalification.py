"""A permit that is told of pre-qualifies its holder: at the counter, and when the claim comes."""

import asyncio
from datetime import date
from itertools import permutations
from typing import Any
from uuid import uuid4

from deploy.local.stack import Stack
from services.medical import topics
from services.medical.messages.permits import SOURCE
from shared.persons import person_key
from tests.medical.claims import Json, claim, line, new_number
from tests.medical.permits import Told, cancelled, granted, residence, written
from tests.medical.talk import Partner
from tests.running import Published, names, put

LIFE = (granted("2026-01-10", "2026-12-31"), residence("2026-12-31"), cancelled("2026-11-10"))
BORN = "1990-05-17"


def passport() -> str:
    """The number of a passport that no other test knows."""
    return f"AA{uuid4().hex[:8].upper()}"


async def tell(stack: Stack, number: str, told: Told, sequence: int) -> None:
    """As the permits service does, on its topic."""
    person = person_key("SWE", number, date.fromisoformat(BORN))
    type_, data = written(told, (person,))
    await put(
        stack.kafka, topics.PERMITS, data, source=SOURCE, type=type_, key=f"p-{number}", sequence=sequence
    )


async def checked(who: Partner, number: str, day: str) -> Json:
    body = {"passport": {"country": "SWE", "number": number, "birth": BORN}, "day": day}
    response = await who.http.post("/coverage-checks", json=body)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    assert found.pop("as_of").endswith("Z")
    return found


async def once(who: Partner, number: str, day: str, reason: str) -> Json:
    """The answer once it has this reason."""
    async with asyncio.timeout(15):
        while True:
            found = await checked(who, number, day)
            if found["reason"] == reason:
                return found
            await asyncio.sleep(0.05)


def treated(number: str, passport: str, day: str) -> Json:
    """A claim for a patient who showed this passport."""
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PPN"}]}
    system = "http://hl7.org/fhir/sid/passport-SWE"
    identifier = {"type": kind, "system": system, "value": passport}
    patient = {"resourceType": "Patient", "id": "p", "identifier": [identifier], "birthDate": BORN}
    service = line(1, "400.00") | {"servicedDate": day}
    return claim(number, lines=[service], patient={"reference": "#p"}, contained=[patient])


async def test_from_the_permit_to_the_counter_and_the_claim(
    hospital: Partner, insurer: Partner, office: Partner, published: Published, stack: Stack
) -> None:
    known = passport()
    assert await checked(hospital, known, "2026-11-18") == {
        "prequalified": "unknown",
        "reason": "nothing-known",
    }
    await tell(stack, known, LIFE[0], 1)
    stay: dict[str, Any] = {"valid_from": "2026-01-10", "valid_to": "2026-12-31"}
    answer = await once(hospital, known, "2026-11-18", "stay-valid")
    assert answer == {"prequalified": "yes", "reason": "stay-valid", **stay}
    covered = await hospital.submit(treated(new_number(), known, "2026-11-18"))
    assert (await hospital.claim(covered))["prequalified"] is True
    assert "prequalified" not in await insurer.claim(covered)
    await tell(stack, known, LIFE[2], 3)
    answer = await once(office, known, "2026-11-18", "stay-ended")
    assert answer == {"prequalified": "no", "reason": "stay-ended", **stay, "valid_to": "2026-11-10"}
    outside = await hospital.submit(treated(new_number(), known, "2026-11-19"))
    shown = await hospital.claim(outside)
    assert (shown["prequalified"], shown["state"]) == (False, "dispatched")
    assert [flag["flag"] for flag in shown["flags"]] == ["outside-stay"]
    events = await published.of(outside)
    assert names(events) == ["claim.received", "claim.flagged", "claim.dispatched"]
    person = person_key("SWE", known, date.fromisoformat(BORN)).encode()
    for event in (*events, *await published.of(covered)):
        assert not any(word in event.raw for word in (known.encode(), person, b"prequalified"))


async def test_a_claim_without_a_passport_says_nothing_of_a_stay(hospital: Partner) -> None:
    claim_id = await hospital.submit(claim(new_number()))
    assert "prequalified" not in await hospital.claim(claim_id)


async def test_whatever_order_the_events_come_in_the_answer_is_the_same(
    hospital: Partner, stack: Stack
) -> None:
    people = {order: passport() for order in permutations(range(3))}
    for order, number in people.items():
        for place in (*order, *order[:1]):
            await tell(stack, number, LIFE[place], place + 1)
    for number in people.values():
        found = await once(hospital, number, "2026-11-11", "stay-ended")
        assert (found["valid_from"], found["valid_to"]) == ("2026-01-10", "2026-11-10")


async def test_nothing_of_a_resident_is_published(
    hospital: Partner, published: Published, stack: Stack
) -> None:
    number = passport()
    await tell(stack, number, LIFE[0], 1)
    await once(hospital, number, "2026-11-18", "stay-valid")
    await hospital.submit(claim(new_number()))
    told = {event.name for events in published.cases.values() for event in events}
    assert not any(name.startswith("resident.") for name in told)


async def test_a_passport_that_is_none_is_refused_and_not_repeated(hospital: Partner) -> None:
    for wrong in ({"number": "- <"}, {"number": ""}, {"country": "Sweden"}, {"birth": "Canary"}):
        body = {
            "passport": {"country": "SWE", "number": "Canary", "birth": BORN} | wrong,
            "day": "2026-11-18",
        }
        response = await hospital.http.post("/coverage-checks", json=body)
        assert response.status_code == 422, response.text
        assert "Canary" not in response.text
