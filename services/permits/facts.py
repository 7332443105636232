"""What a decision may know besides its own case. Filled before a batch, and kept current within it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.permits import names
from services.permits.cases.application_state import OPEN, ApplicationState
from services.permits.cases.clock import Time
from services.permits.cases.employer import EmployerState
from services.permits.cases.permit_state import PermitState
from services.permits.cases.talent import TalentState
from services.permits.rules.desk import Desk
from services.permits.rules.office_hours import OfficeHours
from services.permits.rules.policy import Policy, PolicyAt
from shared.cases import State
from shared.clock import law_day
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Facts:
    """Read models of one batch.

    ``applications``, ``permits`` and ``employers`` are by case id: those that the commands name, and those
    of the persons and employers concerned. ``talents`` are by person key. ``liaisons`` gives every liaison
    officer the open applications that it looks after.
    """

    rules: Policy
    desk: Desk
    working_days: WorkingDays
    applications: dict[str, ApplicationState] = field(default_factory=dict)
    permits: dict[str, PermitState] = field(default_factory=dict)
    employers: dict[str, EmployerState] = field(default_factory=dict)
    talents: dict[str, TalentState] = field(default_factory=dict)
    liaisons: dict[str, set[str]] = field(default_factory=dict)

    def policy(self, now: datetime) -> PolicyAt:
        """The policy in force on the day of ``now`` in China."""
        return self.rules.at(law_day(now))

    def version(self, now: datetime) -> str:
        """The version of everything that a decision of ``now`` rests on."""
        return f"{self.policy(now).version}, {self.desk.version}"

    def time(self, now: datetime) -> Time:
        """What amounts are counted with."""
        return Time(self.working_days, OfficeHours(self.policy(now).office_hours, self.working_days))

    def observe(self, case_id: str, state: State | None) -> None:
        """Take in what a case has become, for the decisions that follow in the batch."""
        match state:
            case ApplicationState():
                self.applications[case_id] = state
                self._observe_liaison(case_id, state)
            case PermitState():
                self.permits[case_id] = state
            case EmployerState():
                self.employers[case_id] = state
            case TalentState():
                self.talents[state.person] = state

    def _observe_liaison(self, case_id: str, state: ApplicationState) -> None:
        for cases in self.liaisons.values():
            cases.discard(case_id)
        if state.liaison is not None and state.status in OPEN:
            self.liaisons.setdefault(state.liaison, set()).add(case_id)

    def is_member(self, person: str, at: datetime) -> bool:
        """Whether the person stands on the Quancheng Programme's list on the day of ``at`` in China."""
        talent = self.talents.get(person)
        return talent is not None and talent.member_on(law_day(at))

    def permit_of(self, person: str) -> tuple[str, PermitState] | None:
        """The person's permit and its case id, under whichever passport it was held."""
        return next(((id_, permit) for id_, permit in self.permits.items() if person in permit.persons), None)

    def permit_case_of(self, person: str) -> str:
        """The case of the person's permit, which may not exist yet."""
        found = self.permit_of(person)
        return found[0] if found else names.permit_id(person)

    def permit_numbered(self, number: str) -> str | None:
        """The case of the permit with this number."""
        return next((id_ for id_, permit in self.permits.items() if permit.number == number), None)

    def open_applications_of(self, person: str, besides: str | None) -> list[str]:
        """The cases of other applications of this person that are with the office, in a stable order."""
        return sorted(
            id_
            for id_, state in self.applications.items()
            if id_ != besides
            and state.status in OPEN
            and state.submission is not None
            and state.submission.person == person
        )

    def least_loaded_liaison(self) -> str | None:
        """The liaison officer with the fewest open applications; the first by name of several."""
        return min(self.liaisons, key=lambda officer: (len(self.liaisons[officer]), officer), default=None)
