"""What a school's register reads over OneRoster 1.2: its children, and in which year groups they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.demo.api import Api
from deploy.demo.schooling.catalogue import School
from services.schooling.cases.enrolment_rows import BASE

PAGE = 50


@dataclass(frozen=True, slots=True)
class Roster:
    """One school's lists: users by id, and the periods of each as (begin, end)."""

    school: str
    names: Mapping[str, tuple[str, str]]
    periods: Mapping[str, Sequence[tuple[str, str | None]]]


async def read_roster(api: Api, school: School) -> Roster:
    """Page by page, as the school's own client."""
    users = await _listed(api, school, "users")
    enrollments = await _listed(api, school, "enrollments")
    periods: dict[str, list[tuple[str, str | None]]] = {}
    for each in enrollments:
        days = (each["beginDate"], each.get("endDate"))
        periods.setdefault(each["user"]["sourcedId"], []).append(days)
    return Roster(
        school.id,
        {each["sourcedId"]: (each["givenName"], each["familyName"]) for each in users},
        {user: sorted(found) for user, found in periods.items()},
    )


async def _listed(api: Api, school: School, collection: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = {"limit": str(PAGE), "offset": str(len(found))}
        answer = await api.ask(school.client, "GET", f"{BASE}/{collection}", params=page)
        rows: list[dict[str, Any]] = answer.raise_for_status().json()[collection]
        found += rows
        if len(rows) < PAGE:
            return found
