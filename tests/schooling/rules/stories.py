"""Worlds that have come to a certain point, for the tests of what may happen next."""

from __future__ import annotations

from typing import Any

from services.schooling import names
from services.schooling.cases.application_state import ApplicationState
from services.schooling.intake import accepted, applied
from services.schooling.messages.common import Actor
from services.schooling.messages.guardian import ConfirmClient
from tests.schooling.rules.make import ANNA, APPLICATION, OFFICER, PARENT, apply
from tests.schooling.rules.world import World


def confirmed(world: World | None = None, person: str = ANNA) -> World:
    """A desk has seen the guardian before, and knows the parent's client as hers."""
    guardian = names.guardian_id(person)
    seen = ConfirmClient(case_id=guardian, actor=OFFICER, person=person, client=PARENT.client)
    return (world or World()).when(seen)


def submitted(world: World | None = None, case_id: str = APPLICATION, **changes: Any) -> World:
    """An application is in; without an open question it has an offer at once, as seats are free."""
    return (world or World()).when(*applied(apply(case_id, **changes)))


def take_place(world: World, case_id: str = APPLICATION, actor: Actor = PARENT) -> World:
    """The offer that the application has is accepted."""
    state = world.state(case_id)
    group = world.state(names.year_group_id(state.group.school, state.group.year, state.group.grade))
    offer = group.entry(case_id).offer
    others = {
        id_: case.state
        for id_, case in world.batch.cases.items()
        if isinstance(case.state, ApplicationState) and case.state.child == state.child and id_ != case_id
    }
    return world.when(*accepted(actor, case_id, state, offer.number if offer else 1, others))


def enrolled(world: World | None = None, case_id: str = APPLICATION, **changes: Any) -> World:
    """A child has a place and an enrolment."""
    return take_place(submitted(world, case_id, **changes), case_id)
