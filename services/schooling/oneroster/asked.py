"""What a request for a collection asks for: the page, the order, the filter and the fields.

Source: OneRoster Rostering 1.2 OpenAPI, parameters ``limit``, ``offset``, ``sort``, ``orderBy``, ``filter``
and ``fields``, the links ``first``, ``prev``, ``next`` and ``last``, and the answer 400. That answer has
codes for filters and selections only, so a field that cannot be sorted by is ``invaliddata``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.datastructures import URL

from services.schooling.oneroster.filters import Filter, read_filter, values_at
from services.schooling.oneroster.shapes import Shape
from shared.problems import Problem

DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET = 100, 10_000, 2**31 - 1
MAX_FILTER = 2_000

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET)]
OrderBy = Annotated[Literal["asc", "desc"], Query(alias="orderBy")]
FilterText = Annotated[str | None, Query(alias="filter", max_length=MAX_FILTER)]
FieldTexts = Annotated[list[str] | None, Query(alias="fields")]


@dataclass(frozen=True, slots=True)
class Asked:
    """One page. Without ``sort`` the order is that of ``sourcedId``, which no write changes.

    So whoever goes on from page to page in that order gets every object that was there throughout, as
    objects are added and none are taken away. One may come twice. Under a filter, or sorted by a field that
    changes meanwhile, that cannot be promised.
    """

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    sort: str | None = None
    falling: bool = False
    filter: Filter | None = None
    fields: frozenset[str] | None = None

    @property
    def order(self) -> list[tuple[str, int]]:
        """Fields with 1 (rising) or -1 (falling); ties are for the reader of rows, by id."""
        return [] if self.sort is None else [(self.sort, -1 if self.falling else 1)]

    def sorted(self, found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Objects in memory in the order in which the database would give them."""
        by_id = sorted(found, key=lambda each: str(each["sourcedId"]))
        if self.sort is None:
            return by_id
        path = self.sort.split(".")
        return sorted(by_id, key=lambda each: list(values_at(each, path)), reverse=self.falling)

    def selected(self, found: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that are asked for; all without a selection."""
        return select(found, self.fields)


def asked(
    shape: Shape,
    limit: int,
    offset: int,
    sort: str | None,
    order_by: str,
    filter_: str | None,
    fields: Sequence[str] | None,
) -> Asked:
    """The request over objects of ``shape``. Problem 400 for what it has no field for."""
    if sort is not None and sort not in shape.single:
        raise Problem(400, "invalid-sort-field", "sort: no field to sort by")
    return Asked(
        limit,
        offset,
        sort,
        order_by == "desc",
        None if filter_ is None else read_filter(filter_, shape),
        selection(shape, fields),
    )


def selection(shape: Shape, fields: Sequence[str] | None) -> frozenset[str] | None:
    """The fields of ``fields=a,b&fields=c``. Problem 400 for none, and for one that the object has not."""
    if fields is None:
        return None
    names = [name.strip() for part in fields for name in part.split(",")]
    if not shape.selectable.issuperset(names):
        raise Problem(400, "invalid-selection-field", "fields: not all are fields of this object")
    return frozenset(names)


def select(found: Mapping[str, Any], fields: frozenset[str] | None) -> dict[str, Any]:
    """Only these fields of an object; all for None."""
    return {name: value for name, value in found.items() if fields is None or name in fields}


def links(url: URL, page: Asked, total: int) -> str:
    """The ``Link`` header (RFC 8288) of a page of ``total`` objects; the query is otherwise the caller's."""
    last = max(total - 1, 0) // page.limit * page.limit
    places = {"first": 0, "last": last}
    if page.offset + page.limit < total:
        places["next"] = page.offset + page.limit
    if page.offset > 0:
        places["prev"] = max(min(page.offset, last + page.limit) - page.limit, 0)
    return ", ".join(f'<{_at(url, page.limit, offset)}>; rel="{rel}"' for rel, offset in places.items())


def _at(url: URL, limit: int, offset: int) -> URL:
    return url.include_query_params(limit=limit, offset=offset)
