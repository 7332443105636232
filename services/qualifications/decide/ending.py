"""How an admission ends: its treatment with it, in the same commit."""

from __future__ import annotations

from datetime import date, timedelta

from services.qualifications.cases.talent_state import Admission, TalentState
from services.qualifications.messages.talent_events import Cause, ProjectEnded, TreatmentEnded
from shared.cases import Event


def ended(
    state: TalentState, admission: Admission, on: date, cause: Cause, reason: str | None = None
) -> tuple[Event, ...]:
    """The admission ends with ``on`` as its last day, and every benefit of it.

    Before its first day nobody belongs to it: then it ends with the day before.
    """
    assert admission.start is not None
    on = max(on, admission.start - timedelta(days=1))
    return (
        TreatmentEnded(
            admission=admission.id,
            benefits=tuple(benefit.code for benefit in admission.benefits),
            on=on,
            reason=reason,
        ),
        ProjectEnded(
            person=state.person,
            admission=admission.id,
            project=admission.project,
            fast_track=admission.fast_track,
            on=on,
            cause=cause,
        ),
    )
