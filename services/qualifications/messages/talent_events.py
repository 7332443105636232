"""The events of a talent case. ``project.*`` is a stable contract with other services."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from services.qualifications.messages.common import PREFIX, Effect, Name, Part
from shared.cases import Event

Cause = Literal["term", "recognition-lapsed", "recognition-revoked", "permit-ended", "revoked"]
PERSON = frozenset({"person"})


class Qualification(Part):
    """A recognised qualification of the person, by the case of its recognition."""

    recognition: str
    outcome: Effect
    field: str
    level: str | None = None


class Ground(Part):
    """What an application rests on: a recognition by its case, or a nomination by who made it."""

    recognition: str | None = None
    nomination: str | None = None


class Benefit(Part):
    """Treatment that was granted; ``amount`` in ``unit``, or in words. First and last day included."""

    code: str
    amount: int | None = None
    text: str | None = None
    unit: str
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True)


class QualificationNoted(Event):
    """A recognition of this person stands: what it carries may rest on it."""

    type: ClassVar[str] = f"{PREFIX}.talent.qualification-noted.v1"
    withheld: ClassVar[frozenset[str]] = PERSON

    person: str
    qualification: Qualification


class QualificationFallen(Event):
    """A recognition of this person stands no longer."""

    type: ClassVar[str] = f"{PREFIX}.talent.qualification-fallen.v1"

    recognition: str
    cause: Literal["lapsed", "revoked"]
    on: date


class ProjectApplied(Event):
    """An application for a project came in, on a ground that the project takes."""

    type: ClassVar[str] = f"{PREFIX}.project.applied.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"person", "ground", "applicant", "by"})

    person: str
    admission: str
    project: str
    ground: Ground
    on: date
    projects: str
    applicant: str | None = None
    by: str


class ApplicationAssessed(Event):
    """An officer looked at the application."""

    type: ClassVar[str] = f"{PREFIX}.project.assessed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"findings"})

    admission: str
    meets: bool
    findings: str
    by: str


class AdmissionRefused(Event):
    """Not admitted, with reasons."""

    type: ClassVar[str] = f"{PREFIX}.project.refused.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reasons"})

    admission: str
    project: str
    reasons: str
    by: str


class ApplicationWithdrawn(Event):
    """Who applied took the application back."""

    type: ClassVar[str] = f"{PREFIX}.project.withdrawn.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by"})

    admission: str
    by: str


class ProjectAdmitted(Event):
    """The contract with other services: the person belongs to the project; both days included.

    Told again with a higher sequence when an admission that had ended is reinstated.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", validate_by_name=True, serialize_by_alias=True)
    type: ClassVar[str] = f"{PREFIX}.project.admitted.v1"

    person: str
    admission: str
    project: str
    fast_track: bool
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")


class TreatmentGranted(Event):
    """The title that goes with the admission, and its benefits with their days."""

    type: ClassVar[str] = f"{PREFIX}.project.treatment-granted.v1"

    admission: str
    title: Name
    benefits: tuple[Benefit, ...]
    ends_with_permit: bool
    projects: str
    by: str


class GraceBegun(Event):
    """No permit of the person is in force: the admission ends after ``last`` unless one is again by then.

    ``fell_on`` is the day that the latest permit ended on, as far as it is known. When another day becomes
    known, the grace is counted anew: the latest event counts.
    """

    type: ClassVar[str] = f"{PREFIX}.project.grace-begun.v1"

    admission: str
    fell_on: date
    last: date
    policy: str


class GraceClosed(Event):
    """A permit is in force again, within the grace."""

    type: ClassVar[str] = f"{PREFIX}.project.grace-closed.v1"

    admission: str


class GroundChanged(Event):
    """The recognition that the application rested on has fallen, and another one of the person carries it.

    An application that was assessed on the old ground is to be assessed anew; who is admitted stays so.
    """

    type: ClassVar[str] = f"{PREFIX}.project.ground-changed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"ground"})

    admission: str
    ground: Ground


class AdmissionReinstated(Event):
    """A permit that was in force within the grace was told of too late: the admission had not ended.

    Every benefit in ``benefits`` runs on; ``ended_on`` is the day that it had been ended with. The contract's
    ``project.admitted`` follows, with the days of the admission.
    """

    type: ClassVar[str] = f"{PREFIX}.project.reinstated.v1"

    admission: str
    benefits: tuple[str, ...]
    ended_on: date


class TreatmentEnded(Event):
    """The benefits end with the admission; ``reason`` is given where a supervisor revoked it."""

    type: ClassVar[str] = f"{PREFIX}.project.treatment-ended.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"reason"})

    admission: str
    benefits: tuple[str, ...]
    on: date
    reason: str | None = None


class ProjectEnded(Event):
    """The contract with other services: ``on`` is the last day of belonging to the project.

    Of an admission that ended before it began it is the day before its first: no day at all.
    """

    type: ClassVar[str] = f"{PREFIX}.project.ended.v1"

    person: str
    admission: str
    project: str
    fast_track: bool
    on: date
    cause: Cause
