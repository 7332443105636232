"""Handing in: the checks, the list of papers, points and grounds, the track, and a liaison officer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from services.permits.cases.application_state import ApplicationState
from services.permits.decide import clocks
from services.permits.decide.assessing import Known, assessment_of, known_of, papers_of
from services.permits.facts import Facts
from services.permits.messages.application import Submit
from services.permits.messages.clock import ClockHeld
from services.permits.messages.common import Track
from services.permits.messages.decisions import AssessmentRecord, RequiredPaper
from services.permits.messages.events import Assessed, Flagged, LiaisonAssigned, Resubmitted, Submitted
from services.permits.messages.form import Form
from services.permits.rules import checks, limits, papers
from services.permits.rules.guards import when_permitted
from services.permits.rules.points import CannotBeAssessed
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day
from shared.working_days import YearNotLoaded


def submit(command: Submit, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """The draft comes in, or comes in again with its corrections."""
    return when_permitted(
        command.actor,
        state,
        "submit",
        lambda state: _hand_in(command, state, facts, now),
        already=lambda state: state.status == "submitted",
    )


def _hand_in(command: Submit, state: ApplicationState, facts: Facts, now: datetime) -> Decision:
    form = state.form
    if form.type == "cancellation" and command.actor.role != "employer-agent":
        return Refusal("employers-duty", "the employer applies for the cancellation")
    member = facts.is_member(form.held_by, now)
    required = papers_of(form, member, facts, now)
    objection = checks.objection(form, facts, now) or papers.objection(state, required, law_day(now))
    if objection is not None:
        return objection
    flags = checks.apply(checks.findings(command.case_id, form, facts, now), facts)
    if isinstance(flags, Refusal):
        return flags
    known = known_of(form.held_by, state.attested, facts, now)
    try:
        counted = _assessment(form, known, facts, now)
    except CannotBeAssessed as error:
        return Refusal(error.code, str(error))
    unsupported = _unsupported(form, counted, facts)
    if isinstance(unsupported, Refusal):
        return unsupported
    handed_in = _again(state, facts, now) if state.correction else _first(state, required, member, facts, now)
    return (*handed_in, *_told(state, counted, known, (*flags, *unsupported)), *_liaison(state, facts))


def _first(
    state: ApplicationState, required: tuple[RequiredPaper, ...], member: bool, facts: Facts, now: datetime
) -> Iterator[Event]:
    form, policy = state.form, facts.policy(now)
    due, held = _answer_due(facts, now)
    track: Track = "48-hour" if member and form.type != "cancellation" else "standard"
    yield Submitted(
        at=now,
        application_type=form.type,
        category=form.category,
        employer=form.employer,
        track=track,
        joint=form.joint,
        person=form.held_by,
        permit_id=facts.permit_case_of(form.held_by),
        required=required,
        answer_due=due,
        policy=facts.version(now),
    )
    yield from held
    yield from clocks.start(list(limits.on_submission(policy, track)), now, facts, now)


def _again(state: ApplicationState, facts: Facts, now: datetime) -> Iterator[Event]:
    due, held = _answer_due(facts, now)
    yield Resubmitted(at=now, answer_due=due)
    yield from held
    yield from clocks.resume(state, "clock", facts, now)


def _answer_due(facts: Facts, now: datetime) -> tuple[datetime | None, tuple[Event, ...]]:
    """The end of the pre-check; where the calendar does not reach, it waits and nothing is deemed."""
    try:
        return limits.answer_due(facts.policy(now), now, facts.time(now)), ()
    except YearNotLoaded as missing:
        return None, (ClockHeld(clocks=("pre-check",), year=missing.year),)


def _assessment(form: Form, known: Known, facts: Facts, now: datetime) -> AssessmentRecord | None:
    """A cancellation is not assessed."""
    return None if form.type == "cancellation" else assessment_of(form, known, facts, now)


def _unsupported(form: Form, counted: AssessmentRecord | None, facts: Facts) -> Refusal | tuple[Flagged, ...]:
    """A category that nothing known carries; what only the office attests, it attests later."""
    if counted is None or form.type in ("change", "extension") or counted.carries(form.category):
        return ()
    detail = f"no ground for category {form.category} is met by what is known"
    return checks.apply(iter([("category-unsupported", detail, None)]), facts)


def _told(
    state: ApplicationState,
    counted: AssessmentRecord | None,
    known: Known,
    flags: tuple[Flagged, ...],
) -> Iterator[Event]:
    if counted is not None and counted != state.assessment:
        yield Assessed(
            before=state.assessment, after=counted, recognised=known.recognised, projects=known.projects
        )
    raised = {flag.flag for flag in state.flags}
    yield from (flag for flag in flags if flag.flag not in raised)


def _liaison(state: ApplicationState, facts: Facts) -> Iterator[Event]:
    """A named company's application gets the liaison officer with the least to look after."""
    employer = facts.employers[state.form.employer]
    named = employer.registration.uscc in facts.desk.named_companies.value
    officer = facts.least_loaded_liaison() if named and state.liaison is None else None
    if officer is not None:
        yield LiaisonAssigned(officer=officer, by="rule", reason="the fewest open applications")
