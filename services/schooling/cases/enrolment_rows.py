"""An enrolment as rows of OneRoster 1.2: one user for the child, one enrollment for each period.

Ids are those of cases and tell nothing of the child. No row ever goes away, so that nobody's pages shift: of
a child that is erased its readers learn that it is to be deleted, and no more. ``_school`` is no field of
OneRoster: it is what answers are narrowed by, as a school's client sees its own rows only.
Source: OneRoster Rostering 1.2 OpenAPI, ``UserDType`` and ``EnrollmentDType``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from services.schooling import names
from services.schooling.cases.enrolment_state import EnrolmentState, Period

BASE = "/ims/oneroster/rostering/v1p2"
ERASED = "erased"
"""Stands for both names, which the standard does not allow to be absent."""


def users(case_id: str, state: EnrolmentState) -> Mapping[str, dict[str, Any]]:
    """The child as a user. ``enabledUser`` is a word, as the standard has it."""
    role = {"roleType": "primary", "role": "student", "org": reference("orgs", "org", state.school)}
    row = {
        "sourcedId": case_id,
        "dateLastModified": instant(state.changed_at),
        "enabledUser": "true" if state.current else "false",
        "roles": [role],
        **_person(state),
        "_school": state.school,
    }
    return {case_id: row}


def _person(state: EnrolmentState) -> dict[str, Any]:
    """A user has both names: a single one stands for both by the policy's rule, and is marked."""
    if state.erased or state.roster is None:
        return {"status": "tobedeleted", "givenName": ERASED, "familyName": ERASED}
    return {
        "status": "active",
        "givenName": state.roster.given,
        "familyName": state.roster.family,
        "grades": [state.period.group.grade],
        **({"metadata": {"quancheng.singleName": "true"}} if state.roster.single else {}),
    }


def enrollments(case_id: str, state: EnrolmentState) -> Mapping[str, dict[str, Any]]:
    """The periods, ``endDate`` exclusive; one that was never attended is to be deleted by its readers."""
    rows = (_enrollment(case_id, number, state) for number in range(len(state.periods)))
    return {row["sourcedId"]: row for row in rows}


def _enrollment(case_id: str, number: int, state: EnrolmentState) -> dict[str, Any]:
    period = state.periods[number]
    group = period.group
    class_id = names.year_group_id(group.school, group.year, group.grade)
    return {
        "sourcedId": names.period_id(case_id, number),
        "status": "active" if period.attended and not state.erased else "tobedeleted",
        "dateLastModified": instant(state.changed_at),
        "user": reference("users", "user", case_id),
        "class": reference("classes", "class", class_id),
        "school": reference("schools", "org", group.school),
        "role": "student",
        **({} if state.erased else _days(period)),
        "_school": group.school,
    }


def _days(period: Period) -> dict[str, str]:
    """Both lie in the class's school year, as the standard wants; the holidays after it are no part of it."""
    end = {} if period.end is None else {"endDate": min(period.end, period.year_end).isoformat()}
    return {"beginDate": period.begin.isoformat(), **end}


def reference(collection: str, type_: str, sourced_id: str) -> dict[str, str]:
    """A GUIDRef; ``href`` is a path, before which the API puts its own address."""
    return {"href": f"{BASE}/{collection}/{sourced_id}", "sourcedId": sourced_id, "type": type_}


def instant(at: datetime) -> str:
    """UTC with milliseconds and Z, as the standard writes instants."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
