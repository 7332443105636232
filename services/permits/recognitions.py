"""What this service reads of ``qualifications.events``: a narrow view of its own, which ignores all else."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.permits.messages.talent import Qualification

SOURCE = "urn:quancheng:service:qualifications"
RECOGNISED = "cn.quancheng.qualifications.qualification.recognised.v1"

Text = Annotated[str, Field(min_length=1, max_length=200)]


class Recognition(BaseModel):
    """A recognised qualification; ``person`` is the one-way key of ``services.permits.persons``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person: Text
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


def read_recognition(raw: bytes) -> Recognition | str:
    """The view of the event's data, or which of its fields is wrong (without its content)."""
    try:
        return Recognition.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'data'}: {first['type']}"
