"""What else is kept with an enrolment: papers to come, the mark of a review, names; and its erasure."""

from __future__ import annotations

from datetime import datetime

from services.schooling.cases.enrolment import BEGINS, LEAVES, deadlines
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.cases.tasks import PREFIX
from services.schooling.decide.application_review import due_passed
from services.schooling.decide.eligibility import rules_for, verified_on_record
from services.schooling.decide.guards import on_enrolment, reasons_missing
from services.schooling.decide.papers import refuse_paper
from services.schooling.decide.roster_name import roster_name
from services.schooling.facts import Facts
from services.schooling.messages.common import RESIDENCE_PERMIT
from services.schooling.messages.enrolment import (
    CorrectNames,
    Erase,
    FollowReview,
    PostponeTask,
    ProvidePaper,
    WakeEnrolment,
)
from services.schooling.messages.enrolment_events import (
    Begun,
    Erased,
    Left,
    NamesCorrected,
    ReviewMarked,
    TaskMet,
    TaskOverdue,
    TaskPostponed,
)
from shared.cases import Deadline, Decision, Refusal
from shared.clock import law_day


def provide(command: ProvidePaper, state: EnrolmentState | None, facts: Facts, now: datetime) -> Decision:
    """A paper that something waits for; late is better than never."""

    def take(state: EnrolmentState) -> Decision:
        if state.task(command.paper.code) is None:
            return Refusal("no-such-condition", f"nothing waits for {command.paper.code}")
        rules = rules_for(state.school, facts, now)
        if isinstance(rules, Refusal):
            return rules
        refusal = refuse_paper(command.paper, rules.edition.documents.value, law_day(now))
        met = TaskMet(at=now, code=command.paper.code, paper=command.paper, by=command.actor.client)
        return refusal or (met,)

    return on_enrolment(
        command.actor,
        state,
        "provide-paper",
        take,
        already=lambda state: command.paper.sha256 in state.provided,
    )


def postpone(command: PostponeTask, state: EnrolmentState | None, now: datetime) -> Decision:
    """The school's desk gives a paper more time, with reasons."""

    def give(state: EnrolmentState) -> Decision:
        if state.task(command.code) is None:
            return Refusal("no-such-condition", f"nothing waits for {command.code}")
        if refusal := reasons_missing(command.reasons) or due_passed(command.due, now):
            return refusal
        return (
            TaskPostponed(
                at=now,
                code=command.code,
                due=command.due,
                reasons=command.reasons,
                by=command.actor.client,
            ),
        )

    def already(state: EnrolmentState) -> bool:
        task = state.task(command.code)
        return task is not None and task.due == command.due and not task.overdue

    return on_enrolment(command.actor, state, "postpone-task", give, already=already)


def follow_review(command: FollowReview, state: EnrolmentState | None, now: datetime) -> Decision:
    """The guardian's latest word counts, in whatever order its events come; a child that left has none."""
    if state is None or not state.current:
        return ()
    known = next((mark for mark in state.reviews if mark.guardian == command.guardian), None)
    if known is not None and command.sequence <= known.sequence:
        return ()
    others = any(mark.standing != "closed" for mark in state.reviews if mark is not known)
    open_ = command.standing != "closed" or others
    return (
        ReviewMarked(
            at=now,
            guardian=command.guardian,
            sequence=command.sequence,
            standing=command.standing,
            review="eligibility" if open_ else None,
        ),
    )


def follow_standing(state: EnrolmentState | None, facts: Facts, now: datetime) -> Decision:
    """The residence permit that a condition waits for is on record."""
    if state is None or not state.current or state.task(RESIDENCE_PERMIT) is None:
        return ()
    known = verified_on_record(facts.guardians.get(state.guardian or ""), state.client, law_day(now))
    return (TaskMet(at=now, code=RESIDENCE_PERMIT),) if known == "residence-permit" else ()


def correct_names(
    command: CorrectNames, state: EnrolmentState | None, facts: Facts, now: datetime
) -> Decision:
    """The names as they are to be written, with the reason."""

    def correct(state: EnrolmentState) -> Decision:
        corrected = NamesCorrected(
            at=now,
            names=command.names,
            roster=roster_name(command.names, facts.zone(now)),
            reason=command.reason,
            by=command.actor.client,
        )
        return reasons_missing(command.reason) or (corrected,)

    return on_enrolment(
        command.actor, state, "correct-names", correct, already=lambda state: state.names == command.names
    )


def erase(command: Erase, state: EnrolmentState | None, now: datetime) -> Decision:
    """For good, by a supervisor, and only of a child that has left."""
    return on_enrolment(
        command.actor,
        state,
        "erase",
        lambda _state: (
            reasons_missing(command.reason)
            or (Erased(at=now, reason=command.reason, by=command.actor.client),)
        ),
        already=lambda state: state.erased,
    )


def wake(command: WakeEnrolment, state: EnrolmentState | None, now: datetime) -> Decision:
    """A deadline has its effect when the enrolment still waits for exactly it, and never early."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    if command.name == BEGINS:
        return (Begun(at=now),)
    if command.name == LEAVES:
        assert state.exit is not None
        assert state.leaves_on is not None
        return (Left(at=now, exit=state.exit, end=state.leaves_on),)
    task = state.task(command.name.removeprefix(PREFIX))
    assert task is not None
    assert task.due is not None
    return (TaskOverdue(at=now, code=task.code, due=task.due),)
