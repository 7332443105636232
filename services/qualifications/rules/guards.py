"""What comes before every decision on a recognition: may the caller see it, is the action open to it now."""

from __future__ import annotations

from collections.abc import Callable

from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.messages.common import Actor
from services.qualifications.rules.actions import Action, ever_permitted, may_see, permitted
from shared.cases import Decision, Refusal

UNKNOWN = Refusal("recognition-unknown", "there is no such recognition")
REASONS_REQUIRED = Refusal("reasons-required", "this is done with reasons")


def calendar_not_loaded(year: int) -> Refusal:
    """Days run into a year whose working days are not announced."""
    return Refusal("calendar-not-loaded", f"the working days of {year} are not announced")


def when_permitted(
    actor: Actor,
    state: RecognitionState | None,
    action: Action,
    then: Callable[[RecognitionState], Decision],
    *,
    already: Callable[[RecognitionState], bool] = lambda state: False,
) -> Decision:
    """``then`` when the table permits the action to this role now; nothing when it was done ``already``."""
    if state is None or not may_see(state, actor):
        return UNKNOWN
    if already(state) and ever_permitted(action, actor.role):
        return ()
    if action not in permitted(state, actor):
        return Refusal("not-permitted-now", f"{action} is not open to the {actor.role}: {state.status}")
    return then(state)
