"""What the schools' file must not say against itself; every problem as a line with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import get_args

from services.schooling.messages.common import (
    RESIDENCE_PERMIT,
    VACCINATION,
    ApplicationKind,
    school_year,
    start_year,
)
from services.schooling.rules.schools_file import Edition, GradeRow, SchoolsFile
from services.schooling.rules.shapes import Period


def problems(file: SchoolsFile) -> Iterator[str]:
    """Every contradiction of a file whose shape is right."""
    yield from (f"schools: {id_} is named twice" for id_ in _twice(school.id for school in file.schools))
    yield from _periods("zone", file.zone)
    for number, school in enumerate(file.schools):
        place = f"schools[{number}].editions"
        yield from _periods(place, school.editions)
        for index, edition in enumerate(school.editions):
            yield from (f"{place}[{index}].{problem}" for problem in _of_edition(edition))


def _periods(place: str, editions: Sequence[Period]) -> Iterator[str]:
    for number, edition in enumerate(editions):
        if edition.end is not None and edition.end < edition.start:
            yield f"{place}[{number}].to: the period ends ({edition.end}) before it starts ({edition.start})"
    for number, (before, after) in enumerate(pairwise(editions)):
        if before.end is None or before.end >= after.start:
            yield f"{place}[{number + 1}].from: overlaps the edition before it"


def _of_edition(edition: Edition) -> Iterator[str]:
    yield from _spans(edition)
    yield from _grades(edition.grades.value)
    yield from _seats(edition)
    yield from _lottery(edition)
    yield from _documents(edition)
    deferral = edition.deferral.value
    if deferral.allowed != (deferral.years > 0):
        yield "deferral: is allowed for a year at least, or not at all"


def _spans(edition: Edition) -> Iterator[str]:
    """Any year will do: all spans move with the school year."""
    year = school_year(2026)
    spans = {"year": edition.year.value.of(year), "window": edition.window.value.of(year)}
    yield from (f"{key}: ends before it begins" for key, (first, last) in spans.items() if last < first)
    following = edition.year.value.of(school_year(2027))
    if following[0] <= spans["year"][1]:
        yield "year: the next school year begins before this one ends"


def _grades(rows: tuple[GradeRow, ...]) -> Iterator[str]:
    yield from (f"grades: {code} is named twice" for code in _twice(row.code for row in rows))
    for before, after in pairwise(rows):
        if after.ages.at_least < before.ages.at_least:
            yield f"grades: {after.code} follows {before.code}, and its children are younger"


def _seats(edition: Edition) -> Iterator[str]:
    codes = {row.code for row in edition.grades.value}
    for year, seats in edition.seats.value.items():
        yield from (f"seats: {grade} in {year} is no grade" for grade in seats if grade not in codes)
    years = sorted(map(start_year, edition.seats.value))
    for year, kept in edition.moving_up.value.seats.items():
        yield from (f"moving_up: {grade} in {year} is no grade" for grade in kept if grade not in codes)
    if any(after != before + 1 for before, after in pairwise(years)):
        yield "seats: a school year between others is missing"


def _lottery(edition: Edition) -> Iterator[str]:
    rules, mode = edition.waiting.value, edition.offers.value.mode
    yield from (f"waiting: {rule} is named twice" for rule in _twice(rules))
    if ("lottery" in rules) != (edition.seed is not None):
        yield "seed: is said exactly where the list is ordered by lottery"
    if "lottery" in rules and mode != "round":
        yield "waiting: a lottery needs offers by round, as all have to be there before it is drawn"
    if "applied-at" in rules[:-1]:
        yield "waiting: nothing can follow applied-at"


def _documents(edition: Edition) -> Iterator[str]:
    rows = edition.documents.value
    for code in (VACCINATION, RESIDENCE_PERMIT):
        kinds = {kind for row in rows if row.code == code for kind in row.kinds}
        if kinds != set(get_args(ApplicationKind)):
            yield f"documents: {code} is asked for with every kind of application"
    yield from (f"documents: {code} is named twice" for code in _twice(row.code for row in rows))
    for number, row in enumerate(rows):
        place = f"documents[{number}]"
        if (row.missing == "incomplete") != (row.within is None):
            yield f"{place}.within: is said exactly where {row.code} may follow"
        if row.code == VACCINATION and row.missing != "follow-up":
            yield f"{place}.missing: a missing {VACCINATION} is followed up and stops nothing"
        if row.code == RESIDENCE_PERMIT and row.missing != "condition":
            yield f"{place}.missing: a {RESIDENCE_PERMIT} may follow a work permit, and is a condition"


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
