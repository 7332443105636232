"""The catalogue: dated editions of the foreign qualifications that are recognised, and to what effect.

Each edition is a file of its own, ``catalogue-<edition>.yaml``. A request goes by the edition in force on the
day that it was proposed, whatever came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from services.qualifications.messages.common import CatalogueItem, Credential, Name
from services.qualifications.rules.policy_file import (
    Code,
    Element,
    Grade,
    Once,
    Period,
    PolicyInvalid,
    Text,
    overlapping,
    read_file,
)
from services.qualifications.rules.wording import normal
from shared.cases import Refusal

PATTERN = "catalogue-"
Flag = Annotated[bool, Strict()]


class Item(Element):
    """One qualification of an edition: who gives it, and what it is recognised as.

    ``level``, ``series`` and ``title`` are of the title (or of the one it is a condition of); ``regulator``
    is whose consent a practice needs. ``verify`` says whether the issuer is to be asked first.
    """

    code: Code
    issuer: Text
    credential: Text
    country: Text
    field: Code
    effect: Literal["title", "title-precondition", "practice-permission", "facilitation-only"]
    level: Code | None = None
    series: Text | None = None
    title: Name | None = None
    place: Text
    verify: Flag
    lapses_with_credential: Flag
    regulator: Text | None = None

    @model_validator(mode="after")
    def _has_what_its_effect_needs(self) -> Self:
        titled = self.effect in ("title", "title-precondition")
        if titled is not all((self.level, self.series, self.title)) or (
            not titled and any((self.level, self.series, self.title))
        ):
            raise ValueError("level, series and title belong to a title, or to the condition of one")
        if self.regulator is not None and self.effect != "practice-permission":
            raise ValueError("a regulator consents to a practice")
        return self

    def stands_for(self, credential: Credential) -> bool:
        """Whether this is the item of a credential, by issuer and title."""
        return (normal(self.issuer), normal(self.credential)) == (
            normal(credential.issuer),
            normal(credential.title),
        )


class Edition(Period):
    """One edition as published, with where it comes from and how sure that is."""

    edition: Code
    name: Name
    source: Text
    grade: Grade
    items: Annotated[tuple[Item, ...], Once, Field(min_length=1)]

    @model_validator(mode="after")
    def _lists_a_credential_once(self) -> Self:
        listed = [(normal(item.issuer), normal(item.credential)) for item in self.items]
        if len(set(listed)) != len(listed):
            raise ValueError("a credential of one issuer stands in an edition once")
        return self

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)


class Catalogue:
    """All editions, of which at most one is in force on a day."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        """Raises PolicyInvalid when two editions hold on a day, or bear one name."""
        problems = [*overlapping(("the catalogue", edition) for edition in editions)]
        named = [edition.edition for edition in editions]
        problems += [f"{name}: two editions bear it" for name in sorted(set(named)) if named.count(name) > 1]
        if problems:
            raise PolicyInvalid("\n".join(problems))
        self.editions = tuple(editions)

    def on(self, day: date) -> Edition | None:
        """The edition in force on ``day``, a day in China."""
        return next((edition for edition in self.editions if edition.holds_on(day)), None)

    def item(self, named: CatalogueItem) -> Item:
        """The item of a request that was proposed by it. KeyError when the edition has gone from the data."""
        for edition in self.editions:
            item = edition.item(named.item) if edition.edition == named.edition else None
            if item is not None:
                return item
        raise KeyError(f"{named.edition} {named.item} is no longer in the catalogue's data")

    def find(self, credential: Credential, named: CatalogueItem | None, day: date) -> CatalogueItem | Refusal:
        """The item that a credential goes by on ``day``: as it is named, or by issuer and title."""
        edition = self.on(day)
        if edition is None or (named is not None and named.edition != edition.edition):
            return Refusal("edition-not-in-force", f"the edition in force is {_named(edition)}")
        if named is None:
            item = next((each for each in edition.items if each.stands_for(credential)), None)
            if item is None:
                return Refusal(
                    "not-in-catalogue", f"it does not stand in {edition.edition}: it may go case by case"
                )
        else:
            item = edition.item(named.item)
            if item is None:
                return Refusal("item-unknown", f"{edition.edition} has no item {named.item}")
            if not item.stands_for(credential):
                return Refusal("item-differs", f"{named.item} is another issuer's or another credential")
        return CatalogueItem(edition=edition.edition, item=item.code)


def _named(edition: Edition | None) -> str:
    return "none" if edition is None else edition.edition


def read_catalogue(folder: Path | Traversable) -> Catalogue:
    """Read and check every edition of a folder. Raises PolicyInvalid."""
    names = sorted(file.name for file in folder.iterdir() if file.name.startswith(PATTERN))
    return Catalogue([read_file(folder, name, Edition) for name in names])
