"""1. A draft becomes an application when nothing stands in its way, and everything that does has a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.permits.messages.application import RemoveDocument, SaveDraft, Submit, Withdraw
from services.permits.messages.clock import ClockHeld
from services.permits.messages.common import Actor
from services.permits.messages.employer import DishonestyRecord, RecordDishonesty, SuspendEmployer
from services.permits.messages.events import (
    Assessed,
    DocumentAttached,
    DocumentRemoved,
    DraftSaved,
    Flagged,
    LiaisonAssigned,
    Submitted,
    Withdrawn,
)
from services.permits.messages.form import Attachment
from services.permits.names import employer_id
from tests.permits.rules.make import (
    AGENT,
    APPLICANT,
    APPLICATION,
    EMPLOYER,
    OFFICER,
    OTHER_USCC,
    PERMIT,
    PROFILE,
    attach,
    draft,
    form,
    instead,
    paper,
    person,
)
from tests.permits.rules.stories import accepted, drafted, issued, member, office, submitted
from tests.permits.rules.world import World

SUBMIT = Submit(case_id=APPLICATION, actor=AGENT)
SECOND = "second-application"


def test_1_1_a_draft_is_saved_changed_and_given_up() -> None:
    world = office().when(draft()).then(DraftSaved)
    world.when(draft(dependants=True)).then(DraftSaved).when(draft(dependants=True)).then()
    world.when(Withdraw(case_id=APPLICATION, actor=APPLICANT, reason="not coming")).then(Withdrawn)
    world.when(draft()).then_refused("not-permitted-now")


def test_1_2_papers_come_are_replaced_and_are_taken_back() -> None:
    world = office().when(draft()).when(attach(paper("degree"))).then(DocumentAttached)
    world.when(attach(paper("degree", size=2000))).then(DocumentAttached)
    assert world.state(APPLICATION).documents == (paper("degree", size=2000),)
    remove = RemoveDocument(case_id=APPLICATION, actor=AGENT, code="degree")
    world.when(remove).then(DocumentRemoved).when(remove).then()


def test_1_3_a_paper_has_a_content_and_a_promise_has_none() -> None:
    world = office().when(draft())
    world.when(attach(paper("degree", sha256=None))).then_refused("document-incomplete")
    world.when(attach(promise_with_content("degree"))).then_refused("document-incomplete")


def promise_with_content(code: str) -> Attachment:
    return instead(code, "promise").model_copy(update={"sha256": "0" * 64})


def test_1_4_a_complete_draft_is_submitted_with_its_list_and_the_policy_that_it_is_from() -> None:
    world = drafted().when(SUBMIT).then(Submitted, Assessed, LiaisonAssigned)
    sent = world.last(Submitted)
    assert (sent.track, sent.permit_id, sent.policy) == (
        "standard",
        PERMIT,
        "jinan-2026.1, desk-jinan-2026.1",
    )
    assert "degree" in {needed.code for needed in sent.required}
    assert sent.answer_due == datetime(2026, 3, 9, 16, tzinfo=UTC)  # five working days, the first not counted


def test_1_5_points_and_grounds_are_counted_line_by_line() -> None:
    counted = submitted().last(Assessed).after
    assert (counted.points, counted.category) == (79, "B")
    assert len(counted.lines) == 9
    assert counted.carries("B")
    assert not counted.carries("A")


def test_1_6_what_is_published_tells_no_pay_no_paper_and_no_person() -> None:
    world = submitted()
    for row in world.batch.outgoing:
        for secret in (
            b"300000",
            b"ERIKSSON",
            b"Eriksson",
            b"L898902C3",
            b"content-",
            b'"lines"',
            b"1990-01-12",
        ):
            assert secret not in row.data, row.type


def test_1_7_a_missing_paper_is_named() -> None:
    world = drafted().when(RemoveDocument(case_id=APPLICATION, actor=AGENT, code="degree"))
    world.when(SUBMIT).then_refused("documents-missing")
    assert world.refusal is not None
    assert "degree" in world.refusal.detail


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (instead("degree", "promise"), "promise-not-allowed"),
        (instead("degree", "tolerance"), "tolerance-not-allowed"),
        (paper("degree", language="en"), "translation-missing"),
        (paper("criminal-record", issued_on=date(2025, 9, 1)), "document-too-old"),
        (paper("criminal-record", issued_on=None), "document-too-old"),
    ],
)
def test_1_8_a_paper_that_will_not_do_is_refused_by_name(document: object, code: str) -> None:
    drafted(replace=(document,)).when(SUBMIT).then_refused(code)


def test_1_9_category_a_may_promise_and_a_secondary_paper_may_follow() -> None:
    promised = (instead("criminal-record", "promise"), instead("medical", "tolerance"))
    world = drafted(replace=promised, category="A", route="talent-programme").when(SUBMIT)
    world.then(Submitted, Assessed, Flagged, LiaisonAssigned)


def test_1_10_a_passport_must_be_valid_long_enough() -> None:
    drafted(person=person(passport_expires=date(2026, 8, 1))).when(SUBMIT).then_refused("document-expires")


def test_1_11_a_category_that_nothing_carries_is_flagged_for_people() -> None:
    world = drafted(profile=PROFILE.model_copy(update={"experience_months": 0, "degree": "none"}))
    assert (
        world.when(draft(category="A", route=None)).when(SUBMIT).last(Flagged).flag == "category-unsupported"
    )


def test_1_12_age_above_the_limit_is_flagged() -> None:
    world = drafted(person=person(birth=date(1960, 1, 1))).when(SUBMIT)
    assert [flag.flag for flag in world.all(Flagged)] == ["age-above-limit"]


def test_1_13_a_grade_or_bonus_that_the_policy_has_not_is_refused() -> None:
    for changes, code in (({"hsk": 7}, "hsk-grade-unknown"), ({"bonus": 11}, "bonus-too-high")):
        drafted(profile=PROFILE.model_copy(update=changes)).when(SUBMIT).then_refused(code)


def test_1_14_a_second_undecided_application_of_one_person_is_refused() -> None:
    world = submitted()
    drafted(world, case_id=SECOND).when(Submit(case_id=SECOND, actor=AGENT))
    world.then_refused("duplicate-application")


def test_1_15_a_new_permit_does_not_overlap_a_valid_one() -> None:
    world = issued()
    drafted(world, case_id=SECOND).when(Submit(case_id=SECOND, actor=AGENT)).then_refused(
        "overlapping-permit"
    )


def test_1_16_an_employer_that_is_suspended_or_recorded_is_refused() -> None:
    world = drafted()
    world.when(SuspendEmployer(case_id=EMPLOYER, actor=OFFICER, reason="closed"))
    world.when(SUBMIT).then_refused("employer-suspended")
    record = DishonestyRecord(id="r-1", ground="other", detail="x", since=date(2026, 1, 1))
    world = drafted().when(RecordDishonesty(case_id=EMPLOYER, actor=OFFICER, record=record))
    world.when(SUBMIT).then_refused("dishonest-employer")


def test_1_17_a_record_that_is_over_does_not_count() -> None:
    over = DishonestyRecord(
        id="r-1", ground="other", detail="x", since=date(2025, 1, 1), until=date(2026, 1, 1)
    )
    drafted().when(RecordDishonesty(case_id=EMPLOYER, actor=OFFICER, record=over)).when(SUBMIT).then(
        Submitted, Assessed, LiaisonAssigned
    )


def test_1_18_strangers_find_no_application_and_unknown_employers_no_draft() -> None:
    world = drafted()
    stranger = Actor("other-agent", "employer-agent")
    world.when(replace(SUBMIT, actor=stranger)).then_refused("application-unknown")
    world.when(replace(SUBMIT, actor=Actor("other-person", "applicant"))).then_refused("application-unknown")
    office().when(draft(actor=stranger)).then_refused("not-your-employer")
    World().when(draft()).then_refused("employer-unknown")
    office().when(SaveDraft(case_id="x", actor=OFFICER, form=form())).then_refused("not-permitted-now")


def test_1_19_people_who_are_no_foreigners_here_and_periods_that_end_first_are_refused() -> None:
    drafted(person=person(nationality="HKG")).when(SUBMIT).then_refused("not-a-foreigner")
    drafted(wanted_to=date(2026, 3, 1)).when(SUBMIT).then_refused("dates-invalid")


def test_1_20_short_work_is_for_ninety_days() -> None:
    short: dict[str, Any] = {"type": "short-work", "category": "C", "route": "temporary-work"}
    drafted(wanted_to=date(2026, 6, 29), **short).when(SUBMIT).then(Submitted, Assessed, LiaisonAssigned)
    drafted(wanted_to=date(2026, 6, 30), **short).when(SUBMIT).then_refused("short-work-too-long")


def test_1_21_a_named_company_gets_the_liaison_officer_with_the_least_to_do() -> None:
    world = submitted()
    assert world.last(LiaisonAssigned).officer == "liaison-li"
    other = person(passport_number="X1")
    submitted(world, case_id=SECOND, person=other)
    assert world.state(SECOND).liaison == "liaison-wang"
    world.when(Withdraw(case_id=SECOND, actor=AGENT, reason="moved"))
    submitted(world, case_id="third", person=person(passport_number="X2"))
    assert world.state("third").liaison == "liaison-wang"


def test_1_22_other_companies_have_none() -> None:
    world = office(uscc=OTHER_USCC, client=AGENT.client)
    assert submitted(world, employer=employer_id(OTHER_USCC)).state(APPLICATION).liaison is None


def test_1_23_members_of_the_programme_come_on_the_48_hour_track_without_recommendation() -> None:
    claimed: dict[str, Any] = {"category": "A", "route": "talent-programme"}
    sent = submitted(member(), **claimed).last(Submitted)
    assert (sent.track, "recommendation" in {each.code for each in sent.required}) == ("48-hour", False)
    sent = submitted(**claimed).last(Submitted)
    assert (sent.track, "recommendation" in {each.code for each in sent.required}) == ("standard", True)


def test_1_24_at_the_end_of_the_calendar_an_application_is_taken_and_its_limit_held_by_name() -> None:
    world = office(World(now=datetime(2026, 12, 28, 1, tzinfo=UTC)))
    submitted(world, wanted_from=date(2027, 1, 1), wanted_to=date(2027, 12, 31))
    assert world.all(ClockHeld)[0] == ClockHeld(clocks=("pre-check",), year=2027)
    state = world.state(APPLICATION)
    assert (state.status, state.answer_due, state.held_year) == ("submitted", None, 2027)


def test_1_25_after_acceptance_nothing_is_submitted_or_edited() -> None:
    world = accepted()
    world.when(SUBMIT).then_refused("not-permitted-now")
    world.when(draft(dependants=True)).then_refused("not-permitted-now")
    world.when(attach(paper("degree", size=1))).then_refused("not-permitted-now")


def test_1_26_a_record_that_begins_tomorrow_does_not_count_today() -> None:
    world = office().after(days=1)
    record = DishonestyRecord(id="r-1", ground="other", detail="x", since=world.today + timedelta(days=1))
    world.when(RecordDishonesty(case_id=EMPLOYER, actor=OFFICER, record=record))
    submitted(world).then(Submitted, Assessed, LiaisonAssigned)
