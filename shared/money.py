"""Money: an exact amount in one currency of ISO 4217.

Amounts are ``Decimal`` from end to end; a float is refused at every door, because what it stood for can
no longer be known. The scale of an amount is kept as it was given: 135.50 stays 135.50.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import total_ordering
from typing import Annotated, Any

from iso4217 import Currency
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

MAX_INTEGER_DIGITS = 18

# The smallest unit of every currency that has one (0.01 CNY, 1 JPY, 0.001 KWD).
_QUANTA = {c.code: Decimal(1).scaleb(-c.exponent) for c in Currency if c.exponent is not None}
_PLAIN = rf"^-?(?:0|[1-9][0-9]{{0,{MAX_INTEGER_DIGITS - 1}}})(?:\.[0-9]{{1,9}})?$"
_LIMIT = 10**MAX_INTEGER_DIGITS
# 18 digits before the point and 4 after it fit well; were a result ever to be rounded, this raises.
_EXACT = Context(prec=28, traps=[Inexact, InvalidOperation])


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one operation."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} do not mix")


def _exact(value: Any) -> Decimal:
    """A Decimal from what loses nothing: a plain decimal string, an int or a Decimal."""
    if isinstance(value, str):
        if re.fullmatch(_PLAIN, value) is None:
            raise ValueError(f"an amount is a plain decimal of at most {MAX_INTEGER_DIGITS} integer digits")
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and -_LIMIT < value < _LIMIT:
        return Decimal(value)
    raise ValueError("an amount is a decimal in a string, never a float")


class _Exactly:
    """How pydantic reads and writes an amount: text in JSON, and whatever is exact in Python."""

    @staticmethod
    def __get_pydantic_core_schema__(_source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(pattern=_PLAIN, strict=True)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(Decimal, text),
            python_schema=core_schema.no_info_plain_validator_function(_exact),
            serialization=core_schema.to_string_ser_schema(when_used="json"),
        )


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """``value`` units of ``currency``; as JSON ``{"value": "135.50", "currency": "CNY"}``.

    ValueError for a currency that ISO 4217 does not list or gives no minor unit (such as gold), for more
    decimals than the currency has, for more than 18 integer digits, for NaN and infinity; TypeError for
    a value that is not a Decimal. Equal is what is worth the same: 135.5 CNY == 135.50 CNY. Adding and
    ordering across currencies raise CurrencyMismatch.
    """

    value: Annotated[Decimal, _Exactly]
    currency: str

    def __post_init__(self) -> None:
        value = self.value
        if not isinstance(value, Decimal):
            raise TypeError(f"an amount is a Decimal, not {type(value).__name__}")
        written_in_full = value.same_quantum(_quantum(self.currency))  # nearly always: the quick way
        if not written_in_full or not value or value.adjusted() >= MAX_INTEGER_DIGITS:
            object.__setattr__(self, "value", _checked(value, self.currency))

    @classmethod
    def of(cls, value: str | int | Decimal, currency: str) -> Money:
        """Money from a plain decimal string, an int or a Decimal. ValueError as for the class."""
        return cls(_exact(value), currency)

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.value, self._in_this_currency(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.value, self._in_this_currency(other)), self.currency)

    def __neg__(self) -> Money:
        return Money(self.value.copy_negate(), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.value < self._in_this_currency(other)

    def __str__(self) -> str:
        return f"{self.value} {self.currency}"

    @property
    def is_zero(self) -> bool:
        """Whether nothing is owed."""
        return not self.value

    def quantised(self) -> Money:
        """The same amount with all the decimals its currency has: 135.5 CNY becomes 135.50 CNY."""
        return Money(self.value.quantize(_quantum(self.currency), context=_EXACT), self.currency)

    def written_out(self) -> str:
        """The amount with all the decimals its currency has, and the currency: equal for equal amounts."""
        quantum, value = _quantum(self.currency), self.value
        if not value.same_quantum(quantum):
            value = value.quantize(quantum, context=_EXACT)
        return f"{value} {self.currency}"

    def _in_this_currency(self, other: Money) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"{type(other).__name__} is not money")
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.value


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of ``amounts``, all of them in ``currency`` (else CurrencyMismatch); zero when none."""
    return sum(amounts, Money(Decimal(0), currency))


def scale_of(currency: str) -> int:
    """How many decimals ``currency`` has: JPY 0, CNY 2, KWD 3. ValueError when it is not one to pay in."""
    return _decimals(_quantum(currency))


def _quantum(currency: str) -> Decimal:
    quantum = _QUANTA.get(currency)
    if quantum is None:
        raise ValueError(f"{currency!r} is not a currency of ISO 4217 with a minor unit")
    return quantum


def _decimals(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _checked(value: Decimal, currency: str) -> Decimal:
    """``value`` as it is to be kept; ValueError when ``currency`` cannot carry it."""
    if not value.is_finite():
        raise ValueError("an amount is a finite number")
    if value.adjusted() >= MAX_INTEGER_DIGITS:
        raise ValueError(f"an amount has at most {MAX_INTEGER_DIGITS} integer digits")
    if _decimals(value) > scale_of(currency):
        raise ValueError(f"{currency} has {scale_of(currency)} decimals, not {_decimals(value)}")
    if _decimals(value) < 0:
        value = value.quantize(Decimal(1), context=_EXACT)  # 1E+3 is written 1000
    return value if value else value.copy_abs()  # nobody owes minus zero
