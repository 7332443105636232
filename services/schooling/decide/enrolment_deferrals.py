"""A first day is moved, or a place put off to another school year, by the family and never by a rule."""

from __future__ import annotations

from datetime import date, datetime

from services.schooling.cases.application_state import ENDED
from services.schooling.cases.enrolment_state import EnrolmentState
from services.schooling.decide.eligibility import rules_for
from services.schooling.decide.guards import on_enrolment
from services.schooling.facts import Facts
from services.schooling.messages.common import RULE
from services.schooling.messages.enrolment import DeferBegin, FollowDeferral
from services.schooling.messages.enrolment_events import BeginDeferred, ExitRecorded, PlaceGivenUp
from services.schooling.rules.schools import SchoolRules
from shared.cases import Decision, Refusal
from shared.clock import law_day


def defer_begin(command: DeferBegin, state: EnrolmentState | None, facts: Facts, now: datetime) -> Decision:
    """Within the school year, before the first day, and where the school puts places off at all."""

    def defer(state: EnrolmentState) -> Decision:
        rules = rules_for(state.school, facts, now)
        if isinstance(rules, Refusal):
            return rules
        refusal = _refuse_deferral(command.begin, state, rules, law_day(now))
        deferred = BeginDeferred(at=now, begin=command.begin, reason=command.reason, by=command.actor.client)
        return refusal or (deferred,)

    return on_enrolment(
        command.actor,
        state,
        "defer-begin",
        defer,
        already=lambda state: state.status == "deferred" and state.period.begin == command.begin,
    )


def _refuse_deferral(begin: date, state: EnrolmentState, rules: SchoolRules, day: date) -> Refusal | None:
    if not rules.edition.deferral.value.allowed:
        return Refusal("deferral-not-offered", "the school does not put places off")
    if state.waits_for_place or state.period.begin <= day:
        return Refusal("already-begun", "only a first day that is still to come is moved")
    if begin <= state.period.begin:
        return Refusal("not-a-deferral", "the new first day is not later")
    last = rules.year_days(state.period.group.year)[1]
    return Refusal("begin-outside-year", f"the school year ends on {last}") if begin > last else None


def follow_deferral(
    command: FollowDeferral, state: EnrolmentState | None, facts: Facts, now: datetime
) -> Decision:
    """The seat was put off to another school year: the period that has not begun falls away.

    Where the application has come to its end meanwhile, the child does not come at all.
    """
    if state is None:
        return ()
    application = facts.applications.get(command.application_id)
    if application is not None and application.status in ENDED and state.waits_for_place:
        return _comes_no_more(state, now)
    if application is None or not application.deferred or state.applications[-1] != command.application_id:
        return ()
    if not state.current or application.group in (state.waits_for, state.periods[state.stay].group):
        return ()
    return _not_to_put_off(state, now) or (PlaceGivenUp(at=now, group=application.group),)


def _comes_no_more(state: EnrolmentState, now: datetime) -> Decision:
    if state.leaves_on is not None:
        return ()
    reason = "the place that was put off was not taken"
    return (ExitRecorded(at=now, exit="withdrawn", end=law_day(now), reason=reason, by=RULE),)


def _not_to_put_off(state: EnrolmentState, now: datetime) -> Refusal | None:
    if state.waits_for_place:
        return None
    if len(state.periods) - state.stay > 1:
        return Refusal("rolled-over-already", "the child goes on into a later year already")
    if state.period.begin <= law_day(now):
        return Refusal("already-begun", "only a first day that is still to come is put off")
    return None
