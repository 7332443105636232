"""A tiny service for the engine's tests: a tally that is added to, fails on demand, and rings at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from shared.cases import CaseType, Command, Deadline, Event, Refusal, State
from shared.cloudevents import attributes
from shared.envelope import Message, Record
from shared.inlet import record_id, unreadable

BUG = {"active": True}


class Added(Event):
    type: ClassVar[str] = "test.tally.added.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"private"})
    amount: int
    private: str = "kept"


class Armed(Event):
    type: ClassVar[str] = "test.tally.armed.v1"
    rings_at: datetime


class Named(Event):
    type: ClassVar[str] = "test.tally.named.v1"
    names: tuple[str, ...]
    sharers: tuple[str, ...]


class Rang(Event):
    type: ClassVar[str] = "test.tally.rang.v1"


class Tally(State):
    total: int = 0
    added: int = 0
    rings_at: datetime | None = None
    rang: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Add(Command):
    kind: ClassVar[str] = "tally"
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm(Command):
    kind: ClassVar[str] = "tally"
    rings_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Command):
    """Takes these names; the event tells which cases have the first of them."""

    kind: ClassVar[str] = "tally"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring(Command):
    kind: ClassVar[str] = "tally"
    due_at: datetime


TallyCommand = Add | Arm | Name | Ring


def decide(
    command: TallyCommand, state: Tally | None, facts: Any, now: datetime
) -> tuple[Event, ...] | Refusal:
    match command:
        case Add(amount=666) if BUG["active"]:
            raise ZeroDivisionError("a bug in the rules")
        case Add(amount=amount) if amount < 0:
            return Refusal("negative", "a tally only grows")
        case Add(amount=amount):
            return (Added(amount=amount),)
        case Arm(rings_at=rings_at):
            return (Armed(rings_at=rings_at),)
        case Name(names=names):
            return (Named(names=names, sharers=tuple(facts.get(names[0], ())) if names else ()),)
        case Ring(due_at=due_at):
            return (Rang(),) if state is not None and state.rings_at == due_at else ()


def evolve(state: Tally | None, event: Event) -> Tally:
    state = state or Tally()
    match event:
        case Added(amount=amount):
            return state.model_copy(update={"total": state.total + amount, "added": state.added + 1})
        case Armed(rings_at=rings_at):
            return state.model_copy(update={"rings_at": rings_at})
        case Named(names=names):
            return state.model_copy(update={"names": names})
        case Rang():
            return state.model_copy(update={"rings_at": None, "rang": state.rang + 1})
    raise TypeError(event)


def deadlines(state: Tally) -> tuple[Deadline, ...]:
    return () if state.rings_at is None else (Deadline("ring", state.rings_at),)


TALLY: CaseType[TallyCommand, Tally] = CaseType(
    kind="tally",
    state=Tally,
    events=(Added, Armed, Named, Rang),
    decide=decide,
    evolve=evolve,
    deadlines=deadlines,
    wake=lambda case_id, deadline: Ring(case_id=case_id, due_at=deadline.due_at),
    aliases=lambda case_id, state: (f"total|{state.total}",),
    keys=lambda state: dict.fromkeys(state.names),
    columns=lambda state: {"total": state.total},
)
KINDS = {"tally": TALLY}


def read(record: Record) -> Message:
    """``{"case": …, "add": n}`` or ``{"alias": …, "add": n}``; a list makes several commands."""
    said = attributes(record)
    try:
        body = json.loads(record.value)
        orders = body if isinstance(body, list) else [body]
        commands = tuple(
            Add(case_id=order.get("case"), aliases=tuple(order.get("alias", ())), amount=order["add"])
            for order in orders
        )
    except (ValueError, KeyError, AttributeError) as error:
        return unreadable(record, "unreadable", type(error).__name__)
    return Message(
        id=record_id(record, said.source, said.id),
        actor="tester",
        commands=commands,
        correlation=said.correlation or record.position,
        original=record.value,
        record=record,
    )


def record(offset: int, body: object, *, topic: str = "tallies", id: str | None = None) -> Record:
    headers: Sequence[tuple[str, bytes]] = (
        () if id is None else (("ce_id", id.encode()), ("ce_source", b"test"))
    )
    value = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Record(topic, 0, offset, b"", value, tuple(headers))


def add(offset: int, case: str, amount: int, *, id: str | None = None) -> Message:
    return read(record(offset, {"case": case, "add": amount}, id=id))
