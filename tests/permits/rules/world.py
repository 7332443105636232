"""The cases of this service together, with the official policy, desk and calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from services.permits.facts import Facts
from services.permits.kinds import application_case, employer_case, permit_case, talent_case
from services.permits.messages.bureau import BureauAnswerRefused
from services.permits.messages.events import Flagged
from services.permits.rules import codes
from services.permits.rules.desk import official_desk
from services.permits.rules.policy import official_policy
from shared.cases import Event
from shared.working_days import WorkingDays
from tests.world import MONDAY, CasesWorld, Kinds

__all__ = ["DESK", "MONDAY", "POLICY", "World", "facts"]

POLICY, DESK = official_policy(), official_desk()


def facts(**more: Any) -> Facts:
    """The official policy, desk and calendar; the desk's liaison officers have nothing to do yet."""
    officers: dict[str, set[str]] = {officer: set() for officer in DESK.liaison_officers.value}
    known = {"rules": POLICY, "desk": DESK, "working_days": WorkingDays.load(), "liaisons": officers}
    return Facts(**{**known, **more})


@dataclass
class World(CasesWorld):
    """Applications, permits, employers and persons."""

    kinds: ClassVar[Kinds] = {
        kind.kind: kind for kind in (application_case, permit_case, employer_case, talent_case)
    }
    refusals: ClassVar = codes.REFUSALS

    facts: Facts = field(default_factory=facts)

    def expect_publishable(self, event: Event) -> None:
        """The reason that an event gives is one that people can read."""
        match event:
            case BureauAnswerRefused():
                assert event.code in codes.REFUSALS
            case Flagged():
                assert event.flag in codes.FLAGS
