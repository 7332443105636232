"""One correlation id from the first request to the last event, and nothing personal on the way out."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from deploy.local.stack import Stack
from services.medical import topics
from shared import logs
from tests.medical.claims import (
    CLAIM_NUMBERS,
    HOSPITAL,
    INSURER,
    PARTLY,
    Json,
    answer,
    claim,
    cny,
    detail,
    encode,
    id_of,
    line,
    new_number,
    payment,
)
from tests.medical.talk import Partner, put
from tests.running import Published

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service writes to its log, at its most talkative."""
    written, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure("medical", "debug", written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_one_correlation_id_goes_from_the_request_to_record_journal_and_event(
    hospital: Partner, published: Published
) -> None:
    number, thread = new_number(), f"walk-{new_number()}"
    headers = {"X-Correlation-Id": thread, "traceparent": TRACE}
    sent = await hospital.post("/fhir/Claim", encode(claim(number)), **headers)
    assert (sent.headers["x-correlation-id"], sent.json()["correlation"]) == (thread, thread)
    events = await published.of(id_of(number), last="claim.dispatched")
    assert {event.headers["ce_correlationid"] for event in events} == {thread}
    assert {event.headers["traceparent"] for event in events} == {TRACE}
    assert {event["correlation"] for event in await hospital.history(id_of(number))} == {thread}
    found = await hospital.get("/claims", correlation=thread)
    assert [each["id"] for each in found["claims"]] == [id_of(number)]


async def test_later_messages_keep_the_cases_id_and_say_their_own_in_the_history(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number, thread = new_number(), f"walk-{new_number()}"
    claim_id = await hospital.submit(claim(number), **{"X-Correlation-Id": thread})
    sent = await insurer.send(answer(number))
    events = await published.of(claim_id, last="claim.adjudicated")
    assert {event.headers["ce_correlationid"] for event in events} == {thread}
    last = (await hospital.history(claim_id))[-1]
    assert (last["actor"], last["message_correlation"]) == (INSURER, sent["correlation"])


async def test_a_records_own_correlation_counts_only_when_it_is_well_formed(
    hospital: Partner, published: Published, stack: Stack
) -> None:
    proper, improper = new_number(), new_number()
    for number, said in ((proper, f"walk-{proper}"), (improper, "the claim of Zhang San, room 7")):
        more = [("ce_correlationid", said.encode()), ("traceparent", said.encode())]
        await put(stack.kafka, topics.CLAIMS, encode(claim(number)), client=HOSPITAL, more=more)
    (event, *_) = await published.of(id_of(proper), last="claim.dispatched")
    assert event.headers["ce_correlationid"] == f"walk-{proper}"
    (event, *_) = await published.of(id_of(improper), last="claim.dispatched")
    assert "Zhang" not in str(event.headers)
    assert event.headers["ce_correlationid"]


def personal(number: str, canary: str) -> Json:
    """A claim with the canary in every free text that R4 gives it, and in names of persons and services."""
    words = {"text": canary, "coding": [{"system": "urn:c", "code": f"code-{canary}", "display": canary}]}
    person = {"reference": f"Patient/{canary}", "display": canary}
    first = line(1, "135.50") | {"productOrService": words, "bodySite": words, "modifier": [words]}
    first |= {"locationAddress": {"text": canary, "line": [canary], "city": canary}, "category": words}
    related = {
        "claim": {"identifier": {"system": CLAIM_NUMBERS, "value": new_number()}, "display": canary},
        "relationship": {"text": canary},
    }
    note = {"url": "urn:qilu:note", "valueString": canary}
    patient = {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"text": canary, "family": canary, "given": [canary]}],
        "telecom": [{"system": "phone", "value": canary}],
        "address": [{"text": canary}],
        "birthDate": "2014-02-03",
    }
    return claim(
        number,
        lines=[first, line(2, "264.50")],
        contained=[patient],
        extension=[note],
        text={"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{canary}</div>'},
        type=words,
        patient={"reference": "#p", "display": canary},
        enterer=person,
        provider={"reference": f"Organization/{HOSPITAL}", "display": canary},
        priority=words,
        fundsReserve=words,
        related=[related],
        payee={"type": words, "party": person},
        referral=person,
        facility=person,
        careTeam=[{"sequence": 1, "provider": person, "role": words}],
        supportingInfo=[
            {"sequence": 1, "category": words, "valueString": canary},
            {"sequence": 2, "category": words, "valueAttachment": {"title": canary, "url": f"urn:{canary}"}},
        ],
        diagnosis=[{"sequence": 1, "diagnosisCodeableConcept": words, "type": [words]}],
        procedure=[{"sequence": 1, "procedureCodeableConcept": words}],
        accident={"date": "2026-11-17", "locationAddress": {"text": canary}},
    )


async def test_nothing_personal_is_published_or_logged(
    hospital: Partner, insurer: Partner, published: Published, stack: Stack, log: io.StringIO
) -> None:
    number, canary = new_number(), f"Canary{new_number()}"
    await hospital.submit(personal(number, canary))
    wrong = personal(number, canary) | {"use": canary, "total": {"value": canary}, canary: canary}
    refused = await hospital.post("/fhir/Claim", encode(wrong))
    assert refused.status_code == 422
    await put(stack.kafka, topics.CLAIMS, encode(wrong), client=HOSPITAL)
    await put(stack.kafka, topics.CLAIMS, canary.encode() + b"{", client=HOSPITAL)
    await published.of(id_of(number), last="submission.refused")
    words = {"text": canary}
    given = answer(number, PARTLY, disposition=canary, error=[{"code": words}])
    given["item"][0]["adjudication"][0] |= {"reason": words}
    await insurer.send(given | {"processNote": [{"text": canary}]})
    await published.of(id_of(number), last="claim.adjudicated")
    await insurer.send(payment("300.00", detail(number, "300.00"), disposition=canary))
    events = await published.of(id_of(number), last="claim.settled")
    for event in events:
        assert canary not in event.raw.decode() + str(event.headers), event.name
    for query in (f"?patient={canary}", f"?cursor={canary}", f"/{canary}"):
        await hospital.http.get(f"/claims{query}")
    logs.log.info("the walk is over", patient=canary)
    assert "the walk is over" in log.getvalue()
    assert canary not in log.getvalue()


ALLOWED = {
    "claim.received": {
        "hospital",
        "received_at",
        "use",
        "identifiers",
        "total",
        "lines",
        "digest",
        "guarantees",
    },
    "claim.dispatched": {
        *("hospital", "insurer", "use", "identifiers", "total", "lines", "answer_due", "at_risk", "policy")
    },
    "claim.adjudicated": {
        *("insurer", "adjudication", "response", "digest", "billed"),
        *("paid", "patient_share", "disallowed", "lines"),
    },
    "payment.applied": {
        *("insurer", "payment_id", "detail_number", "detail", "amount", "paid_so_far", "payment_date")
    },
    "claim.settled": {"insurer", "paid"},
}


async def test_an_event_carries_only_the_fields_that_partners_may_read(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number, total=cny("400.00")))
    await insurer.send(answer(number, PARTLY))
    await published.of(claim_id, last="claim.adjudicated")
    await insurer.send(payment("300.00", detail(number, "300.00")))
    events = await published.of(claim_id, last="claim.settled")
    assert {event.name: set(event.data) for event in events} == ALLOWED
    assert json.loads(events[0].raw)["lines"][0] == {
        "sequence": 1,
        "net": {"value": "135.50", "currency": "CNY"},
    }
