"""Worlds that have come to a certain point, for the tests of what may happen next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from services.permits.cases.application_state import ApplicationState
from services.permits.decide.assessing import papers_of
from services.permits.intake import bureau_answer, with_followers
from services.permits.messages.application import Accept, Approve, BeginReview, Issue, Submit
from services.permits.messages.bureau import AnswerResidence
from services.permits.messages.common import Actor
from services.permits.messages.employer import RegisterEmployer
from services.permits.messages.talent import AdmitMember
from services.permits.names import employer_id, talent_id
from shared.cases import Command
from tests.permits.rules.make import (
    AGENT,
    APPLICATION,
    NUMBER,
    OFFICER,
    PERSON,
    SUPERVISOR,
    attach,
    draft,
    paper,
    registration,
)
from tests.permits.rules.world import World


def office(world: World | None = None, **changes: Any) -> World:
    """A world with one registered employer."""
    new = registration(**changes)
    world = world or World()
    return world.when(RegisterEmployer(case_id=employer_id(new.uscc), actor=OFFICER, registration=new))


def drafted(world: World | None = None, replace: tuple[Any, ...] = (), **changes: Any) -> World:
    """A draft with every paper that it needs; those of ``replace`` in place of the plain ones."""
    world = world or office()
    command = draft(**changes)
    actor, case_id = command.actor, str(command.case_id)
    world.when(command)
    given = {document.code: document for document in replace}
    talent = world.facts.talents.get(command.form.held_by)
    member = talent is not None and talent.member_on(world.today)
    for needed in papers_of(command.form, member, world.facts, world.now):
        plain = paper(needed.code, issued_on=world.today - timedelta(days=10), expires_on=date(2040, 1, 1))
        world.when(attach(given.get(needed.code, plain), actor, case_id))
    return world


def done(world: World, command: Command, case_id: str = APPLICATION) -> World:
    """A command on an application together with what follows from it elsewhere."""
    state = world.state(case_id)
    assert isinstance(state, ApplicationState)
    return world.when(*with_followers(command, case_id, state))


def submitted(world: World | None = None, **changes: Any) -> World:
    case_id = changes.get("case_id", APPLICATION)
    actor: Actor = changes.get("actor", AGENT)
    world = drafted(world, **changes)
    return done(world, Submit(case_id=case_id, actor=actor), case_id)


def accepted(world: World | None = None, **changes: Any) -> World:
    case_id = changes.get("case_id", APPLICATION)
    return done(submitted(world, **changes), Accept(case_id=case_id, actor=OFFICER), case_id)


def in_review(world: World | None = None, **changes: Any) -> World:
    case_id = changes.get("case_id", APPLICATION)
    return done(accepted(world, **changes), BeginReview(case_id=case_id, actor=OFFICER), case_id)


def approve(world: World, case_id: str = APPLICATION) -> Approve:
    form = world.state(case_id).form
    return Approve(
        case_id=case_id,
        actor=OFFICER,
        category=form.category,
        valid_from=form.wanted_from,
        valid_to=form.wanted_to,
    )


def approved(world: World | None = None, **changes: Any) -> World:
    case_id = changes.get("case_id", APPLICATION)
    world = in_review(world, **changes)
    return done(world, approve(world, case_id), case_id)


def issued(world: World | None = None, number: str | None = NUMBER, **changes: Any) -> World:
    case_id = changes.get("case_id", APPLICATION)
    world = approved(world, **changes)
    return done(world, Issue(case_id=case_id, actor=OFFICER, permit_number=number), case_id)


def resident(world: World | None = None, **changes: Any) -> World:
    """A permit with its residence permit."""
    world = issued(world, **changes)
    valid_to = world.state(APPLICATION).form.wanted_to
    answer = AnswerResidence(
        bureau="exit-entry", answer="a-1", outcome="granted", number="R-1", valid_to=valid_to
    )
    return world.when(*bureau_answer(answer, APPLICATION))


def member(world: World | None = None) -> World:
    """The person is on the Quancheng Programme's list."""
    admit = AdmitMember(
        case_id=talent_id(PERSON),
        actor=SUPERVISOR,
        person=PERSON,
        keeper="jinan-area",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
    )
    return (world or office()).when(admit)
