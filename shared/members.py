"""Who of a service's clients is asking, and as what: FastAPI dependencies over its own file of them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Request

from shared.callers import caller
from shared.problems import Problem
from shared.tokens import Caller


class Roled(Protocol):
    """A client as its service knows it."""

    @property
    def role(self) -> str: ...


M = TypeVar("M", bound=Roled)


def context(request: Request) -> Any:
    """FastAPI dependency: what the service handed to ``application`` for its routes."""
    return request.app.state.context


def in_role(
    scope: str, roles: tuple[str, ...], find: Callable[[Any, str], M | None]
) -> Callable[..., Awaitable[M]]:
    """A dependency: the caller has ``scope``, is known to the service, and is one of ``roles``.

    ``find`` takes the service's context and a client id. Otherwise 401, 403 ``missing-scope`` or 403
    ``forbidden``.
    """

    async def known(
        who: Annotated[Caller, Depends(caller(scope))], ctx: Annotated[Any, Depends(context)]
    ) -> M:
        found = find(ctx, who.client)
        if found is None:
            raise Problem(403, "forbidden", "this client is not known to the service")
        if found.role not in roles:
            raise Problem(403, "forbidden", f"this is for: {', '.join(roles)}")
        return found

    return known
