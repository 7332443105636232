"""The cases of this service together; it reads its own topic, and each message is looked up for alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from services.schooling.codes import REFUSALS
from services.schooling.facts import Facts
from services.schooling.following import own_told, permit_told
from services.schooling.kinds import application_case, enrolment_case, guardian_case, year_group_case
from services.schooling.messages.permits import PermitTold, read_permit_event
from services.schooling.messages.told import READ, read_own_event
from shared.batch import Batch
from shared.cases import Command
from tests.schooling.rules.looking import looked_up
from tests.world import MONDAY, CasesWorld, Kinds

__all__ = ["MONDAY", "World"]


def nothing_known() -> Facts:
    return looked_up({}, ())


@dataclass
class World(CasesWorld):
    """Applications, year groups, enrolments and guardians."""

    kinds: ClassVar[Kinds] = {
        kind.kind: kind for kind in (application_case, year_group_case, enrolment_case, guardian_case)
    }
    refusals: ClassVar = REFUSALS

    facts: Facts = field(default_factory=nothing_known)
    heard: int = 0

    def look_up(self, commands: Sequence[Command]) -> None:
        """A message comes in a batch of its own; its facts are what the service looks up for its commands."""
        self.facts = looked_up(self.batch.cases, commands)
        batch = Batch(self.kinds, self.facts, self.now, cases=self.batch.cases, aliases=self.batch.aliases)
        batch.journal, batch.outgoing = self.batch.journal, self.batch.outgoing
        self.batch = batch

    def facts_for(self, command: Command) -> Any:
        return looked_up(self.batch.cases, (command,))

    def permit(self, type_: str, sequence: int, data: bytes, permit: str = "permit") -> Self:
        """An event of ``permits.events``, which comes twice."""
        view = read_permit_event(type_, data)
        assert isinstance(view, PermitTold), view
        for _ in range(2):
            self.told(permit_told(view, permit, sequence), times=1)
            self.hear()
        return self

    def hear(self) -> None:
        """The service reads what it published for itself, as bytes; each event comes twice."""
        while self.heard < len(self.batch.outgoing):
            out = self.batch.outgoing[self.heard]
            self.heard += 1
            if out.type not in READ:
                continue
            view = read_own_event(out.type, out.data)
            assert not isinstance(view, str), view
            self.told(own_told(view, out.case_id, out.version), times=2)
