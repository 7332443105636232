"""From an application's form to its record of points and grounds, and to its list of papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.permits.facts import Facts
from services.permits.messages.decisions import AssessmentLine, AssessmentRecord, GroundLine, RequiredPaper
from services.permits.messages.form import Form, Profile
from services.permits.messages.talent import Qualification
from services.permits.rules.documents import PaperCase, RequiredDocument, required_documents
from services.permits.rules.grounds import GroundFacts, best_category, judge
from services.permits.rules.persons import age_on
from services.permits.rules.points import Assessment, AssessmentFacts, RecognisedQualification, assess
from shared.clock import law_day


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the person beside the form, by the office and by the qualifications service."""

    attested: tuple[str, ...] = ()
    recognised: tuple[Qualification, ...] = ()
    projects: tuple[str, ...] = ()


def known_of(person: str, attested: tuple[str, ...], facts: Facts, now: datetime) -> Known:
    """What is known of the person today."""
    talent = facts.talents.get(person)
    if talent is None:
        return Known(attested)
    return Known(attested, talent.qualifications, talent.projects_on(law_day(now)))


def assessment_of(form: Form, known: Known, facts: Facts, now: datetime) -> AssessmentRecord:
    """The record under the policy of ``now``; points only where the pay is known.

    Raises CannotBeAssessed for what the policy's points table does not have.
    """
    policy, profile = facts.policy(now), form.profile or Profile()
    points = _points(form, profile, known.recognised, facts, now)
    grounds = judge(_ground_facts(form, profile, known, now), policy, points)
    return AssessmentRecord(
        policy=facts.version(now),
        points=points.total if points else None,
        category=best_category(grounds),
        lines=tuple(
            AssessmentLine(
                factor=line.factor,
                value=line.value,
                band=line.band,
                points=line.points,
                max=line.max,
                source=line.source,
            )
            for line in (points.lines if points else ())
        ),
        grounds=tuple(
            GroundLine(
                category=ground.category,
                code=ground.code,
                outcome=ground.outcome,
                why=ground.why,
                source=ground.source,
            )
            for ground in grounds
        ),
        qualifications=tuple(each.id for each in known.recognised),
        projects=known.projects,
    )


def _points(
    form: Form, profile: Profile, recognised: tuple[Qualification, ...], facts: Facts, now: datetime
) -> Assessment | None:
    if form.contract is None or form.contract.annual_pay is None:
        return None
    asked = AssessmentFacts(
        annual_pay=form.contract.annual_pay.value,
        education=profile.education,
        qualifications=tuple(
            RecognisedQualification(id=each.id, outcome=each.outcome, level=each.level) for each in recognised
        ),
        experience_months=profile.experience_months,
        months_in_china=profile.months_in_china,
        hsk=profile.hsk,
        former_chinese_national=profile.former_chinese_national,
        chinese_taught_degree=profile.chinese_taught_degree,
        age=age_on(form.person.birth, law_day(now)),
        merits=profile.merits,
        continuous_months_in_china=profile.continuous_months_in_china,
        bonus=profile.bonus,
    )
    policy = facts.policy(now)
    return assess(asked, policy.points, policy)


def _ground_facts(form: Form, profile: Profile, known: Known, now: datetime) -> GroundFacts:
    pay = form.contract.annual_pay if form.contract else None
    short = form.type == "short-work"
    return GroundFacts(
        pay_year=law_day(now).year,
        annual_pay=pay.value if pay else None,
        age=age_on(form.person.birth, law_day(now)),
        degree=profile.degree,
        degree_from=profile.degree_from,
        experience_months=profile.experience_months,
        teaching=profile.teaching,
        enterprise=profile.enterprise,
        work_days=(form.wanted_to - form.wanted_from).days + 1 if short else None,
        attested=frozenset(known.attested),
        projects=frozenset(known.projects),
    )


def papers_of(form: Form, member: bool, facts: Facts, now: datetime) -> tuple[RequiredPaper, ...]:
    """The list of papers for this case under the policy of ``now``."""
    case = PaperCase(
        type=form.type,
        category=form.category,
        route=form.route,
        in_china=form.in_china or form.type == "new-in-country",
        employer_change=form.employer_change,
        programme_member=member,
        dependants=form.dependants,
        absconded=form.absconded,
    )
    return tuple(_paper(document) for document in required_documents(case, facts.policy(now)))


def _paper(document: RequiredDocument) -> RequiredPaper:
    return RequiredPaper(
        code=document.code,
        must=document.must,
        promise=document.promise_allowed,
        tolerance=document.tolerance_allowed,
        original=document.original_needed,
        translation=document.translation_needed,
        age=document.age_rule.kind if document.age_rule else None,
        months=document.age_rule.months if document.age_rule else None,
        source=document.source,
    )
