"""What the rules get to see of a claim."""

import copy
from datetime import date
from decimal import Decimal

import pytest

from services.medical.fhir.primitives import days_of
from services.medical.fhir.read import read_claim
from services.medical.messages.resources import (
    BusinessIdentifier,
    ClaimView,
    Code,
    Coverage,
    Days,
    Related,
    ResourceRef,
)
from shared.money import Money
from tests.medical.fhir.examples import (
    Json,
    changed,
    cny,
    concept,
    encode,
    full_claim,
    number,
    ref,
    small_claim,
)


def claim(resource: Json) -> ClaimView:
    view = read_claim(encode(resource))
    assert isinstance(view, ClaimView), view
    return view


def yuan(value: str) -> Money:
    return Money(Decimal(value), "CNY")


def test_amounts_keep_their_scale() -> None:
    view = claim(small_claim())
    assert [str(line.net) for line in view.lines] == ["135.50 CNY", "264.50 CNY"]
    assert str(view.total) == "400.00 CNY"
    assert not view.total_given


def test_a_total_as_sent_is_told_from_a_sum() -> None:
    view = claim({**small_claim(), "total": {"value": 401}})
    assert (view.total, view.total_given, view.currency) == (yuan("401"), True, "CNY")


def test_a_claim_is_read() -> None:
    view = claim(full_claim())
    assert (view.id, view.status, view.use, view.type_code) == ("c-1", "active", "claim", "professional")
    assert view.identifiers == (BusinessIdentifier("http://qilu.example/claims", "Q-1"),)
    assert view.billable_period == Days(date(2026, 11, 18), date(2026, 11, 19))
    assert view.insurer == ResourceRef("Organization/2")
    assert view.provider == ResourceRef("Organization/1")
    assert view.coverages == (Coverage(1, True, ResourceRef("Coverage/9"), (), "BA-1", ("GOP-1",)),)
    prior = ResourceRef("Claim/0", BusinessIdentifier("http://qilu.example/claims", "Q-0"))
    assert view.related == (Related(prior, "prior"),)
    assert view.lines[0].code == Code("http://qilu.example/codes", "surgery")
    assert view.receipts == ("37010125-0012345678",)


def test_a_receipt_among_the_identifiers_does_not_name_the_claim() -> None:
    receipt = {"type": concept("receipt"), **number("37010125-1")}
    view = claim({**small_claim(), "identifier": [receipt, number("Q-1")]})
    assert view.receipts == ("37010125-1",)
    assert [each.value for each in view.identifiers] == ["Q-1"]


PRICES: list[tuple[Json, str]] = [
    ({"net": cny("7.10"), "unitPrice": cny("9.00")}, "7.10"),
    ({"unitPrice": cny("9.05")}, "9.05"),
    ({"unitPrice": cny("9.05"), "quantity": {"value": 3}}, "27.15"),
    ({"unitPrice": cny("9.05"), "quantity": {"unit": "box"}}, "9.05"),
    ({"unitPrice": cny("1.05"), "factor": Decimal("0.5")}, "0.53"),
    ({"unitPrice": cny("1.05"), "quantity": {"value": 3}, "factor": Decimal("-0.1")}, "-0.32"),
]


@pytest.mark.parametrize(("price", "expected"), PRICES)
def test_a_line_costs_what_it_says_or_price_times_quantity_times_factor(price: Json, expected: str) -> None:
    item = {"sequence": 1, "productOrService": concept("exam"), **price}
    assert claim({**small_claim(), "item": [item]}).lines[0].net == yuan(expected)


def test_a_line_without_a_price_costs_what_its_details_cost() -> None:
    row: Json = {"sequence": 1, "productOrService": concept("part")}
    detail = {**row, "subDetail": [{**row, "net": cny("1.10")}, {**row, "unitPrice": cny("2.20")}]}
    item = {**row, "detail": [detail, {**row, "net": cny("3.30")}]}
    assert claim({**small_claim(), "item": [item]}).lines[0].net == yuan("6.60")


def test_an_amount_without_a_currency_is_in_that_of_the_claim() -> None:
    view = claim(changed(small_claim(), "item", 0, "net", to={"value": Decimal("1.00")}))
    assert view.lines[0].net == yuan("1.00")


PARTIAL = [
    ("2014", date(2014, 1, 1), date(2014, 12, 31)),
    ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
    ("2014-08-16", date(2014, 8, 16), date(2014, 8, 16)),
    ("2014-08-16T23:59:60.5+14:00", date(2014, 8, 16), date(2014, 8, 16)),
    ("9999", date(9999, 1, 1), date(9999, 12, 31)),
]


@pytest.mark.parametrize(("text", "first", "last"), PARTIAL)
def test_a_partial_date_covers_all_its_days(text: str, first: date, last: date) -> None:
    assert days_of(text) == (first, last)
    period = {"start": text, "end": text}
    assert claim({**small_claim(), "billablePeriod": period}).billable_period == Days(first, last)


NO_DATES = [
    "",
    "14",
    "2014-8",
    "2014-13",
    "2014-02-30",
    "0000",
    "2014-08-16T08:00",
    "2014-08-16T08:00:00",
    "2014-08T08:00:00Z",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        days_of(text)


def test_contained_resources_are_known_by_their_identifiers() -> None:
    contained = [
        {
            "resourceType": "Organization",
            "id": "payor",
            "identifier": [number("I-2", "http://insurers.example")],
        },
        {"resourceType": "Patient", "id": "p1", "identifier": [number("P-1", "http://patients.example")]},
        {
            "resourceType": "Coverage",
            "id": "c1",
            "identifier": [number("V-1", "http://policies.example")],
            "payor": [ref("#payor"), {"identifier": number("I-3")}, ref("Organization/2")],
        },
    ]
    resource = {**small_claim(), "contained": contained, "patient": ref("#p1"), "insurer": ref("#payor")}
    view = claim(changed(resource, "insurance", 0, "coverage", to=ref("#c1")))
    assert view.insurer == ResourceRef(None, BusinessIdentifier("http://insurers.example", "I-2"))
    coverage = view.coverages[0]
    assert coverage.coverage == ResourceRef(None, BusinessIdentifier("http://policies.example", "V-1"))
    assert coverage.payors == (
        view.insurer,
        ResourceRef(None, BusinessIdentifier("http://qilu.example/claims", "I-3")),
        ResourceRef("Organization/2"),
    )
    by_identifier = claim(
        {**small_claim(), "patient": {"identifier": number("P-1", "http://patients.example")}}
    )
    assert view.patient == by_identifier.patient


def test_a_patient_is_a_key_that_does_not_tell_who() -> None:
    one = claim({**small_claim(), "patient": {"reference": "Patient/1", "display": "Zhang Wei"}})
    assert one.patient == claim(small_claim()).patient
    assert one.patient != claim({**small_claim(), "patient": ref("Patient/2")}).patient
    assert "Zhang" not in repr(one)
    assert "Patient/" not in repr(one)


def test_reading_changes_nothing_and_repeats() -> None:
    resource = full_claim()
    before = copy.deepcopy(resource)
    assert claim(resource) == claim(resource)
    assert resource == before
