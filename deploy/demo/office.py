"""The office at work over HTTP: held claims are assigned or closed, and parked messages are looked at."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.demo import catalogue
from deploy.demo.post import Post

ASSIGNED_TO = "taishan-health"
RELEASED = 2
UNREADABLE = ("unreadable", "unknown-source", "wrong-source")


@dataclass(slots=True)
class Office:
    """``done`` counts what the office was answered, for the progress display."""

    post: Post
    seed: int
    done: Counter[str] = field(default_factory=Counter)

    async def decide_held(self) -> int:
        """Every held claim is sent to an insurer, or closed; returns how many there were."""
        held = [claim["id"] async for claim in self._listed("/claims", "claims", {"state": "held"})]
        await asyncio.gather(*(self._decide(claim) for claim in held))
        return len(held)

    async def look_at_parked(self) -> None:
        """Try one unreadable message again, in vain, and release two with a note."""
        rows = [row async for row in self._listed("/parked", "parked", {"status": "parked"})]
        unreadable = [row for row in rows if row["reason"] in UNREADABLE]
        for row in unreadable[:1]:
            answer = await self.post.ask(catalogue.OFFICE, "POST", f"/parked/{row['id']}/replay")
            self.done[f"replay {answer.status_code}"] += 1
        for row in unreadable[:RELEASED]:
            note = {"note": "The sender was called and sends it again."}
            answer = await self.post.ask(catalogue.OFFICE, "POST", f"/parked/{row['id']}/release", json=note)
            self.done[f"release {answer.status_code}"] += 1

    async def _decide(self, claim: str) -> None:
        shown = (await self.post.ask(catalogue.OFFICE, "GET", f"/claims/{claim}")).raise_for_status().json()
        action, body = _decision(shown)
        headers = {"idempotency-key": f"demo-{self.seed}-{claim}"}
        # The second one is what a browser does that lost the first answer: it must be told the same.
        answers = [
            await self.post.ask(
                catalogue.OFFICE, "POST", f"/claims/{claim}/{action}", json=body, headers=headers
            )
            for _ in range(2)
        ]
        same = answers[0].content == answers[1].content
        self.done[f"{action} {answers[0].status_code}" if same else "answered differently"] += 1

    async def _listed(self, path: str, name: str, query: Mapping[str, str]) -> AsyncIterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            asked = dict(query) | ({"cursor": cursor} if cursor else {}) | {"limit": "200"}
            page = (
                (await self.post.ask(catalogue.OFFICE, "GET", path, params=asked)).raise_for_status().json()
            )
            for entry in page[name]:
                yield entry
            cursor = page["next"]
            if cursor is None:
                return


def _decision(claim: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The demo's office is simple: it looks unknown coverages up, and closes what is a stranger's or late."""
    match claim["hold"]:
        case "coverage-unknown":
            return "assign", {"insurer": ASSIGNED_TO, "reason": "The policy was found by telephone."}
        case "out-of-window" if int(claim["id"][0], 16) % 2:
            return "assign", {"insurer": ASSIGNED_TO, "reason": "Filed late for a reason that is accepted."}
        case reason:
            return "refuse", {"reason": f"Closed by the office: {reason}."}
