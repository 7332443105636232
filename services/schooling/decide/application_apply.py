"""An application comes in: what the rules refuse, what they leave to a person, and what may follow."""

from __future__ import annotations

from datetime import datetime

from services.schooling import names
from services.schooling.cases.application_state import ApplicationState
from services.schooling.decide import eligibility, papers
from services.schooling.decide.exclusive import refuse_second_place
from services.schooling.decide.guards import NO_APPLICATION
from services.schooling.facts import Facts, acts_for
from services.schooling.messages.application import Apply
from services.schooling.messages.application_events import (
    ConditionOpened,
    Eligible,
    GuardianVerified,
    Submitted,
)
from services.schooling.messages.child import Form
from services.schooling.messages.common import PRIOR_SCHOOL_RECORD, RESIDENCE_PERMIT
from services.schooling.rules.schools import SchoolRules
from shared.cases import Decision, Event, Refusal
from shared.clock import law_day


def apply(command: Apply, state: ApplicationState | None, facts: Facts, now: datetime) -> Decision:
    """Submitted, with the questions that are open; eligible at once when there is none."""
    form, actor = command.form, command.actor
    if state is not None:
        if not acts_for(actor, state.client, state.group.school):
            return NO_APPLICATION
        return () if state.handed_in == form else Refusal("application-exists", "it was submitted already")
    if actor.role == "school" and actor.school != form.school:
        return Refusal("not-your-school", "a school takes applications for itself")
    rules = eligibility.rules_for(form.school, facts, now)
    if isinstance(rules, Refusal):
        return rules
    refusal = _refuse(form, rules, facts, now)
    return refusal or _submitted(command, rules, facts, now)


def _refuse(form: Form, rules: SchoolRules, facts: Facts, now: datetime) -> Refusal | None:
    day, asked = law_day(now), rules.documents_for(form.kind)
    return (
        _refuse_time(form, rules, facts, now)
        or eligibility.refuse_nationality(form.child, rules.edition.nationality)
        or eligibility.refuse_age(form.child.birth, rules, form.year, form.grade)
        or papers.refuse_papers(form.documents, asked, day)
        or papers.refuse_incomplete(asked, (paper.code for paper in form.documents))
        or refuse_second_place(form, facts, now)
        or _refuse_ranking(form, rules, facts)
    )


def _refuse_time(form: Form, rules: SchoolRules, facts: Facts, now: datetime) -> Refusal | None:
    """The window is open, the wanted first day lies in the year, and there is no second application."""
    opens, closes = rules.window(form.year)
    if not opens <= law_day(now) <= closes:
        return Refusal("window-closed", f"applications for {form.year} are taken from {opens} to {closes}")
    first, last = rules.year_days(form.year)
    if form.begin is not None and not first <= form.begin <= last:
        return Refusal("begin-outside-year", f"{form.year} is from {first} to {last}")
    if form.kind != "transfer" and form.prior is not None:
        return Refusal("not-a-transfer", "only a transfer has a record of the former school")
    if facts.open_applications_of(form.child.key, form.year, form.school):
        return Refusal("duplicate-application", "the child has applied for this school and year")
    return None


def _refuse_ranking(form: Form, rules: SchoolRules, facts: Facts) -> Refusal | None:
    """What the school ranks by is known, and true as far as the enrolments tell."""
    if "distance" in rules.edition.waiting.value and form.distance is None:
        return Refusal("distance-required", "the school ranks by the way to school, in metres")
    if form.sibling is None:
        return None
    sibling = facts.enrolments.get(form.sibling)
    related = sibling is not None and sibling.guardian == names.guardian_id(form.guardian.person)
    if sibling is None or not related or not sibling.current or sibling.school != form.school:
        return Refusal("sibling-not-enrolled", "no sister or brother with this guardian is at the school")
    return None


def _submitted(command: Apply, rules: SchoolRules, facts: Facts, now: datetime) -> tuple[Event, ...]:
    form, day = command.form, law_day(now)
    guardian, client = names.guardian_id(form.guardian.person), command.actor.client
    known = facts.guardians.get(guardian)
    verified = eligibility.verified_by(form, known, client, day)
    confirmed = known is not None and client in known.confirmed
    nationality = rules.edition.nationality
    reviews = tuple(eligibility.reviews(form, verified, nationality, confirmed=confirmed))
    asked = rules.documents_for(form.kind)
    there = {paper.code for paper in papers.usable(form.documents, asked, day)}
    there |= {PRIOR_SCHOOL_RECORD} if form.prior else set()
    there |= {RESIDENCE_PERMIT} if verified == "residence-permit" else set()
    follow = papers.to_follow(asked, there, day, facts.working_days)
    submitted = Submitted(
        at=now,
        group=form.group,
        kind=form.kind,
        form=form,
        child=form.child.key,
        guardian=guardian,
        sibling=form.sibling is not None,
        client=client,
        policy=facts.schools.version,
    )
    return (
        submitted,
        *((GuardianVerified(how=verified),) if verified else ()),
        *(ConditionOpened(open=task) for task in follow),
        *(reviews or (Eligible(at=now, group=form.group),)),
    )
