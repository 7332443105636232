"""Somebody who uses a service over HTTP: reads, commands, and what is expected to be refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

Json = dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """A client of the service; each service's tests add what its people do there."""

    http: httpx.AsyncClient
    client: str

    async def get(self, path: str, **query: Any) -> Json:
        """Read what is there."""
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body

    async def request(
        self, method: str, path: str, body: Json | None = None, *, seen: int | None = None, key: str = ""
    ) -> httpx.Response:
        """A command with a key of its own; ``seen`` is the version that it has seen."""
        headers = {"Idempotency-Key": key or uuid4().hex}
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        return await self.http.request(method, path, json=body, headers=headers)

    async def send(self, path: str, body: Json | None = None, **more: Any) -> httpx.Response:
        """The same by POST."""
        return await self.request("POST", path, body, **more)

    async def done(self, path: str, body: Json | None = None, *, status: int = 200, **more: Any) -> Json:
        """A command that is taken; the answer's body."""
        response = await self.send(path, body, **more)
        assert response.status_code == status, response.text
        answer: Json = response.json()
        return answer

    async def refused(self, path: str, body: Json | None = None, **more: Any) -> str:
        """A command that is refused by the rules; the code."""
        response = await self.send(path, body, **more)
        assert response.status_code == 409, response.text
        code: str = response.json()["code"]
        return code

    async def until(self, path: str, there: Callable[[Json], bool], seconds: float = 15) -> Json:
        """What is at ``path``, once it is as wanted."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    shown = await self.get(path)
                    if there(shown):
                        return shown
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{path} stays {shown}") from None
