"""The machine-readable zone of a passport (TD3: two lines of 44), read and checked digit by digit.

Source: ICAO Doc 9303, parts 3 and 4: digits count as themselves, A to Z as 10 to 35, ``<`` as 0; weights
7, 3, 1; the sum modulo 10. The names carry no check digit and may be cut off. Codes of nations are kept as
printed: ``D``, ``GBD``, ``XXA`` and their like are not in ISO 3166. Own code, as the library for it is
unkept and under a licence that this product cannot carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle

WIDTH = 44
_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (7, 3, 1)
_NAMES = slice(5, 44)
_COMPOSITE = (slice(0, 10), slice(13, 20), slice(21, 43))


@dataclass(frozen=True, slots=True)
class MrzProblem:
    """One thing that is wrong; ``code`` is stable and kebab-case, ``detail`` quotes at most check digits."""

    code: str
    detail: str


class MrzInvalid(ValueError):
    """The lines cannot be relied on; ``problems`` names everything that is wrong with them."""

    def __init__(self, problems: tuple[MrzProblem, ...]) -> None:
        super().__init__("; ".join(f"{problem.code}: {problem.detail}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date of birth of which parts may be unknown (None); written ``1974-08-12``, or ``1974-??-??``."""

    year: int | None
    month: int | None
    day: int | None

    @property
    def known(self) -> date | None:
        """The date, when every part is known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        parts = ((self.year, 4), (self.month, 2), (self.day, 2))
        return "-".join("?" * width if part is None else f"{part:0{width}}" for part, width in parts)


@dataclass(frozen=True, slots=True)
class PassportZone:
    """What the zone says, as printed: codes raw, names in MRZ letters with spaces for ``<``.

    ``names_cut``: the names fill their field, so they may be longer in the passport. ``sex`` is ``M``, ``F``
    or None for unspecified.
    """

    document_code: str
    issuer: str
    primary: str
    secondary: str
    names_cut: bool
    number: str
    nationality: str
    birth: BirthDate
    sex: str | None
    expiry: date
    personal_number: str | None


def check_digit(text: str) -> str:
    """The check digit of ``text``. ValueError for a character that a zone cannot hold."""
    weights = cycle(_WEIGHTS)
    values = (0 if char == "<" else _CHARACTERS.index(char) for char in text)
    return str(sum(value * weight for value, weight in zip(values, weights, strict=False)) % 10)


def parse_passport(first: str, second: str, today: date) -> PassportZone:
    """Read both lines. ``today`` settles the century of two-digit years.

    Nobody is born after ``today``, so a birth lies in the hundred years up to it; an expiry lies in the fifty
    years before or the forty-nine after. Raises MrzInvalid with everything that is wrong.
    """
    problems = tuple(_shape_problems(first, second)) or tuple(_digit_problems(second))
    birth, expiry = (
        (None, None) if problems else (_birth(second[13:19], today), _expiry(second[21:27], today))
    )
    if not problems:
        problems = tuple(_date_problems(birth, expiry))
    if birth is None or expiry is None:
        raise MrzInvalid(problems)
    primary, _, secondary = first[_NAMES].partition("<<")
    return PassportZone(
        document_code=first[:2].rstrip("<"),
        issuer=first[2:5].strip("<"),
        primary=_spaced(primary),
        secondary=_spaced(secondary),
        names_cut=first[-1] != "<",
        number=second[:9].rstrip("<"),
        nationality=second[10:13].strip("<"),
        birth=birth,
        sex=second[20] if second[20] != "<" else None,
        expiry=expiry,
        personal_number=second[28:42].rstrip("<") or None,
    )


def _shape_problems(first: str, second: str) -> Iterator[MrzProblem]:
    for number, line in ((1, first), (2, second)):
        if len(line) != WIDTH:
            yield MrzProblem("line-length", f"line {number} has {len(line)} characters, not {WIDTH}")
        if re.fullmatch(r"[0-9A-Z<]*", line) is None:
            yield MrzProblem("character", f"line {number} holds more than A-Z, 0-9 and <")
    if not first.startswith("P"):
        yield MrzProblem("document-code", "the zone is not a passport's: it does not begin with P")
    if len(second) == WIDTH and second[20] not in "MF<":
        yield MrzProblem("sex", "sex is M, F or <")


def _digit_problems(second: str) -> Iterator[MrzProblem]:
    """A problem for every check digit that is wrong; an unused personal number may leave its own out."""
    composite = "".join(second[part] for part in _COMPOSITE)
    fields = (
        ("document-number-check", second[:9], second[9]),
        ("birth-date-check", second[13:19], second[19]),
        ("expiry-date-check", second[21:27], second[27]),
        ("personal-number-check", second[28:42], second[42]),
        ("composite-check", composite, second[43]),
    )
    for code, text, given in fields:
        left_out = code == "personal-number-check" and given == "<" and not text.strip("<")
        if not left_out and given != (expected := check_digit(text)):
            yield MrzProblem(code, f"the check digit is {given}, computed is {expected}")


def _date_problems(birth: BirthDate | None, expiry: date | None) -> Iterator[MrzProblem]:
    if birth is None:
        yield MrzProblem("birth-date", "the date of birth is no date, nor one with unknown parts")
    if expiry is None:
        yield MrzProblem("expiry-date", "the date of expiry is no date")


def _birth(text: str, today: date) -> BirthDate | None:
    """The latest such date that is not after ``today``; None when no date reads so."""
    parts = [text[at : at + 2] for at in (0, 2, 4)]
    if any(part != "<<" and not part.isdigit() for part in parts):
        return None
    short, month, day = (None if part == "<<" else int(part) for part in parts)
    if short is None:
        return BirthDate(None, month, day) if _is_date(2000, month, day) else None
    for year in (today.year - today.year % 100 + short, today.year - today.year % 100 + short - 100):
        earliest = (year, month or 1, day or 1)
        if _is_date(year, month, day) and earliest <= (today.year, today.month, today.day):
            return BirthDate(year, month, day)
    return None


def _is_date(year: int, month: int | None, day: int | None) -> bool:
    """Whether the known parts fit together; an unknown month is taken as one that has 31 days."""
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return False
    return True


def _expiry(text: str, today: date) -> date | None:
    if not text.isdigit():
        return None
    ahead = (int(text[:2]) - today.year + 50) % 100 - 50
    try:
        return date(today.year + ahead, int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def _spaced(text: str) -> str:
    return " ".join(text.replace("<", " ").split())
