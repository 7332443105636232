"""What comes before a decision at somebody's request: may the caller see the case, is the action open now."""

from __future__ import annotations

from collections.abc import Callable

from services.schooling.cases import application_actions, enrolment_actions
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.facts import acts_for
from services.schooling.messages.common import Actor
from shared.cases import Decision, Refusal

NO_APPLICATION = Refusal("application-unknown", "there is no such application")
NO_ENROLMENT = Refusal("enrolment-unknown", "there is no such enrolment")


def on_application(
    actor: Actor,
    state: ApplicationState | None,
    action: application_actions.Action,
    then: Callable[[ApplicationState], Decision],
    *,
    already: Callable[[ApplicationState], bool] = lambda state: False,
) -> Decision:
    """``then`` when the table permits the action to this role now; nothing when it was done ``already``."""
    if state is None or not acts_for(actor, state.client, state.group.school):
        return NO_APPLICATION
    if already(state) and application_actions.ever_permitted(action, actor.role):
        return ()
    if action not in application_actions.permitted(state, actor.role):
        return _not_permitted(action, actor, state.status)
    return then(state)


def on_enrolment(
    actor: Actor,
    state: EnrolmentState | None,
    action: enrolment_actions.Action,
    then: Callable[[EnrolmentState], Decision],
    *,
    already: Callable[[EnrolmentState], bool] = lambda state: False,
) -> Decision:
    """The same for an enrolment."""
    if state is None or not acts_for(actor, state.client, state.school):
        return NO_ENROLMENT
    if already(state) and enrolment_actions.ever_permitted(action, actor.role):
        return ()
    if action not in enrolment_actions.permitted(state, actor.role):
        return _not_permitted(action, actor, state.status)
    return then(state)


def reasons_missing(text: str) -> Refusal | None:
    """What a person decides has reasons."""
    return None if text.strip() else Refusal("reasons-required", "a decision states its reasons")


def _not_permitted(action: str, actor: Actor, status: str) -> Refusal:
    return Refusal("not-permitted-now", f"{action} is not open to the {actor.role}: {status}")
