"""12. Papers, permits and passports: what counts, what may follow, and what they do not say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.schooling import names
from services.schooling.intake import about_application
from services.schooling.messages.application import ProvideDocument, ProvidePriorRecord, Withdraw
from services.schooling.messages.application_events import ConditionMet, ConditionOverdue, GuardianVerified
from services.schooling.messages.child import Paper
from services.schooling.messages.enrolment import ProvidePaper
from services.schooling.messages.enrolment_events import TaskMet, TaskOverdue
from tests.schooling.rules import permit_events as told
from tests.schooling.rules.make import (
    ALL,
    APPLICATION,
    ENROLMENT,
    PARENT,
    PRIOR,
    apply,
    child,
    paper,
    without,
)
from tests.schooling.rules.stories import confirmed, enrolled, submitted, take_place
from tests.schooling.rules.world import World

GRANTED, RESIDENCE = told.granted(date(2026, 1, 5)), told.residence(date(2027, 1, 5))
LAKE = "invented-daming-lake-school"
NO_RESIDENCE = without("residence-permit")


def tell(world: World, sequence: int, event: told.Told) -> World:
    return world.permit(event[0], sequence, event[1])


def hand_in(world: World, document: Paper) -> World:
    command = ProvideDocument(case_id=APPLICATION, actor=PARENT, paper=document)
    return world.when(*about_application(command, APPLICATION, world.state(APPLICATION)))


def by_work_permit() -> World:
    return tell(confirmed(), 1, GRANTED)


def test_a_work_permit_alone_does_not_verify_for_good() -> None:
    world = enrolled(by_work_permit(), documents=NO_RESIDENCE)
    assert world.last(GuardianVerified).how == "work-permit"
    assert world.state(ENROLMENT).task("residence-permit").due == date(2026, 5, 31)
    world.on(date(2026, 6, 1))
    assert [each.code for each in world.all(TaskOverdue)] == ["residence-permit"]
    assert world.state(ENROLMENT).status == "enrolled"


def test_the_residence_permit_ends_the_condition_of_an_application_when_it_is_told() -> None:
    world = tell(submitted(by_work_permit(), documents=NO_RESIDENCE), 2, RESIDENCE)
    assert world.all(ConditionMet) == [ConditionMet(code="residence-permit")]
    assert world.state(APPLICATION).verified == "residence-permit"
    assert world.state(APPLICATION).tasks == ()


def test_so_it_does_of_an_enrolment_and_tells_schools_only_that_a_paper_came() -> None:
    world = tell(enrolled(by_work_permit(), documents=NO_RESIDENCE), 2, RESIDENCE)
    assert world.state(ENROLMENT).tasks == ()
    assert world.last(TaskMet).published() == b'{"at":"2026-03-02T01:00:00Z"}'
    assert world.on(date(2026, 12, 1)).all(TaskOverdue) == []


def test_a_paper_ends_it_as_well_and_not_without_its_last_day() -> None:
    world = enrolled(by_work_permit(), documents=NO_RESIDENCE)

    def provide(**dates: Any) -> World:
        document = paper("residence-permit", sha256="b" * 64, **dates)
        return world.when(ProvidePaper(case_id=ENROLMENT, actor=PARENT, paper=document))

    provide().then_refused("document-without-end")
    provide(expires_on=date(2026, 3, 1)).then_refused("document-expired")
    provide(expires_on=date(2027, 3, 1)).then(TaskMet)


def test_a_document_verifies_whom_a_work_permit_only_qualified() -> None:
    world = submitted(by_work_permit(), documents=NO_RESIDENCE)
    hand_in(world, paper("residence-permit", expires_on=date(2027, 3, 1)))
    assert world.state(APPLICATION).verified == "document"
    assert world.state(APPLICATION).tasks == ()


def test_without_a_last_day_a_residence_permit_says_nothing() -> None:
    submitted(documents=(*NO_RESIDENCE, paper("residence-permit"))).then_refused("document-without-end")


def test_a_residence_permit_that_is_overdue_in_review_goes_to_the_desk() -> None:
    world = submitted(documents=NO_RESIDENCE).on(date(2026, 6, 1))
    assert [each.code for each in world.all(ConditionOverdue)] == ["residence-permit"]
    assert world.state(APPLICATION).status == "in-review"


@pytest.mark.parametrize("dates", [{"expires_on": date(2026, 1, 1)}, {"issued_on": date(2026, 12, 1)}])
def test_a_vaccination_card_that_does_not_count_is_followed_up_and_refuses_nothing(dates: Any) -> None:
    world = submitted(documents=(*without("vaccination-card"), paper("vaccination-card", **dates)))
    assert world.refusal is None
    assert world.state(APPLICATION).status == "eligible"
    assert world.state(APPLICATION).task("vaccination-card").task == "follow-up"


def test_a_paper_of_a_day_to_come_is_named_as_such() -> None:
    examined = paper("medical-examination", issued_on=date(2026, 3, 3))
    submitted(documents=(*without("medical-examination"), examined)).then_refused("document-not-issued")


def test_the_former_schools_record_comes_in_one_way_only() -> None:
    record, reports = paper("prior-school-record"), paper("school-reports")
    submitted(kind="transfer", documents=(*ALL, reports, record)).then_refused("prior-record-apart")
    world = submitted(kind="transfer", documents=(*ALL, reports))
    hand_in(world, record).then_refused("prior-record-apart")
    assert world.state(APPLICATION).task("prior-school-record") is not None
    world.when(ProvidePriorRecord(case_id=APPLICATION, actor=PARENT, prior=PRIOR))
    assert take_place(world).refusal is None


def test_the_code_of_china_alone_goes_to_a_person() -> None:
    """Passports of Hong Kong and Macao show it too."""
    world = submitted(child=child(passport_country="CHN", nationality="CHN", passport_number="KJ0000000"))
    assert world.state(APPLICATION).review("nationality").findings == ("chinese-nationality-code",)


def test_a_mainland_document_is_refused_whatever_code_the_form_has() -> None:
    world = submitted(child=child(nationality="UTO", mainland_document=True))
    world.then_refused("mainland-national")


def test_the_lot_of_a_child_is_its_own_however_often_it_applies() -> None:
    world = submitted(school=LAKE)
    withdraw = Withdraw(case_id=APPLICATION, actor=PARENT, reason="by mistake")
    world.when(*about_application(withdraw, APPLICATION, world.state(APPLICATION)))
    submitted(world, "application-2", school=LAKE)
    entries = world.state(names.year_group_id(LAKE, "2026/27", "01")).entries
    assert [entry.application for entry in entries] == [APPLICATION, "application-2"]
    enrolment = names.enrolment_id(LAKE, child().key)
    assert {entry.record.lot for entry in entries} == {names.lot_id(enrolment)}
    assert names.lot_id(enrolment) not in (enrolment, child().key)


def test_aliases_and_ids_hold_no_key_of_the_child() -> None:
    world = enrolled()
    key = child().key
    assert apply().form.child.key == key
    aliases = {alias for case in world.batch.cases.values() for alias in case.aliases}
    aliases |= set(submitted().batch.cases[APPLICATION].aliases)
    assert aliases
    assert not any(key in text for text in (*aliases, *world.batch.cases))
    assert names.open_application(key, "2026/27") != names.open_application(key, "2027/28")
