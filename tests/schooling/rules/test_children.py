"""4. Names that are kept apart, and mobile numbers with their country."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.schooling.messages.child import ChildNames, Guardian


def test_a_child_has_one_name_at_least() -> None:
    assert ChildNames(given="Suharto").single
    assert ChildNames(family="Suharto").single
    assert not ChildNames(given="Mia", family="Eriksson").single
    with pytest.raises(ValidationError):
        ChildNames(chinese="米娅")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("+46 70 123 45 67", "+46701234567"),
    ],
)
def test_a_mobile_number_is_kept_with_its_country(written: str, kept: str) -> None:
    assert Guardian(person="p", relation="father", mobile=written).mobile == kept


@pytest.mark.parametrize("written", ["12800138000", "0701234567", "+0123456789", "abc", "+46"])
def test_what_is_no_mobile_number_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        Guardian(person="p", relation="father", mobile=written)
