"""An enrolment's case: its fold, when it wants to be woken, and how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never

from services.schooling import names
from services.schooling.cases import tasks
from services.schooling.cases.enrolment_state import EnrolmentState, Period, PeriodEnd, ReviewMark
from services.schooling.messages.enrolment_events import (
    BeginDeferred,
    Begun,
    EnrolmentOpened,
    Erased,
    ExitRecorded,
    Left,
    NamesCorrected,
    PlaceGivenUp,
    ReviewMarked,
    RolledOver,
    TaskMet,
    TaskOverdue,
    TaskPostponed,
)
from shared.cases import Deadline
from shared.clock import start_of_law_day

EnrolmentEvent = (
    EnrolmentOpened
    | RolledOver
    | BeginDeferred
    | PlaceGivenUp
    | Begun
    | ExitRecorded
    | Left
    | TaskMet
    | TaskPostponed
    | TaskOverdue
    | ReviewMarked
    | NamesCorrected
    | Erased
)

BEGINS, LEAVES = "begins", "leaves"
_OF_THE_CHILD = ("child", "names", "roster", "birth", "guardian", "client")


def evolve(state: EnrolmentState | None, event: EnrolmentEvent) -> EnrolmentState:
    """Fold one event. The first event of a case is EnrolmentOpened."""
    if isinstance(event, EnrolmentOpened):
        return _opened(state, event)
    assert state is not None, f"{event.type} cannot open an enrolment"
    return state.model_copy(update={**_change(state, event), "changed_at": event.at})


def _opened(state: EnrolmentState | None, event: EnrolmentOpened) -> EnrolmentState:
    """A child that comes back keeps its earlier periods, and is known by what is said of it now.

    One that only waited for its place was here all along: what was marked and provided stays.
    """
    period = Period(group=event.group, begin=event.begin, year_end=event.year_end)
    applications = state.applications if state else ()
    waited = state if state is not None and state.waits_for_place else None
    if event.application not in applications:
        applications = (*applications, event.application)
    return EnrolmentState(
        status="enrolled",
        school=event.group.school,
        periods=(*(state.periods if state else ()), period),
        stay=len(state.periods) if state else 0,
        applications=applications,
        changed_at=event.at,
        child=event.child,
        names=event.names,
        roster=event.roster,
        birth=event.birth,
        guardian=event.guardian,
        client=event.client,
        tasks=event.tasks,
        provided=waited.provided if waited else (),
        reviews=waited.reviews if waited else (),
    )


def _change(state: EnrolmentState, event: EnrolmentEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    match event:
        case EnrolmentOpened():
            raise AssertionError("folded by itself")
        case RolledOver():
            exit_: PeriodEnd = "repeated" if event.move == "repeat" else "rolled-over"
            ended = _ended(state.periods, event.begin, exit_)
            begun = Period(group=event.group, begin=event.begin, year_end=event.year_end)
            return {"periods": (*ended, begun)}
        case BeginDeferred():
            moved = state.period.model_copy(update={"begin": event.begin})
            return {"status": "deferred", "periods": (*state.periods[:-1], moved)}
        case PlaceGivenUp():
            given_up = _ended(state.periods, state.period.begin, "deferred")
            return {"status": "deferred", "periods": given_up, "waits_for": event.group, "tasks": ()}
        case Begun():
            return {"status": "enrolled"}
        case ExitRecorded():
            periods = _ended(state.periods, event.end, event.exit)
            return {"exit": event.exit, "leaves_on": event.end, "periods": periods}
        case Left():
            return {"status": "left", "waits_for": None, "tasks": (), "reviews": ()}
        case TaskMet():
            papers = (event.paper.sha256,) if event.paper is not None else ()
            provided = (*state.provided, *papers)
            return {"tasks": tasks.without(state.tasks, event.code), "provided": provided}
        case TaskPostponed():
            return {"tasks": tasks.postponed(state.tasks, event.code, event.due)}
        case TaskOverdue():
            return {"tasks": tasks.overdue(state.tasks, event.code)}
        case ReviewMarked():
            mark = ReviewMark(guardian=event.guardian, sequence=event.sequence, standing=event.standing)
            others = tuple(each for each in state.reviews if each.guardian != event.guardian)
            return {"reviews": (*others, mark)}
        case NamesCorrected():
            return {"names": event.names, "roster": event.roster}
        case Erased():
            return {
                **dict.fromkeys(_OF_THE_CHILD),
                "tasks": (),
                "provided": (),
                "reviews": (),
                "erased": True,
            }
    assert_never(event)


def _ended(periods: tuple[Period, ...], end: date, exit_: PeriodEnd) -> tuple[Period, ...]:
    """Whatever reaches beyond ``end`` ends there; what would have begun later was never attended.

    What was given up before is not ended once more.
    """
    return tuple(
        period
        if period.end is not None and (period.end <= end or not period.attended)
        else period.model_copy(update={"end": max(period.begin, end), "exit": exit_})
        for period in periods
    )


def deadlines(state: EnrolmentState) -> tuple[Deadline, ...]:
    """A deferred child begins, one whose exit is recorded has left, and papers are late, of themselves."""
    if not state.current:
        return ()
    found = list(tasks.deadlines(state.tasks))
    period = state.period
    if state.status == "deferred" and not state.waits_for_place and period.attended:
        found.append(Deadline(BEGINS, start_of_law_day(period.begin)))
    if state.leaves_on is not None:
        found.append(Deadline(LEAVES, start_of_law_day(state.leaves_on)))
    return tuple(found)


def aliases(_case_id: str, state: EnrolmentState) -> tuple[str, ...]:
    """While its place is put off: the application, by whose end it ends too."""
    return (names.waiting_enrolment(state.applications[-1]),) if state.waits_for_place else ()


def columns(state: EnrolmentState) -> Mapping[str, Any]:
    """What lists filter by; plain values, no personal data but one-way keys."""
    period = state.period
    return {
        "state": state.status,
        "school": state.school,
        "year": period.group.year,
        "grade": period.group.grade,
        "client": state.client,
        "guardian": state.guardian,
        "review": state.under_review,
        "overdue": any(each.overdue for each in state.tasks),
        "erased": state.erased,
    }
