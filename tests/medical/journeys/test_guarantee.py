"""A preauthorization becomes a guarantee of payment, and later claims are held against it."""

from typing import Any

from tests.medical.claims import (
    APPROVED,
    Json,
    answer,
    claim,
    decided,
    detail,
    line,
    new_number,
    payment,
)
from tests.medical.talk import Partner
from tests.running import Published, names


def quoting(number: str, reference: str, patient: str, **changes: Any) -> Json:
    insurance = claim(number)["insurance"][0] | {"preAuthRef": [reference]}
    return claim(number, insurance=[insurance], patient={"reference": f"Patient/{patient}"}, **changes)


async def guaranteed(hospital: Partner, insurer: Partner, published: Published) -> tuple[str, str]:
    """A guarantee of 400.00 CNY for November: its number (and its patient's), and its reference."""
    number, reference = new_number(), f"GOP-{new_number()}"
    asked_id = await hospital.submit(claim(number, use="preauthorization"))
    given = answer(number, APPROVED, use="preauthorization", preAuthRef=reference)
    await insurer.send(given | {"preAuthPeriod": {"start": "2026-11-01", "end": "2026-11-30"}})
    events = await published.of(asked_id, last="guarantee.issued")
    assert events[-1].data["amount"] == {"value": "400.00", "currency": "CNY"}
    return number, reference


async def test_a_claim_that_fits_its_guarantee_goes_on_without_a_flag(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    patient, reference = await guaranteed(hospital, insurer, published)
    claim_id = await hospital.submit(quoting(new_number(), reference, patient))
    assert names(await published.of(claim_id)) == ["claim.received", "claim.dispatched"]


async def test_a_claim_that_does_not_fit_its_guarantee_goes_on_with_flags(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    _, reference = await guaranteed(hospital, insurer, published)
    later = line(1, "400.01") | {"servicedDate": "2026-10-31"}
    claim_id = await hospital.submit(quoting(new_number(), reference, "somebody-else", item=[later]))
    shown = await hospital.claim(claim_id)
    found = {flag["flag"] for flag in shown["flags"]}
    assert found == {"guarantee-other-patient", "guarantee-period", "guarantee-exceeded"}
    assert shown["state"] == "dispatched"


async def test_a_guarantee_that_nobody_gave_is_flagged(hospital: Partner) -> None:
    claim_id = await hospital.submit(quoting(new_number(), f"GOP-{new_number()}", "p"))
    assert [flag["flag"] for flag in (await hospital.claim(claim_id))["flags"]] == ["guarantee-unknown"]


async def test_a_guarantee_is_not_paid_but_the_claim_that_quotes_it_is(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number, reference = await guaranteed(hospital, insurer, published)
    await insurer.send(payment("400.00", detail(number, "400.00")))
    asked_id = (await hospital.send(claim(number, use="preauthorization")))["id"]
    events = await published.of(asked_id, last="payment-detail.refused")
    assert events[-1].data["code"] == "not-payable"
    later = new_number()
    claim_id = await hospital.submit(quoting(later, reference, number))
    await insurer.send(answer(later, APPROVED))
    await published.of(claim_id, last="claim.adjudicated")
    await insurer.send(payment("400.00", detail(later, "400.00")))
    await published.of(claim_id, last="claim.settled")


async def test_a_new_decision_withdraws_the_guarantee(
    hospital: Partner, insurer: Partner, published: Published
) -> None:
    number, reference = await guaranteed(hospital, insurer, published)
    denied = (decided(1, benefit="0.00"), decided(2, benefit="0.00"))
    await insurer.send(answer(number, denied, use="preauthorization"))
    asked_id = (await hospital.send(claim(number, use="preauthorization")))["id"]
    await published.of(asked_id, last="guarantee.withdrawn")
    claim_id = await hospital.submit(quoting(new_number(), reference, number))
    assert [flag["flag"] for flag in (await hospital.claim(claim_id))["flags"]] == ["guarantee-unknown"]
