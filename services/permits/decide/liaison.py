"""Whose an application is: the officer who decides, and the liaison officer of a named company."""

from __future__ import annotations

from services.permits.cases.application_state import ApplicationState
from services.permits.facts import Facts
from services.permits.messages.application import Assign, AssignLiaison
from services.permits.messages.events import LiaisonAssigned, OfficerAssigned
from services.permits.rules.guards import when_permitted
from shared.cases import Decision, Refusal


def assign(command: Assign, state: ApplicationState | None) -> Decision:
    """An officer takes an application; a supervisor gives it to any officer."""

    def give(state: ApplicationState) -> Decision:
        if command.actor.role == "officer" and command.officer != command.actor.client:
            return Refusal("supervisor-only", "an officer assigns to nobody but itself")
        return (OfficerAssigned(officer=command.officer, by=command.actor.client),)

    return when_permitted(
        command.actor, state, "assign", give, already=lambda state: state.officer == command.officer
    )


def assign_liaison(command: AssignLiaison, state: ApplicationState | None, facts: Facts) -> Decision:
    """Another of the desk's liaison officers, with the reason."""

    def give(_state: ApplicationState) -> Decision:
        if command.officer not in facts.desk.liaison_officers.value:
            return Refusal("not-a-liaison", f"{command.officer} is no liaison officer")
        return (LiaisonAssigned(officer=command.officer, by=command.actor.client, reason=command.reason),)

    return when_permitted(
        command.actor, state, "assign-liaison", give, already=lambda state: state.liaison == command.officer
    )
