"""One year group through the pure middle of the engine: when, then, and no more when repeated."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import count
from typing import Any

import yaml

from services.schooling.cases import year_group
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.decide.year_group import YearGroupCommand, decide_year_group, wake_year_group
from services.schooling.decide.year_group_codes import REFUSALS
from services.schooling.kinds import year_group_case
from services.schooling.messages.common import Actor, GroupRef, RankingRecord
from services.schooling.messages.year_group import AcceptOffer, ChangeSeats, DeclineOffer, Join, OpenYearGroup
from services.schooling.messages.year_group_events import OfferMade
from services.schooling.rules.schools import Schools, parse_schools
from shared.batch import Batch
from shared.cases import Event, Refusal
from shared.envelope import Message, deadline_id

YEAR_GROUP = year_group_case
CONTENT = yaml.safe_load(files("services.schooling").joinpath("data/schools-jinan.yaml").read_text("utf-8"))
ROLLING, BY_ROUND = "jinan-thomas-school", "invented-daming-lake-school"
CASE = "year-group"
GROUP = GroupRef(school=ROLLING, year="2026/27", grade="01")
ROUND = GroupRef(school=BY_ROUND, year="2026/27", grade="01")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Jinan on Monday, 2 March 2026."""
OFFICE = Actor("admissions-thomas", "school", ROLLING)
ROUND_OFFICE = Actor("admissions-daming", "school", BY_ROUND)
DESK = Actor("officer-zhao", "officer")
GUARDIAN = Actor("guardian-anna", "guardian")
STRANGER = Actor("guardian-bela", "guardian")
SEED = "public-draw-2026"
numbers = count()


def schools(seats: int, of: str = ROLLING, **rules: Any) -> Schools:
    """The shipped schools, one of them with so many seats in every grade and year, and other rules."""
    content = deepcopy(CONTENT)
    edition = next(row for row in content["schools"] if row["id"] == of)["editions"][0]
    for grades in edition["seats"]["value"].values():
        grades.update(dict.fromkeys(grades, seats))
    for key, value in rules.items():
        shipped = edition[key]["value"]
        edition[key]["value"] = {**shipped, **value} if isinstance(shipped, dict) else value
    return parse_schools(content)


@dataclass(frozen=True, slots=True)
class Known:
    """What a year group's decisions may know: the schools, and the applications that are eligible."""

    schools: Schools
    records: dict[str, RankingRecord] = field(default_factory=dict)

    def ranking_record(self, application: str) -> RankingRecord | None:
        return self.records.get(application)

    def acts_for(self, actor: Actor, application: str) -> bool:
        return actor == GUARDIAN and application in self.records


