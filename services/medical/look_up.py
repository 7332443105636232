"""Filling the facts of a batch: one read for each kind of fact, none for a kind that nobody asks about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from services.medical import names
from services.medical.cases.claim_state import ClaimState
from services.medical.cases.payment import PaymentState
from services.medical.cases.resident import ResidentState
from services.medical.facts import Facts, guarantee_fact
from services.medical.messages.commands import AssignInsurer, PayClaim, SubmitClaim
from services.medical.rules.partners import Registry
from shared.cases import Command
from shared.look import Facts as FactsOf
from shared.look import Look
from shared.working_days import WorkingDays


def facts_from(partners: Registry, working_days: WorkingDays) -> FactsOf:
    """What the engine calls for each batch, inside the transaction's snapshot."""

    async def look_up(look: Look, commands: Sequence[Command]) -> Facts:
        facts = Facts(partners, working_days, marks=look.holders)
        await _marks(look, commands, facts)
        await _guarantees(look, commands, facts)
        await _payments(look, commands, facts)
        await _residents(look, commands, facts)
        return facts

    return look_up


async def _marks(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """Which claims hold the marks of the claims that come in."""
    submitted = (command for command in commands if isinstance(command, SubmitClaim))
    own = [facts.marks_of(command.claim, command.hospital) for command in submitted]
    await look.keys({mark.key for marks in own for mark in marks.all})


async def _guarantees(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """The guarantees that claims quote, whichever connected insurer gave them."""
    references = set(_quoted(commands)) | set(await _quoted_by_held(look, commands))
    if not references:
        return
    insurers = facts.partners.insurers()
    aliases = [names.guarantee_name(insurer, ref) for insurer in insurers for ref in references]
    for row in await look.cases({"aliases": {"$in": aliases}}, {"state": 1}):
        state = ClaimState.model_validate_json(row["state"])
        fact = guarantee_fact(row["_id"], state)
        if fact is not None and state.guarantee is not None:
            facts.guarantees[names.guarantee_name(fact.insurer, state.guarantee.reference)] = fact


def _quoted(commands: Sequence[Command]) -> Iterator[str]:
    for command in commands:
        if isinstance(command, SubmitClaim):
            for coverage in command.claim.coverages:
                yield from coverage.preauth_refs


async def _quoted_by_held(look: Look, commands: Sequence[Command]) -> Sequence[str]:
    held = [command.case_id for command in commands if isinstance(command, AssignInsurer)]
    if not held:
        return ()
    rows = await look.cases({"_id": {"$in": held}}, {"state": 1})
    states = [ClaimState.model_validate_json(row["state"]) for row in rows if row["state"] is not None]
    return [ref for state in states if state.received for ref in state.received.guarantees]


async def _payments(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """The content of the payments whose details come in."""
    wanted = list({command.payment_id for command in commands if isinstance(command, PayClaim)})
    if not wanted:
        return
    query: dict[str, Any] = {"_id": {"$in": wanted}, "kind": "payment", "version": {"$gt": 0}}
    for row in await look.cases(query, {"state": 1}):
        facts.observe(row["_id"], PaymentState.model_validate_json(row["state"]))


async def _residents(look: Look, commands: Sequence[Command], facts: Facts) -> None:
    """What is known of the patients who are known by passport, also under other passports of theirs."""
    claims = [command.claim for command in commands if isinstance(command, SubmitClaim)]
    asked = {claim.person for claim in claims if claim.person is not None}
    await _read_residents(look, asked, facts)
    also = {key for state in facts.residents.values() for key in state.persons}
    await _read_residents(look, also - asked, facts)


async def _read_residents(look: Look, persons: Iterable[str], facts: Facts) -> None:
    wanted = [names.resident_id(person) for person in persons]
    if not wanted:
        return
    query: dict[str, Any] = {"_id": {"$in": wanted}, "kind": "resident", "version": {"$gt": 0}}
    for row in await look.cases(query, {"state": 1}):
        facts.observe(row["_id"], ResidentState.model_validate_json(row["state"]))
