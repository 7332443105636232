"""What comes before every decision on an application: may the caller see it, is the action open to it now."""

from __future__ import annotations

from collections.abc import Callable

from services.permits.cases.application_state import ApplicationState
from services.permits.messages.common import Actor
from services.permits.rules.actions import Action, ever_permitted, may_see, permitted
from shared.cases import Decision, Refusal

UNKNOWN = Refusal("application-unknown", "there is no such application")


def calendar_not_loaded(year: int) -> Refusal:
    """A limit runs into a year whose working days are not announced."""
    return Refusal("calendar-not-loaded", f"the working days of {year} are not announced")


def when_permitted(
    actor: Actor,
    state: ApplicationState | None,
    action: Action,
    then: Callable[[ApplicationState], Decision],
    *,
    already: Callable[[ApplicationState], bool] = lambda state: False,
) -> Decision:
    """``then`` when the table permits the action to this role now; nothing when it was done ``already``."""
    if state is None or not may_see(state, actor):
        return UNKNOWN
    if already(state) and ever_permitted(action, actor.role):
        return ()
    if action not in permitted(state, actor.role):
        return Refusal("not-permitted-now", f"{action} is not open to the {actor.role}: {state.status}")
    return then(state)
