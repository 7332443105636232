"""The four halves of the day, open side by side on one stack."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.demo.day import Day as HospitalsDay
from deploy.demo.permits.days import Days as PermitsDays
from deploy.demo.qualifications.day import Day as QualificationsDay
from deploy.demo.quiet import Quiet
from deploy.demo.schooling.day import Day as SchoolingDay


@dataclass(frozen=True, slots=True)
class Halves:
    """Everybody of the day, by the service whose doors they come to."""

    medical: HospitalsDay
    permits: PermitsDays
    qualifications: QualificationsDay
    schooling: SchoolingDay

    @property
    def quiets(self) -> tuple[Quiet, ...]:
        """In the order in which news travel: each service after those that it hears from."""
        return (self.qualifications.quiet, self.permits.quiet, self.medical.quiet, self.schooling.quiet)
