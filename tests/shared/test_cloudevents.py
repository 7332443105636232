"""What a record says of itself is read as far as it is what it should be."""

import pytest

from shared.cloudevents import attributes
from shared.envelope import Record


def record(**headers: bytes) -> Record:
    return Record("topic", 0, 0, b"key", b"{}", tuple(headers.items()))


@pytest.mark.parametrize(
    ("header", "sequence"),
    [(b"1", 1), (b"123456789", 123_456_789), (b"", None), (b"-1", None), (b"1.5", None), (b"9" * 10, None)],
)
def test_a_sequence_is_a_whole_number_or_missing(header: bytes, sequence: int | None) -> None:
    assert attributes(record(ce_sequence=header)).sequence == sequence


def test_what_is_missing_or_no_text_is_none() -> None:
    said = attributes(record(ce_id=b"\xff", ce_source="urn:泉城".encode()))
    assert (said.id, said.source, said.type, said.sequence) == (None, "urn:泉城", None, None)
