"""The schools and their rules, checked at start and looked up by school and day.

``read_schools`` turns ``data/schools-jinan.yaml`` into ``Schools``. A mistake in the file stops the start
with the place of the element and what is wrong with it, all mistakes at once. Pure but for that reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from services.schooling.messages.common import ApplicationKind, GradeCode, SchoolYear
from services.schooling.rules.schools_checks import problems
from services.schooling.rules.schools_file import (
    DocumentRow,
    Edition,
    GradeRow,
    SchoolRow,
    SchoolsFile,
    ZoneEdition,
)
from shared.checked import validated


class SchoolsInvalid(Exception):
    """The file cannot be used; the message has a line for every place and what is wrong there."""


class RulesNotInForce(LookupError):
    """No edition of the rules of ``whose`` holds on ``day``."""

    def __init__(self, whose: str, day: date) -> None:
        super().__init__(f"no rules of {whose} are in force on {day}")
        self.whose, self.day = whose, day


class SchoolRules:
    """A school's rules as they stand on one day. Every rule has its source and certainty (``edition``)."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._grades = {row.code: row for row in edition.grades.value}

    @property
    def grades(self) -> tuple[GradeRow, ...]:
        """The youngest first."""
        return self.edition.grades.value

    def grade(self, code: GradeCode) -> GradeRow | None:
        """The grade of this code, if the school has it."""
        return self._grades.get(code)

    def grade_after(self, code: GradeCode) -> GradeCode | None:
        """The grade into which its children move up; None after the last one. KeyError for no grade."""
        codes = list(self._grades)
        place = codes.index(self._grades[code].code) + 1
        return codes[place] if place < len(codes) else None

    def seats(self, year: SchoolYear, grade: GradeCode) -> int | None:
        """The seats that the school plans; None when it does not plan the grade in that year."""
        return self.edition.seats.value.get(year, {}).get(grade)

    def kept(self, year: SchoolYear, grade: GradeCode) -> int:
        """The seats of them that are kept for pupils who move up."""
        return self.edition.moving_up.value.seats.get(year, {}).get(grade, 0)

    def year_days(self, year: SchoolYear) -> tuple[date, date]:
        """The first and the last day of a school year."""
        return self.edition.year.value.of(year)

    def window(self, year: SchoolYear) -> tuple[date, date]:
        """The first and the last day on which an application for a school year is taken."""
        return self.edition.window.value.of(year)

    def documents_for(self, kind: ApplicationKind) -> tuple[DocumentRow, ...]:
        """The documents that an application of this kind has."""
        return tuple(row for row in self.edition.documents.value if kind in row.kinds)


class School:
    """One school, with every edition of its rules."""

    def __init__(self, row: SchoolRow) -> None:
        self.row = row
        self.id, self.name = row.id, row.name
        self._rules = [SchoolRules(edition) for edition in row.editions]

    def on(self, day: date) -> SchoolRules:
        """The rules in force on ``day``, a day in China. Raises RulesNotInForce."""
        for rules in self._rules:
            if rules.edition.holds_on(day):
                return rules
        raise RulesNotInForce(self.id, day)


class Schools:
    """All schools of a checked file, by id in the file's order."""

    def __init__(self, file: SchoolsFile) -> None:
        """Raises SchoolsInvalid when the file contradicts itself."""
        found = list(problems(file))
        if found:
            raise SchoolsInvalid("\n".join(found))
        self.version, self.jurisdiction = file.version, file.jurisdiction
        self._zone = file.zone
        self._schools: Mapping[str, School] = {row.id: School(row) for row in file.schools}

    def __iter__(self) -> Iterator[School]:
        return iter(self._schools.values())

    def get(self, school: str) -> School | None:
        """The school of this id."""
        return self._schools.get(school)

    def zone_on(self, day: date) -> ZoneEdition:
        """What the zone's desk goes by on ``day``, a day in China. Raises RulesNotInForce."""
        for edition in self._zone:
            if edition.holds_on(day):
                return edition
        raise RulesNotInForce("the zone", day)


def official_schools() -> Schools:
    """The schools of the Jinan Area that come with the product."""
    return read_schools(files("services.schooling").joinpath("data/schools-jinan.yaml"))


def read_schools(path: Path | Traversable) -> Schools:
    """Read and check a file of schools. Raises SchoolsInvalid with every problem found."""
    try:
        return parse_schools(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise SchoolsInvalid(f"{path}: {error}") from error
    except SchoolsInvalid as error:
        raise SchoolsInvalid("\n".join(f"{path.name}: {line}" for line in str(error).splitlines())) from error


def parse_schools(content: Any) -> Schools:
    """The same from content that is already parsed. Raises SchoolsInvalid."""
    return Schools(validated(content, SchoolsFile, SchoolsInvalid))
