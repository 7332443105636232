"""Everybody at a service's door, and what each was told there."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.demo.api import Api
from deploy.demo.tap import Heard

Json = dict[str, Any]

PAPER = b"%PDF-1.7\n% a paper of the demo\n"
PATIENCE_S = 60.0


@dataclass(slots=True)
class Told:
    """What the doors answered: commands taken, by action; refusals, by code; repeats answered differently.

    It is no source of the ledger; it is held against it.
    """

    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    differing: int = 0


@dataclass(slots=True)
class People:
    """Sends the commands of every client. ``api`` is another one after the service was started again."""

    api: Api
    told: Told = field(default_factory=Told)

    async def get(self, client: str, path: str) -> Json:
        """What is there; raises httpx.HTTPStatusError when it is not."""
        return _body(await self.api.ask(client, "GET", path))

    async def command(
        self,
        client: str,
        path: str,
        body: Json | None = None,
        *,
        key: str,
        correlation: str,
        method: str = "POST",
        seen: int | None = None,
        twice: bool = False,
    ) -> httpx.Response:
        """One command; ``twice`` is what a browser does that lost the first answer."""
        headers = {"idempotency-key": key, "x-correlation-id": correlation}
        if seen is not None:
            headers["if-match"] = f'"{seen}"'
        answer = await self.api.ask(client, method, path, json=body, headers=headers)
        if twice:
            again = await self.api.ask(client, method, path, json=body, headers=headers)
            self.told.repeated += 1
            self.told.differing += (again.status_code, again.content) != (answer.status_code, answer.content)
        return answer

    async def do(self, action: str, client: str, path: str, body: Json | None = None, **more: Any) -> Json:
        """A command that has to be taken; httpx.HTTPStatusError when it is not."""
        taken = _body(await self.command(client, path, body, **more))
        self.told.taken[action] += 1
        return taken

    async def refused(self, client: str, path: str, body: Json | None = None, **more: Any) -> str | None:
        """A command that the rules have to refuse: the code of the refusal, None when it was taken."""
        answer = await self.command(client, path, body, **more)
        code = None if answer.is_success else str(answer.json().get("code"))
        self.told.refused[code or "taken all the same"] += 1
        return code

    async def upload(self, client: str, path: str, *, key: str, correlation: str) -> None:
        """The content of a paper."""
        digest = base64.b64encode(hashlib.sha256(PAPER).digest()).decode()
        headers = {
            "content-type": "application/pdf",
            "content-digest": f"sha-256=:{digest}:",
            "idempotency-key": key,
            "x-correlation-id": correlation,
        }
        _body(await self.api.ask(client, "PUT", path, content=PAPER, headers=headers))


def _body(answer: httpx.Response) -> Json:
    if not answer.is_success:
        said = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        raise httpx.HTTPStatusError(said, request=answer.request, response=answer)
    body: Json = answer.json()
    return body


class Ear:
    """Hears every event of the service, and lets somebody wait for one."""

    def __init__(self) -> None:
        self._heard: defaultdict[str, set[str]] = defaultdict(set)
        self._news = asyncio.Event()

    async def on_events(self, events: Sequence[Heard]) -> None:
        """Take in what was published."""
        for event in events:
            self._heard[event.case].add(event.kind)
        self._news.set()

    async def until(self, case: str, kind: str) -> None:
        """Return once the case has had an event of this kind. TimeoutError after a minute."""
        async with asyncio.timeout(PATIENCE_S):
            while kind not in self._heard[case]:
                self._news.clear()
                await self._news.wait()
