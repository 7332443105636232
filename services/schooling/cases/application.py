"""An application's case: its fold, when it wants to be woken, and how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from services.schooling import names
from services.schooling.cases import tasks
from services.schooling.cases.application_state import OPEN, ApplicationState, DecidedReview, OpenReview
from services.schooling.messages.application_events import (
    ApplicationErased,
    ConditionMet,
    ConditionOpened,
    ConditionOverdue,
    ConditionPostponed,
    DocumentProvided,
    Eligible,
    Ended,
    Enrolled,
    GuardianVerified,
    PlaceAccepted,
    PlaceDeferred,
    PlacedElsewhere,
    PriorRecordProvided,
    Refused,
    ReviewDecided,
    ReviewRequired,
    Submitted,
    Withdrawn,
)
from shared.cases import Deadline
from shared.clock import law_day

ApplicationEvent = (
    Submitted
    | ReviewRequired
    | ReviewDecided
    | GuardianVerified
    | Eligible
    | DocumentProvided
    | PriorRecordProvided
    | ConditionOpened
    | ConditionPostponed
    | ConditionMet
    | ConditionOverdue
    | PlaceAccepted
    | PlaceDeferred
    | PlacedElsewhere
    | Ended
    | Enrolled
    | Refused
    | Withdrawn
    | ApplicationErased
)


_WITHOUT_THE_CHILD: Mapping[str, Any] = {
    **dict.fromkeys(("child", "guardian", "client"), ""),
    **dict.fromkeys(("handed_in", "prior", "verified"), None),
    **dict.fromkeys(("reviews", "decisions", "documents", "tasks"), ()),
}


def evolve(state: ApplicationState | None, event: ApplicationEvent) -> ApplicationState:
    """Fold one event. The first event of a case is Submitted."""
    if state is None:
        assert isinstance(event, Submitted), f"{event.type} cannot open an application"
        return _submitted(event)
    return state.model_copy(update=_change(state, event))


def _submitted(event: Submitted) -> ApplicationState:
    return ApplicationState(
        status="in-review",
        at=event.at,
        handed_in=event.form,
        kind=event.kind,
        group=event.group,
        child=event.child,
        guardian=event.guardian,
        client=event.client,
        sibling=event.sibling,
        policy=event.policy,
        documents=event.form.documents,
        prior=event.form.prior,
    )


def _change(state: ApplicationState, event: ApplicationEvent) -> Mapping[str, Any]:
    """The fields that an event gives a new value."""
    match event:
        case Submitted():
            raise AssertionError("an application is submitted once")
        case ReviewRequired():
            review = OpenReview(review=event.review, findings=event.findings)
            return {"reviews": (*state.reviews, review)}
        case ReviewDecided():
            decided = DecidedReview(review=event.review, admitted=event.admitted)
            open_ = tuple(each for each in state.reviews if each.review != event.review)
            return {"reviews": open_, "decisions": (*state.decisions, decided)}
        case GuardianVerified():
            others = tuple(each for each in state.reviews if each.review != "guardian-not-verified")
            return {"verified": event.how, "reviews": others}
        case Eligible():
            return {"status": "eligible"}
        case DocumentProvided():
            papers = tuple(each for each in state.documents if each.code != event.paper.code)
            return {"documents": (*papers, event.paper)}
        case PriorRecordProvided():
            return {"prior": event.prior}
        case ConditionOpened():
            return {"tasks": (*state.tasks, event.open)}
        case ConditionPostponed():
            return {"tasks": tasks.postponed(state.tasks, event.code, event.due)}
        case ConditionMet():
            return {"tasks": tasks.without(state.tasks, event.code)}
        case ConditionOverdue():
            return {"tasks": tasks.overdue(state.tasks, event.code)}
        case PlaceAccepted():
            return {"status": "accepted", "begin": event.begin}
        case PlaceDeferred():
            changes = {"status": "eligible", "group": event.group, "tasks": event.tasks}
            return {**changes, "deferred": True, "begin": None}
        case PlacedElsewhere():
            return {"status": "placed-elsewhere"}
        case Ended():
            return {"status": event.because}
        case Enrolled():
            return {"status": "enrolled", "enrolment": event.enrolment}
        case Refused():
            return {"status": "refused"}
        case Withdrawn():
            return {"status": "withdrawn"}
        case ApplicationErased():
            return _WITHOUT_THE_CHILD
    assert_never(event)


def deadlines(state: ApplicationState) -> tuple[Deadline, ...]:
    """What is still to come ends with its last day; once enrolled, the enrolment waits for it."""
    return tasks.deadlines(state.tasks) if state.status in OPEN else ()


def aliases(_case_id: str, state: ApplicationState) -> tuple[str, ...]:
    """While it is open: the child and the school year, so that nobody applies twice for one place."""
    if state.status not in OPEN:
        return ()
    return (names.open_application(state.child, state.group.year),)


def columns(state: ApplicationState) -> Mapping[str, Any]:
    """What lists filter by; plain values, no personal data but one-way keys."""
    return {
        "state": state.status,
        "open": state.status in OPEN,
        "school": state.group.school,
        "year": state.group.year,
        "grade": state.group.grade,
        "kind": state.kind,
        "client": state.client,
        "guardian": state.guardian,
        "reviews": sorted(each.review for each in state.reviews),
        "overdue": any(each.overdue for each in state.tasks),
        "submitted": law_day(state.at).isoformat(),
    }
