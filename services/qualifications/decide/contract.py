"""What other services are told of a recognition: the same fields whenever they are told."""

from __future__ import annotations

from datetime import date

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.messages.outcomes import Outcome, level_of, place_of, series_of
from services.qualifications.messages.recognition_events import QualificationRecognised
from shared.cases import Event


def recognised(
    state: RecognitionState, outcome: Outcome, on: date, expires: date | None
) -> tuple[Event, ...]:
    """The contract's event with the credential's last day as it is now; nothing where it is a refusal."""
    place = place_of(outcome)
    if place is None:
        return ()
    return (
        QualificationRecognised(
            person=state.person,
            outcome=outcome.effect,
            field=state.field,
            level=level_of(outcome),
            recognised_on=on,
            place=place,
            series=series_of(outcome),
            edition=state.item.edition if state.item else None,
            item=state.item.item if state.item else None,
            credential_expires=expires,
        ),
    )
