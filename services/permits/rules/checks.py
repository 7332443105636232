"""What may stand in the way of an application: refused by the rule's name, or flagged for people.

Which of the two is the desk's data where opinions may differ; the rest follows from what is applied for.
Sources of the rules are in the policy and desk files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.permits.cases.permit_state import PermitState
from services.permits.facts import Facts
from services.permits.messages.common import NEW
from services.permits.messages.events import Flagged
from services.permits.messages.form import Form
from services.permits.rules import limits
from services.permits.rules.desk import Check
from services.permits.rules.persons import age_on, refuse_nationality
from shared.cases import Refusal
from shared.clock import end_of_law_day, law_day, start_of_law_day
from shared.working_days import YearNotLoaded

Finding = tuple[Check, str, str | None]


def findings(case_id: str | None, form: Form, facts: Facts, now: datetime) -> Iterator[Finding]:
    """What the desk's checks find: the check, what it found in words, and the case that it found it with."""
    day = law_day(now)
    for other in facts.open_applications_of(form.held_by, besides=case_id):
        yield "duplicate-application", "another application of this person is undecided", other
    employer = facts.employers.get(form.employer)
    if employer is not None and form.type != "cancellation" and employer.dishonesty_on(day) is not None:
        yield "dishonest-employer", "the employer has a record of dishonesty in force", form.employer
    found = facts.permit_of(form.held_by)
    if form.type in NEW and found is not None and _overlaps(form, found[1]):
        yield "overlapping-permit", "the person holds a permit valid on days applied for", found[0]
    limit = facts.policy(now).age_limit(form.category, form.route)
    aged = form.type not in ("change", "cancellation") and age_on(form.person.birth, day)
    if limit is not None and aged > limit:
        yield "age-above-limit", f"category {form.category} is for people of at most {limit} years", None
    if form.type == "change" and form.changed_on is not None and _late_change(form, facts, now):
        yield "late-change", "the change is told later than its limit", None


def _overlaps(form: Form, permit: PermitState) -> bool:
    return permit.status == "valid" and permit.holding.valid_to >= form.wanted_from


def _late_change(form: Form, facts: Facts, now: datetime) -> bool:
    """Where the calendar does not reach, nobody is said to be late."""
    assert form.changed_on is not None
    notice = facts.policy(now).change_notice
    try:
        due = facts.time(now).after(notice.unit, start_of_law_day(form.changed_on), notice.value)
    except YearNotLoaded:
        return False
    return now >= due


def apply(found: Iterator[Finding], facts: Facts) -> Refusal | tuple[Flagged, ...]:
    """The first finding that refuses, else all of them as flags."""
    flags = []
    for check, detail, other in found:
        if facts.desk.refuses(check):
            return Refusal(check, detail)
        flags.append(Flagged(flag=check, detail=detail, other=other))
    return tuple(flags)


def objection(form: Form, facts: Facts, now: datetime) -> Refusal | None:
    """Why this cannot be applied for at all; None when it can."""
    employer = facts.employers.get(form.employer)
    if employer is None:
        return Refusal("employer-unknown", "no employer is registered under this id")
    if employer.status != "registered" and form.type != "cancellation":
        return Refusal("employer-suspended", "the employer's registration is suspended")
    if form.wanted_to < form.wanted_from:
        return Refusal("dates-invalid", "the days applied for end before they begin")
    stranger = refuse_nationality(form.person.nationality)
    if stranger is not None:
        return stranger
    return _new_objection(form, facts, now) if form.type in NEW else _held_objection(form, facts, now)


def _new_objection(form: Form, facts: Facts, now: datetime) -> Refusal | None:
    longest = facts.policy(now).short_work_longest.value
    days = (form.wanted_to - form.wanted_from).days + 1
    if form.type == "short-work" and days > longest:
        return Refusal("short-work-too-long", f"short work is for at most {longest} days, not {days}")
    found = facts.permit_of(form.held_by)
    if not form.employer_change:
        return None
    if found is None or found[1].status == "valid":
        return Refusal("not-cancelled-first", "the permit with the former employer is cancelled first")
    return _after_cancellation(form, found[1], facts, now)


def _after_cancellation(form: Form, former: PermitState, facts: Facts, now: datetime) -> Refusal | None:
    """A change of employer: from the day of the cancellation on, and not much later."""
    ended = former.ended_on
    if former.status != "cancelled" or ended is None:
        return Refusal("not-cancelled-first", "the permit with the former employer is cancelled first")
    if form.contract is None or form.contract.start < ended:
        return Refusal("contract-before-cancellation", f"the new contract starts on {ended} or later")
    if law_day(now) > ended + timedelta(days=facts.policy(now).new_application_after_cancellation.value):
        return Refusal("too-late-after-cancellation", "the time for an in-country application has passed")
    return None


def _held_objection(form: Form, facts: Facts, now: datetime) -> Refusal | None:
    """Extension, change and cancellation are of a valid permit, held with this employer."""
    found = facts.permit_of(form.held_by)
    if found is None or found[1].status != "valid":
        return Refusal("permit-not-valid", "the person holds no valid permit")
    permit = found[1]
    if permit.holding.employer != form.employer:
        return Refusal("other-employer", "the permit is held with another employer; cancel it first")
    if form.type == "extension":
        return _extension_objection(form, permit, facts, now)
    same_work = permit.holding.post.occupation == form.post.occupation
    if form.type == "change" and not same_work:
        return Refusal("new-occupation", "a new occupation is applied for anew, after cancellation")
    return None


def _extension_objection(form: Form, permit: PermitState, facts: Facts, now: datetime) -> Refusal | None:
    """Same employer and post, inside the window, with both permits valid."""
    if permit.holding.short_work:
        return Refusal("short-work-not-extendable", "a permit for short work is not extended")
    if permit.holding.post.occupation != form.post.occupation:
        return Refusal("other-post", "an extension is for the same post")
    window = limits.extension_window(facts.policy(now), permit.holding.valid_to, facts.version(now))
    if now < start_of_law_day(window.opens):
        return Refusal("extension-too-early", f"the window opens on {window.opens}")
    if now >= end_of_law_day(window.closes):
        return Refusal("extension-too-late", f"the window closed after {window.closes}")
    if permit.residence_valid_to is None or permit.residence_valid_to < law_day(now):
        return Refusal("residence-permit-not-valid", "work permit and residence permit must both be valid")
    return None
