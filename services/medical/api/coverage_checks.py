"""Ahead of a visit: whether a person's permits, as far as they are known here, cover a day of service."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.medical import names
from services.medical.api.context import READ, Ctx, Member, member
from services.medical.cases.resident import ResidentState
from services.medical.rules.stays import Reason, Stay, standing_on, stays_of
from shared.cloudevents import rfc3339
from shared.history import Cases
from shared.persons import person_key
from shared.problems import Problem

router = APIRouter(prefix="/coverage-checks", tags=["Coverage checks"])

Asker = Annotated[Member, Depends(member(READ, "hospital", "office"))]


class Passport(BaseModel):
    """By which a person is known; country as in the machine-readable zone. None of it is kept."""

    model_config = ConfigDict(extra="forbid")

    country: Annotated[str, Field(pattern=r"^[A-Z<]{1,3}$")]
    number: Annotated[str, Field(min_length=1, max_length=20)]
    birth: date

    def key(self) -> str:
        """The one-way key; Problem 422 for a number of fillers only."""
        try:
            return person_key(self.country, self.number, self.birth)
        except ValueError as error:
            raise Problem(422, "invalid-request", str(error)) from None


class CoverageCheck(BaseModel):
    """Who is to be treated, and on which day in China."""

    model_config = ConfigDict(extra="forbid")

    passport: Passport
    day: date


class CoverageStanding(BaseModel):
    """The answer as of an instant (UTC).

    ``valid_from`` and ``valid_to`` are the first and the last day of the stay that has the day in it, or of
    the one before it, or of the next; without ``valid_to`` the stay lasts until more is known. ``unknown``
    says that no permit was told of, which an insurer may look at in its own way.
    """

    prequalified: Literal["yes", "no", "unknown"]
    reason: Reason
    valid_from: date | None = None
    valid_to: date | None = None
    as_of: str


@router.post("", summary="Ask whether a person is pre-qualified", response_model_exclude_none=True)
async def check(body: CoverageCheck, who: Asker, ctx: Ctx) -> CoverageStanding:
    """200 with what is known. The person is named in the body, never in an address, and is not kept."""
    standing = standing_on(body.day, await _stays(ctx, body.passport.key()))
    return CoverageStanding(
        prequalified=standing.prequalified,
        reason=standing.reason,
        valid_from=standing.stay.first if standing.stay else None,
        valid_to=standing.stay.last if standing.stay else None,
        as_of=rfc3339(ctx.runtime.clock.now()),
    )


async def _stays(ctx: Ctx, person: str) -> tuple[Stay, ...]:
    """By what is known under every passport of the person."""
    own = await _resident(ctx, person)
    others = [key for key in own.persons if key != person] if own else []
    found = [own, *[await _resident(ctx, key) for key in others]]
    return stays_of(state for state in found if state is not None)


async def _resident(ctx: Ctx, person: str) -> ResidentState | None:
    cases = Cases(ctx.runtime.store, ctx.runtime.service.kinds)
    found = await cases.one(names.resident_id(person), "resident")
    return found.state if found is not None and isinstance(found.state, ResidentState) else None
