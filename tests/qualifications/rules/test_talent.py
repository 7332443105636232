"""5. Talent projects: applied for on a ground, assessed, admitted with title and treatment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.qualifications.messages.common import Name
from services.qualifications.messages.talent import (
    RefuseAdmission,
    WithdrawApplication,
)
from services.qualifications.messages.talent_events import (
    AdmissionRefused,
    ApplicationAssessed,
    ApplicationWithdrawn,
    ProjectAdmitted,
    ProjectApplied,
    TreatmentGranted,
)
from services.qualifications.rules.projects import Projects
from tests.qualifications.rules.make import (
    ADMISSION,
    APPLICANT,
    EASES_PERMIT,
    OFFICER,
    PERSON,
    PROPOSER,
    RECOGNITION,
    RIVAL,
    SUPERVISOR,
    TALENT,
)
from tests.qualifications.rules.stories import (
    admit,
    admitted,
    applied,
    apply,
    assess,
    in_force,
    proposed,
)
from tests.qualifications.rules.world import RULEBOOK, World

AT: dict[str, Any] = {"case_id": TALENT, "person": PERSON, "admission": ADMISSION}
IN_FORCE: dict[str, Any] = {"standing": "in-force", "valid_from": date(2026, 3, 1)}


def test_5_1_a_person_applies_on_a_recognition_and_is_assessed_and_admitted() -> None:
    world = in_force().when(apply()).then(ProjectApplied)
    assert world.last(ProjectApplied).ground.recognition == RECOGNITION
    world.when(assess()).then(ApplicationAssessed)
    world.when(admit(world)).then(ProjectAdmitted, TreatmentGranted)
    assert world.last(ProjectAdmitted).published().decode() == (
        f'{{"person":"{PERSON}","admission":"{ADMISSION}","project":"quancheng-programme",'
        '"fast_track":true,"from":"2026-03-02","to":"2029-03-01"}'
    )


def test_5_2_title_and_benefits_are_the_project_s_with_their_days() -> None:
    world = admitted(in_force(proposed("it-001"), EASES_PERMIT), "visiting-advisers")
    granted = world.last(TreatmentGranted)
    assert granted.title == Name(en="Visiting adviser", zh="柔性引才顾问")
    (travel,) = granted.benefits
    assert (travel.code, travel.amount, travel.unit, travel.start, travel.end) == (
        "travel-allowance",
        20000,
        "CNY",
        date(2026, 3, 2),
        date(2026, 9, 1),
    )
    assert world.last(ProjectAdmitted).end is None


def test_5_3_a_nomination_is_a_ground_where_the_project_takes_one() -> None:
    World().when(apply(nomination="Talent office of the Jinan Area")).then(ProjectApplied)
    World().when(apply("spring-city-craftsmen", nomination="x")).then_refused("no-ground")


def test_5_4_a_recognition_of_another_effect_or_level_is_no_ground() -> None:
    World().when(apply()).then_refused("no-ground")
    in_force(proposed("it-001"), EASES_PERMIT).when(apply()).then_refused("no-ground")
    in_force().when(apply("spring-city-craftsmen")).then_refused("no-ground")


def test_5_5_a_project_takes_people_on_its_days_only() -> None:
    in_force().when(apply("no-such-project")).then_refused("project-unknown")
    after = World(now=datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    after.when(apply("visiting-advisers", nomination="x")).then_refused("project-unknown")
    before = World(now=datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    before.when(apply("visiting-advisers", nomination="x")).then(ProjectApplied)


def test_5_6_an_employer_applies_too_and_nobody_of_the_office() -> None:
    in_force().when(apply(actor=PROPOSER)).then(ProjectApplied)
    in_force().when(apply(actor=OFFICER)).then_refused("not-permitted-now")


def test_5_7_a_person_belongs_to_several_projects_but_to_each_once() -> None:
    world = admitted()
    world.when(apply(admission="again")).then_refused("admission-already")
    world.when(apply("visiting-advisers", admission="second")).then(ProjectApplied)
    world.when(apply("visiting-advisers", actor=PROPOSER, admission="second")).then_refused("reference-taken")
    world.when(assess(admission="second")).when(admit(world, admission="second"))
    assert [each.status for each in world.state(TALENT).admissions] == ["admitted", "admitted"]


def test_5_7_an_employer_is_not_told_what_another_applied_for() -> None:
    stranger = apply(actor=RIVAL, admission="theirs")
    admitted().when(stranger).then_refused("no-ground")
    World().when(stranger).then_refused("no-ground")
    own = in_force().when(apply(actor=PROPOSER))
    own.when(apply(actor=PROPOSER, admission="again")).then_refused("admission-already")
    own.when(apply(admission="again")).then_refused("admission-already")


def test_5_8_nobody_is_admitted_without_an_assessment_or_against_it() -> None:
    world = applied()
    world.when(admit(world)).then_refused("not-permitted-now")
    world.when(replace(assess(), findings=" ")).then_refused("reasons-required")
    world.when(assess(False)).then(ApplicationAssessed)
    world.when(admit(world)).then_refused("not-permitted-now")
    world.when(assess(True)).then(ApplicationAssessed)
    world.when(admit(world, actor=OFFICER)).then_refused("not-permitted-now")
    world.when(admit(world, start=date(2026, 3, 1))).then_refused("dates-invalid")
    world.when(admit(world)).then(ProjectAdmitted, TreatmentGranted)


def test_5_9_a_supervisor_refuses_with_reasons_that_are_not_published() -> None:
    world = (
        applied().when(RefuseAdmission(**AT, actor=SUPERVISOR, reasons="")).then_refused("reasons-required")
    )
    world.when(RefuseAdmission(**AT, actor=SUPERVISOR, reasons="too few papers")).then(AdmissionRefused)
    assert "papers" not in world.last(AdmissionRefused).published().decode()
    world.when(apply(admission="again")).then(ProjectApplied)


def test_5_10_who_applied_withdraws_and_to_others_it_does_not_exist() -> None:
    world = applied().when(WithdrawApplication(**AT, actor=RIVAL)).then_refused("admission-unknown")
    world.when(WithdrawApplication(**AT, actor=APPLICANT)).then(ApplicationWithdrawn)
    admitted().when(WithdrawApplication(**AT, actor=APPLICANT)).then_refused("not-permitted-now")
    World().when(assess()).then_refused("admission-unknown")


def test_5_28_who_applied_in_time_is_admitted_after_the_project_s_last_day() -> None:
    world = World(now=datetime(2026, 12, 31, 1, 0, tzinfo=UTC))
    world.when(apply("visiting-advisers", nomination="x")).after(days=3).when(assess())
    world.when(admit(world)).then(ProjectAdmitted, TreatmentGranted)


def test_5_29_a_project_that_has_gone_from_the_list_admits_nobody() -> None:
    world = applied().when(assess())
    others = tuple(each for each in RULEBOOK.projects.file.projects if each.code != "quancheng-programme")
    shorter = Projects(RULEBOOK.projects.file.model_copy(update={"projects": others}))
    world.facts = world.batch.facts = replace(world.facts, projects=shorter)
    world.when(admit(world)).then_refused("project-unknown")
