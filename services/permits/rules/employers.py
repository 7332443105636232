"""The unified social credit code of an employer, and employers' registrations in bulk from a CSV file.

Source of the code: GB 32100-2015: 18 characters; two for authority and kind, six digits for the region,
nine for the organisation, and a check character over the other seventeen.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from stdnum.cn import uscc

from services.permits.messages.employer import Registration

MAX_ROWS = 10_000
MAX_ERRORS = 100
REQUIRED = ("uscc", "name", "client")
COLUMNS = (*REQUIRED, "english_name", "industry")
_FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


class UsccInvalid(ValueError):
    """Not a unified social credit code; ``code`` is stable and kebab-case."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def checked_uscc(text: str) -> str:
    """The code without spaces and hyphens, in capitals. Raises UsccInvalid.

    Its first two characters may be letters, which the library's own ``validate`` refuses; so the form is
    checked here and the check character there.
    """
    number = uscc.compact(text)
    if len(number) != 18:
        raise UsccInvalid("uscc-length", f"a unified social credit code has 18 characters, not {len(number)}")
    if _FORM.fullmatch(number) is None:
        raise UsccInvalid(
            "uscc-form", "digits and capital letters without I, O, S, V and Z; a region in digits"
        )
    if number[-1] != (expected := uscc.calc_check_digit(number)):
        raise UsccInvalid("uscc-check", f"the check character is {number[-1]}, computed is {expected}")
    return number


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with the record that begins on ``line`` (from 1); ``column`` where it is one cell's."""

    line: int
    column: str | None
    code: str
    detail: str


class ImportRefused(ValueError):
    """The file is not taken, not even in part; ``errors`` are in its order, MAX_ERRORS at most."""

    def __init__(self, errors: tuple[LineError, ...]) -> None:
        super().__init__(f"{len(errors)} errors, the first on line {errors[0].line}: {errors[0].detail}")
        self.errors = errors


ActsFor = Callable[[str, str], bool]
"""Whether a client may act for the employer with a code."""


def read_registrations(
    lines: Iterable[str], acts_for: ActsFor = lambda client, uscc: True
) -> tuple[Registration, ...]:
    """Every registration of a CSV text, whose first line names the columns; read line by line.

    ``uscc``, ``name`` and ``client`` must be there, ``english_name`` and ``industry`` may. ``lines`` keep
    their ends, as a file opened with ``newline=""`` gives them; empty ones are skipped. A client that does
    not act for the employer is an error too. Raises ImportRefused with all errors, or with the first
    MAX_ERRORS of them: then nothing of the file counts.
    """
    rows: list[Registration] = []
    errors: list[LineError] = []
    seen: dict[str, int] = {}
    for outcome in _outcomes(lines, seen, acts_for):
        if isinstance(outcome, LineError):
            errors.append(outcome)
            if len(errors) == MAX_ERRORS:
                break
        elif not errors:  # once something is wrong, only errors are worth their memory
            rows.append(outcome)
    if errors:
        raise ImportRefused(tuple(errors))
    return tuple(rows)


def _outcomes(
    lines: Iterable[str], seen: dict[str, int], acts_for: ActsFor
) -> Iterator[Registration | LineError]:
    """A registration or its errors for every record; reading ends at what no record can follow."""
    records = csv.reader(_without_mark(lines), strict=True)
    columns: list[str] | None = None
    number, line = 0, 1
    try:
        for cells in records:
            if not any(cell.strip() for cell in cells):
                pass
            elif columns is None:
                columns = [cell.strip().lower() for cell in cells]
                if wrong := _header_error(columns, line):
                    yield wrong
                    return
            elif (number := number + 1) > MAX_ROWS:
                yield LineError(line, None, "too-many-rows", f"a file has {MAX_ROWS} registrations at most")
                return
            else:
                yield from _record(columns, cells, line, seen, acts_for)
            line = records.line_num + 1
    except csv.Error as error:
        yield LineError(line, None, "csv", str(error))
        return
    if columns is None:
        yield LineError(1, None, "empty", "the file names no columns")


def _without_mark(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the byte order mark that spreadsheets put in front."""
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix("\ufeff")


def _header_error(columns: list[str], line: int) -> LineError | None:
    missing = [name for name in REQUIRED if name not in columns]
    strange = [name for name in columns if name not in COLUMNS]
    if missing:
        return LineError(line, None, "columns", f"missing: {', '.join(missing)}")
    if strange or len(set(columns)) != len(columns):
        return LineError(line, None, "columns", f"known once each: {', '.join(COLUMNS)}")
    return None


def _record(
    columns: list[str], cells: list[str], line: int, seen: dict[str, int], acts_for: ActsFor
) -> Iterator[Registration | LineError]:
    if len(cells) != len(columns):
        yield LineError(line, None, "cells", f"{len(cells)} cells for {len(columns)} columns")
        return
    values = {column: cell.strip() or None for column, cell in zip(columns, cells, strict=True)}
    errors = [*_blank(values, line), *_code_errors(values, line, seen)]
    if errors:
        yield from errors
        return
    try:
        registration = Registration.model_validate(values)
    except ValidationError as error:
        for problem in error.errors(include_input=False):
            yield LineError(line, ".".join(map(str, problem["loc"])) or None, "value", problem["msg"])
        return
    if acts_for(registration.client, registration.uscc):
        yield registration
    else:
        yield LineError(line, "client", "not-its-agent", "this client does not act for the employer")


def _blank(values: dict[str, str | None], line: int) -> Iterator[LineError]:
    for column in REQUIRED:
        if values[column] is None:
            yield LineError(line, column, "blank", f"{column} must be there")


def _code_errors(values: dict[str, str | None], line: int, seen: dict[str, int]) -> Iterator[LineError]:
    """Writes the code as it is kept into ``values``, and where it stands into ``seen``."""
    if (text := values["uscc"]) is None:
        return
    try:
        values["uscc"] = number = checked_uscc(text)
    except UsccInvalid as error:
        yield LineError(line, "uscc", error.code, str(error))
        return
    if number in seen:
        yield LineError(line, "uscc", "twice", f"the same code is on line {seen[number]}")
    seen.setdefault(number, line)
