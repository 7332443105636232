"""Several cases at once, through the pure middle of the engine: when, then, and no more when repeated.

Each service's tests have a World of their own, which says what its kinds, facts and words are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, ClassVar, Self

from shared.batch import Batch
from shared.cases import CaseType, Command, Deadline, Event, Refusal
from shared.clock import law_day
from shared.envelope import Message, Record, deadline_id

Kinds = Mapping[str, CaseType[Any, Any]]
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Jinan on Monday, 2 March 2026."""
numbers = count()


@dataclass
class CasesWorld:
    """All cases of a service and what they have come to; methods return it, to be read as sentences."""

    kinds: ClassVar[Kinds]
    refusals: ClassVar[Collection[str]]
    """Every code that the service has words for."""

    facts: Any
    now: datetime = MONDAY
    commands: tuple[Command, ...] = ()
    events: list[Event] = field(default_factory=list)
    refusal: Refusal | None = None

    def __post_init__(self) -> None:
        self.batch = Batch(self.kinds, self.facts, self.now)

    def look_up(self, _commands: Sequence[Command]) -> None:
        """Before and after each message, as the engine does: the facts know nothing that was taken back."""
        for case_id, case in self.batch.cases.items():
            if case.state is not None:
                self.facts.observe(case_id, case.state)

    def facts_for(self, _command: Command) -> Any:
        """What a command is decided by when it comes once more."""
        return self.facts

    def hear(self) -> None:
        """What the service makes of its own events, where it reads its own topic."""

    def expect_publishable(self, event: Event) -> None:
        """What must be true of every event of the service."""

    @property
    def today(self) -> date:
        return law_day(self.now)

    def state(self, case_id: str) -> Any:
        case = self.batch.cases.get(case_id)
        return None if case is None else case.state

    def at(self, now: datetime) -> Self:
        """Move on; every deadline up to ``now`` fires on its own instant, as the engine would fire it."""
        while (due := self.next_deadline(now)) is not None:
            case_id, deadline = due
            self._meet(max(self.now, deadline.due_at))
            case = self.batch.cases[case_id]
            assert case.kind.wake is not None
            commands = case.kind.followers(case.kind.wake(case_id, deadline), case_id, case.state)
            self._take(commands, deadline_id(case_id, deadline), by_clock=True)
            self.hear()
        self._meet(now)
        return self

    def on(self, day: date) -> Self:
        """Nine in the morning in Jinan on ``day``."""
        return self.at(datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC))

    def after(self, **time: float) -> Self:
        return self.at(self.now + timedelta(**time))

    def _meet(self, now: datetime) -> None:
        self.now = self.batch.now = now

    def next_deadline(self, until: datetime) -> tuple[str, Deadline] | None:
        waiting = [
            (deadline.due_at, deadline.name, id_, deadline)
            for id_, case in self.batch.cases.items()
            if case.state is not None
            for deadline in case.kind.deadlines(case.state)
            if deadline.due_at <= until
        ]
        if not waiting:
            return None
        _, _, id_, deadline = min(waiting, key=lambda row: row[:3])
        return id_, deadline

    def when(self, *commands: Command) -> Self:
        """One message with these commands; then each of them once more, which has no effect."""
        self._take(commands, f"message-{next(numbers)}")
        self.expect_nothing_new()
        came = (self.commands, self.events, self.refusal)
        self.hear()
        self.commands, self.events, self.refusal = came
        return self

    def told(self, commands: Sequence[Command], times: int) -> None:
        """A message from a topic with these commands, which are never refused, so many times."""
        for _ in range(times):
            self._take(commands, f"told-{next(numbers)}", topic=True)

    def _take(
        self, commands: Sequence[Command], id_: str, *, by_clock: bool = False, topic: bool = False
    ) -> None:
        self.commands = tuple(commands)
        self.look_up(self.commands)
        message = Message(
            id=id_,
            actor="test",
            commands=self.commands,
            correlation="test",
            fingerprint=None if by_clock or topic else "test",
            record=Record("topic", 0, 0, b"", b"", ()) if topic else None,
        )
        outcome = self.batch.take(message)
        self.events, self.refusal = outcome.events, outcome.refusal
        self.batch.touched, self.batch.misled = set(), False
        self.look_up(self.commands)
        assert self.refusal is None or self.refusal.code in self.refusals, self.refusal
        assert not (topic and self.refusal), self.refusal
        for event in self.events:
            self.expect_publishable(event)
        for case_id in outcome.states:
            self.expect_as_journaled(case_id)

    def then(self, *expected: Event | type[Event]) -> Self:
        """What the last message led to, in order: whole events, or their types."""
        assert self.refusal is None, self.refusal
        happened = [
            event if isinstance(wanted, Event) else type(event)
            for event, wanted in zip(self.events, expected, strict=False)
        ]
        assert happened == list(expected), self.events
        assert len(self.events) == len(expected), self.events
        return self

    def then_refused(self, code: str) -> Self:
        """The last message was refused to whoever asked, without an event."""
        assert self.refusal is not None, self.events
        assert (self.refusal.code, self.events) == (code, [])
        return self

    def all(self, type_: type[Any]) -> list[Any]:
        """Every event of a type, in any case, in the order of the journal."""
        return [
            type_.model_validate_json(row["data"]) for row in self.batch.journal if row["type"] == type_.type
        ]

    def last(self, type_: type[Any]) -> Any:
        """The latest event of a type, in any case."""
        found = self.all(type_)
        assert found, f"no {type_.__name__} happened"
        return found[-1]

    def expect_nothing_new(self) -> None:
        """Each command of the last message, decided once more, has no effect; what is refused is refused."""
        refusal = self.refusal
        if refusal is not None:
            self._take(self.commands, f"message-{next(numbers)}")
            assert (self.refusal, self.events) == (refusal, [])
            return
        for command in self.commands:
            case_id = self.batch._address(command)
            if case_id is None:
                assert command.optional
                continue
            assert isinstance(case_id, str), case_id
            facts = self.facts_for(command)
            again = self.kinds[command.kind].decide(command, self.state(case_id), facts, self.now)
            assert again == (), again

    def expect_as_journaled(self, case_id: str) -> None:
        """The journal alone gives the state, and the stored form of the state is the state."""
        case = self.batch.cases.get(case_id)
        if case is None:
            return
        state = None
        for row in self.batch.journal:
            if row["case"] == case_id:
                state = case.kind.evolve(state, case.kind.read_event(row["type"], row["data"]))
        assert state == case.state
        if case.state is not None:
            text = case.state.model_dump_json(exclude_none=True)
            assert case.kind.state.model_validate_json(text) == case.state
