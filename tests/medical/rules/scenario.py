"""Given these events, when this command comes, then these events: and nothing when it comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.medical.facts import Facts
from services.medical.kinds import claim_case, payment_case
from services.medical.messages.events import (
    AnswerRefused,
    ClaimFlagged,
    ClaimHeld,
    PaymentDetailRefused,
    PaymentRefused,
    SubmissionRefused,
)
from services.medical.rules import codes
from services.medical.rules.partners import Registry, read_registry
from shared.cases import CaseType, Command, Event, Refusal, State
from shared.working_days import WorkingDays

Expected = Event | type[Event]

PARTNERS: Registry = read_registry(Path(__file__).parents[3] / "deploy" / "partners.yaml")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Jinan on Monday, 2 March 2026."""


def facts(**more: Any) -> Facts:
    """The partners of the local stack, the official calendar, and nothing else unless given."""
    return Facts(**{"partners": PARTNERS, "working_days": WorkingDays.load(), **more})


@dataclass
class Scenario:
    """A case and what it has come to; every method returns the scenario, to be read as one sentence."""

    kind: CaseType[Any, Any]
    id: str = "case-1"
    facts: Facts = field(default_factory=facts)
    now: datetime = MONDAY
    journal: list[Event] = field(default_factory=list)
    state: Any = None
    command: Command | None = None
    outcome: tuple[Event, ...] | Refusal = ()

    def at(self, now: datetime) -> Scenario:
        self.now = now
        return self

    def when(self, command: Command) -> Scenario:
        """Decide, fold, and check that the stored form is enough to decide the same again."""
        self.command = replace(command, case_id=self.id)
        self.outcome = self.kind.decide(self.command, self.state, self.facts, self.now)
        if isinstance(self.outcome, Refusal):
            assert self.outcome.code in codes.REFUSALS
        else:
            self._fold(self.outcome)
        return self

    def then(self, *expected: Expected) -> Scenario:
        """The events that the last command had, in order: whole, or by their type; and then no more."""
        assert not isinstance(self.outcome, Refusal), self.outcome
        happened = [
            event if isinstance(wanted, Event) else type(event)
            for event, wanted in zip(self.outcome, expected, strict=False)
        ]
        assert happened == list(expected), self.outcome
        assert len(self.outcome) == len(expected), self.outcome
        self.expect_nothing_new()
        return self

    def then_refused(self, code: str) -> Scenario:
        """The last command was refused to whoever asked, without an event; and will be again."""
        assert isinstance(self.outcome, Refusal), self.outcome
        assert self.outcome.code == code
        self.expect_nothing_new()
        return self

    def last(self, type_: type[Any]) -> Any:
        """The latest event of a type."""
        return next(event for event in reversed(self.journal) if isinstance(event, type_))

    def expect_nothing_new(self) -> None:
        """Repeating the command has no effect."""
        assert self.command is not None
        again = self.kind.decide(self.command, self.state, self.facts, self.now)
        assert again == (self.outcome if isinstance(self.outcome, Refusal) else ()), again

    def _fold(self, events: Sequence[Event]) -> None:
        held = {} if self.state is None else self.kind.keys(self.state)
        for event in events:
            self.state = self.kind.evolve(self.state, event)
            self.journal.append(event)
            assert has_words(event), event
        if self.state is not None:
            self.facts.observe(self.id, self.state)
            self._share(held, self.kind.keys(self.state))
            assert replayed(self.kind, self.journal) == self.state
            assert stored(self.kind, self.state) == self.state

    def _share(self, held: Mapping[int | str, Any], wanted: Mapping[int | str, Any]) -> None:
        """Keep the facts' marks current, as the engine does."""
        for key in held.keys() - wanted.keys():
            del self.facts.marks[key][self.id]
        for key in wanted.keys() - held.keys():
            self.facts.marks.setdefault(key, {})[self.id] = wanted[key]


def has_words(event: Event) -> bool:
    """Whether the reason that an event gives is one that people can read."""
    match event:
        case SubmissionRefused() | AnswerRefused() | PaymentDetailRefused() | PaymentRefused():
            return event.code in codes.REFUSALS
        case ClaimHeld():
            return event.reason in codes.HOLDS
        case ClaimFlagged():
            return event.flag in codes.FLAGS
    return True


def given(*events: Event, kind: CaseType[Any, Any] = claim_case, known: Facts | None = None) -> Scenario:
    """A case to which these events have happened."""
    scenario = Scenario(kind, facts=known or facts())
    scenario._fold(events)
    return scenario


def given_payment(*events: Event) -> Scenario:
    """A payment to which these events have happened."""
    return given(*events, kind=payment_case)


def replayed(kind: CaseType[Any, Any], journal: Sequence[Event]) -> State | None:
    """The state that the journal gives, read back from what is stored."""
    state = None
    for event in journal:
        state = kind.evolve(state, kind.read_event(event.type, event.journaled()))
    return state


def stored(kind: CaseType[Any, Any], state: State) -> State:
    """The state as it comes back from the database."""
    read: State = kind.state.model_validate_json(state.model_dump_json(exclude_none=True))
    return read
