"""A school's system that reads the roster, and takes no answer that breaks a published rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx

from services.schooling.oneroster.api import CORE
from tests.running import Running
from tests.schooling.oneroster.published import Json, holds, minor_code

BASE = "/ims/oneroster/rostering/v1p2"
KEYS = {
    "orgs": ("orgs", "org"),
    "schools": ("orgs", "org"),
    "academicSessions": ("academicSessions", "academicSession"),
    "courses": ("courses", "course"),
    "classes": ("classes", "class"),
    "users": ("users", "user"),
    "students": ("users", "user"),
    "enrollments": ("enrollments", "enrollment"),
}
"""Of each collection: the key of several objects, and of one."""
COLLECTIONS = tuple(KEYS)

_LINK = re.compile(r'<([^>]+)>; rel="(\w+)"')


@dataclass(frozen=True)
class Page:
    """One answer. ``links`` are its addresses by relation."""

    objects: list[Json]
    total: int
    links: dict[str, str]

    @property
    def ids(self) -> list[str]:
        return [each["sourcedId"] for each in self.objects]


@dataclass(frozen=True)
class Reader:
    """A client of the roster."""

    http: httpx.AsyncClient

    async def page(self, collection: str, **query: Any) -> Page:
        """One page of a collection."""
        return await self.at(collection, f"{BASE}/{collection}", query)

    async def at(self, collection: str, address: str, query: Json | None = None) -> Page:
        """The page at an address, such as that of a link."""
        response = await self.http.get(address, params=query or None)
        assert response.status_code == 200, response.text
        several, one = KEYS[collection]
        (objects,) = response.json().values()
        assert list(response.json()) == [several]
        if "fields" not in (query or {}):
            for each in objects:
                holds(one, each)
        links = {rel: link for link, rel in _LINK.findall(response.headers["Link"])}
        return Page(objects, int(response.headers["X-Total-Count"]), links)

    async def all(self, collection: str, *, limit: int = 10_000, **query: Any) -> list[Json]:
        """Every object, from page to page by the links."""
        page = await self.page(collection, limit=limit, **query)
        found = page.objects
        while "next" in page.links:
            page = await self.at(collection, page.links["next"])
            found = found + page.objects
        return found

    async def one(self, collection: str, sourced_id: str) -> Json:
        """A single object."""
        response = await self.http.get(f"{BASE}/{collection}/{sourced_id}")
        assert response.status_code == 200, response.text
        (found,) = response.json().items()
        assert found[0] == KEYS[collection][1]
        return holds(*found)

    async def refused(self, path: str, **query: Any) -> tuple[int, str]:
        """A request that fails: its status and code."""
        response = await self.http.get(f"{BASE}/{path}", params=query)
        assert response.headers["content-type"] == "application/json"
        return response.status_code, minor_code(response.json())


def reader(service: Running, name: str, *scopes: str) -> Reader:
    return Reader(service.client(name, *(scopes or (CORE,))))
