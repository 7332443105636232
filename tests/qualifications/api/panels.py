"""A panel at work: who sits on it, what its chair moves, and how its members vote."""

from __future__ import annotations

from typing import Any

from tests.qualifications.api.people import (
    CHAIR,
    MEMBERS,
    OF_EMPLOYER,
    OFFICER,
    PROPOSER,
    SENIOR_ENGINEER,
    Person,
    special,
)

PANEL = {"members": [CHAIR, *MEMBERS, OF_EMPLOYER], "chair": CHAIR}
MOTION = {"outcome": SENIOR_ENGINEER, "reasons": "canary: its training is as long"}
FOR, AGAINST = ({"in_favour": each, "reasons": "canary: as I see it"} for each in (True, False))


async def proposed_by_panel(people: dict[str, Person], **changes: Any) -> str:
    """A request whose panel proposes a title; its path."""
    path = await people[PROPOSER].propose(**special(**changes))
    await people[OFFICER].act(path, "appoint-panel", PANEL)
    for client in (CHAIR, *MEMBERS):
        await people[client].done(f"{path}/declare-conflict", {"conflict": None})
    await people[CHAIR].done(f"{path}/move-outcome", MOTION)
    for client in (CHAIR, *MEMBERS):
        await people[client].done(f"{path}/cast-vote", FOR)
    await people[CHAIR].done(f"{path}/conclude-vote")
    return path
