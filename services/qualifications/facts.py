"""What a decision may know besides its own case. Filled before a batch, and kept current within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.qualifications.cases.holder import HolderState
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.rules.catalogue import Catalogue
from services.qualifications.rules.experts import Expert
from services.qualifications.rules.policy import Policy, PolicyAt
from services.qualifications.rules.projects import Projects
from shared.cases import State
from shared.clock import law_day
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Facts:
    """Read models of one batch.

    ``experts`` are by client. ``recognitions`` are by case id: those that ``FollowRecognition`` names, and
    for ``Propose`` those under ``names.request_for`` of its credential. ``holders`` are by person key: the
    persons of ``FollowHolder`` and ``Admit``. All follow from the commands alone. Where two cases must not be
    decided beside one another (``names.request_for``; ``names.holder_id`` of ``FollowHolder`` and ``Admit``)
    that name is held.
    """

    rules: Policy
    catalogue: Catalogue
    projects: Projects
    experts: Mapping[str, Expert]
    working_days: WorkingDays
    recognitions: dict[str, RecognitionState] = field(default_factory=dict)
    holders: dict[str, HolderState] = field(default_factory=dict)

    def policy(self, now: datetime) -> PolicyAt:
        """The policy in force on the day of ``now`` in China."""
        return self.rules.at(law_day(now))

    def observe(self, case_id: str, state: State | None) -> None:
        """Take in what a case has become, for the decisions that follow in the batch."""
        match state:
            case RecognitionState():
                self.recognitions[case_id] = state
            case HolderState():
                self.holders[state.person] = state

    def requests_for(self, alias: str, besides: str | None) -> Iterator[str]:
        """Other undecided or standing recognitions that answer to ``alias`` (``names.request_for``)."""
        return (
            id_ for id_, state in self.recognitions.items() if id_ != besides and alias in state.requests()
        )
