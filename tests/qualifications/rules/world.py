"""The cases of this service together, with the product's own policy and a list of experts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from services.qualifications.facts import Facts
from services.qualifications.kinds import holder_case, recognition_case, talent_case
from services.qualifications.rules.codes import REFUSALS
from services.qualifications.rules.rulebook import read_rulebook
from shared.cases import Command, Event
from tests.qualifications.rules.make import EXPERTS, NAME, NUMBER, PERSON
from tests.world import MONDAY, CasesWorld, Kinds

__all__ = ["MONDAY", "RULEBOOK", "World"]

RULEBOOK = read_rulebook(EXPERTS)
CONTRACT = ("qualification.recognised", "qualification.ended", "project.admitted", "project.ended")


@dataclass
class World(CasesWorld):
    """Recognitions, talent cases and holders."""

    kinds: ClassVar[Kinds] = {kind.kind: kind for kind in (recognition_case, talent_case, holder_case)}
    refusals: ClassVar = REFUSALS

    facts: Facts = field(default_factory=RULEBOOK.facts)

    def look_up(self, commands: Sequence[Command]) -> None:
        self.facts.recognitions.clear()
        self.facts.holders.clear()
        super().look_up(commands)

    def expect_publishable(self, event: Event) -> None:
        """It names no person, proposer or expert; the contract's four events know the person's key."""
        told = event.published().decode()
        hidden = [NAME, NUMBER, "spring-robotics", "anna-eriksson", *EXPERTS]
        if not any(event.type.endswith(f".{name}.v1") for name in CONTRACT):
            hidden.append(PERSON)
        assert [secret for secret in hidden if secret in told] == [], told
