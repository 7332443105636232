"""What nobody can be told to answer waits for the office, and is never lost."""

from uuid import uuid4

import pytest

from tests.medical.claims import APPROVED, INSURER, Json, answer, claim, id_of, line, new_number
from tests.medical.journeys.test_early import parked_of
from tests.medical.talk import Partner
from tests.running import Published, names

NOBODYS = "Coverage/nobody-knows"


async def test_a_held_claim_is_assigned_by_the_office_and_answered(
    hospital: Partner, insurer: Partner, office: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number, coverage=NOBODYS), last="claim.held")
    shown = await office.claim(claim_id)
    assert (shown["state"], shown["hold"]) == ("held", "coverage-unknown")
    assert shown["actions"] == ["assign", "cancel", "refuse"]
    assert (await insurer.http.get(f"/claims/{claim_id}")).status_code == 404
    body = {"insurer": INSURER, "reason": "the policy was found by telephone"}
    done = await office.command(f"/claims/{claim_id}/assign", body)
    assert (done.status_code, done.json()["state"], done.headers["etag"]) == (200, "dispatched", '"3"')
    await insurer.send(answer(number, APPROVED))
    events = await published.of(claim_id, last="claim.adjudicated")
    assert names(events) == ["claim.received", "claim.held", "claim.dispatched", "claim.adjudicated"]
    assert events[2].data["assigned_by"] == "ftz-office"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"coverage": NOBODYS}, "coverage-unknown"),
        ({"insurer": {"reference": "Organization/far-away"}}, "insurer-not-connected"),
        ({"lines": [line(1, "1.00") | {"servicedDate": "2026-05-01"}]}, "out-of-window"),
    ],
)
async def test_each_reason_to_hold_a_claim_stands_on_it(
    hospital: Partner, published: Published, changes: Json, reason: str
) -> None:
    claim_id = await hospital.submit(claim(new_number(), **changes), last="claim.held")
    assert (await hospital.claim(claim_id))["hold"] == reason


async def test_a_command_repeated_under_its_key_gets_the_same_answer(
    hospital: Partner, office: Partner
) -> None:
    claim_id = await hospital.submit(claim(new_number(), coverage=NOBODYS), last="claim.held")
    key, path = uuid4().hex, f"/claims/{claim_id}/assign"
    body = {"insurer": INSURER, "reason": "found"}
    first, again = [await office.command(path, body, key) for _ in range(2)]
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.headers["etag"] == again.headers["etag"]
    other = await office.command(path, body | {"reason": "another"}, key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert len(await office.history(claim_id)) == 3


async def test_a_command_without_a_key_is_told_to_bring_one(hospital: Partner) -> None:
    claim_id = await hospital.submit(claim(new_number()))
    for headers in ({}, {"Idempotency-Key": "two words"}):
        refused = await hospital.http.post(
            f"/claims/{claim_id}/cancel", json={"reason": "x"}, headers=headers
        )
        assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-required")


async def test_the_office_refuses_a_held_claim_and_the_hospital_reads_why(
    hospital: Partner, office: Partner, published: Published
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number, coverage=NOBODYS), last="claim.held")
    done = await office.command(f"/claims/{claim_id}/refuse", {"reason": "no such policy anywhere"})
    assert done.json()["state"] == "refused"
    last = (await hospital.history(claim_id))[-1]
    assert (last["actor"], last["data"]["reason"]) == ("ftz-office", "no such policy anywhere")
    late = await office.command(
        f"/claims/{claim_id}/assign", {"insurer": INSURER, "reason": "found after all"}
    )
    assert (late.status_code, late.json()["code"]) == (409, "not-permitted-now")


async def test_an_insurer_that_is_not_connected_cannot_be_assigned(
    hospital: Partner, office: Partner
) -> None:
    claim_id = await hospital.submit(claim(new_number(), coverage=NOBODYS), last="claim.held")
    for stranger in ("nobody", "qilu-hospital", "ftz-office"):
        refused = await office.command(f"/claims/{claim_id}/assign", {"insurer": stranger, "reason": "x"})
        assert (refused.status_code, refused.json()["code"]) == (409, "insurer-not-connected")


async def test_a_hospital_cancels_over_http_until_the_claim_is_decided(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number, other = new_number(), new_number()
    claim_id = await hospital.submit(claim(number))
    done = await hospital.command(f"/claims/{claim_id}/cancel", {"reason": "entered twice"})
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    again = await hospital.command(f"/claims/{claim_id}/cancel", {"reason": "entered twice"})
    assert (again.status_code, again.json()["version"]) == (200, done.json()["version"])
    await hospital.submit(claim(other))
    await insurer.send(answer(other, APPROVED))
    await published.of(id_of(other), last="claim.adjudicated")
    late = await hospital.command(f"/claims/{id_of(other)}/cancel", {"reason": "too late"})
    assert (late.status_code, late.json()["code"]) == (409, "not-permitted-now")
    assert late.headers["content-type"] == "application/problem+json"


async def test_an_insurer_answers_only_what_is_addressed_to_it(
    hospital: Partner, other_insurer: Partner, office: Partner
) -> None:
    number = new_number()
    claim_id = await hospital.submit(claim(number))
    theirs = answer(
        number, APPROVED, insurer={"display": "Baotu"}, request={"reference": f"Claim/{claim_id}"}
    )
    (row,) = await parked_of(office, (await other_insurer.send(theirs))["correlation"])
    assert (row["reason"], row["case_id"]) == ("unmatched", None)
    assert (await hospital.claim(claim_id))["state"] == "dispatched"


async def test_a_partner_speaks_only_for_itself(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number, other = new_number(), new_number()
    of_another = claim(number, provider={"reference": "Organization/jinan-central-hospital"})
    await hospital.submit(of_another, last="submission.refused")
    assert (await hospital.history(id_of(number)))[-1]["data"]["code"] == "provider-not-sender"
    claim_id = await hospital.submit(claim(other))
    await insurer.send(answer(other, APPROVED, insurer={"reference": "Organization/baotu-international"}))
    events = await published.of(claim_id, last="answer.refused")
    assert events[-1].data["code"] == "insurer-not-sender"
