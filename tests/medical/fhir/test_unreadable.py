"""What is not one unambiguous JSON object is unreadable, and the reason quotes nothing of it."""

import pytest

from services.medical.fhir.issues import Unreadable
from services.medical.fhir.read import read_claim, read_claim_response, read_payment

UNREADABLE = {
    "nothing": b"",
    "an array": b"[]",
    "a number": b"1",
    "not UTF-8": b'{"id":"\xff"}',
    "UTF-16": '{"id":"1"}'.encode("utf-16"),
    "cut off": b'{"id":"1"',
    "more behind it": b'{"id":"1"} {}',
    "a key twice": b'{"id":"Zhang Wei","id":"2"}',
    "a key twice inside": b'{"a":[{"Zhang Wei":1,"Zhang Wei":1}]}',
    "a key twice, and a space before a colon": b'{"a":1,"a":2,"b" :3}',
    "a key twice, and a colon written as an escape": b'{"a":1,"a":2,"b":"\\u003a"}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "too deep": b'{"a":' * 500 + b"1" + b"}" * 500,
    "an absurd exponent": b'{"a":1E999999999}',
    "an exponent past all counting": b'{"a":1E99999999999999999999999999}',
    "a tiny number": b'{"a":1E-999999999}',
    "digits without end": b'{"a":0.' + b"1" * 60 + b"}",
    "a huge whole number": b'{"a":' + b"9" * 5000 + b"}",
    "a leading zero": b'{"a":01}',
    "half a surrogate pair": b'{"a":"\\ud800"}',
    "a raw control character": b'{"a":"\x01"}',
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_not_one_json_object_is_unreadable(raw: bytes) -> None:
    for read in (read_claim, read_claim_response, read_payment):
        verdict = read(raw)
        assert isinstance(verdict, Unreadable)
        assert "Zhang" not in verdict.reason


def test_the_reason_says_where() -> None:
    verdict = read_claim(b'{"id":"1",\n"id":"2"}')
    assert verdict == Unreadable(
        "the message is not JSON in UTF-8: an object has the same key twice at line 2 column 6"
    )
