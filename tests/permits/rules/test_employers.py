"""7. Employers register with a code that is checked; members of the programme stand on a dated list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.permits import names
from services.permits.intake import registrations
from services.permits.messages.common import Actor
from services.permits.messages.employer import (
    DishonestyLifted,
    DishonestyRecord,
    DishonestyRecorded,
    EmployerChanged,
    EmployerRegistered,
    EmployerReinstated,
    EmployerSuspended,
    LiftDishonesty,
    RecordDishonesty,
    RegisterEmployer,
    ReinstateEmployer,
    SuspendEmployer,
)
from services.permits.messages.talent import AdmitMember, EndMembership, MemberAdmitted, MembershipEnded
from tests.permits.rules.make import (
    AGENT,
    EMPLOYER,
    OFFICER,
    OTHER_EMPLOYER,
    OTHER_USCC,
    PERSON,
    SUPERVISOR,
    registration,
)
from tests.permits.rules.stories import member, office
from tests.permits.rules.world import World

TALENT = names.talent_id(PERSON)


def register(actor: Actor = OFFICER, **changes: Any) -> RegisterEmployer:
    new = registration(**changes)
    return RegisterEmployer(case_id=names.employer_id(new.uscc), actor=actor, registration=new)


def record(**changes: Any) -> RecordDishonesty:
    values = {"id": "r-1", "ground": "other", "detail": "x", "since": date(2026, 1, 1), **changes}
    return RecordDishonesty(case_id=EMPLOYER, actor=OFFICER, record=DishonestyRecord(**values))


def test_7_1_an_employer_registers_once_and_may_correct_its_details() -> None:
    world = World().when(register(AGENT)).then(EmployerRegistered)
    world.when(register(AGENT)).then()
    world.when(register(AGENT, english_name="Spring Robotics")).then(EmployerChanged)


@pytest.mark.parametrize(
    ("uscc", "code"),
    [
        ("91370100MA3TE5T031", "uscc-check"),
        ("9137", "uscc-length"),
        ("9137010OMA3TE5T030", "uscc-form"),
        ("91370100MA3TE5T030 ", "uscc-form"),
    ],
)
def test_7_2_a_code_that_is_wrong_is_refused(uscc: str, code: str) -> None:
    World().when(register(uscc=uscc)).then_refused(code)


def test_7_3_nobody_registers_for_others_or_takes_a_registration_over() -> None:
    World().when(register(AGENT, client="somebody")).then_refused("not-your-employer")
    other = Actor("thief", "employer-agent")
    office().when(register(other, client="thief")).then_refused("uscc-taken")
    World().when(register(Actor("anna", "applicant"))).then_refused("not-permitted-now")
    office().when(register(OFFICER, client="successor")).then(EmployerChanged)


def test_7_4_many_are_registered_in_one_commit() -> None:
    rows = (registration(), registration(uscc=OTHER_USCC, client="b"))
    world = World().when(*registrations(OFFICER, rows)).then(EmployerRegistered, EmployerRegistered)
    assert world.state(OTHER_EMPLOYER).registration.client == "b"


def test_7_5_the_office_suspends_and_reinstates() -> None:
    suspend = SuspendEmployer(case_id=EMPLOYER, actor=OFFICER, reason="closed")
    reinstate = ReinstateEmployer(case_id=EMPLOYER, actor=OFFICER, reason="open again")
    world = office().when(suspend).then(EmployerSuspended).when(suspend).then()
    world.when(reinstate).then(EmployerReinstated)
    world.when(SuspendEmployer(case_id=EMPLOYER, actor=AGENT, reason="x")).then_refused("not-permitted-now")
    World().when(suspend).then_refused("employer-unknown")


def test_7_6_a_record_counts_on_its_days_until_it_is_lifted() -> None:
    world = office().when(record(until=date(2026, 12, 31))).then(DishonestyRecorded)
    employer = world.state(EMPLOYER)
    assert employer.dishonesty_on(date(2025, 12, 31)) is None
    assert employer.dishonesty_on(date(2026, 12, 31)).id == "r-1"
    assert employer.dishonesty_on(date(2027, 1, 1)) is None
    lift = LiftDishonesty(case_id=EMPLOYER, actor=OFFICER, record_id="r-1", reason="repaired")
    world.when(lift).then(DishonestyLifted)
    assert world.state(EMPLOYER).dishonesty_on(world.today) is None
    assert world.state(EMPLOYER).dishonesty_on(date(2026, 2, 1)) is not None


def test_7_7_a_record_that_cannot_be_is_refused() -> None:
    office().when(record(until=date(2025, 1, 1))).then_refused("dates-invalid")
    lift = LiftDishonesty(case_id=EMPLOYER, actor=OFFICER, record_id="none", reason="x")
    office().when(lift).then_refused("no-such-record")


def test_7_8_membership_is_of_days_and_the_keeper_says_which() -> None:
    world = member().then(MemberAdmitted)
    talent = world.state(TALENT)
    assert [talent.member_on(date(year, 6, 1)) for year in (2025, 2026, 2027)] == [False, True, False]
    end = EndMembership(case_id=TALENT, actor=SUPERVISOR, on=date(2026, 5, 31), reason="left")
    world.when(end).then(MembershipEnded)
    assert not world.state(TALENT).member_on(date(2026, 6, 1))


def admit(start: date, end: date | None = None, actor: Actor = SUPERVISOR) -> AdmitMember:
    return AdmitMember(case_id=TALENT, actor=actor, person=PERSON, keeper="jinan-area", start=start, end=end)


def test_7_9_periods_do_not_overlap_and_only_the_keeper_writes_the_list() -> None:
    world = member()
    world.when(admit(date(2026, 6, 1))).then_refused("member-already")
    world.when(admit(date(2027, 1, 1), date(2026, 1, 1))).then_refused("dates-invalid")
    world.when(admit(date(2027, 1, 1), actor=OFFICER)).then_refused("not-permitted-now")
    world.when(admit(date(2027, 1, 1))).then(MemberAdmitted)
    end = EndMembership(case_id=TALENT, actor=SUPERVISOR, on=date(2025, 1, 1), reason="x")
    world.when(end).then_refused("not-a-member")


def test_7_10_what_is_published_of_a_member_names_nobody() -> None:
    assert PERSON.encode() not in member().batch.outgoing[-1].data
