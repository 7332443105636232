"""What becomes of a year group: who joins, who is offered a seat, who takes one, and who comes next."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from services.schooling.cases.year_group import YearGroupEvent, evolve
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.decide.year_group_answers import accept, decline, defer
from services.schooling.decide.year_group_facts import YearGroupFacts
from services.schooling.decide.year_group_offers import followed
from services.schooling.decide.year_group_school import CLOSED, change_seats, objection, publish_seed
from services.schooling.decide.year_group_terms import terms_of
from services.schooling.messages.common import RULE
from services.schooling.messages.year_group import (
    AcceptOffer,
    ChangeSeats,
    DeclineOffer,
    Defer,
    Forget,
    FreeSeat,
    Join,
    Leave,
    OpenYearGroup,
    PublishSeed,
    TakeSeat,
    WakeYearGroup,
)
from services.schooling.messages.year_group_events import (
    Forgotten,
    Joined,
    Left,
    Reranked,
    SeatFreed,
    SeatTaken,
    YearGroupOpened,
)
from shared.cases import Deadline, Decision, Refusal
from shared.clock import law_day

YearGroupCommand = (
    OpenYearGroup
    | Join
    | Leave
    | AcceptOffer
    | DeclineOffer
    | Defer
    | TakeSeat
    | FreeSeat
    | Forget
    | ChangeSeats
    | PublishSeed
    | WakeYearGroup
)
Opening = OpenYearGroup | Join | TakeSeat | ChangeSeats | PublishSeed
Changes = tuple[YearGroupEvent, ...] | Refusal

UNKNOWN = Refusal("year-group-unknown", "there is no such year group")


def decide_year_group(
    command: YearGroupCommand, state: YearGroupState | None, facts: YearGroupFacts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible.

    Whatever it changes, the offers that follow are part of the same decision.
    """
    if isinstance(command, WakeYearGroup):
        return _wake(command, state, now)
    if isinstance(command, Opening):
        return _in_group(command, state, facts, now)
    if state is None:
        return () if isinstance(command, Leave | FreeSeat | Forget) else UNKNOWN
    changes = _change(command, state, facts, now)
    return changes if isinstance(changes, Refusal) or not changes else followed(state, changes, now)


def wake_year_group(case_id: str, deadline: Deadline) -> YearGroupCommand:
    """The command that a deadline of a year group gives when it has come."""
    return WakeYearGroup(case_id=case_id, name=deadline.name, due_at=deadline.due_at)


def _wake(command: WakeYearGroup, state: YearGroupState | None, now: datetime) -> Decision:
    """Never early. A deadline that was met by another decision meanwhile has nothing to do."""
    return () if state is None or now < command.due_at else followed(state, (), now)


def _in_group(
    command: Opening, state: YearGroupState | None, facts: YearGroupFacts, now: datetime
) -> Decision:
    """The command in its group, which it opens if it is the first. A refused one opens nothing."""
    if state is not None and state.group != command.group:
        return Refusal("other-year-group", "this is another year group")
    opened: tuple[YearGroupEvent, ...] = ()
    group = state
    if group is None and isinstance(command, Join) and facts.ranking_record(command.application) is None:
        return ()
    if group is None:
        terms = terms_of(facts.schools, command.group, law_day(now))
        if isinstance(terms, Refusal):
            return terms
        opened = (YearGroupOpened(group=command.group, terms=terms),)
        group = evolve(None, opened[0])
    changes = _group_change(command, group, facts, now)
    if isinstance(changes, Refusal):
        return changes
    events = (*opened, *changes) if changes or isinstance(command, OpenYearGroup) else ()
    return followed(state, events, now) if events else ()


def _group_change(command: Opening, group: YearGroupState, facts: YearGroupFacts, now: datetime) -> Changes:
    match command:
        case OpenYearGroup():
            return objection(command.actor, "open", group.group) or ()
        case Join():
            return _join(command, group, facts)
        case TakeSeat():
            return _take_seat(command, group)
        case ChangeSeats():
            return change_seats(command, group)
        case PublishSeed():
            return publish_seed(command, group, now)
    assert_never(command)


def _change(
    command: Leave | FreeSeat | Forget | AcceptOffer | DeclineOffer | Defer,
    state: YearGroupState,
    facts: YearGroupFacts,
    now: datetime,
) -> Changes:
    match command:
        case AcceptOffer():
            return accept(command, state, facts, now)
        case DeclineOffer():
            return decline(command, state, facts, now)
        case Defer():
            return defer(command, state, facts, now)
        case Leave():
            entry = state.entry(command.application)
            if entry is None or entry.status not in ("waiting", "offered"):
                return ()
            return (Left(application=command.application, cause=command.cause),)
        case FreeSeat():
            if state.seat(command.enrolment) is None:
                return ()
            return (SeatFreed(enrolment=command.enrolment, cause=command.cause),)
        case Forget():
            entry = state.entry(command.application)
            if entry is None or entry.status in ("waiting", "offered"):
                return ()
            return (Forgotten(application=command.application),)
    assert_never(command)


def _join(command: Join, group: YearGroupState, facts: YearGroupFacts) -> Changes:
    """An application joins once: who has left the list applies anew. Who is on it may be ranked anew."""
    record = facts.ranking_record(command.application)
    if record is None or group.closed:
        return ()
    entry = group.entry(command.application)
    if entry is None:
        return (Joined(application=command.application, record=record),)
    if entry.status not in ("waiting", "offered") or entry.record == record:
        return ()
    return (Reranked(application=command.application, record=record),)


def _take_seat(command: TakeSeat, group: YearGroupState) -> Changes:
    if group.seat(command.enrolment) is not None:
        return ()
    if group.closed:
        return CLOSED
    if group.free < 1:
        return Refusal("no-seat-free", "every seat is taken or offered")
    return (SeatTaken(enrolment=command.enrolment, by=RULE),)
