"""How a child leaves a school: to another one, by its guardian's word, or by never having come.

Each is somebody's act. A review, a paper that is overdue or a permit that ended leads to none of them.
What is recorded happens when its day has come, by a deadline, which frees the seat in the same commit.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.decide.eligibility import rules_for
from services.schooling.decide.guards import on_enrolment, reasons_missing
from services.schooling.facts import Facts
from services.schooling.messages.enrolment import Exit, RecordNoShow, TransferOut, WithdrawEnrolment
from services.schooling.messages.enrolment_events import ExitRecorded
from shared.cases import Decision, Refusal
from shared.clock import law_day


def transfer_out(command: TransferOut, state: EnrolmentState | None, now: datetime) -> Decision:
    """The next school is given the record; the exit date is the first day no longer here."""

    def leave(state: EnrolmentState) -> Decision:
        if refusal := _before_begin(command.exit_on, state):
            return refusal
        recorded = ExitRecorded(
            at=now,
            exit="transferred",
            end=_end(command.exit_on, state, now),
            next_school=command.next_school,
            record=command.record,
            by=command.actor.client,
        )
        return (recorded,)

    return on_enrolment(
        command.actor,
        state,
        "transfer-out",
        leave,
        already=lambda state: _recorded(state, "transferred", command.exit_on),
    )


def withdraw(command: WithdrawEnrolment, state: EnrolmentState | None, now: datetime) -> Decision:
    """The guardian's own word, or its signed declaration that somebody else records."""

    def leave(state: EnrolmentState) -> Decision:
        if command.actor.role != "guardian" and command.declaration is None:
            return Refusal("declaration-required", "only the guardian withdraws a child")
        if refusal := reasons_missing(command.reason) or _before_begin(command.end, state):
            return refusal
        recorded = ExitRecorded(
            at=now,
            exit="withdrawn",
            end=_end(command.end, state, now),
            reason=command.reason,
            declaration=command.declaration,
            by=command.actor.client,
        )
        return (recorded,)

    return on_enrolment(
        command.actor,
        state,
        "withdraw",
        leave,
        already=lambda state: _recorded(state, "withdrawn", command.end),
    )


def record_no_show(
    command: RecordNoShow, state: EnrolmentState | None, facts: Facts, now: datetime
) -> Decision:
    """The first day has come and the child has not: the period was never attended.

    Only for so many days after the first one as the school says: later, a child that was there would lose
    the days that it attended.
    """

    def leave(state: EnrolmentState) -> Decision:
        rules = rules_for(state.school, facts, now)
        if isinstance(rules, Refusal):
            return rules
        if state.attended_before(law_day(now)):
            return Refusal("attended-already", "the child has been at the school before")
        if state.waits_for_place or law_day(now) < state.period.begin:
            return Refusal("not-begun", "the first day has not come")
        last = state.period.begin + timedelta(days=rules.edition.no_show_days.value)
        if law_day(now) > last:
            return Refusal("no-show-too-late", f"it was to be recorded until {last}")
        recorded = ExitRecorded(at=now, exit="no-show", end=state.period.begin, by=command.actor.client)
        return (recorded,)

    return on_enrolment(
        command.actor, state, "record-no-show", leave, already=lambda state: state.exit == "no-show"
    )


def _end(wanted: date, state: EnrolmentState, now: datetime) -> date:
    """A child that only waits for its place leaves at once, so that its offer goes to the next."""
    return law_day(now) if state.waits_for_place else wanted


def _recorded(state: EnrolmentState, exit_: Exit, end: date) -> bool:
    return state.exit == exit_ and (state.leaves_on == end or state.waits_for_place)


def _before_begin(end: date, state: EnrolmentState) -> Refusal | None:
    """An end before the first day of the stay is not one of it; on that day, it was never attended."""
    if not state.waits_for_place and end < state.stay_begins:
        return Refusal("end-before-begin", f"the child is here from {state.stay_begins}")
    return None
