"""The shape of the table of grounds on which somebody is of category A, B or C."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from services.permits.messages.common import Category
from services.permits.rules.policy_file import Code, Element, Grade, Name, Text

Rule = Literal[
    "attested",
    "wage",
    "entrepreneur",
    "outstanding-youth",
    "points",
    "degree-and-experience",
    "graduate",
    "language-teacher",
    "temporary-work",
]


class Projects(Element):
    """The talent projects, by their codes at the qualifications service, whose admission is a ground."""

    codes: tuple[Code, ...]
    source: Text
    grade: Grade


class GroundRow(Element):
    """One ground, and the rule that judges it.

    An ``attested`` one holds when an officer has confirmed it, or by an admission to one of ``projects``.
    """

    code: Code
    category: Category
    name: Name
    rule: Rule
    source: Text
    projects: Projects | None = None


class GroundTable(Element):
    """All grounds, in the order in which they are told."""

    version: Text
    grounds: tuple[GroundRow, ...]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        codes = [ground.code for ground in self.grounds]
        if len(set(codes)) != len(codes):
            raise ValueError("a ground is named twice")
        if any(ground.rule in ("wage", "points") and ground.category == "C" for ground in self.grounds):
            raise ValueError("category C has no wage or points route")
        if any(ground.projects is not None and ground.rule != "attested" for ground in self.grounds):
            raise ValueError("a project stands in for what an officer attests, for nothing else")
        return self
