"""What every route of the permits service has at hand, and who may use which."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends

from services.permits.messages.common import Actor, Role
from services.permits.rules.clients import ClientRole, Clients
from services.permits.rules.rulebook import Rulebook
from shared.files import Files
from shared.history import Cases
from shared.members import context, in_role
from shared.runtime import Runtime

READ = "permits:read"
WRITE = "permits:write"
ANSWER = "exit-entry:write"


@dataclass(frozen=True, slots=True)
class Context:
    """What ``build`` put together."""

    runtime: Runtime
    clients: Clients
    rulebook: Rulebook
    files: Files

    @property
    def cases(self) -> Cases:
        """The service's cases, for reading."""
        return Cases(self.runtime.store, self.runtime.service.kinds)

    @property
    def now(self) -> datetime:
        """The time that decisions go by."""
        return self.runtime.clock.now()


@dataclass(frozen=True, slots=True)
class Member:
    """A caller whom the file of clients knows, and what it comes as."""

    client: str
    role: ClientRole

    @property
    def in_office(self) -> bool:
        return self.role in ("officer", "supervisor")

    @property
    def actor(self) -> Actor:
        """How the rules know it. The keeper of the programme's list acts there with a supervisor's right."""
        roles: dict[ClientRole, Role] = {
            "applicant": "applicant",
            "employer-agent": "employer-agent",
            "officer": "officer",
            "supervisor": "supervisor",
            "keeper": "supervisor",
        }
        return Actor(self.client, roles[self.role])


Ctx = Annotated[Context, Depends(context)]


def _member(ctx: Context, client: str) -> Member | None:
    role = ctx.clients.role(client)
    return None if role is None else Member(client, role)


def member(scope: str, *roles: ClientRole) -> Callable[..., Awaitable[Member]]:
    """A dependency: the caller has ``scope`` and is one of ``roles``.

    Otherwise 401, 403 ``missing-scope`` or 403 ``forbidden``.
    """

    return in_role(scope, roles, _member)


Reader = Annotated[Member, Depends(member(READ, "applicant", "employer-agent", "officer", "supervisor"))]
Anybody = Annotated[
    Member, Depends(member(READ, "applicant", "employer-agent", "officer", "supervisor", "keeper"))
]
Party = Annotated[Member, Depends(member(WRITE, "applicant", "employer-agent"))]
Writer = Annotated[Member, Depends(member(WRITE, "applicant", "employer-agent", "officer", "supervisor"))]
OfficeReader = Annotated[Member, Depends(member(READ, "officer", "supervisor"))]
Office = Annotated[Member, Depends(member(WRITE, "officer", "supervisor"))]
Supervisor = Annotated[Member, Depends(member(WRITE, "supervisor"))]
Registrar = Annotated[Member, Depends(member(WRITE, "employer-agent", "officer", "supervisor"))]
EmployerReader = Annotated[Member, Depends(member(READ, "employer-agent", "officer", "supervisor"))]
Keeper = Annotated[Member, Depends(member(WRITE, "keeper", "supervisor"))]
KeeperReader = Annotated[Member, Depends(member(READ, "keeper", "officer", "supervisor"))]
Bureau = Annotated[Member, Depends(member(ANSWER, "bureau"))]
