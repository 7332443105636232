"""What every route of the qualifications service has at hand, and who may use which."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends

from services.qualifications.messages.common import Actor, Role
from services.qualifications.rules.clients import Clients
from services.qualifications.rules.rulebook import Rulebook
from shared.clock import law_day
from shared.history import Cases
from shared.members import context, in_role
from shared.runtime import Runtime

READ = "qualifications:read"
WRITE = "qualifications:write"
EVERYBODY: tuple[Role, ...] = ("proposer", "expert", "officer", "supervisor", "applicant")


@dataclass(frozen=True, slots=True)
class Context:
    """What ``build`` put together."""

    runtime: Runtime
    clients: Clients
    rulebook: Rulebook

    @property
    def cases(self) -> Cases:
        """The service's cases, for reading."""
        return Cases(self.runtime.store, self.runtime.service.kinds)

    @property
    def today(self) -> date:
        """The day in China that decisions go by."""
        return law_day(self.runtime.clock.now())


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


Reader = Annotated[Member, Depends(member(READ, *EVERYBODY))]
Writer = Annotated[Member, Depends(member(WRITE, *EVERYBODY))]
Proposer = Annotated[Member, Depends(member(WRITE, "proposer"))]
Party = Annotated[Member, Depends(member(WRITE, "proposer", "applicant"))]
PublicWriter = Annotated[Member, Depends(member(WRITE, "proposer", "expert", "applicant"))]
TalentReader = Annotated[Member, Depends(member(READ, "proposer", "applicant", "officer", "supervisor"))]
Searcher = Annotated[Member, Depends(member(READ, "proposer", "expert", "officer", "supervisor"))]
