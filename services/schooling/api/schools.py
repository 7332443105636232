"""What anybody may know of the schools: rules with their sources, windows, and seats that are free."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from services.schooling import names
from services.schooling.api.bodies import Grade, Year
from services.schooling.api.context import Context, Ctx, Reader
from services.schooling.api.views import group_view
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.rules.schools import RulesNotInForce, School, SchoolRules
from shared.problems import Problem

router = APIRouter(prefix="/schools", tags=["Schools"])


@router.get("", summary="The schools")
async def list_schools(_who: Reader, ctx: Ctx) -> dict[str, Any]:
    """Who they are, with the source of that; ``invented`` ones are for demonstrations."""
    return {"version": ctx.schools.version, "schools": [_line(ctx, each) for each in ctx.schools]}


@router.get("/{school_id}", summary="One school, and its rules of today")
async def one_school(school_id: str, _who: Reader, ctx: Ctx) -> dict[str, Any]:
    """Every rule with its source and how certain it is."""
    school, rules = ctx.school(school_id)
    return {**_line(ctx, school), "rules": rules.edition.model_dump(mode="json", by_alias=True)}


@router.get(
    "/{school_id}/years/{year}", summary="A school year: its days, its window, the seats of each grade"
)
async def one_year(school_id: str, year: Year, _who: Reader, ctx: Ctx) -> dict[str, Any]:
    """A grade that nobody has applied for yet has the seats that the school's data plans."""
    school, rules = ctx.school(school_id)
    columns = {"columns.school": school.id, "columns.year": year}
    found = [each.state async for each in ctx.cases.each({"kind": "year-group", **columns})]
    groups = {each.group.grade: each for each in found if isinstance(each, YearGroupState)}
    (begins, ends), (opens, closes) = rules.year_days(year), rules.window(year)
    return {
        "school": school.id,
        "year": year,
        "begins": begins.isoformat(),
        "ends": ends.isoformat(),
        "window": {"opens": opens.isoformat(), "closes": closes.isoformat()},
        "grades": [
            _grade(rules, year, row.code, row.name.model_dump(), groups.get(row.code)) for row in rules.grades
        ],
    }


@router.get("/{school_id}/years/{year}/grades/{grade}", summary="A year group: seats, offers, terms")
async def one_group(school_id: str, year: Year, grade: Grade, _who: Reader, ctx: Ctx) -> dict[str, Any]:
    """The terms that it opened with hold to its end. 404 for a grade that is not planned."""
    school, rules = ctx.school(school_id)
    row = rules.grade(grade)
    found = await ctx.cases.one(names.year_group_id(school.id, year, grade), "year-group")
    group = found.state if found else None
    assert group is None or isinstance(group, YearGroupState)
    if row is None or (group is None and rules.seats(year, grade) is None):
        raise Problem(404, "not-found", "the school does not plan this grade in that year")
    shown = _grade(rules, year, grade, row.name.model_dump(), group)
    return {"school": school.id, "year": year, **shown, "version": found.version if found else 0}


def _line(ctx: Context, school: School) -> dict[str, Any]:
    row = school.row
    line = row.model_dump(
        mode="json", include={"id", "name", "kind", "place", "invented", "source", "certainty"}
    )
    return {**line, "grades": _grades(ctx, school)}


def _grades(ctx: Context, school: School) -> list[str]:
    """None on a day for which the school has no rules."""
    try:
        return [row.code for row in school.on(ctx.today).grades]
    except RulesNotInForce:
        return []


def _grade(
    rules: SchoolRules, year: str, code: str, name: dict[str, str], group: YearGroupState | None
) -> dict[str, Any]:
    if group is not None:
        return {"grade": code, "name": name, **group_view(group)}
    seats = rules.seats(year, code)
    return {
        "grade": code,
        "name": name,
        "seats": seats,
        "taken": 0,
        "offered": 0,
        "free": seats,
        "kept": rules.kept(year, code),
        "waiting": 0,
    }
