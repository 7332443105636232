"""Whether a child may stand in a school's list: refused by a rule, left to a person, or free to join."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from services.schooling.cases.guardian import GuardianState
from services.schooling.facts import Facts
from services.schooling.messages.application import Verified
from services.schooling.messages.application_events import ReviewRequired
from services.schooling.messages.child import Child, Form
from services.schooling.messages.common import RESIDENCE_PERMIT, GradeCode, SchoolYear
from services.schooling.rules.ages import cut_off_day, is_of_age
from services.schooling.rules.schools import RulesNotInForce, SchoolRules
from services.schooling.rules.schools_file import NationalityRules
from shared.cases import Refusal
from shared.clock import law_day

MAINLAND = "CHN"
"""The code of China. Passports of Hong Kong and Macao have it in their machine-readable zone too (recalled),
so alone it does not say whose citizen a child is: a person looks."""
REGIONS = frozenset({"HKG", "MAC", "TWN"})
"""Codes of ISO 3166-1, as a family may write them. What holds for these regions is the school's data."""


def rules_for(school: str, facts: Facts, now: datetime) -> SchoolRules | Refusal:
    """The school's rules of the day."""
    found = facts.schools.get(school)
    if found is None:
        return Refusal("school-unknown", "there is no such school")
    try:
        return found.on(law_day(now))
    except RulesNotInForce as error:
        return Refusal("rules-not-in-force", str(error))


def refuse_nationality(child: Child, rules: NationalityRules) -> Refusal | None:
    """A refusal by what the form says the document is, with the source of the rule."""
    if child.mainland_document:
        return Refusal(
            "mainland-national", f"a child with a mainland document is not admitted: {rules.mainland.source}"
        )
    if child.nationality in REGIONS and rules.hong_kong_macao_taiwan.value == "refused":
        return Refusal("region-not-admitted", rules.hong_kong_macao_taiwan.source)
    return None


def refuse_age(birth: date, rules: SchoolRules, year: SchoolYear, grade: GradeCode) -> Refusal | None:
    """The age counts on the grade's cut-off day of the school year, whenever the application comes."""
    row = rules.grade(grade)
    if row is None:
        return Refusal("grade-unknown", f"the school has no grade {grade}")
    if not is_of_age(birth, row.ages, year):
        ages, day = row.ages, cut_off_day(row.ages, year)
        return Refusal(
            "age-outside-grade", f"{ages.at_least} to {ages.at_most} years of age on {day} for grade {grade}"
        )
    return None


def reviews(
    form: Form, verified: Verified | None, rules: NationalityRules, *, confirmed: bool
) -> Iterator[ReviewRequired]:
    """What only a person can settle. ``confirmed``: a desk knows the client as the guardian's."""
    if findings := tuple(_doubts(form.child, rules)):
        yield ReviewRequired(review="nationality", findings=findings)
    if verified is None:
        finding = "no-residence-permit-on-record" if confirmed else "guardian-not-confirmed"
        yield ReviewRequired(review="guardian-not-verified", findings=(finding,))


def _doubts(child: Child, rules: NationalityRules) -> Iterator[str]:
    if child.nationality == MAINLAND:
        yield "chinese-nationality-code"
    if child.nationality in REGIONS:
        yield "hong-kong-macao-taiwan"
    yield from (sign for sign in child.signs if sign in rules.doubtful.value)


def verified_by(form: Form, guardian: GuardianState | None, client: str, day: date) -> Verified | None:
    """How it is known that the guardian may live here; None when it is not."""
    if any(paper.code == RESIDENCE_PERMIT for paper in form.documents):
        return "document"
    return verified_on_record(guardian, client, day)


def verified_on_record(guardian: GuardianState | None, client: str | None, day: date) -> Verified | None:
    """The same from the permits alone, for a client that a desk has confirmed.

    A passport's number is no proof of who writes it down: to anybody else, permits that are known and such as
    are not make no difference.
    """
    if guardian is None or client not in guardian.confirmed:
        return None
    return verified_by_permits(guardian, day)


def verified_by_permits(guardian: GuardianState | None, day: date) -> Verified | None:
    """What the permits say, whoever asks.

    A work permit in force qualifies before the residence permit that it leads to is on record, for which a
    condition stays open.
    """
    if guardian is None:
        return None
    if guardian.resident_on(day) or (guardian.in_force and guardian.residence_known(day)):
        return "residence-permit"
    return "work-permit" if guardian.in_force else None
