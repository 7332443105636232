"""What the routes share: the running service, the partners, and who is asking in which role."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from services.medical.messages.common import Role
from services.medical.rules.partners import Registry
from shared.members import context, in_role
from shared.runtime import Runtime

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


Ctx = Annotated[Context, Depends(context)]


def _member(ctx: Context, client: str) -> Member | None:
    role = ctx.partners.role(client)
    return None if role is None else Member(client, role)


def member(scope: str, *roles: Role) -> Callable[..., Awaitable[Member]]:
    """A dependency: the caller has ``scope`` and is one of ``roles``.

    Otherwise 401, 403 ``missing-scope`` or 403 ``forbidden``.
    """

    return in_role(scope, roles, _member)


Reader = Annotated[Member, Depends(member(READ, "hospital", "insurer", "office"))]
Hospital = Annotated[Member, Depends(member(WRITE, "hospital"))]
Insurer = Annotated[Member, Depends(member(ANSWER, "insurer"))]
Writer = Annotated[Member, Depends(member(WRITE, "hospital", "office"))]
Office = Annotated[Member, Depends(member(WRITE, "office"))]
