"""Money is exact, keeps to one currency, and comes back from JSON as it went."""

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.money import CurrencyMismatch, Money, scale_of, total

CURRENCIES = st.sampled_from(["CNY", "JPY", "KWD", "EUR", "CLF"])


@st.composite
def amounts(draw: st.DrawFn, currency: str = "CNY") -> Money:
    places = draw(st.integers(0, scale_of(currency)))
    digits = draw(st.integers(-(10**12), 10**12))
    return Money(Decimal(digits).scaleb(-places), currency)


ANY_MONEY = CURRENCIES.flatmap(amounts)


class Bill(BaseModel):
    model_config = ConfigDict(frozen=True)

    due: Money


def cny(value: str) -> Money:
    return Money.of(value, "CNY")


@pytest.mark.parametrize(
    ("value", "currency"),
    [("135.50", "CNY"), ("135.5", "CNY"), ("1500", "JPY"), ("1.234", "KWD"), ("0", "CNY")],
)
def test_the_scale_stays_as_it_was_given(value: str, currency: str) -> None:
    money = Money(Decimal(value), currency)
    assert str(money) == f"{value} {currency}"
    assert Bill(due=money).model_dump_json() == f'{{"due":{{"value":"{value}","currency":"{currency}"}}}}'


@pytest.mark.parametrize(
    ("value", "currency", "complaint"),
    [
        ("135.505", "CNY", "CNY has 2 decimals, not 3"),
        ("1.0", "JPY", "JPY has 0 decimals, not 1"),
        ("1.2345", "KWD", "KWD has 3 decimals, not 4"),
        ("1", "XAU", "'XAU' is not a currency"),
        ("1", "cny", "'cny' is not a currency"),
        ("1", "RMB", "'RMB' is not a currency"),
        ("NaN", "CNY", "finite"),
        ("sNaN", "CNY", "finite"),
        ("-Infinity", "CNY", "finite"),
        ("1000000000000000000", "CNY", "18 integer digits"),
        ("1000000000000000000.00", "CNY", "18 integer digits"),
        ("1E+999999", "CNY", "18 integer digits"),
        ("1E-999999", "CNY", "CNY has 2 decimals"),
    ],
)
def test_what_the_currency_cannot_carry_is_refused(value: str, currency: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Money(Decimal(value), currency)


def test_the_largest_amount_is_carried_exactly() -> None:
    largest = cny("999999999999999999.99")
    assert (largest - cny("0.01")).value == Decimal("999999999999999999.98")
    with pytest.raises(ValueError, match="18 integer digits"):
        largest + cny("0.01")


@pytest.mark.parametrize("value", [135.5, "135.5", 135, True, None])
def test_money_is_made_of_decimals_only(value: Any) -> None:
    with pytest.raises(TypeError, match="an amount is a Decimal"):
        Money(value, "CNY")


@pytest.mark.parametrize(
    "value", ["1e3", " 1", "1_000", "1\n", "٣", "+1", ".5", "5.", "01", "", 1.5, True, 10**18]
)
def test_only_a_plain_decimal_is_read_as_an_amount(value: Any) -> None:
    with pytest.raises(ValueError, match="an amount is"):
        Money.of(value, "CNY")


def test_an_exponent_and_the_sign_of_zero_are_not_part_of_an_amount() -> None:
    assert str(Money(Decimal("1E+3"), "CNY")) == "1000 CNY"
    assert str(Money(Decimal("-0.00"), "CNY")) == "0.00 CNY"
    assert str(-cny("0.00")) == "0.00 CNY"


def test_equal_is_what_is_worth_the_same() -> None:
    assert cny("135.5") == cny("135.50")
    assert hash(cny("135.5")) == hash(cny("135.50"))
    assert cny("1") != Money.of("1", "JPY")


def test_amounts_are_ordered_within_their_currency() -> None:
    assert cny("-1") < cny("0.10") <= cny("0.1") < cny("2")
    assert max(cny("9"), cny("10.00"), cny("2")) == cny("10")


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.lt, operator.ge])
def test_two_currencies_never_mix(operation: Callable[[Money, Money], object]) -> None:
    with pytest.raises(CurrencyMismatch, match="CNY and JPY do not mix"):
        operation(cny("1"), Money.of("1", "JPY"))


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.lt])
def test_money_does_not_mix_with_numbers(operation: Callable[[Any, Any], object]) -> None:
    with pytest.raises(TypeError, match="int is not money"):
        operation(cny("1"), 1)


def test_a_total_has_the_currency_that_was_asked_for() -> None:
    assert str(total([cny("135.50"), cny("-0.5")], "CNY")) == "135.00 CNY"
    assert total([], "JPY") == Money.of("0", "JPY")
    with pytest.raises(CurrencyMismatch):
        total([cny("1")], "JPY")


def test_quantised_writes_every_decimal_of_the_currency() -> None:
    assert str(cny("135.5").quantised()) == cny("135.5").written_out() == "135.50 CNY"
    assert str(Money.of("7", "KWD").quantised()) == "7.000 KWD"
    assert str(Money.of("7", "JPY").quantised()) == "7 JPY"


@given(amounts(), amounts(), amounts())
def test_adding_obeys_the_laws_of_numbers(a: Money, b: Money, c: Money) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == total([a, b, c], "CNY")
    assert a + b - b == a
    assert (a + -a).is_zero
    assert Money.of(0, "CNY") - a == -a
    assert (a < b) == (b > a) == ((a - b).value < 0)


@given(ANY_MONEY)
def test_json_gives_back_the_same_amount_at_the_same_scale(money: Money) -> None:
    bill = Bill(due=money)
    again = Bill.model_validate_json(bill.model_dump_json())
    assert str(again.due) == str(money)
    assert Bill.model_validate(bill.model_dump()) == bill
    assert money.quantised() == money


def test_a_model_takes_money_as_it_is() -> None:
    money = cny("135.50")
    assert Bill(due=money).due is money


@pytest.mark.parametrize("value", ["135.50", Decimal("135.50")])
def test_a_model_reads_the_amount_of_parsed_json(value: Any) -> None:
    bill = Bill.model_validate({"due": {"value": value, "currency": "CNY"}})
    assert str(bill.due) == "135.50 CNY"
    assert str(Bill.model_validate({"due": {"value": 135, "currency": "CNY"}}).due) == "135 CNY"


@pytest.mark.parametrize(
    ("json", "place"),
    [
        ('{"due":{"value":135.5,"currency":"CNY"}}', ("due", "value")),
        ('{"due":{"value":135,"currency":"CNY"}}', ("due", "value")),
        ('{"due":{"value":"1e3","currency":"CNY"}}', ("due", "value")),
        ('{"due":{"value":"1\\n","currency":"CNY"}}', ("due", "value")),
        ('{"due":{"value":"135.50"}}', ("due", "currency")),
        ('{"due":{"value":"135.505","currency":"CNY"}}', ("due",)),
        ('{"due":{"value":"1","currency":"XXX"}}', ("due",)),
    ],
)
def test_json_that_is_not_exact_money_is_refused_at_its_place(json: str, place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        Bill.model_validate_json(json)
    assert [error["loc"] for error in refused.value.errors()] == [place]


def test_a_float_in_parsed_json_is_refused() -> None:
    with pytest.raises(ValidationError, match="never a float"):
        Bill.model_validate({"due": {"value": 135.5, "currency": "CNY"}})


def test_the_schema_says_that_an_amount_is_text() -> None:
    amount = Bill.model_json_schema()["$defs"]["Money"]["properties"]["value"]
    assert amount["type"] == "string"
    assert amount["pattern"].startswith("^-?")
