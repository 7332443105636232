"""A claim's walk over the wire: from the hospital's door to the settled claim."""

import pytest

from deploy.local.stack import Stack
from services.medical import topics
from tests.medical.claims import (
    APPROVED,
    DENIED,
    HOSPITAL,
    PARTLY,
    PENDING,
    Json,
    answer,
    claim,
    decided,
    detail,
    encode,
    id_of,
    new_number,
    payment,
)
from tests.medical.talk import Partner, put
from tests.running import Published, contiguous, names


async def test_a_claim_is_dispatched_pended_adjudicated_and_settled(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    assert claim_id == id_of(number)
    await insurer.send(answer(number, PENDING))
    await published.of(claim_id, last="claim.pended")
    await insurer.send(answer(number, PARTLY))
    await published.of(claim_id, last="claim.adjudicated")
    paid = await insurer.send(payment("300.00", detail(number, "100.00"), detail(number, "200.00")))
    events = await published.of(claim_id, last="claim.settled")
    assert names(events) == [
        "claim.received",
        "claim.dispatched",
        "claim.pended",
        "claim.adjudicated",
        "payment.applied",
        "payment.applied",
        "claim.settled",
    ]
    assert contiguous(events)
    shown = await hospital.claim(claim_id)
    assert (shown["state"], shown["version"], shown["deadlines"]) == ("settled", 7, [])
    assert shown["verdict"]["adjudication"] == "partly-approved"
    assert shown["paid_so_far"] == {"value": "300.00", "currency": "CNY"}
    assert (await insurer.get(f"/payments/{paid['id']}"))["details"] == 2


@pytest.mark.parametrize(
    ("lines", "adjudication"),
    [(APPROVED, "approved"), (PARTLY, "partly-approved"), (DENIED, "denied")],
)
async def test_the_decision_comes_from_the_amounts_and_never_from_the_outcome(
    hospital: Partner, insurer: Partner, published: Published, lines: tuple[Json, ...], adjudication: str
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    await insurer.send(answer(number, lines, outcome="complete", disposition="all is paid in full"))
    events = await published.of(claim_id, last="claim.adjudicated")
    assert events[-1].data["adjudication"] == adjudication


async def test_the_same_content_again_has_no_effect_and_the_same_answer(
    hospital: Partner, published: Published
) -> None:
    number = new_number()
    first = await hospital.send(claim(number))
    again = await hospital.send(claim(number))
    spaced = await hospital.post("/fhir/Claim", encode(claim(number)).replace(b",", b" ,\n"))
    assert {first["id"], again["id"], spaced.json()["id"]} == {id_of(number)}
    await hospital.submit(claim(new_number()))
    assert names(await published.of(id_of(number))) == ["claim.received", "claim.dispatched"]


async def test_other_content_under_the_same_number_is_refused_on_the_case(
    hospital: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    await hospital.submit(claim(number, created="2026-11-21"), last="submission.refused")
    refusal = (await hospital.history(claim_id))[-1]
    assert refusal["data"]["code"] == "identifier-reused"
    assert (await hospital.claim(claim_id))["state"] == "dispatched"
    sent = await hospital.http.get(f"/fhir/Claim/{claim_id}")
    assert sent.content == encode(claim(number))


async def test_an_invalid_claim_over_kafka_is_refused_on_its_case_and_can_be_corrected(
    hospital: Partner, published: Published, stack: Stack
) -> None:
    number = new_number()
    await put(stack.kafka, topics.CLAIMS, encode(claim(number, use="guess")), client=HOSPITAL)
    refused = await published.of(id_of(number), last="submission.refused")
    assert [issue["expression"] for issue in refused[0].data["issues"]] == ["Claim.use"]
    assert (await hospital.claim(id_of(number)))["state"] == "refused"
    await hospital.submit(claim(number))
    events = await published.of(id_of(number), last="claim.dispatched")
    assert names(events) == ["submission.refused", "claim.received", "claim.dispatched"]


async def test_a_claim_is_cancelled_by_sending_it_as_cancelled(
    hospital: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    await hospital.submit(claim(number, status="cancelled"), last="claim.cancelled")
    assert (await hospital.claim(claim_id))["state"] == "cancelled"


async def test_an_appeal_is_a_new_claim_that_names_the_decided_one(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number, later = new_number(), new_number()
    claim_id = await hospital.submit(claim(number))
    await insurer.send(answer(number, DENIED))
    await published.of(claim_id, last="claim.adjudicated")
    related = {
        "claim": {"identifier": {"system": "urn:qilu:claims", "value": number}},
        "relationship": {"coding": [{"code": "prior"}]},
    }
    appeal_id = await hospital.submit(claim(later, related=[related]))
    events = await published.of(claim_id, last="claim.appealed")
    assert events[-1].data == {"by_claim": appeal_id, "relationship": "prior"}
    assert (await hospital.claim(claim_id))["appeals"] == [appeal_id]


async def test_a_payment_whose_details_do_not_add_up_is_refused_at_the_door_and_over_kafka(
    hospital: Partner, insurer: Partner, published: Published, stack: Stack
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    await insurer.send(answer(number, APPROVED))
    await published.of(claim_id, last="claim.adjudicated")
    wrong = encode(payment("400.00", detail(number, "399.99")))
    refused = await insurer.post("/fhir/PaymentReconciliation", wrong)
    assert refused.status_code == 422
    assert refused.json()["issue"][0]["expression"] == ["PaymentReconciliation.paymentAmount"]
    await put(stack.kafka, topics.ADJUDICATIONS, wrong, client="taishan-health")
    events = await published.of(claim_id, last="payment-detail.refused")
    assert events[-1].data["code"] == "payment-refused"
    assert (await hospital.claim(claim_id))["state"] == "adjudicated"


async def test_an_answer_that_does_not_add_up_is_refused_on_the_case(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    await insurer.send(answer(number, (decided(1, benefit="200.00"), decided(2, benefit="264.50"))))
    events = await published.of(claim_id, last="answer.refused")
    assert events[-1].data["code"] == "invalid"
    assert (await hospital.claim(claim_id))["state"] == "dispatched"
