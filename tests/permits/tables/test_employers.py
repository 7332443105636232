"""Unified social credit codes, and registrations in bulk."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from services.permits.rules.employers import (
    MAX_ERRORS,
    MAX_ROWS,
    ImportRefused,
    LineError,
    UsccInvalid,
    checked_uscc,
    read_registrations,
)

REAL, MADE_UP = "91110000600037341L", "91370100MA3TE5T030"
HEADER = "uscc,name,english_name,client,industry\n"


def errors_of(text: str) -> tuple[LineError, ...]:
    with pytest.raises(ImportRefused) as refused:
        read_registrations(io.StringIO(text, newline=""))
    return refused.value.errors


def code(number: int) -> str:
    """A code that nobody has, with its check character."""
    body = f"91370100MA3{number:06d}"
    return body + uscc.calc_check_digit(body)


@pytest.mark.parametrize("number", [REAL, MADE_UP])
def test_a_valid_code_is_taken(number: str) -> None:
    assert checked_uscc(number) == number


def test_a_code_is_kept_without_spaces_and_in_capitals() -> None:
    assert checked_uscc(" 9137 0100-ma3te5t030 ") == MADE_UP


@pytest.mark.parametrize("front", ["A1", "9N", "NY"])
def test_the_first_two_characters_may_be_letters(front: str) -> None:
    body = front + MADE_UP[2:17]
    assert checked_uscc(body + uscc.calc_check_digit(body)).startswith(front)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (REAL[:-1], "uscc-length"),
        ("", "uscc-length"),
        (REAL + "0", "uscc-length"),
        ("911100006000373I1L", "uscc-form"),
        ("91A10000600037341L", "uscc-form"),
        ("I1110000600037341L", "uscc-form"),
        ("9111000060003734一L", "uscc-form"),
        (REAL[:-1] + "M", "uscc-check"),
        ("91110000600037314L", "uscc-check"),
    ],
)
def test_what_is_wrong_with_a_code_is_named(number: str, problem: str) -> None:
    with pytest.raises(UsccInvalid) as refused:
        checked_uscc(number)
    assert refused.value.code == problem


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_always_noticed(place: int, char: str) -> None:
    wrong = MADE_UP[:place] + char + MADE_UP[place + 1 :]
    if wrong != MADE_UP:
        with pytest.raises(UsccInvalid):
            checked_uscc(wrong)


def test_a_file_is_read_whole() -> None:
    quoted = f'{REAL},"某某, 有限公司",Some Ltd.,some-ltd,'
    text = f"\ufeff{HEADER}{quoted}\r\n\r\n{MADE_UP},另一家,,other,software\r\n"
    first, second = read_registrations(io.StringIO(text, newline=""))
    assert (first.uscc, first.name, first.english_name, first.client) == (
        REAL,
        "某某, 有限公司",
        "Some Ltd.",
        "some-ltd",
    )
    assert (second.english_name, second.industry) == (None, "software")


def test_columns_may_come_in_any_order_and_the_optional_ones_be_left_out() -> None:
    (only,) = read_registrations(io.StringIO(f"client, Name ,USCC\nsome-ltd,某某,{REAL}\n", newline=""))
    assert (only.uscc, only.name) == (REAL, "某某")


def test_one_bad_line_refuses_the_whole_file() -> None:
    assert errors_of(f"{HEADER}{REAL},某某,,some,\n{MADE_UP[:-1]}9,另一家,,other,\n") == (
        LineError(3, "uscc", "uscc-check", "the check character is 9, computed is 0"),
    )


def test_every_error_is_told_with_its_line() -> None:
    text = f'{HEADER}{REAL},,,some,\n{MADE_UP},"two\nlines",,other,\n{REAL},x\nshort,y,,z,\n'
    told = [(error.line, error.column, error.code) for error in errors_of(text)]
    assert told == [(2, "name", "blank"), (5, None, "cells"), (6, "uscc", "uscc-length")]


def test_a_code_that_stands_twice_names_the_first_line() -> None:
    (error,) = errors_of(f"{HEADER}{REAL},某某,,some,\n{REAL.lower()},另一家,,other,\n")
    assert (error.line, error.code, error.detail) == (3, "twice", "the same code is on line 2")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("uscc,name\n", "columns"),
        ("uscc,name,client,salary\n", "columns"),
        ("uscc,name,client,name\n", "columns"),
        (f'{HEADER}{REAL},"open,,some,\n', "csv"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, problem: str) -> None:
    assert [error.code for error in errors_of(text)] == [problem]


def test_a_file_with_columns_and_no_rows_registers_nobody() -> None:
    assert read_registrations([HEADER]) == ()


def test_lines_are_taken_one_by_one_and_no_further_than_needed() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        yield HEADER
        while True:
            taken += 1
            yield "wrong,某某,,some,\n"

    with pytest.raises(ImportRefused) as refused:
        read_registrations(endless())
    assert len(refused.value.errors) == taken == MAX_ERRORS


def test_a_file_has_a_largest_size() -> None:
    rows = [f"{code(number)},某某,,some,\n" for number in range(MAX_ROWS + 1)]
    assert len(read_registrations([HEADER, *rows[:-1]])) == MAX_ROWS
    with pytest.raises(ImportRefused) as refused:
        read_registrations([HEADER, *rows])
    assert [error.code for error in refused.value.errors] == ["too-many-rows"]
