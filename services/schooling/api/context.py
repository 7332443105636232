"""What every route of the schooling service has at hand, and who may use which."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends

from services.schooling.messages.common import Actor, Role
from services.schooling.rules.clients import Clients
from services.schooling.rules.schools import RulesNotInForce, School, SchoolRules, Schools
from shared.clock import law_day
from shared.history import Cases
from shared.members import context, in_role
from shared.problems import Problem
from shared.runtime import Runtime

READ = "schooling:read"
WRITE = "schooling:write"


@dataclass(frozen=True, slots=True)
class Context:
    """What ``build`` put together."""

    runtime: Runtime
    clients: Clients
    schools: Schools

    @property
    def cases(self) -> Cases:
        """The service's cases, for reading."""
        return Cases(self.runtime.store, self.runtime.service.kinds)

    @property
    def now(self) -> datetime:
        """The time that decisions go by."""
        return self.runtime.clock.now()

    @property
    def today(self) -> date:
        """The day in China that decisions go by."""
        return law_day(self.now)

    def school(self, school_id: str) -> tuple[School, SchoolRules]:
        """A school, with its rules of today; Problem 404 when there is none, or it has no rules today."""
        school = self.schools.get(school_id)
        if school is None:
            raise Problem(404, "not-found", "there is no such school")
        try:
            return school, school.on(self.today)
        except RulesNotInForce as error:
            raise Problem(404, "not-found", str(error)) from None


@dataclass(frozen=True, slots=True)
class Member:
    """A caller whom the file of clients knows, and as whom it acts."""

    actor: Actor

    @property
    def client(self) -> str:
        return self.actor.client

    @property
    def role(self) -> Role:
        return self.actor.role

    @property
    def school(self) -> str | None:
        """The school whose office this is; None for everybody else."""
        return self.actor.school

    @property
    def in_office(self) -> bool:
        return self.role in ("officer", "supervisor")


Ctx = Annotated[Context, Depends(context)]


def _member(ctx: Context, client: str) -> Member | None:
    actor = ctx.clients.actor(client)
    return None if actor is None else Member(actor)


def member(scope: str, *roles: Role) -> Callable[..., Awaitable[Member]]:
    """A dependency: the caller has ``scope`` and is one of ``roles``.

    Otherwise 401, 403 ``missing-scope`` or 403 ``forbidden``.
    """

    return in_role(scope, roles, _member)


def own(who: Member) -> dict[str, Any]:
    """What the caller may see of applications and enrolments alike, as part of a query for cases."""
    match who.role:
        case "guardian":
            return {"columns.client": who.client}
        case "school":
            return {"columns.school": who.school}
    return {}


def require_school(who: Member, school_id: str) -> None:
    """Problem 404 for the office of another school: what is there is private."""
    if who.role == "school" and who.school != school_id:
        raise Problem(404, "not-found", "this is not your school")


Reader = Annotated[Member, Depends(member(READ, "guardian", "school", "officer", "supervisor"))]
Writer = Annotated[Member, Depends(member(WRITE, "guardian", "school", "officer", "supervisor"))]
DeskReader = Annotated[Member, Depends(member(READ, "school", "officer", "supervisor"))]
Desk = Annotated[Member, Depends(member(WRITE, "school", "officer", "supervisor"))]
"""A school's admissions office, or the zone's desk."""
OfficeReader = Annotated[Member, Depends(member(READ, "officer", "supervisor"))]
Office = Annotated[Member, Depends(member(WRITE, "officer", "supervisor"))]

FOR_FAMILIES = Depends(member(WRITE, "guardian", "officer", "supervisor"))
"""Of a route: for guardians, and the zone's desk where a family comes to its counter."""
FOR_DESKS = Depends(member(WRITE, "school", "officer", "supervisor"))
"""Of a route: for the school's desk and the zone's."""
FOR_SUPERVISORS = Depends(member(WRITE, "supervisor"))
"""Of a route: for supervisors alone."""
