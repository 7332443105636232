"""The ids of cases, which can be computed before a case exists.

A person is a one-way key throughout.
"""

from __future__ import annotations

from shared.ids import stable_id


def year_group_id(school: str, year: str, grade: str) -> str:
    """The case of one grade of a school in one school year (``2026/27``): where its seats are given."""
    return stable_id("year-group", school, year, grade)


def enrolment_id(school: str, child: str) -> str:
    """The case of a child at a school; the same again when it comes back."""
    return stable_id("enrolment", school, child)


def guardian_id(person: str) -> str:
    """The case that keeps what is known of a guardian's permits."""
    return stable_id("guardian", person)


def period_id(enrolment: str, number: int) -> str:
    """One period of an enrolment in lists for others; the first one is number 0."""
    return stable_id("period", enrolment, str(number))


def lot_id(enrolment: str) -> str:
    """What stands for a child in the lottery of a school; whoever knows it cannot tell the enrolment."""
    return stable_id("lot", enrolment)


def open_application(child: str, year: str) -> str:
    """The child's applications for a school year that have come to no end, at whatever school."""
    return stable_id("open-application", child, year)


def waiting_enrolment(application: str) -> str:
    """The enrolment that waits for the place of this application, which was put off."""
    return f"waiting-enrolment|{application}"


def linked_application(application: str) -> str:
    """The guardian whose child has this application."""
    return f"linked-application|{application}"
