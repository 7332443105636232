"""What is kept of a person's talent case: recognitions that stand, applications, and what was granted."""

from __future__ import annotations

from datetime import date
from typing import Literal

from services.qualifications.messages.common import Name, Part
from services.qualifications.messages.talent_events import Benefit, Cause, Ground, Qualification
from shared.cases import State

AdmissionStatus = Literal["applied", "assessed", "admitted", "refused", "withdrawn", "ended"]
OPEN: frozenset[AdmissionStatus] = frozenset({"applied", "assessed"})


class Admission(Part):
    """One application for a project, and the admission that it led to; days are the first and the last.

    ``grace`` is the last day of the grace while no permit is in force, counted from ``fell_on``. ``projects``
    is the version of the project list that it was applied under.
    """

    id: str
    project: str
    status: AdmissionStatus
    applied_on: date
    ground: Ground
    client: str
    applicant: str | None = None
    projects: str
    meets: bool | None = None
    fast_track: bool = False
    start: date | None = None
    end: date | None = None
    title: Name | None = None
    benefits: tuple[Benefit, ...] = ()
    ends_with_permit: bool = False
    fell_on: date | None = None
    grace: date | None = None
    cause: Cause | None = None
    ended_on: date | None = None


class TalentState(State):
    """A person may belong to several projects; each application has an id of its own."""

    person: str
    qualifications: tuple[Qualification, ...] = ()
    admissions: tuple[Admission, ...] = ()

    def admission(self, id_: str) -> Admission | None:
        """The application or admission with this id."""
        return next((each for each in self.admissions if each.id == id_), None)

    def standing(self, recognition: str) -> Qualification | None:
        """The qualification that this recognition gives, while it stands."""
        return next((each for each in self.qualifications if each.recognition == recognition), None)
