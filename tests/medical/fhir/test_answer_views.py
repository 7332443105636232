"""What the rules get to see of an answer and of a payment."""

from datetime import date
from decimal import Decimal

from services.medical.fhir.read import read_adjudication, read_claim_response, read_payment
from services.medical.messages.resources import (
    BusinessIdentifier,
    ClaimResponseView,
    Days,
    PaymentView,
    ResourceRef,
)
from shared.money import Money
from tests.medical.fhir.answer_examples import adjudication, full_payment, full_response, small_response
from tests.medical.fhir.examples import Json, changed, encode


def response(resource: Json) -> ClaimResponseView:
    view = read_claim_response(encode(resource))
    assert isinstance(view, ClaimResponseView), view
    return view


def payment(resource: Json) -> PaymentView:
    view = read_payment(encode(resource))
    assert isinstance(view, PaymentView), view
    return view


def yuan(value: str) -> Money:
    return Money(Decimal(value), "CNY")


def test_an_answer_is_read_line_by_line() -> None:
    view = response(small_response())
    first, second = view.lines
    assert (first.sequence, first.submitted, first.copay, first.benefit) == (
        1,
        yuan("135.50"),
        yuan("35.50"),
        yuan("100.00"),
    )
    assert (second.disallowed, second.reasons, second.denied_codes) == (
        yuan("264.50"),
        ("ar001",),
        ("ar001",),
    )
    assert (first.deductible, first.eligible, first.reasons) == (None, None, ())
    assert view.request == ResourceRef(None, BusinessIdentifier("http://qilu.example/claims", "Q-1"))


def test_an_answers_other_parts_are_read() -> None:
    view = response(full_response())
    assert (view.outcome, view.preauth_ref, view.errors) == ("complete", "GOP-1", ("a002",))
    assert view.preauth_period == Days(date(2026, 11, 24), date(2026, 12, 31))
    assert view.totals == {"benefit": yuan("20.00")}
    assert view.payment is not None
    assert (view.payment.amount, view.payment.date) == (yuan("19.00"), "2026-11-30")
    added = view.added_lines[0]
    assert (added.added, added.sequences, added.net, added.reasons) == (True, (1,), yuan("10.00"), ("ar002",))


def test_amounts_of_one_category_add_up_and_unknown_categories_are_kept() -> None:
    parts = [adjudication("benefit", "1.00"), adjudication("benefit", "2.00"), adjudication("bonus", "4.00")]
    view = response(changed(small_response(), "item", 0, "adjudication", to=parts))
    assert view.lines[0].amounts == {"benefit": yuan("3.00"), "bonus": yuan("4.00")}


def test_a_payment_is_read_with_its_reversal() -> None:
    view = payment(full_payment())
    assert (view.amount, view.payment_date, view.issuer) == (
        yuan("70.00"),
        "2026-11-30",
        ResourceRef("Organization/2"),
    )
    reversal = view.details[1]
    assert (reversal.amount, reversal.type_code) == (yuan("-30.00"), "adjustment")
    assert reversal.predecessor == BusinessIdentifier("http://qilu.example/claims", "W-0-1")
    assert reversal.request == ResourceRef("Claim/0")


def test_what_an_insurer_sends_is_a_payment_if_it_says_so() -> None:
    assert read_adjudication(encode(full_payment())) == payment(full_payment())
    assert read_adjudication(encode(small_response())) == response(small_response())
