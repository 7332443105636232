"""What a decision may know besides its own case. Filled before a batch, and kept current within it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.schooling import names
from services.schooling.cases.application_state import OPEN, ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.guardian import GuardianState
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.messages.common import Actor, GroupRef, RankingRecord
from services.schooling.rules.schools import Schools
from services.schooling.rules.schools_file import ZoneEdition
from shared.cases import State
from shared.clock import law_day
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Facts:
    """Read models of one batch, each by case id: those that the commands name or concern.

    - ``Apply``: the child's open applications (``names.open_application``) and its enrolments at all schools,
      the sibling, the guardian.
    - ``AcceptOffer``: the application, the child's other open ones, and its enrolments at all schools.
    - ``Join``, ``FollowGuardian``: the application and its guardian; ``DeclineOffer``, ``Defer``: the
      application.
    - ``FollowPlace``: the application's year group, and its enrolment (``names.enrolment_id``).
    - ``OpenEnrolment``: the application that is named, and its guardian.
    - ``FollowOtherPlace``, ``FollowDeferral``: the application that is named.
    - ``FollowStanding``: the enrolment and its guardian.
    - ``LinkChild``, ``UnlinkChild``: the application or enrolment that is named.
    - ``EraseApplication``: the application's enrolment.
    """

    schools: Schools
    working_days: WorkingDays
    year_groups: dict[str, YearGroupState] = field(default_factory=dict)
    applications: dict[str, ApplicationState] = field(default_factory=dict)
    enrolments: dict[str, EnrolmentState] = field(default_factory=dict)
    guardians: dict[str, GuardianState] = field(default_factory=dict)

    def observe(self, case_id: str, state: State | None) -> None:
        """Take in what a case has become, for the decisions that follow in the batch."""
        match state:
            case YearGroupState():
                self.year_groups[case_id] = state
            case ApplicationState():
                self.applications[case_id] = state
            case EnrolmentState():
                self.enrolments[case_id] = state
            case GuardianState():
                self.guardians[case_id] = state

    def zone(self, now: datetime) -> ZoneEdition:
        """What the zone's desk goes by on the day of ``now`` in China."""
        return self.schools.zone_on(law_day(now))

    def group(self, ref: GroupRef) -> YearGroupState | None:
        """The year group, if it is open."""
        return self.year_groups.get(names.year_group_id(ref.school, ref.year, ref.grade))

    def ranking_record(self, application_id: str) -> RankingRecord | None:
        """What an application is ranked by; None while it wants no place."""
        state = self.applications.get(application_id)
        if state is None or not state.wants_place:
            return None
        guardian = self.guardians.get(state.guardian)
        known = guardian is not None and state.client in guardian.confirmed
        return RankingRecord(
            application=application_id,
            lot=names.lot_id(names.enrolment_id(state.group.school, state.child)),
            deferred=state.deferred,
            sibling=state.sibling,
            permit_date=guardian.first_day if guardian is not None and known else None,
            distance=state.form.distance,
            applied_at=state.at,
        )

    def acts_for(self, actor: Actor, application_id: str) -> bool:
        """Whether the application is this actor's to act on."""
        state = self.applications.get(application_id)
        return state is not None and acts_for(actor, state.client, state.group.school)

    def open_applications_of(self, child: str, year: str, school: str | None = None) -> list[str]:
        """The child's applications for a school year that have come to no end, at a school or at all."""
        return sorted(
            id_
            for id_, state in self.applications.items()
            if state.status in OPEN
            and (state.child, state.group.year) == (child, year)
            and school in (None, state.group.school)
        )


def acts_for(actor: Actor, client: str | None, school: str) -> bool:
    """A guardian acts on its own, a school on what is at that school, the zone's desk on all."""
    match actor.role:
        case "guardian":
            return client == actor.client
        case "school":
            return school == actor.school
        case "officer" | "supervisor":
            return True
