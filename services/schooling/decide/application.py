"""Every command on an application, and the one decision that answers it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from services.schooling.cases.application import ApplicationEvent, deadlines
from services.schooling.cases.application_state import ApplicationState
from services.schooling.cases.tasks import PREFIX
from services.schooling.decide import application_place, application_review, eligibility, papers
from services.schooling.decide.application_apply import apply
from services.schooling.decide.application_review import settled
from services.schooling.decide.guards import on_application
from services.schooling.facts import Facts
from services.schooling.messages.application import (
    Apply,
    DecideReview,
    EraseApplication,
    FollowGuardian,
    FollowOtherPlace,
    FollowPlace,
    PostponeCondition,
    ProvideDocument,
    ProvidePriorRecord,
    RefuseApplication,
    WakeApplication,
    Withdraw,
)
from services.schooling.messages.application_events import (
    ConditionMet,
    ConditionOverdue,
    DocumentProvided,
    GuardianVerified,
    PriorRecordProvided,
    Withdrawn,
)
from services.schooling.messages.common import PRIOR_SCHOOL_RECORD, RESIDENCE_PERMIT
from shared.cases import Deadline, Decision, Refusal
from shared.clock import law_day

FamilyCommand = Apply | ProvideDocument | ProvidePriorRecord | Withdraw
DeskCommand = DecideReview | RefuseApplication | PostponeCondition
FollowCommand = FollowPlace | FollowOtherPlace | FollowGuardian
ApplicationCommand = FamilyCommand | DeskCommand | FollowCommand | EraseApplication | WakeApplication


def decide_application(
    command: ApplicationCommand, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case Apply():
            return apply(command, state, facts, now)
        case ProvideDocument():
            return _provide(command, state, facts, now)
        case ProvidePriorRecord():
            return _provide_prior(command, state)
        case Withdraw():
            return _withdraw(command, state)
        case DecideReview():
            return application_review.decide_review(command, state, now)
        case RefuseApplication():
            return application_review.refuse(command, state)
        case PostponeCondition():
            return application_review.postpone(command, state, now)
        case FollowPlace():
            return application_place.follow_place(command, state, facts, now)
        case FollowOtherPlace():
            return application_place.follow_other(command, state, facts, now)
        case FollowGuardian():
            return application_review.follow_guardian(state, facts, now)
        case EraseApplication():
            return application_review.erase(command, state, facts)
        case WakeApplication():
            return _wake(command, state, now)
    assert_never(command)


def _provide(
    command: ProvideDocument, state: ApplicationState | None, facts: Facts, now: datetime
) -> Decision:
    """A paper meets the condition that waits for it; the guardian's residence permit ends its review."""

    def take(state: ApplicationState) -> Decision:
        rules = eligibility.rules_for(state.group.school, facts, now)
        if isinstance(rules, Refusal):
            return rules
        asked = rules.documents_for(state.kind)
        if refusal := papers.refuse_paper(command.paper, asked, law_day(now)):
            return refusal
        provided = DocumentProvided(paper=command.paper, by=command.actor.client)
        verified = command.paper.code == RESIDENCE_PERMIT and state.verified in (None, "work-permit")
        return settled(
            state,
            now,
            provided,
            *_met(state, command.paper.code),
            *((GuardianVerified(how="document"),) if verified else ()),
        )

    return on_application(
        command.actor,
        state,
        "provide-document",
        take,
        already=lambda state: command.paper in state.documents,
    )


def _provide_prior(command: ProvidePriorRecord, state: ApplicationState | None) -> Decision:
    def take(state: ApplicationState) -> Decision:
        provided = PriorRecordProvided(prior=command.prior, by=command.actor.client)
        return (provided, *_met(state, PRIOR_SCHOOL_RECORD))

    return on_application(
        command.actor,
        state,
        "provide-prior-record",
        take,
        already=lambda state: state.prior == command.prior,
    )


def _met(state: ApplicationState, code: str) -> Iterator[ApplicationEvent]:
    if state.task(code) is not None:
        yield ConditionMet(code=code)


def _withdraw(command: Withdraw, state: ApplicationState | None) -> Decision:
    return on_application(
        command.actor,
        state,
        "withdraw",
        lambda state: (Withdrawn(reason=command.reason, by=command.actor.client),),
        already=lambda state: state.status == "withdrawn",
    )


def _wake(command: WakeApplication, state: ApplicationState | None, now: datetime) -> Decision:
    """A deadline has its effect when the application still waits for exactly it, and never early."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    task = state.task(command.name.removeprefix(PREFIX))
    assert task is not None
    assert task.due is not None
    return (ConditionOverdue(code=task.code, due=task.due),)
