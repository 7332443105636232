"""The HTTP API of one service, asked by whoever has a token of the stack's own issuer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from deploy.local.issuer import Issuer
from deploy.local.stack import Stack

AT_ONCE = 24
CLIENT_TIMEOUT_S = 60.0


class Api:
    """One service's API on a running stack, open inside ``async with``; every client has all ``scopes``."""

    def __init__(self, stack: Stack, service: str, scopes: Sequence[str]) -> None:
        self._issuer = Issuer.of(stack.home)
        self._scopes = scopes
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._http = httpx.AsyncClient(
            base_url=stack.address(service), timeout=CLIENT_TIMEOUT_S, trust_env=False
        )
        self._tokens: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def ask(self, client: str, method: str, path: str, **more: Any) -> httpx.Response:
        """One request as ``client``."""
        headers = self._as(client) | more.pop("headers", {})
        async with self._turns:
            return await self._http.request(method, path, headers=headers, **more)

    def _as(self, client: str) -> dict[str, str]:
        if client not in self._tokens:
            self._tokens[client] = self._issuer.issue(client, self._scopes)
        return {"authorization": f"Bearer {self._tokens[client]}"}
