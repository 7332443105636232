"""Messages that overtake each other: what comes before its claim waits, visibly, and is matched by itself."""

import asyncio

from tests.medical.claims import APPROVED, Json, answer, claim, detail, id_of, new_number, payment
from tests.medical.talk import Partner
from tests.running import Published, names

MATCHED_WITHIN_S = 10


async def parked_of(office: Partner, correlation: str) -> list[Json]:
    """The parked messages that belong to this correlation, once there are any."""
    async with asyncio.timeout(10):
        while True:
            rows: list[Json] = []
            for status in ("parked", "replayed", "released"):
                rows += (await office.get("/parked", status=status, limit=500))["parked"]
            if found := [row for row in rows if row["correlation"] == correlation]:
                return found
            await asyncio.sleep(0.05)


async def test_an_answer_before_its_claim_is_parked_and_matched_when_the_claim_comes(
    hospital: Partner, insurer: Partner, office: Partner, published: Published
) -> None:
    number = new_number()
    sent = await insurer.send(answer(number, APPROVED))
    (row,) = await parked_of(office, sent["correlation"])
    assert (row["status"], row["reason"], row["actor"]) == ("parked", "unmatched", "taishan-health")
    await hospital.send(claim(number))
    events = await published.of(id_of(number), last="claim.adjudicated", seconds=MATCHED_WITHIN_S)
    assert names(events) == ["claim.received", "claim.dispatched", "claim.adjudicated"]
    assert (await hospital.history(id_of(number)))[-1]["message_correlation"] == sent["correlation"]
    (row,) = await parked_of(office, sent["correlation"])
    assert (row["status"], row["by"]) == ("replayed", "matching")


async def test_an_answer_and_its_payment_before_the_claim_settle_it_in_their_order(
    hospital: Partner, insurer: Partner, office: Partner, published: Published
) -> None:
    number = new_number()
    await parked_of(office, (await insurer.send(answer(number, APPROVED)))["correlation"])
    paid = await insurer.send(payment("400.00", detail(number, "400.00")))
    (row,) = await parked_of(office, paid["correlation"])
    assert (row["reason"], row["part"]) == ("unmatched", 1)
    assert (await insurer.get(f"/payments/{paid['id']}"))["status"] == "received"
    await hospital.send(claim(number))
    events = await published.of(id_of(number), last="claim.settled", seconds=MATCHED_WITHIN_S)
    assert names(events)[2:] == ["claim.adjudicated", "payment.applied", "claim.settled"]


async def test_an_early_answer_that_quotes_the_claims_own_id_is_matched_too(
    hospital: Partner, insurer: Partner, office: Partner, published: Published
) -> None:
    number = new_number()
    early = answer(number, APPROVED, request={"reference": f"Claim/{id_of(number)}"})
    (row,) = await parked_of(office, (await insurer.send(early))["correlation"])
    assert row["reason"] == "unmatched"
    await hospital.send(claim(number))
    await published.of(id_of(number), last="claim.adjudicated", seconds=MATCHED_WITHIN_S)


async def test_a_payment_before_the_decision_waits_for_it(
    hospital: Partner, insurer: Partner, office: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    paid = await insurer.send(payment("400.00", detail(number, "400.00")))
    (row,) = await parked_of(office, paid["correlation"])
    assert (row["reason"], row["case_id"]) == ("not-adjudicated", claim_id)
    await insurer.send(answer(number, APPROVED))
    events = await published.of(claim_id, last="claim.settled", seconds=MATCHED_WITHIN_S)
    assert names(events)[2:] == ["claim.adjudicated", "payment.applied", "claim.settled"]


async def test_a_cancellation_that_overtook_its_claim_is_taken_when_it_is_sent_again(
    hospital: Partner, published: Published
) -> None:
    number = new_number()
    cancelling = claim(number, status="cancelled")
    await hospital.submit(cancelling, last="submission.refused")
    claim_id = await hospital.submit(claim(number))
    await hospital.submit(cancelling, last="claim.cancelled")
    assert (await hospital.claim(claim_id))["state"] == "cancelled"


async def test_a_note_to_an_earlier_claim_that_comes_later_is_matched_too(
    hospital: Partner, published: Published
) -> None:
    earlier, later = new_number(), new_number()
    related = {"claim": {"identifier": {"system": "urn:qilu:claims", "value": earlier}}}
    await hospital.submit(claim(later, related=[related]))
    await hospital.send(claim(earlier))
    events = await published.of(id_of(earlier), last="claim.flagged", seconds=MATCHED_WITHIN_S)
    assert events[-1].data["flag"] == "related-while-open"
