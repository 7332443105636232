"""Acting on an application: it is one that the caller may see, and permit and employer follow its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Response

from services.permits.api.context import Context, Ctx, Member, Office, Party, Supervisor
from services.permits.cases.application_state import ApplicationState
from services.permits.intake import with_followers
from services.permits.messages.common import Actor
from services.permits.rules.actions import may_see
from shared.cases import Command
from shared.commanding import Asked, AskingIfMatch, AskingOnVersion
from shared.history import Found
from shared.problems import Problem


async def visible(ctx: Context, who: Member, application_id: str) -> tuple[Found, ApplicationState]:
    """The application, or 404: also where it is somebody else's, because that it exists is private."""
    found = await ctx.cases.one(application_id, "application")
    state = found.state if found else None
    if found is None or not isinstance(state, ApplicationState) or not may_see(state, who.actor):
        raise Problem(404, "not-found", "no application of yours has this id")
    return found, state


@dataclass(frozen=True, slots=True)
class Acting:
    """A caller who acts on one application that it may see."""

    ctx: Context
    who: Member
    asked: Asked
    id: str
    state: ApplicationState

    @property
    def actor(self) -> Actor:
        return self.who.actor

    async def run(self, command: Command) -> Response:
        """The command, and what the permit and the employer make of its outcome, in one commit."""
        commands = with_followers(command, self.id, self.state)
        return await self.asked.run(self.ctx, self.who, self.id, commands)

    async def alone(self, command: Command, body: bytes | None = None) -> Response:
        """A command that permit and employer have nothing to do with; ``body`` as in ``Asked.run``."""
        return await self.asked.run(self.ctx, self.who, self.id, (command,), body=body)


async def _acting(ctx: Context, who: Member, asked: Asked, application_id: str) -> Acting:
    _, state = await visible(ctx, who, application_id)
    return Acting(ctx, who, asked, application_id, state)


async def _party(application_id: str, who: Party, ctx: Ctx, asked: AskingIfMatch) -> Acting:
    return await _acting(ctx, who, asked, application_id)


async def _officer(application_id: str, who: Office, ctx: Ctx, asked: AskingOnVersion) -> Acting:
    return await _acting(ctx, who, asked, application_id)


async def _supervisor(application_id: str, who: Supervisor, ctx: Ctx, asked: AskingOnVersion) -> Acting:
    return await _acting(ctx, who, asked, application_id)


PartyActing = Annotated[Acting, Depends(_party)]
"""Applicant or employer's agent; ``If-Match`` is heeded where it is given."""

OfficerActing = Annotated[Acting, Depends(_officer)]
"""Officer or supervisor; ``If-Match`` must be there."""

SupervisorActing = Annotated[Acting, Depends(_supervisor)]
"""The supervisor alone; ``If-Match`` must be there."""
