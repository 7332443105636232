"""Acting on an application or an enrolment: it is one that the caller may see, and other cases follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Response

from services.schooling.api.context import Context, Ctx, Member, Writer
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.facts import acts_for
from services.schooling.intake import about_application
from services.schooling.messages.common import Actor
from shared.cases import Command, State
from shared.commanding import Asked, Asking, AskingIfMatch
from shared.history import Found
from shared.problems import Problem
from shared.versions import required

S = TypeVar("S", bound=State)


async def visible_application(ctx: Context, who: Member, id_: str) -> tuple[Found, ApplicationState]:
    """The application, or 404: also where it is somebody else's, because that it exists is private."""
    found = await ctx.cases.one(id_, "application")
    state = found.state if found else None
    if found is None or not isinstance(state, ApplicationState):
        raise _nothing("application")
    if not acts_for(who.actor, state.client, state.group.school):
        raise _nothing("application")
    return found, state


async def visible_enrolment(ctx: Context, who: Member, id_: str) -> tuple[Found, EnrolmentState]:
    """The enrolment, or 404: also where it is somebody else's, because that it exists is private."""
    found = await ctx.cases.one(id_, "enrolment")
    state = found.state if found else None
    if found is None or not isinstance(state, EnrolmentState):
        raise _nothing("enrolment")
    if not acts_for(who.actor, state.client, state.school):
        raise _nothing("enrolment")
    return found, state


def _nothing(what: str) -> Problem:
    return Problem(404, "not-found", f"no {what} of yours has this id")


@dataclass(frozen=True, slots=True)
class Acting(Generic[S]):
    """A caller who acts on one case that it may see."""

    ctx: Context
    who: Member
    asked: Asked
    id: str
    state: S

    @property
    def actor(self) -> Actor:
        return self.who.actor

    async def run(self, *commands: Command) -> Response:
        """The commands, in one commit."""
        return await self.asked.run(self.ctx, self.who, self.id, commands)


async def about(act: Acting[ApplicationState], command: Command) -> Response:
    """A command on an application, and what list and guardian make of it, in one commit."""
    return await act.run(*about_application(command, act.id, act.state))


async def _application(
    application_id: str, who: Writer, ctx: Ctx, asked: AskingIfMatch
) -> Acting[ApplicationState]:
    _, state = await visible_application(ctx, who, application_id)
    return Acting(ctx, who, _seen(who, asked), application_id, state)


async def _answering(application_id: str, who: Writer, ctx: Ctx, asked: Asking) -> Acting[ApplicationState]:
    _, state = await visible_application(ctx, who, application_id)
    if state.erased:
        raise Problem(409, "not-permitted-now", "the child was erased")
    return Acting(ctx, who, asked, application_id, state)


async def _enrolment(
    enrolment_id: str, who: Writer, ctx: Ctx, asked: AskingIfMatch
) -> Acting[EnrolmentState]:
    _, state = await visible_enrolment(ctx, who, enrolment_id)
    return Acting(ctx, who, _seen(who, asked), enrolment_id, state)


def _seen(who: Member, asked: Asked) -> Asked:
    """A desk acts on what it has looked at; a family says what is so."""
    if who.role != "guardian":
        required(asked.seen)
    return asked


OnApplication = Annotated[Acting[ApplicationState], Depends(_application)]
"""Acting on an application; from a desk ``If-Match`` must be there. Who may is said at the route."""

OnPlace = Annotated[Acting[ApplicationState], Depends(_answering)]
"""Acting on its place. The offer's number stands for what was seen, so ``If-Match`` is not looked at."""

OnEnrolment = Annotated[Acting[EnrolmentState], Depends(_enrolment)]
"""Acting on an enrolment; from a desk ``If-Match`` must be there. Who may is said at the route."""
