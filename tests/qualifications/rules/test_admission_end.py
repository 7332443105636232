"""5. How an admission ends: its term, a revocation, and the recognition that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.qualifications.messages.outcomes import Outcome, TitleOutcome
from services.qualifications.messages.recognition import RecordVerification, Revoke
from services.qualifications.messages.recognition_events import (
    QualificationEnded,
    RecognitionLapsed,
    RecognitionRevoked,
)
from services.qualifications.messages.talent import (
    RevokeAdmission,
)
from services.qualifications.messages.talent_events import (
    GroundChanged,
    ProjectAdmitted,
    ProjectEnded,
    QualificationFallen,
    TreatmentEnded,
    TreatmentGranted,
)
from tests.qualifications.rules.make import (
    ADMISSION,
    CONFIRMED,
    EASES_PERMIT,
    OFFICER,
    PERSON,
    PLACE,
    RECOGNITION,
    SUPERVISOR,
    TALENT,
    credential,
    propose,
    request,
)
from tests.qualifications.rules.stories import (
    admit,
    admitted,
    applied,
    apply,
    assess,
    decide,
    done,
    in_force,
    proposed,
)
from tests.qualifications.rules.world import World

AT: dict[str, Any] = {"case_id": TALENT, "person": PERSON, "admission": ADMISSION}
MASTER = TitleOutcome(title="高级技师", level="senior-technician", series="Skilled trades", place=PLACE)
REVOKE = Revoke(case_id=RECOGNITION, actor=SUPERVISOR, reason="forged")


def test_5_11_an_admission_ends_with_its_term() -> None:
    world = admitted().at(datetime(2029, 3, 1, 15, 59, tzinfo=UTC))
    assert world.all(ProjectEnded) == []
    world.after(minutes=1).then(TreatmentEnded, ProjectEnded)
    assert world.last(ProjectEnded).model_dump(mode="json") == {
        "person": PERSON,
        "admission": ADMISSION,
        "project": "quancheng-programme",
        "fast_track": True,
        "on": "2029-03-01",
        "cause": "term",
    }


def test_5_12_a_supervisor_revokes_and_the_benefits_end_with_it() -> None:
    world = (
        admitted().when(RevokeAdmission(**AT, actor=SUPERVISOR, reason=" ")).then_refused("reasons-required")
    )
    world.when(RevokeAdmission(**AT, actor=SUPERVISOR, reason="untrue")).then(TreatmentEnded, ProjectEnded)
    assert world.last(TreatmentEnded).benefits == ("fast-track", "research-allowance")
    assert world.last(ProjectEnded).cause == "revoked"
    world.after(days=2000)
    assert len(world.all(ProjectEnded)) == 1


def test_5_13_a_revoked_recognition_ends_what_rests_on_it_in_the_same_commit() -> None:
    world = done(admitted(), REVOKE).then(
        RecognitionRevoked, QualificationEnded, QualificationFallen, TreatmentEnded, ProjectEnded
    )
    assert world.last(ProjectEnded).cause == "recognition-revoked"


def test_5_14_a_lapsed_recognition_does_so_too() -> None:
    world = in_force(proposed("it-001", expires_on=date(2026, 6, 30)), EASES_PERMIT)
    admitted(world, "visiting-advisers").at(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)).then(
        RecognitionLapsed, QualificationEnded, QualificationFallen, TreatmentEnded, ProjectEnded
    )
    ended = world.last(ProjectEnded)
    assert (ended.cause, ended.on) == ("recognition-lapsed", date(2026, 6, 30))


def test_5_15_what_rests_on_a_nomination_outlives_the_recognition() -> None:
    world = World().when(apply(nomination="talent office")).when(assess())
    world.when(admit(world))
    done(in_force(proposed(world=world)), REVOKE).then(
        RecognitionRevoked, QualificationEnded, QualificationFallen
    )


def test_5_16_an_open_application_whose_ground_has_fallen_is_not_admitted() -> None:
    world = done(applied().when(assess()), REVOKE)
    world.when(admit(world)).then_refused("ground-fallen")


SECOND = "recognition-of-another-credential"


def with_a_second(world: World, which: str = "sk-001", outcome: Outcome = MASTER) -> World:
    """Another recognition of the same person, by catalogue."""
    asked = request(which, credential=credential(which))
    world.when(propose(asked, case_id=SECOND))
    answer = RecordVerification(case_id=SECOND, actor=OFFICER, verification=CONFIRMED)
    done(world, answer, SECOND)
    return done(world, replace(decide(outcome), case_id=SECOND), SECOND)


def test_5_30_another_recognition_of_the_person_carries_on_what_rested_on_one_that_falls() -> None:
    world = done(with_a_second(admitted()), REVOKE)
    world.then(RecognitionRevoked, QualificationEnded, QualificationFallen, GroundChanged)
    known = world.state(TALENT).admission(ADMISSION)
    assert (known.status, known.ground.recognition) == ("admitted", SECOND)
    assert SECOND not in world.last(GroundChanged).published().decode()
    done(world, replace(REVOKE, case_id=SECOND), SECOND)
    assert world.last(ProjectEnded).cause == "recognition-revoked"


def test_5_31_one_that_is_no_ground_of_the_project_carries_nothing() -> None:
    world = done(with_a_second(admitted(), "it-001", EASES_PERMIT), REVOKE)
    assert (world.all(GroundChanged), world.last(ProjectEnded).cause) == ([], "recognition-revoked")


def test_5_32_an_application_that_was_assessed_on_the_fallen_ground_is_assessed_anew() -> None:
    world = done(with_a_second(applied().when(assess())), REVOKE)
    assert world.state(TALENT).admission(ADMISSION).status == "applied"
    world.when(admit(world)).then_refused("not-permitted-now")
    world.when(assess()).when(admit(world)).then(ProjectAdmitted, TreatmentGranted)


def test_5_33_what_is_revoked_before_it_began_has_no_day_at_all() -> None:
    world = applied().when(assess())
    world.when(admit(world, start=date(2026, 6, 1)))
    world.when(RevokeAdmission(**AT, actor=SUPERVISOR, reason="untrue")).then(TreatmentEnded, ProjectEnded)
    assert world.last(ProjectEnded).on == world.last(TreatmentEnded).on == date(2026, 5, 31)
    assert world.state(TALENT).admission(ADMISSION).ended_on == date(2026, 5, 31)
