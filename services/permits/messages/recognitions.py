"""What this service reads of ``qualifications.events``: narrow views of its own, which ignore all else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.permits.messages.talent import Admission, Qualification
from shared.checked import first_problem

SOURCE = "urn:quancheng:service:qualifications"
PREFIX = "cn.quancheng.qualifications"

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _View(BaseModel):
    """``person`` is the one-way key of ``shared.persons``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person: Text


class Recognised(_View):
    """A foreign qualification counts here from now on."""

    outcome: Text
    field: Text
    level: Text | None = None
    recognised_on: date

    def qualification(self, recognition_id: str) -> Qualification:
        """The qualification as it counts here; ``recognition_id`` is the id of its case there."""
        return Qualification(
            id=recognition_id,
            outcome=self.outcome,
            field=self.field,
            level=self.level,
            recognised_on=self.recognised_on,
        )


class RecognitionEnded(_View):
    """It lapsed, or was revoked."""

    cause: Text
    on: date


class Admitted(_View):
    """The person belongs to a talent project, both days included; ``fast_track``: the Quancheng Programme."""

    admission: Text
    project: Text
    fast_track: bool
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None

    def as_admission(self) -> Admission:
        """The admission as it counts here."""
        return Admission(
            id=self.admission,
            project=self.project,
            fast_track=self.fast_track,
            start=self.start,
            end=self.end,
        )


class AdmissionOver(_View):
    """The person belongs to it no longer; ``on`` is the last day."""

    admission: Text
    fast_track: bool
    cause: Text
    on: date


Told = Recognised | RecognitionEnded | Admitted | AdmissionOver

READ: Mapping[str, type[Told]] = {
    f"{PREFIX}.qualification.recognised.v1": Recognised,
    f"{PREFIX}.qualification.ended.v1": RecognitionEnded,
    f"{PREFIX}.project.admitted.v1": Admitted,
    f"{PREFIX}.project.ended.v1": AdmissionOver,
}
"""The CloudEvents types that are read here, each with its view."""


def read_told(view: type[Told], raw: bytes) -> Told | str:
    """The view of an event's data, or which of its fields is wrong (without its content)."""
    try:
        return view.model_validate_json(raw)
    except ValidationError as error:
        return first_problem(error)
