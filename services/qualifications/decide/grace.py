"""The grace of an admission whose permit has ended, as the person's permits are known at this moment.

What was told in which order, or how late, makes no difference: a permit that was in force within the grace
closes it, and reinstates an admission that had ended because nobody had told of it yet. Only an end that is
told when its grace would be over already gives more: the grace then lasts to the end of that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.qualifications.cases.holder import HolderState
from services.qualifications.cases.talent_state import Admission, TalentState
from services.qualifications.decide.ending import ended
from services.qualifications.facts import Facts
from services.qualifications.messages.talent_events import (
    AdmissionReinstated,
    GraceBegun,
    GraceClosed,
    ProjectAdmitted,
)
from services.qualifications.rules.periods import last_of, rolled
from services.qualifications.rules.policy import PolicyAt
from shared.cases import Decision, Event
from shared.clock import law_day


def followed(told: HolderState, state: TalentState, facts: Facts, now: datetime) -> Iterator[Event]:
    """What the permits make of every admission that ends with them. Raises YearNotLoaded."""
    for admission in state.admissions:
        if not admission.ends_with_permit:
            continue
        if admission.status == "admitted":
            yield from _grace(told, admission, facts, now)
        elif _ended_too_early(told, admission, state):
            yield from _reinstated(admission, state)
            again = admission.model_copy(update={"fell_on": None})
            yield from _grace(told, again, facts, now)


def _grace(told: HolderState, admission: Admission, facts: Facts, now: datetime) -> Iterator[Event]:
    today, policy = law_day(now), facts.policy(now)
    carried = told.carries(today)
    fell_on = _counted_from(told, admission, today)
    if not carried:
        last = last_of(policy.permit_grace, fell_on, facts.working_days, rolls=policy.rolls_forward)
        carried = told.carries(last)
    if carried and admission.grace is not None:
        yield GraceClosed(admission=admission.id)
    if not carried and _has_fallen(told) and admission.fell_on != fell_on:
        yield GraceBegun(
            admission=admission.id, fell_on=fell_on, last=max(last, today), policy=policy.version
        )


def over(state: TalentState, admission: Admission, facts: Facts, now: datetime) -> Decision:
    """The last day of a grace has passed: the admission ends.

    Where that day turns out to be free, in a year that was not announced when the grace began, it rolls on.
    """
    last, policy = admission.grace, facts.policy(now)
    assert last is not None
    assert admission.fell_on is not None
    counts_on = rolled(last, facts.working_days) if policy.rolls_forward else last
    if _in_calendar_days(policy) and counts_on > last:
        again = GraceBegun(
            admission=admission.id, fell_on=admission.fell_on, last=counts_on, policy=policy.version
        )
        return (again,)
    return ended(state, admission, last, "permit-ended")


def _in_calendar_days(policy: PolicyAt) -> bool:
    return policy.permit_grace.unit == "calendar-days"


def _counted_from(told: HolderState, admission: Admission, today: date) -> date:
    """The day that the latest permit ended on; what ended before the admission began counts from there."""
    assert admission.start is not None
    return max(told.fell_on or admission.fell_on or today, admission.start)


def _has_fallen(told: HolderState) -> bool:
    return told.fallen or told.fell_on is not None


def _ended_too_early(told: HolderState, admission: Admission, state: TalentState) -> bool:
    """Ended with the permit, though another one was in force within the grace; and nothing else ends it."""
    if admission.cause != "permit-ended" or admission.fell_on is None or admission.ended_on is None:
        return False
    ground = admission.ground.recognition
    return (
        told.followed(admission.fell_on, by=admission.ended_on)
        and (ground is None or state.standing(ground) is not None)
        and not any(
            each.project == admission.project and each.status == "admitted" for each in state.admissions
        )
    )


def _reinstated(admission: Admission, state: TalentState) -> Iterator[Event]:
    assert admission.ended_on is not None
    assert admission.start is not None
    yield AdmissionReinstated(
        admission=admission.id,
        benefits=tuple(benefit.code for benefit in admission.benefits),
        ended_on=admission.ended_on,
    )
    yield ProjectAdmitted(
        person=state.person,
        admission=admission.id,
        project=admission.project,
        fast_track=admission.fast_track,
        start=admission.start,
        end=admission.end,
    )
