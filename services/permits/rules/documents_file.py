"""The shape of the document table: which paper is asked for when, and what may stand in for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.permits.messages.common import ApplicationType, Category
from services.permits.rules.policy_file import Code, Element, Name, Text

Circumstance = Literal["in-china", "employer-change", "programme-member", "dependants", "absconded"]
AgePolicy = Literal["criminal_record_max_age", "medical_max_age", "photo_max_age", "passport_min_validity"]


class Rows(Element):
    """When a row applies. An empty list of categories or routes is all of them."""

    types: Annotated[tuple[ApplicationType, ...], Field(min_length=1)]
    categories: tuple[Category, ...] = ()
    routes: tuple[Code, ...] = ()
    when: tuple[Circumstance, ...] = ()
    unless: tuple[Circumstance, ...] = ()


class DocumentRow(Rows):
    """One document of the table.

    ``promise`` are the categories that may declare it instead, except on the routes that it ``proves``.
    ``tolerance``: the application is accepted without it, and it follows by a set day. ``original``: the
    original is shown on demand. ``translation``: a sealed one, unless the paper is in Chinese. ``age`` is
    the key of the policy that limits how old it may be, or how long it must still be valid.
    """

    code: Code
    name: Name
    must: bool = True
    promise: tuple[Category, ...] = ()
    proves: tuple[Code, ...] = ()
    tolerance: bool = False
    original: bool = False
    translation: bool = False
    age: AgePolicy | None = None
    source: Text


class DocumentTable(Element):
    """All rows. No code twice: a document is asked for under one name."""

    version: Text
    rows: tuple[DocumentRow, ...]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        codes = [row.code for row in self.rows]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")
        return self

    def routes(self) -> Iterator[str]:
        """Every route that a row names."""
        for row in self.rows:
            yield from (*row.routes, *row.proves)
