"""What the mock hospitals and insurers send: valid where it is meant, and the same for a seed."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import chain

import orjson
import pytest
from fhir.resources.R4B.claim import Claim
from fhir.resources.R4B.claimresponse import ClaimResponse
from fhir.resources.R4B.paymentreconciliation import PaymentReconciliation

from deploy.commands.token import PARTNERS
from deploy.demo import answers
from deploy.demo.answers import Asked, Due, Verdict
from deploy.demo.fhir import encode
from deploy.demo.parcel import Parcel
from deploy.demo.plan import KINDS, Plan, make_plan
from services.medical.fhir.read import read_claim, read_claim_response, read_payment
from services.medical.messages.resources import ClaimResponseView, ClaimView, PaymentView
from services.medical.rules.invariants import claim_issues, payment_issues, response_issues
from services.medical.rules.partners import read_registry

DAY = date(2026, 11, 24)
REGISTRY = read_registry(PARTNERS)
LINES = ((1, Decimal("135.50")), (2, Decimal("0.99")), (3, Decimal("20.00")))


def day_of(seed: int, claims: int = 400) -> Plan:
    return make_plan(REGISTRY, seed, claims, DAY)


def parcels_of(plan: Plan) -> list[Parcel]:
    return list(chain(plan.night, plan.early, plan.daytime))


def asked(use: str = "claim") -> Asked:
    return Asked(
        "taishan-health", "qilu-hospital", "c" * 36, use, ("urn:numbers", "CL-1"), LINES, "visit-0001"
    )


def test_every_claim_that_is_meant_to_be_valid_is_valid() -> None:
    for parcel in parcels_of(day_of(1)):
        if parcel.what not in ("invalid", "poison"):
            claim = read_claim(parcel.value)
            assert isinstance(claim, ClaimView), claim
            assert claim_issues(claim) == ()


def test_every_claim_that_is_meant_to_be_invalid_is_refused_by_a_check_of_the_border() -> None:
    invalid = [parcel for parcel in parcels_of(day_of(1)) if parcel.what == "invalid"]
    assert invalid
    for parcel in invalid:
        claim = read_claim(parcel.value)
        assert not isinstance(claim, ClaimView) or claim_issues(claim)


def test_the_judge_of_r4_agrees_with_a_sample_of_the_claims() -> None:
    whole = [p for p in parcels_of(day_of(2)) if p.what not in ("invalid", "poison")]
    for parcel in whole[::7]:
        Claim.model_validate_json(parcel.value)


def test_the_same_seed_makes_the_same_messages_and_another_makes_others() -> None:
    assert parcels_of(day_of(3)) == parcels_of(day_of(3))
    assert parcels_of(day_of(3)) != parcels_of(day_of(4))


@pytest.mark.parametrize("claims", [100, 1000])
def test_every_kind_of_trouble_comes_up_in_a_day(claims: int) -> None:
    kinds = Counter(parcel.what for parcel in parcels_of(day_of(5, claims)))
    assert kinds.keys() >= {*KINDS, "plain", "duplicate", "poison", "cancellation"}


def test_amounts_keep_their_decimals_on_the_way_out() -> None:
    assert encode({"value": Decimal("135.50")}) == b'{"value":135.50}'


@pytest.mark.parametrize("verdict", ["approve", "part", "deny"])
@pytest.mark.parametrize("use", ["claim", "preauthorization"])
def test_every_decision_is_valid_and_balances_to_the_cent(verdict: Verdict, use: str) -> None:
    raw = encode(answers.decision(asked(use), DAY, verdict, seed=1))
    ClaimResponse.model_validate_json(raw)
    view = read_claim_response(raw)
    assert isinstance(view, ClaimResponseView)
    assert response_issues(view) == ()
    for item, (_, net) in zip(orjson.loads(raw)["item"], LINES, strict=True):
        parts = {
            a["category"]["coding"][0]["code"]: Decimal(str(a["amount"]["value"]))
            for a in item["adjudication"]
        }
        assert parts.pop("submitted") == net
        assert sum(parts.values()) == net


def test_a_payment_is_valid_and_its_details_add_up_with_what_was_lost() -> None:
    dues = [Due(asked(), Decimal("10.05")), Due(asked(), Decimal("0.90"), by_answer=True)]
    raw = encode(answers.payment("taishan-health", "PR-1", DAY, dues, lost=Decimal("3.21")))
    PaymentReconciliation.model_validate_json(raw)
    view = read_payment(raw)
    assert isinstance(view, PaymentView)
    assert payment_issues(view) == ()
    assert str(view.amount.value) == "14.16"
