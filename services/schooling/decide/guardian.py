"""What becomes of a guardian's case: permits are followed in any order, and a review opens and closes.

A review never withdraws anybody: at the end of its grace it goes to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from services.schooling import names
from services.schooling.cases.application_state import OPEN
from services.schooling.cases.guardian import GuardianEvent, GuardianState, deadlines, evolve
from services.schooling.decide.eligibility import verified_by_permits
from services.schooling.decide.guards import reasons_missing
from services.schooling.facts import Facts
from services.schooling.messages.application import Verified
from services.schooling.messages.guardian import (
    ChildLinked,
    ChildUnlinked,
    ClientConfirmed,
    CloseReview,
    ConfirmClient,
    FollowPermit,
    LinkChild,
    RecordUpdated,
    ReviewClosed,
    ReviewDue,
    ReviewExtended,
    ReviewOpened,
    StandingChanged,
    UnlinkChild,
    WakeGuardian,
)
from services.schooling.messages.permits import Fall
from services.schooling.rules.schools import RulesNotInForce
from shared.cases import Deadline, Decision, Refusal
from shared.clock import law_day
from shared.working_days import YearNotLoaded

GuardianCommand = FollowPermit | LinkChild | UnlinkChild | ConfirmClient | CloseReview | WakeGuardian
UNKNOWN = Refusal("guardian-unknown", "nothing is known of such a guardian")


def decide_guardian(
    command: GuardianCommand, state: GuardianState | None, facts: Facts, now: datetime
) -> Decision:
    """The events that the command has, none when it has no effect (again), or why it is not possible."""
    match command:
        case FollowPermit():
            return _follow(command, state, facts, now)
        case LinkChild():
            return _link(command, state, facts, now)
        case UnlinkChild():
            return _unlink(command, state, facts, law_day(now))
        case ConfirmClient():
            return _confirm(command, state)
        case CloseReview():
            return _close(command, state)
        case WakeGuardian():
            return _wake(command, state, now)
    assert_never(command)


def _follow(command: FollowPermit, state: GuardianState | None, facts: Facts, now: datetime) -> Decision:
    """What the case knows better already has no effect."""
    followed = RecordUpdated(
        person=command.person, permit=command.permit, sequence=command.sequence, news=command.news
    )
    after = evolve(state, followed)
    if state is not None and after == state:
        return ()
    day = law_day(now)
    return (followed, *_standing(state, after, day), *_review(after, facts, day))


def _standing(before: GuardianState | None, after: GuardianState, day: date) -> Iterator[GuardianEvent]:
    if after.children and _known(before, day) != _known(after, day):
        yield StandingChanged(applications=after.applications, enrolments=after.linked("enrolment"))


def _known(state: GuardianState | None, day: date) -> tuple[Verified | None, date | None]:
    """What applications and enrolments ask of the permits: what they verify, and what they rank by."""
    return verified_by_permits(state, day), state.first_day if state is not None else None


def _review(state: GuardianState, facts: Facts, day: date) -> tuple[GuardianEvent, ...]:
    """What the open review has to become, now that permits or children are as they are.

    It depends on them alone, never on the order in which they came to be known.
    """
    enrolments = state.linked("enrolment")
    fall = state.fall if enrolments and state.fall != state.settled else None
    if fall is None:
        if state.review is None:
            return ()
        because = "permit-in-force" if state.in_force else "no-children"
        return (ReviewClosed(enrolments=enrolments, because=because),)
    if state.review is not None and state.review.fall == fall:
        return ()
    return _opened(state, fall, facts, day)


def _opened(state: GuardianState, fall: Fall, facts: Facts, day: date) -> tuple[GuardianEvent, ...]:
    enrolments = state.linked("enrolment")
    grace = _grace(state, fall, facts, day)
    opened = ReviewOpened(enrolments=enrolments, fall=fall, grace=grace, policy=facts.schools.version)
    return (opened,) if grace is not None else (opened, ReviewDue(enrolments=enrolments))


def _grace(state: GuardianState, fall: Fall, facts: Facts, day: date) -> date | None:
    """The last day of the grace, from the fall, or from the first child's coming where that was later.

    Never before ``day``, on which the fall comes to be known. None where it cannot be counted: the working
    days are not announced, or no rule was in force.
    """
    start = max(fall.on, min(child.since for child in state.children if child.link == "enrolment"))
    try:
        last = facts.schools.zone_on(start).review_grace.value.after(start, facts.working_days)
    except (YearNotLoaded, RulesNotInForce):
        return None
    return max(last, day)


def _link(command: LinkChild, state: GuardianState | None, facts: Facts, now: datetime) -> Decision:
    """A child that is there, and not known so yet; an open review is about its enrolment too."""
    application = facts.applications.get(command.id)
    group = application.group if application is not None else None
    known = state.child(command.link, command.id) if state is not None else None
    if known is not None and known.group == group:
        return ()
    if command.case_id is None or not _there(command.case_id, command.link, command.id, facts):
        return ()
    linked = ChildLinked(
        person=command.person,
        link=command.link,
        id=command.id,
        since=law_day(now),
        group=group,
    )
    after = evolve(state, linked)
    if command.link == "application":
        return (linked,)
    if after.review is not None:
        return (linked, ReviewExtended(enrolments=(command.id,), grace=after.review.grace))
    return (linked, *_review(after, facts, law_day(now)))


def _there(case_id: str, link: str, id_: str, facts: Facts) -> bool:
    """Whether the application is open, or the enrolment current, and this guardian's."""
    if link == "application":
        application = facts.applications.get(id_)
        return application is not None and application.guardian == case_id and application.status in OPEN
    enrolment = facts.enrolments.get(id_)
    return enrolment is not None and enrolment.guardian == case_id and enrolment.current


