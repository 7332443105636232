"""What a service says about its cases; everything else is the engine's.

A case is an always ordered list of events. A service gives, for each kind of case, pure functions:
``decide`` turns a command into events or a refusal, ``evolve`` folds one event into the state, and
``deadlines`` tells when the state wants to be woken. None of them does IO or reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.state_topic import StateTopic
from shared.views import View


class Event(BaseModel):
    """A fact of a case, in the past tense; journaled as JSON and published from there.

    ``type`` is its versioned CloudEvents type. ``withheld`` names the fields that stay in the journal:
    they are needed to fold the state, and no partner may read them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    withheld: ClassVar[frozenset[str]] = frozenset()

    def journaled(self) -> str:
        """The whole fact, as JSON text."""
        return self.model_dump_json(exclude_none=True)

    def published(self) -> bytes:
        """The fact as partners see it, as JSON bytes."""
        return self.model_dump_json(exclude_none=True, exclude=set(self.withheld)).encode()


class State(BaseModel):
    """The folded state of a case, stored as JSON text beside its version."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command has no effect: a value, never an exception.

    ``code`` is stable and kebab-case; ``detail`` is for people and holds no personal data. A partner's
    message that only came too early names the aliases one of which a case will answer to when it is time:
    it is parked, and taken up again then.
    """

    code: str
    detail: str
    waits_for: tuple[str, ...] = ()


Decision = tuple[Event, ...] | Refusal


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant (UTC) at which the case wants to be woken, under a name that its rules know."""

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something asked of one case, addressed by its id, or by aliases of which one must be known.

    An alias is a name that a case answers to beside its id, such as a partner's own number for it. An
    ``optional`` command has no effect, rather than being set aside, when no case answers to its aliases.
    """

    kind: ClassVar[str]
    case_id: str | None = None
    aliases: tuple[str, ...] = ()
    optional: bool = False


C = TypeVar("C", bound=Command)
S = TypeVar("S", bound=State)


@dataclass(frozen=True, kw_only=True)
class CaseType(Generic[C, S]):
    """One kind of case: its pure functions, and what of its state is indexed.

    ``wake`` makes the internal command for a deadline that has come, and ``followers`` adds what other cases
    make of it, in the same commit. ``aliases`` takes the case's id and state. ``keys`` are what a case shares
    with others that it should know of, such as a receipt number, each with a note for those others: two that
    take the same key at the same moment meet, and the later one sees the earlier with its note. ``columns``
    are the plain values that lists filter by; they hold no personal data. ``views`` are read models
    kept in the same commit, and ``state_topic`` is where the state after every event is published besides it.
    ``facts_by_command`` says that what is looked up for its commands follows from the commands alone, never
    from the case's state: requests for one case may then be decided on the same look-up. A kind that is not
    ``published`` is nobody else's: its events stay in the journal.
    """

    kind: str
    state: type[S]
    events: Sequence[type[Event]]
    decide: Callable[[C, S | None, Any, datetime], Decision]
    evolve: Callable[[S | None, Any], S]
    deadlines: Callable[[S], tuple[Deadline, ...]]
    wake: Callable[[str, Deadline], C] | None = None
    followers: Callable[[C, str, S], tuple[Command, ...]] = field(
        default=lambda command, id_, state: (command,)
    )
    aliases: Callable[[str, S], tuple[str, ...]] = field(default=lambda case_id, state: ())
    keys: Callable[[S], Mapping[int | str, Any]] = field(default=lambda state: {})
    columns: Callable[[S], Mapping[str, Any]] = field(default=lambda state: {})
    views: tuple[View[S], ...] = ()
    state_topic: StateTopic[S] | None = None
    facts_by_command: bool = False
    published: bool = True

    @cached_property
    def event_types(self) -> Mapping[str, type[Event]]:
        return {event.type: event for event in self.events}

    def read_event(self, type_: str, data: str | bytes) -> Event:
        """The event that a journal row or a record holds; KeyError for a type this case never emits."""
        return self.event_types[type_].model_validate_json(data)
