"""The collections of the roster, and where each has its objects from: the schools' data, or stored rows.

``school`` narrows every answer to one school's objects; None is for those who see all.
Source: OneRoster Rostering 1.2 OpenAPI, the paths and the schemas of their answers, such as ``UserSetDType``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from services.schooling.api.context import Context
from services.schooling.kinds import enrollments_view, users_view
from services.schooling.oneroster import school_data, shapes
from services.schooling.oneroster.asked import Asked
from services.schooling.oneroster.filters import as_query, fits
from services.schooling.oneroster.shapes import Shape
from services.schooling.rules.schools import Schools
from shared.view_rows import Rows
from shared.views import View

Json = dict[str, Any]
Page = tuple[list[Mapping[str, Any]], int]

_NO_FIELDS = frozenset({"_id", "_school", "case", "version"})


class Source(Protocol):
    """Where objects come from."""

    async def page(self, ctx: Context, school: str | None, page: Asked) -> Page:
        """The objects of a page, and how many there are in all."""

    async def one(self, ctx: Context, school: str | None, sourced_id: str) -> Mapping[str, Any] | None:
        """The object, if the caller may see it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows that the engine keeps with the cases: an answer never lags behind a commit."""

    view: View[Any]

    async def page(self, ctx: Context, school: str | None, page: Asked) -> Page:
        query = {} if school is None else {"_school": school}
        if page.filter is not None:
            query |= as_query(page.filter)
        rows, total = await self._rows(ctx).slice(query, page.order, page.offset, page.limit)
        return [*rows], total

    async def one(self, ctx: Context, school: str | None, sourced_id: str) -> Mapping[str, Any] | None:
        return _visible(await self._rows(ctx).one(sourced_id), school)

    def _rows(self, ctx: Context) -> Rows:
        return Rows(ctx.runtime.store, self.view)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the schools' data gives on the day: a few hundred objects, made for each request."""

    objects: Callable[[Schools, date], list[Json]]

    async def page(self, ctx: Context, school: str | None, page: Asked) -> Page:
        mine = [each for each in self.objects(ctx.schools, ctx.today) if _visible(each, school)]
        found = page.sorted([each for each in mine if page.filter is None or fits(page.filter, each)])
        return found[page.offset : page.offset + page.limit], len(found)

    async def one(self, ctx: Context, school: str | None, sourced_id: str) -> Mapping[str, Any] | None:
        objects = self.objects(ctx.schools, ctx.today)
        found = next((each for each in objects if each["sourcedId"] == sourced_id), None)
        return _visible(found, school)


def _visible(found: Mapping[str, Any] | None, school: str | None) -> Mapping[str, Any] | None:
    return found if found is not None and school in (None, found["_school"]) else None


@dataclass(frozen=True, slots=True)
class Collection:
    """``name`` is its path, ``several`` and ``one`` are the keys of what is answered."""

    name: str
    several: str
    one: str
    shape: Shape
    source: Source


def published(found: Mapping[str, Any], base: str) -> Json:
    """An object as it is answered: no field of ours, and references with the whole address."""
    return {name: _addressed(value, base) for name, value in found.items() if name not in _NO_FIELDS}


def _addressed(value: Any, base: str) -> Any:
    if isinstance(value, list):
        return [_addressed(each, base) for each in value]
    if isinstance(value, dict):
        return {
            name: f"{base}{each}" if name == "href" else _addressed(each, base)
            for name, each in value.items()
        }
    return value


_ORGS, _USERS = Listed(school_data.orgs), Stored(users_view)

COLLECTIONS = (
    Collection("orgs", "orgs", "org", shapes.ORG, _ORGS),
    Collection("schools", "orgs", "org", shapes.ORG, _ORGS),
    Collection(
        "academicSessions",
        "academicSessions",
        "academicSession",
        shapes.ACADEMIC_SESSION,
        Listed(school_data.academic_sessions),
    ),
    Collection("courses", "courses", "course", shapes.COURSE, Listed(school_data.courses)),
    Collection("classes", "classes", "class", shapes.CLASS, Listed(school_data.classes)),
    Collection("users", "users", "user", shapes.USER, _USERS),
    Collection("students", "users", "user", shapes.USER, _USERS),
    Collection("enrollments", "enrollments", "enrollment", shapes.ENROLLMENT, Stored(enrollments_view)),
)
"""All orgs are schools, and all users students: no other people are known to a school's register here."""
