"""What the routes share: the running service, the partners, and who is asking in which role."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.medical.messages import Role
from services.medical.partners import Registry
from shared.callers import caller
from shared.problems import Problem
from shared.runtime import Runtime
from shared.tokens import Caller

READ = "claims:read"
WRITE = "claims:write"
ANSWER = "adjudications:write"


@dataclass(frozen=True, slots=True)
class Context:
    """What ``create_app`` put together."""

    runtime: Runtime
    partners: Registry


@dataclass(frozen=True, slots=True)
class Member:
    """A caller whom the partners file knows, and what it may be to a claim."""

    client: str
    role: Role


def context(request: Request) -> Context:
    """FastAPI dependency: the service's context."""
    found: Context = request.app.state.context
    return found


Ctx = Annotated[Context, Depends(context)]


def member(scope: str, *roles: Role) -> Callable[..., Awaitable[Member]]:
    """A dependency: the caller has ``scope`` and is one of ``roles`` (any role when none is named).

    Otherwise 401, 403 ``missing-scope`` or 403 ``forbidden``.
    """

    async def known(who: Annotated[Caller, Depends(caller(scope))], ctx: Ctx) -> Member:
        role = ctx.partners.role(who.client)
        if role is None:
            raise Problem(403, "forbidden", "this client is no partner of the service")
        if roles and role not in roles:
            raise Problem(403, "forbidden", f"this is for {' and '.join(roles)}")
        return Member(who.client, role)

    return known


Reader = Annotated[Member, Depends(member(READ))]
Hospital = Annotated[Member, Depends(member(WRITE, "hospital"))]
Insurer = Annotated[Member, Depends(member(ANSWER, "insurer"))]
Writer = Annotated[Member, Depends(member(WRITE, "hospital", "office"))]
Office = Annotated[Member, Depends(member(WRITE, "office"))]
