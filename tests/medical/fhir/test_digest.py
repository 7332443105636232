"""Equal content has one digest, other content another."""

from decimal import Decimal
from typing import Any

import pytest

from services.medical.fhir.read import read_claim
from services.medical.messages.resources import ClaimView
from tests.medical.fhir.examples import Json, changed, encode, small_claim


def claim(resource: Json) -> ClaimView:
    view = read_claim(encode(resource))
    assert isinstance(view, ClaimView), view
    return view


def test_equal_content_has_one_digest_whatever_its_looks() -> None:
    raw = encode(small_claim())
    shuffled = (
        encode(dict(reversed(small_claim().items()))).replace(b"135.50", b"135.5").replace(b",", b" ,\n")
    )
    one, other = read_claim(raw), read_claim(shuffled)
    assert isinstance(one, ClaimView)
    assert isinstance(other, ClaimView)
    assert one.digest == other.digest
    assert one.lines == other.lines


@pytest.mark.parametrize(
    ("at", "to"), [(("created",), "2026-11-21"), (("item", 0, "net", "value"), Decimal("135.51"))]
)
def test_other_content_has_another_digest(at: Any, to: Any) -> None:
    assert claim(changed(small_claim(), *at, to=to)).digest != claim(small_claim()).digest


@pytest.mark.parametrize("spelling", ["400", "400.0", "400.00", "4E2", "4.00e+2"])
def test_one_number_has_one_digest_however_it_is_written(spelling: str) -> None:
    plain = claim({**small_claim(), "total": {"value": 400, "currency": "CNY"}})
    raw = encode({**small_claim(), "total": {"value": 12345, "currency": "CNY"}}).replace(
        b"12345", spelling.encode()
    )
    view = read_claim(raw)
    assert isinstance(view, ClaimView)
    assert view.digest == plain.digest
