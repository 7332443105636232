"""Who may come in where: the rules that a service's access tests hold each of its endpoints against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

NOBODY, STRANGER = "no token", "someone-else"
OPEN = {"/health/live", "/health/ready", "/metrics"}


@dataclass(frozen=True)
class Rule:
    """``unseen_by`` are told that there is nothing; whoever else is not let in is forbidden to come.

    ``answers`` are those to who is let in: done, or refused by the rules or on a version that is stale.
    """

    lets_in: set[str]
    unseen_by: set[str] = field(default_factory=set)
    answers: tuple[int, ...] = (200, 201, 409)
    scope: str = ""
    body: Any = None

    def expected(self, caller: str) -> tuple[int, ...]:
        """The status codes that this caller may get."""
        if caller == NOBODY:
            return (401,)
        if caller in self.lets_in:
            return self.answers
        return (404,) if caller in self.unseen_by else (403,)


def endpoints(app: FastAPI) -> set[tuple[str, str]]:
    """Method and path of every endpoint that asks who is there."""
    ours = [each for each in iter_route_contexts(app.routes) if isinstance(each.original_route, APIRoute)]
    found = {(method, str(each.path)) for each in ours for method in each.methods or ()}
    return {each for each in found if each[1] not in OPEN}