def _unlink(command: UnlinkChild, state: GuardianState | None, facts: Facts, day: date) -> Decision:
    """With the last enrolment an open review ends: there is nobody whom it concerns."""
    if state is None or command.id not in state.linked(command.link):
        return ()
    if _there(names.guardian_id(state.person), command.link, command.id, facts):
        return ()
    unlinked = ChildUnlinked(link=command.link, id=command.id)
    return (unlinked, *_review(evolve(state, unlinked), facts, day))


def _confirm(command: ConfirmClient, state: GuardianState | None) -> Decision:
    """Once and for all children; the person's other applications and enrolments look at the permits too."""
    if command.actor.role == "guardian":
        return Refusal("not-permitted-now", "who somebody is, a desk confirms")
    if state is not None and command.client in state.confirmed:
        return ()
    confirmed = ClientConfirmed(person=command.person, client=command.client, by=command.actor.client)
    after = evolve(state, confirmed)
    if not after.children:
        return (confirmed,)
    changed = StandingChanged(applications=after.applications, enrolments=after.linked("enrolment"))
    return (confirmed, changed)


def _close(command: CloseReview, state: GuardianState | None) -> Decision:
    """The zone's desk has looked, whether or not the grace is over."""
    if command.actor.role not in ("officer", "supervisor"):
        return Refusal("not-permitted-now", f"a review is not closed by the {command.actor.role}")
    if state is None:
        return UNKNOWN
    if state.review is None:
        if state.settled is not None and state.settled == state.fall:
            return ()
        return Refusal("review-not-open", "no review is open")
    closed = ReviewClosed(
        enrolments=state.linked("enrolment"),
        because="person",
        reason=command.reason,
        by=command.actor.client,
    )
    return reasons_missing(command.reason) or (closed,)


def _wake(command: WakeGuardian, state: GuardianState | None, now: datetime) -> Decision:
    """The grace is over, when the review still waits for exactly that."""
    if state is None or now < command.due_at:
        return ()
    if Deadline(command.name, command.due_at) not in deadlines(state):
        return ()
    return (ReviewDue(enrolments=state.linked("enrolment")),)
