"""Papers that were promised or are to follow: folded from their events."""

from __future__ import annotations

from typing import Any

from services.permits.messages.events import (
    FollowUpOpened,
    FollowUpOverdue,
    FollowUpProvided,
    FollowUpSettled,
)
from services.permits.messages.form import FollowUp

FollowUpEvent = FollowUpOpened | FollowUpProvided | FollowUpSettled | FollowUpOverdue


def fold_follow_ups(known: tuple[FollowUp, ...], event: FollowUpEvent) -> tuple[FollowUp, ...]:
    """The follow-ups after the event."""
    match event:
        case FollowUpOpened():
            return (*known, event.follow_up)
        case FollowUpProvided():
            return _changed(known, event.code, state="provided")
        case FollowUpSettled():
            return _changed(known, event.code, state=event.state)
        case FollowUpOverdue():
            return _changed(known, event.code, rang=True)


def _changed(known: tuple[FollowUp, ...], code: str, **values: Any) -> tuple[FollowUp, ...]:
    return tuple(each.model_copy(update=values) if each.code == code else each for each in known)
