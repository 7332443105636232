"""The Exit-Entry bureau's answer as it comes over the topic and over HTTP: one shape, read in one place."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from services.permits.messages.bureau import AnswerResidence, BureauOutcome

Text = Annotated[str, Field(min_length=1, max_length=200)]


class BureauAnswer(BaseModel):
    """``id`` is the bureau's own for this answer; the same id again is the same answer again.

    ``granted`` comes with number and validity, ``refused`` with a reason, ``later`` with the instant until
    which it asks for patience, if it knows one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    application_id: Text
    outcome: BureauOutcome
    reason: Annotated[str | None, Field(min_length=1, max_length=1000)] = None
    number: Text | None = None
    valid_to: date | None = None
    later_until: AwareDatetime | None = None

    def command(self, bureau: str) -> AnswerResidence:
        """What it asks of the application."""
        return AnswerResidence(
            case_id=self.application_id,
            bureau=bureau,
            answer=self.id,
            outcome=self.outcome,
            reason=self.reason,
            number=self.number,
            valid_to=self.valid_to,
            later_until=_utc(self.later_until),
        )


def read_answer(raw: bytes) -> BureauAnswer | str:
    """The answer, or what is wrong with it; of its content nothing is quoted."""
    try:
        return BureauAnswer.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the body'}: {first['msg']}"


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.astimezone(UTC)
