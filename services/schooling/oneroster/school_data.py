"""Schools, their years, courses and classes as OneRoster objects: what the schools' data gives.

Each is there from the first day of the edition that brings it in, and keeps its place when a later edition
leaves it out, since enrollments go on pointing at it. ``_school`` is whose it is, and no field of OneRoster.
Source: OneRoster Rostering 1.2 OpenAPI, ``OrgDType``, ``AcademicSessionDType``, ``CourseDType``,
``ClassDType``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from services.schooling import names
from services.schooling.cases.enrolment_rows import instant, reference
from services.schooling.messages.common import start_year
from services.schooling.rules.schools import School, Schools
from services.schooling.rules.schools_file import Edition, GradeRow
from shared.clock import start_of_law_day
from shared.ids import stable_id

Json = dict[str, Any]


def session_id(school: str, year: str) -> str:
    """A school's school year."""
    return stable_id("school-year", school, year)


def course_id(school: str, grade: str) -> str:
    """What a school teaches in a grade."""
    return stable_id("course", school, grade)


@dataclass(frozen=True, slots=True)
class Group:
    """A year group that the school plans, and the edition that says so last."""

    school: School
    edition: Edition
    year: str
    grade: GradeRow


def orgs(schools: Schools, today: date) -> list[Json]:
    """The schools. The standard has one name: the English one; the Chinese is in ``metadata``."""
    return [_org(school, editions[-1]) for school in schools if (editions := _editions(school, today))]


def _org(school: School, edition: Edition) -> Json:
    metadata = {"quancheng.nameZh": school.name.zh, "quancheng.invented": _flag(school.row.invented)}
    return {
        **_base(school.id, edition, school),
        "metadata": metadata,
        "name": school.name.en,
        "type": "school",
        "identifier": school.id,
    }


def academic_sessions(schools: Schools, today: date) -> list[Json]:
    """The school years; the data has no terms. ``schoolYear`` is the calendar year in which it ends."""
    years = {(group.school.id, group.year): group for group in _groups(schools, today)}
    return [_session(group) for group in years.values()]


def _session(group: Group) -> Json:
    first, last = group.edition.year.value.of(group.year)
    return {
        **_base(session_id(group.school.id, group.year), group.edition, group.school),
        "title": group.year,
        "startDate": first.isoformat(),
        "endDate": (last + timedelta(days=1)).isoformat(),
        "type": "schoolYear",
        "schoolYear": str(start_year(group.year) + 1),
    }


def courses(schools: Schools, today: date) -> list[Json]:
    """One for each grade of a school: a class needs one."""
    grades = {(group.school.id, group.grade.code): group for group in _groups(schools, today)}
    return [_course(group) for group in grades.values()]


def _course(group: Group) -> Json:
    return {
        **_base(course_id(group.school.id, group.grade.code), group.edition, group.school),
        "title": group.grade.name.en,
        "courseCode": group.grade.code,
        "grades": [group.grade.code],
        "org": reference("orgs", "org", group.school.id),
    }


def classes(schools: Schools, today: date) -> list[Json]:
    """One homeroom for each year group: how a school divides it is not known here."""
    return [_class(group) for group in _groups(schools, today)]


def _class(group: Group) -> Json:
    school, grade = group.school, group.grade
    return {
        **_base(names.year_group_id(school.id, group.year, grade.code), group.edition, school),
        "title": f"{grade.name.en}, {group.year}",
        "classType": "homeroom",
        "grades": [grade.code],
        "course": reference("courses", "course", course_id(school.id, grade.code)),
        "school": reference("schools", "org", school.id),
        "terms": [reference("academicSessions", "academicSession", session_id(school.id, group.year))],
    }


def _groups(schools: Schools, today: date) -> list[Group]:
    found = {
        (group.school.id, group.year, group.grade.code): group
        for school in schools
        for edition in _editions(school, today)
        for group in _planned(school, edition)
    }
    return list(found.values())


def _planned(school: School, edition: Edition) -> Iterator[Group]:
    grades = {row.code: row for row in edition.grades.value}
    for year, seats in edition.seats.value.items():
        for code in seats:
            yield Group(school, edition, year, grades[code])


def _editions(school: School, today: date) -> list[Edition]:
    """Those that have begun, the earliest first."""
    return sorted((each for each in school.row.editions if each.start <= today), key=lambda each: each.start)


def _base(sourced_id: str, edition: Edition, school: School) -> Json:
    return {
        "sourcedId": sourced_id,
        "status": "active",
        "dateLastModified": instant(start_of_law_day(edition.start)),
        "_school": school.id,
    }


def _flag(value: bool) -> str:
    return "true" if value else "false"
