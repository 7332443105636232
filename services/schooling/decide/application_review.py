"""What people decide on an application, and when its last open question is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import reduce

from services.schooling.cases.application import ApplicationEvent, evolve
from services.schooling.cases.application_state import OPEN, ApplicationState
from services.schooling.decide import eligibility
from services.schooling.decide.guards import on_application, reasons_missing
from services.schooling.facts import Facts
from services.schooling.messages.application import (
    DecideReview,
    EraseApplication,
    PostponeCondition,
    RefuseApplication,
    Verified,
)
from services.schooling.messages.application_events import (
    ApplicationErased,
    ConditionMet,
    ConditionPostponed,
    Eligible,
    GuardianVerified,
    Refused,
    ReviewDecided,
)
from services.schooling.messages.common import RESIDENCE_PERMIT, GroupRef, school_year, start_year
from shared.cases import Decision, Refusal
from shared.clock import law_day


def settled(
    state: ApplicationState, now: datetime, *events: ApplicationEvent
) -> tuple[ApplicationEvent, ...]:
    """With the last open question answered, the application is eligible."""
    after = reduce(evolve, events, state)
    free = after.status == "in-review" and not after.reviews
    return (*events, Eligible(at=now, group=after.group)) if free else events


def decide_review(command: DecideReview, state: ApplicationState | None, now: datetime) -> Decision:
    """Admitted to the list when it was the last question, or refused: by a person, with reasons."""

    def settle(state: ApplicationState) -> Decision:
        if state.review(command.review) is None:
            return Refusal("review-not-open", f"no {command.review} review is open")
        if refusal := reasons_missing(command.reasons):
            return refusal
        by = command.actor.client
        decided = ReviewDecided(review=command.review, admitted=command.admit, reasons=command.reasons, by=by)
        if not command.admit:
            return (decided, Refused(reasons=command.reasons, by=by))
        verified = command.review == "guardian-not-verified"
        return settled(state, now, decided, *((GuardianVerified(how="person"),) if verified else ()))

    return on_application(
        command.actor,
        state,
        "decide-review",
        settle,
        already=lambda state: _decided_alike(command, state),
    )


def _decided_alike(command: DecideReview, state: ApplicationState) -> bool:
    decided = state.decided(command.review)
    return decided is not None and decided.admitted == command.admit


def refuse(command: RefuseApplication, state: ApplicationState | None) -> Decision:
    """A person ends it, such as for a paper that did not come. No rule does."""

    def refuse(state: ApplicationState) -> Decision:
        refused = Refused(reasons=command.reasons, by=command.actor.client)
        return reasons_missing(command.reasons) or (refused,)

    return on_application(
        command.actor, state, "refuse", refuse, already=lambda state: state.status == "refused"
    )


def postpone(command: PostponeCondition, state: ApplicationState | None, now: datetime) -> Decision:
    def postpone(state: ApplicationState) -> Decision:
        if state.task(command.code) is None:
            return Refusal("no-such-condition", f"nothing waits for {command.code}")
        if refusal := reasons_missing(command.reasons) or due_passed(command.due, now):
            return refusal
        return (
            ConditionPostponed(
                code=command.code, due=command.due, reasons=command.reasons, by=command.actor.client
            ),
        )

    def already(state: ApplicationState) -> bool:
        task = state.task(command.code)
        return task is not None and task.due == command.due and not task.overdue

    return on_application(command.actor, state, "postpone-condition", postpone, already=already)


def due_passed(due: date, now: datetime) -> Refusal | None:
    """A paper is given time that has not passed."""
    return Refusal("due-passed", "the day has passed already") if due < law_day(now) else None


def follow_guardian(state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The permit that the application waited for is on record: a question or a condition ends.

    What was verified once stays so: a permit that falls is the business of the guardian's review.
    """
    if state is None or state.status not in OPEN:
        return ()
    how = eligibility.verified_on_record(facts.guardians.get(state.guardian), state.client, law_day(now))
    return settled(state, now, *_verified(state, how)) if how is not None else ()


def _verified(state: ApplicationState, how: Verified) -> Iterator[ApplicationEvent]:
    waits = state.review("guardian-not-verified") is not None
    if waits or (state.verified == "work-permit" and how == "residence-permit"):
        yield GuardianVerified(how=how)
    if how == "residence-permit" and state.task(RESIDENCE_PERMIT) is not None:
        yield ConditionMet(code=RESIDENCE_PERMIT)


def erase(command: EraseApplication, state: ApplicationState | None, facts: Facts) -> Decision:
    """For good, by a supervisor; what led to an enrolment only once the child has left."""

    def forget(state: ApplicationState) -> Decision:
        enrolment = facts.enrolments.get(state.enrolment or "")
        if state.enrolment is not None and (enrolment is None or enrolment.current):
            return Refusal("enrolled-already", "the child has not left the school")
        groups = _groups(state)
        erased = ApplicationErased(groups=groups, reason=command.reason, by=command.actor.client)
        return reasons_missing(command.reason) or (erased,)

    return on_application(command.actor, state, "erase", forget, already=lambda state: state.erased)


def _groups(state: ApplicationState) -> tuple[GroupRef, ...]:
    """Every year group that knew of it: from the year that it was for to that of the last deferral."""
    years = range(start_year(state.form.year), start_year(state.group.year) + 1)
    return tuple(state.group.model_copy(update={"year": school_year(year)}) for year in years)
