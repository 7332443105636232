"""Everything that decisions go by and that nobody changes while the service runs: policy, desk, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from services.permits.facts import Facts
from services.permits.rules.desk import Desk, official_desk, read_desk
from services.permits.rules.policy import Policy, official_policy, read_policy
from shared.working_days import WorkingDays

DESK_FILE = "desk-jinan.yaml"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What every batch's facts begin with."""

    policy: Policy
    desk: Desk
    working_days: WorkingDays

    def facts(self) -> Facts:
        """Facts about no case at all; every liaison officer of the desk has nothing to do in them."""
        officers: dict[str, set[str]] = {officer: set() for officer in self.desk.liaison_officers.value}
        return Facts(self.policy, self.desk, self.working_days, liaisons=officers)


def read_rulebook(folder: Path | None = None) -> Rulebook:
    """From ``folder``, or what comes with the product. Raises PolicyInvalid or DeskInvalid."""
    if folder is None:
        return Rulebook(official_policy(), official_desk(), WorkingDays.load())
    return Rulebook(read_policy(folder), read_desk(folder / DESK_FILE), WorkingDays.load())
