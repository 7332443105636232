"""Days of requests: those that anybody means, and no others."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.clock import end_of_law_day
from shared.days import FIRST, LAST, Day

DAYS: TypeAdapter[date] = TypeAdapter(Day)


@pytest.mark.parametrize("day", [FIRST, date(2026, 3, 2), LAST])
def test_a_day_that_anybody_means_is_taken_and_has_an_end(day: date) -> None:
    assert DAYS.validate_python(day.isoformat()) == day
    assert end_of_law_day(day).year >= day.year


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("9999-12-31", "no day after 2199-12-31: leave it out where there is no end"),
        ("2200-01-01", "no day after 2199-12-31: leave it out where there is no end"),
        ("1899-12-31", "no day before 1900-01-01"),
        ("0001-01-01", "no day before 1900-01-01"),
    ],
)
def test_a_day_far_off_is_refused_in_words_that_help(day: str, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DAYS.validate_python(day)
    assert [each["msg"] for each in refused.value.errors()] == [told]
