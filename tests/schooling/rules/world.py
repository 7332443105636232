"""Several cases at once, through the pure middle of the engine: when, then, and no more when repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from services.schooling.codes import REFUSALS
from services.schooling.following import own_told, permit_told
from services.schooling.kinds import application_case, enrolment_case, guardian_case, year_group_case
from services.schooling.messages.permits import PermitTold, read_permit_event
from services.schooling.messages.told import READ, read_own_event
from shared.batch import Batch
from shared.cases import CaseType, Command, Deadline, Event, Refusal
from shared.clock import law_day
from shared.envelope import Message, Record, deadline_id
from tests.schooling.rules.looking import looked_up

KINDS: dict[str, CaseType[Any, Any]] = {
    kind.kind: kind for kind in (application_case, year_group_case, enrolment_case, guardian_case)
}
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Jinan on Monday, 2 March 2026."""
numbers = count()


@dataclass
class World:
    """All cases of the service and what they have come to; methods return it, to be read as sentences."""

    now: datetime = MONDAY
    commands: tuple[Command, ...] = ()
    events: list[Event] = field(default_factory=list)
    refusal: Refusal | None = None
    told: int = 0

    def __post_init__(self) -> None:
        self.facts = looked_up({}, ())
        self.batch = Batch(KINDS, self.facts, self.now)

    @property
    def today(self) -> date:
        return law_day(self.now)

    def state(self, case_id: str) -> Any:
        case = self.batch.cases.get(case_id)
        return None if case is None else case.state

    def at(self, now: datetime) -> World:
        """Move on; every deadline up to ``now`` fires on its own instant, as the engine would fire it."""
        while (due := self._next_deadline(now)) is not None:
            case_id, deadline = due
            self._meet(max(self.now, deadline.due_at))
            case = self.batch.cases[case_id]
            assert case.kind.wake is not None
            commands = case.kind.followers(case.kind.wake(case_id, deadline), case_id, case.state)
            self._take(commands, deadline_id(case_id, deadline), by_clock=True)
            self._tell()
        self._meet(now)
        return self

    def on(self, day: date) -> World:
        """Nine in the morning in Jinan on ``day``."""
        return self.at(datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC))

    def after(self, **time: float) -> World:
        return self.at(self.now + timedelta(**time))

    def _meet(self, now: datetime) -> None:
        self.now = self.batch.now = now

    def _next_deadline(self, until: datetime) -> tuple[str, Deadline] | None:
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

    def when(self, *commands: Command) -> World:
        """One message with these commands; then each of them once more, which has no effect."""
        self._take(commands, f"message-{next(numbers)}")
        self.expect_nothing_new()
        told = (self.commands, self.events, self.refusal)
        self._tell()
        self.commands, self.events, self.refusal = told
        return self

    def permit(self, type_: str, sequence: int, data: bytes, permit: str = "permit") -> World:
        """An event of ``permits.events``, which comes twice."""
        told = read_permit_event(type_, data)
        assert isinstance(told, PermitTold), told
        for _ in range(2):
            self._take(permit_told(told, permit, sequence), f"permit-{next(numbers)}", topic=True)
            self._tell()
        return self

    def _tell(self) -> None:
        """The service reads what it published for itself, as bytes; each event comes twice."""
        while self.told < len(self.batch.outgoing):
            out = self.batch.outgoing[self.told]
            self.told += 1
            if out.type not in READ:
                continue
            told = read_own_event(out.type, out.data)
            assert not isinstance(told, str), told
            for _ in range(2):
                commands = own_told(told, out.case_id, out.version)
                self._take(commands, f"told-{next(numbers)}", topic=True)

    def _take(
        self, commands: Sequence[Command], id_: str, *, by_clock: bool = False, topic: bool = False
    ) -> None:
        self.commands = tuple(commands)
        self._look_up()
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
        assert self.refusal is None or self.refusal.code in REFUSALS, self.refusal
        assert not (topic and self.refusal), self.refusal
        for case_id in outcome.states:
            self.expect_as_journaled(case_id)
        self._look_up()

    def _look_up(self) -> None:
        """A message comes in a batch of its own; its facts are what the service looks up for its commands."""
        self.facts = looked_up(self.batch.cases, self.commands)
        batch = Batch(KINDS, self.facts, self.now, cases=self.batch.cases, aliases=self.batch.aliases)
        batch.journal, batch.outgoing = self.batch.journal, self.batch.outgoing
        self.batch = batch

    def then(self, *expected: Event | type[Event]) -> World:
        """What the last message led to, in order: whole events, or their types."""
        assert self.refusal is None, self.refusal
        happened = [
            event if isinstance(wanted, Event) else type(event)
            for event, wanted in zip(self.events, expected, strict=False)
        ]
        assert happened == list(expected), self.events
        assert len(self.events) == len(expected), self.events
        return self

    def then_refused(self, code: str) -> World:
        """The last message was refused to whoever asked, without an event."""
        assert self.refusal is not None, self.events
        assert (self.refusal.code, self.events) == (code, [])
        return self

    def last(self, type_: type[Any]) -> Any:
        """The latest event of a type, in any case."""
        found = self.all(type_)
        assert found, f"no {type_.__name__} happened"
        return found[-1]

    def all(self, type_: type[Any]) -> list[Any]:
        """Every event of a type, in any case, in the order of the journal."""
        return [
            type_.model_validate_json(row["data"]) for row in self.batch.journal if row["type"] == type_.type
        ]

    def expect_nothing_new(self) -> None:
        """Each command of the last message, decided once more, has no effect; a refused one is refused."""
        if self.refusal is not None:
            refusal = self.refusal
            self._take(self.commands, f"message-{next(numbers)}")
            assert (self.refusal, self.events) == (refusal, [])
            return
        for command in self.commands:
            case_id = command.case_id or self._case_of(command)
            if case_id is None:
                assert command.optional
                continue
            known = looked_up(self.batch.cases, (command,))
            again = KINDS[command.kind].decide(command, self.state(case_id), known, self.now)
            assert again == (), again

    def _case_of(self, command: Command) -> str | None:
        found = {id_ for alias in command.aliases for id_ in self.batch.aliases.get(alias, set())}
        assert len(found) < 2, found
        return next(iter(found), None)

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
