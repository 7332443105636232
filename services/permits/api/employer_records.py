"""What the office does to an employer's registration and record, on the version that it has seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from services.permits.api.context import Context, Ctx, Member, Office
from services.permits.api.drafts import Because
from services.permits.messages.common import Actor
from services.permits.messages.employer import (
    DishonestyGround,
    DishonestyRecord,
    LiftDishonesty,
    RecordDishonesty,
    ReinstateEmployer,
    SuspendEmployer,
)
from shared.cases import Command
from shared.commanding import Asked, AskingOnVersion
from shared.problems import Problem

router = APIRouter(prefix="/employers/{employer_id}", tags=["Employers"])

Text = Annotated[str, Field(min_length=1, max_length=500)]


class Dishonesty(BaseModel):
    """A record; ``id`` is the office's own and tells a repeat. In force from ``since`` until ``until``."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=100)]
    ground: DishonestyGround
    detail: Text
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer who acts on one employer."""

    ctx: Context
    who: Member
    asked: Asked
    id: str

    @property
    def actor(self) -> Actor:
        return self.who.actor

    async def run(self, command: Command) -> Response:
        return await self.asked.run(self.ctx, self.who, self.id, (command,))


async def _acting(employer_id: str, who: Office, ctx: Ctx, asked: AskingOnVersion) -> Acting:
    if await ctx.cases.one(employer_id, "employer") is None:
        raise Problem(404, "not-found", "no employer has this id")
    return Acting(ctx, who, asked, employer_id)


Act = Annotated[Acting, Depends(_acting)]


@router.post("/suspend", summary="Suspend a registration")
async def suspend(act: Act, body: Because) -> Response:
    """No application of the employer is taken until it is reinstated."""
    return await act.run(SuspendEmployer(case_id=act.id, actor=act.actor, reason=body.reason))


@router.post("/reinstate", summary="End a suspension")
async def reinstate(act: Act, body: Because) -> Response:
    """The employer may apply again."""
    return await act.run(ReinstateEmployer(case_id=act.id, actor=act.actor, reason=body.reason))


@router.post("/dishonesty", summary="Record dishonesty")
async def record(act: Act, body: Dishonesty) -> Response:
    """While it is in force, applications of the employer are refused or flagged, as the desk's data says."""
    found = DishonestyRecord(**body.model_dump())
    return await act.run(RecordDishonesty(case_id=act.id, actor=act.actor, record=found))


@router.post("/dishonesty/{record_id}/lift", summary="Lift a record")
async def lift(act: Act, record_id: str, body: Because) -> Response:
    """It no longer counts from today on."""
    command = LiftDishonesty(case_id=act.id, actor=act.actor, record_id=record_id, reason=body.reason)
    return await act.run(command)
