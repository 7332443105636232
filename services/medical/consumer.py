"""Which topics feed which commands. A record's ``ce_source`` says who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.medical import topics
from services.medical.fhir.issues import Invalid, Unreadable, publishable
from services.medical.fhir.read import read_adjudication, read_claim
from services.medical.intake import (
    MAX_DETAILS,
    answer_commands,
    case_id,
    claim_commands,
    nameless,
    payment_commands,
    permit_told,
    too_many_details,
)
from services.medical.messages.commands import SubmitInvalidClaim
from services.medical.messages.common import Role
from services.medical.messages.permits import READ, SOURCE, read_permit
from services.medical.messages.resources import ClaimResponseView, Issue
from services.medical.rules.partners import Registry
from shared import correlation
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable
from shared.parking import Reader
from shared.told import Commands, what_is_told


class Submissions:
    """The readers of the inbound topics, over the partners that ``registry`` knows."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def readers(self) -> Mapping[str, Reader]:
        """A reader for each topic."""
        return {
            topics.CLAIMS: self.on_claim_submitted,
            topics.ADJUDICATIONS: self.on_adjudication_submitted,
            topics.PERMITS: on_permit_event,
        }

    def on_claim_submitted(self, record: Record) -> Message:
        """A hospital's Claim."""
        return self._read(record, "hospital", _claim)

    def on_adjudication_submitted(self, record: Record) -> Message:
        """An insurer's ClaimResponse or PaymentReconciliation."""
        return self._read(record, "insurer", _adjudication)

    def _read(self, record: Record, role: Role, commands_of: Any) -> Message:
        said = attributes(record)
        sender = self._registry.sources.get(said.source) if said.source is not None else None
        if sender is None:
            return unreadable(record, "unknown-source", "ce_source names no partner")
        if self._registry.role(sender) != role:
            return unreadable(record, "wrong-source", f"this topic is for a {role}", sender)
        commands = commands_of(sender, record.value)
        if isinstance(commands, Unreadable):
            return unreadable(record, "unreadable", commands.reason, sender)
        if isinstance(commands, Issue):
            return unreadable(record, "invalid", f"{commands.expression}: {commands.diagnostics}", sender)
        known = correlation.read(
            {"x-correlation-id": said.correlation or "", "traceparent": said.trace or ""}
        )
        return Message(
            id=record_id(record, said.source, said.id),
            actor=sender,
            commands=commands,
            correlation=known.id,
            trace=known.traceparent,
            original=record.value,
            record=record,
        )


def on_permit_event(record: Record) -> Message:
    """What is told of a permit is noted for its holder; other events have no effect here."""
    return what_is_told(record, SOURCE, READ, _permit)


def _permit(type_: str, raw: bytes, permit: str, sequence: int) -> Commands | str:
    told = read_permit(type_, raw)
    return told if isinstance(told, str) else permit_told(told, permit, sequence)


def _claim(hospital: str, raw: bytes) -> Commands | Unreadable | Issue:
    """A claim that is not valid but can be named is refused on its own case."""
    claim = read_claim(raw)
    match claim:
        case Unreadable():
            return claim
        case Invalid(issues=issues, identity=identity, digest=digest):
            found = identity and case_id("claim", hospital, identity.identifiers, identity.id)
            if not found:
                return issues[0]
            told = publishable(issues)
            return (SubmitInvalidClaim(case_id=found, hospital=hospital, digest=digest, issues=told),)
    claim_id = case_id("claim", hospital, claim.identifiers, claim.id)
    if claim_id is None:
        return nameless("Claim")
    return claim_commands(hospital, claim_id, claim)


def _adjudication(insurer: str, raw: bytes) -> Commands | Unreadable | Issue:
    answer = read_adjudication(raw)
    match answer:
        case Unreadable():
            return answer
        case Invalid(issues=issues):
            return issues[0]
        case ClaimResponseView():
            return answer_commands(insurer, answer)
    if len(answer.details) > MAX_DETAILS:
        return too_many_details()
    payment_id = case_id("payment", insurer, answer.identifiers, answer.id)
    if payment_id is None:
        return nameless("PaymentReconciliation")
    return payment_commands(insurer, payment_id, answer)