@dataclass
class Group:
    """A year group and what it has come to; methods return it, to be read as sentences."""

    known: Known
    now: datetime = MONDAY
    ref: GroupRef = GROUP
    events: list[Event] = field(default_factory=list)
    refusal: Refusal | None = None

    def __post_init__(self) -> None:
        self.batch = Batch({YEAR_GROUP.kind: YEAR_GROUP}, self.known, self.now)

    @property
    def state(self) -> YearGroupState:
        state = self.batch.cases[CASE].state
        assert isinstance(state, YearGroupState)
        return state

    @property
    def offered(self) -> dict[str, int]:
        """Who holds an offer, and its number."""
        return {e.record.application: e.offer.number for e in self.state.offered if e.offer is not None}

    @property
    def waiting(self) -> list[str]:
        return [entry.record.application for entry in self.state.waiting]

    def at(self, now: datetime) -> Group:
        """Move on; every deadline up to ``now`` fires on its own instant, as the engine would fire it."""
        fired: list[Event] = []
        while (case := self.batch.cases.get(CASE)) is not None and isinstance(case.state, YearGroupState):
            due = [each for each in YEAR_GROUP.deadlines(case.state) if each.due_at <= now]
            if not due:
                break
            deadline = min(due, key=lambda each: each.due_at)
            self.later(max(self.now, deadline.due_at))
            self._take(wake_year_group(CASE, deadline), deadline_id(CASE, deadline), by_clock=True)
            fired += self.events
        self.events = fired
        return self.later(now)

    def later(self, now: datetime) -> Group:
        """Move on while nothing fires, as when the loop of the deadlines is behind."""
        self.now = self.batch.now = now
        return self

    def after(self, **time: float) -> Group:
        return self.at(self.now + timedelta(**time))

    def when(self, command: YearGroupCommand) -> Group:
        """A message with this command; then the same once more, which has no effect."""
        self._take(command, f"message-{next(numbers)}")
        again = decide_year_group(command, self._state_or_none(), self.known, self.now)
        assert again == (self.refusal or ())
        return self

    def _state_or_none(self) -> YearGroupState | None:
        return self.state if self.batch.cases[CASE].version else None

    def _take(self, command: YearGroupCommand, id_: str, by_clock: bool = False) -> None:
        message = Message(
            id=id_,
            actor="test",
            commands=(command,),
            correlation="test",
            fingerprint=None if by_clock else "test",
        )
        outcome = self.batch.take(message)
        self.events, self.refusal = outcome.events, outcome.refusal
        assert self.refusal is None or self.refusal.code in REFUSALS, self.refusal
        self.expect_sound()

    def then(self, *expected: Event | type[Event]) -> Group:
        """What the last step led to, in order: whole events, or their types."""
        assert self.refusal is None, self.refusal
        happened = [
            event if isinstance(wanted, Event) else type(event)
            for event, wanted in zip(self.events, expected, strict=False)
        ]
        assert happened == list(expected), self.events
        assert len(self.events) == len(expected), self.events
        return self

    def then_refused(self, code: str) -> Group:
        assert self.refusal is not None, self.events
        assert (self.refusal.code, self.events) == (code, [])
        return self

    def expect_sound(self) -> None:
        """The journal alone gives the state and its order; no seat is held twice, none free in vain."""
        state = None
        for row in self.batch.journal:
            state = year_group.evolve(state, YEAR_GROUP.read_event(row["type"], row["data"]))  # type: ignore[arg-type]
        if state is None:
            return
        assert state == self.state
        assert YearGroupState.model_validate_json(state.model_dump_json(exclude_none=True)) == state
        assert state.waiting == self.state.waiting
        assert 0 <= state.held <= state.seats
        assert len({seat.enrolment for seat in state.taken}) == len(state.taken)
        assert not (state.begun and state.open_seats and state.waiting), "a seat is free while somebody waits"

    def open(self) -> Group:
        return self.when(OpenYearGroup(case_id=CASE, actor=DESK, group=self.ref))

    def join(self, *applications: str, **ranks: Any) -> Group:
        """Applications join one after the other, a minute between them, with these ranks."""
        for application in applications:
            applied = MONDAY + timedelta(minutes=len(self.known.records))
            values = {"lot": application, "applied_at": applied, **ranks}
            record = RankingRecord(application=application, **values)
            self.known.records[application] = record
            self.when(Join(case_id=CASE, group=self.ref, application=application))
        return self

    def accept(self, application: str, offer: int | None = None, actor: Actor = GUARDIAN) -> Group:
        """The application's open offer is accepted, or the one of this number."""
        number = self.offered[application] if offer is None else offer
        command = AcceptOffer(
            case_id=CASE,
            actor=actor,
            application=application,
            offer=number,
            enrolment=f"enrolment-{application}",
        )
        return self.when(command)

    def decline(self, application: str, offer: int | None = None, actor: Actor = GUARDIAN) -> Group:
        number = self.offered[application] if offer is None else offer
        return self.when(DeclineOffer(case_id=CASE, actor=actor, application=application, offer=number))

    def seats(self, seats: int, actor: Actor = DESK) -> Group:
        return self.when(
            ChangeSeats(case_id=CASE, actor=actor, group=self.ref, seats=seats, reason="a room more or less")
        )


def rolling(seats: int = 1, now: datetime = MONDAY, **rules: Any) -> Group:
    """A year group of a school that offers at once."""
    return Group(Known(schools(seats, **rules)), now)


def by_round(seats: int = 2, now: datetime = MONDAY, **rules: Any) -> Group:
    """A year group of a school that offers by round: applications until 30 April, a lottery."""
    return Group(Known(schools(seats, BY_ROUND, **rules)), now, ROUND)


def china(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """An instant by the clock on the wall in Jinan."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


def offer(application: str, number: int, expires: datetime) -> OfferMade:
    return OfferMade(application=application, offer=number, expires=expires)
