"""Filling the facts of a batch: one read for each kind of fact, none for a kind that nobody asks about.

All of it is read in the transaction's own snapshot, and follows from the commands alone. What several cases
must not decide at once (one request a credential, an admission and the permit that carries it) is held, so
that a rival runs again and sees the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from services.qualifications import names
from services.qualifications.cases.holder import HolderState
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.facts import Facts
from services.qualifications.messages.recognition import Propose
from services.qualifications.messages.talent import Admit, FollowHolder, FollowRecognition
from services.qualifications.rules.rulebook import Rulebook
from services.qualifications.rules.wording import normal
from shared.cases import Command, State
from shared.look import Facts as FactsOf
from shared.look import Look

S = TypeVar("S", bound=State)


def facts_from(rulebook: Rulebook) -> FactsOf:
    """What the engine calls for each batch, inside the transaction's snapshot."""

    async def look_up(look: Look, commands: Sequence[Command]) -> Facts:
        facts = rulebook.facts()
        requests, holders = set(_requests(commands)), set(_holders(commands))
        await look.hold(requests | holders)
        await _recognitions(look, commands, requests, facts)
        if holders:
            await _read(look, {"_id": {"$in": sorted(holders)}, "kind": "holder"}, HolderState, facts)
        return facts

    return look_up


def _requests(commands: Sequence[Command]) -> Iterator[str]:
    """The names under which other requests for the credentials that are proposed are found."""
    for command in commands:
        if isinstance(command, Propose):
            credential, person = command.request.credential, command.request.person.key
            yield names.request_for(person, normal(credential.issuer), normal(credential.title))


def _holders(commands: Sequence[Command]) -> Iterator[str]:
    """The holders on whose permits an admission rests."""
    for command in commands:
        if isinstance(command, FollowHolder | Admit):
            yield names.holder_id(command.person)


async def _recognitions(look: Look, commands: Sequence[Command], requests: set[str], facts: Facts) -> None:
    """Those that a talent case follows, and those of the credentials that are proposed."""
    ids = {command.recognition for command in commands if isinstance(command, FollowRecognition)}
    wanted: list[dict[str, Any]] = []
    if ids:
        wanted.append({"_id": {"$in": sorted(ids)}, "kind": "recognition"})
    if requests:
        wanted.append({"aliases": {"$in": sorted(requests)}})
    if wanted:
        await _read(look, {"$or": wanted}, RecognitionState, facts)


async def _read(look: Look, query: dict[str, Any], state: type[S], facts: Facts) -> None:
    """Take in the cases that match; a case that a parked message only blocks has no state yet."""
    for row in await look.cases({**query, "version": {"$gt": 0}}, {"state": 1}):
        facts.observe(row["_id"], state.model_validate_json(row["state"]))
