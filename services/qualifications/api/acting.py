"""Acting on a recognition or an admission that the caller may see, as far as its table permits its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Response

from services.qualifications.api.context import EVERYBODY, WRITE, Context, Ctx, Member, Writer, member
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.cases.talent_state import TalentState
from services.qualifications.intake import with_followers
from services.qualifications.messages.common import Actor
from services.qualifications.rules import actions, admissions
from shared.cases import Command
from shared.commanding import Asked, AskingIfMatch
from shared.history import Found
from shared.problems import Problem
from shared.versions import required


async def visible_recognition(ctx: Context, who: Member, id_: str) -> tuple[Found, RecognitionState]:
    """The recognition, or 404: also where it is somebody else's, because that it exists is private."""
    found = await ctx.cases.one(id_, "recognition")
    state = found.state if found else None
    if found is None or not isinstance(state, RecognitionState) or not actions.may_see(state, who.actor):
        raise Problem(404, "not-found", "no recognition of yours has this id")
    return found, state


async def visible_talent(ctx: Context, who: Member, id_: str) -> tuple[Found, TalentState]:
    """The talent case, or 404: also where it has no application that the caller may see."""
    found = await ctx.cases.one(id_, "talent")
    state = found.state if found else None
    if found is None or not isinstance(state, TalentState):
        raise _nothing()
    if not who.in_office and not any(admissions.may_see(each, who.actor) for each in state.admissions):
        raise _nothing()
    return found, state


def _nothing() -> Problem:
    return Problem(404, "not-found", "no application for a project of yours has this id")


@dataclass(frozen=True, slots=True)
class OnRecognition:
    """A caller who acts on one recognition that it may see."""

    ctx: Context
    who: Member
    asked: Asked
    id: str
    state: RecognitionState

    @property
    def actor(self) -> Actor:
        return self.who.actor

    async def run(self, command: Command) -> Response:
        """The command, and what the person's talent case makes of its outcome, in one commit."""
        commands = with_followers(command, self.id, self.state)
        return await self.asked.run(self.ctx, self.who, self.id, commands)


@dataclass(frozen=True, slots=True)
class OnAdmission:
    """A caller who acts on one application for a project that it may see; ``talent`` is its case."""

    ctx: Context
    who: Member
    asked: Asked
    talent: str
    admission: str
    person: str

    @property
    def about(self) -> dict[str, Any]:
        """What every command on the application says."""
        return {
            "case_id": self.talent,
            "actor": self.who.actor,
            "person": self.person,
            "admission": self.admission,
        }

    async def run(self, command: Command) -> Response:
        """The command alone; the engine brings in what it has to know."""
        return await self.asked.run(self.ctx, self.who, self.talent, (command,))


def _seen(who: Member, asked: Asked) -> Asked:
    """The office acts on what it has looked at; the others speak for themselves."""
    if who.in_office:
        required(asked.seen)
    return asked


async def _on_recognition(recognition_id: str, who: Writer, ctx: Ctx, asked: AskingIfMatch) -> OnRecognition:
    async with asked.guarded(ctx, who):
        _, state = await visible_recognition(ctx, who, recognition_id)
    return OnRecognition(ctx, who, _seen(who, asked), recognition_id, state)


async def _on_admission(
    talent_id: str, admission_id: str, who: Writer, ctx: Ctx, asked: AskingIfMatch
) -> OnAdmission:
    _, state = await visible_talent(ctx, who, talent_id)
    known = state.admission(admission_id)
    if known is None or not admissions.may_see(known, who.actor):
        raise _nothing()
    return OnAdmission(ctx, who, _seen(who, asked), talent_id, admission_id, state.person)


def for_action(action: actions.Action) -> Any:
    """Of a route: for the roles to whom the table of recognitions permits the action in some state."""
    return Depends(member(WRITE, *(role for role in EVERYBODY if actions.ever_permitted(action, role))))


def for_admission(action: admissions.AdmissionAction) -> Any:
    """Of a route: for the roles to whom the table of admissions permits the action in some state."""
    return Depends(member(WRITE, *(role for role in EVERYBODY if admissions.ever_permitted(action, role))))


Act = Annotated[OnRecognition, Depends(_on_recognition)]
"""Acting on a recognition; from the office ``If-Match`` must be there. Who may is said at the route."""

ActOnAdmission = Annotated[OnAdmission, Depends(_on_admission)]
"""Acting on an admission; from the office ``If-Match`` must be there. Who may is said at the route."""
