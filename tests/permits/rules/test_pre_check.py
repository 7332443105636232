"""2. What is to be corrected is told once; an office that says nothing has accepted (Article 32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from services.permits.messages.application import (
    Accept,
    Assign,
    AssignLiaison,
    BeginReview,
    CancelApplication,
    DeclineAcceptance,
    RecountClocks,
    ReturnForCorrection,
    Submit,
    Withdraw,
)
from services.permits.messages.clock import ClockHeld, ClockRecounted, ClockStarted
from services.permits.messages.common import Actor
from services.permits.messages.events import (
    Accepted,
    Cancelled,
    Lapsed,
    LiaisonAssigned,
    NotAccepted,
    OfficerAssigned,
    Resubmitted,
    Returned,
    ReviewBegun,
)
from services.permits.messages.form import Correction
from services.permits.messages.talent import EndMembership
from services.permits.names import talent_id
from services.permits.rules.actions import permitted
from shared.working_days import WorkingDays
from tests.permits.rules.make import (
    AGENT,
    APPLICANT,
    APPLICATION,
    OFFICER,
    PERSON,
    SUPERVISOR,
    draft,
    person,
)
from tests.permits.rules.stories import accepted, done, in_review, member, office, submitted
from tests.permits.rules.world import MONDAY, World

LIST = (Correction(subject="degree", wrong="the second page is missing"),)
RETURN = ReturnForCorrection(case_id=APPLICATION, actor=OFFICER, corrections=LIST)
SUBMIT = Submit(case_id=APPLICATION, actor=AGENT)
ACCEPT = Accept(case_id=APPLICATION, actor=OFFICER)


def test_2_1_the_office_accepts_and_the_limits_run_from_then() -> None:
    world = submitted().after(hours=2).when(ACCEPT).then(Accepted, ClockStarted, ClockStarted)
    assert world.last(Accepted) == Accepted(
        as_of=world.now, deemed=False, track="standard", by=OFFICER.client
    )
    assert {each.terms.name for each in world.all(ClockStarted)} == {"statutory", "promised"}


def test_2_2_one_correction_list_is_sent_and_answered() -> None:
    world = submitted().when(RETURN).then(Returned)
    assert world.state(APPLICATION).status == "returned"
    world.when(draft(dependants=False, in_china=True)).when(SUBMIT).then(Resubmitted)
    assert world.state(APPLICATION).status == "submitted"
    world.when(ACCEPT).then(Accepted, ClockStarted, ClockStarted)


def test_2_3_a_second_list_is_refused_by_name() -> None:
    other = ReturnForCorrection(
        case_id=APPLICATION, actor=OFFICER, corrections=(Correction(subject="form", wrong="no seal"),)
    )
    world = submitted().when(RETURN)
    world.when(other).then_refused("correction-sent-already")
    world.when(SUBMIT).when(other).then_refused("correction-sent-already")
    world.when(RETURN).then_refused("correction-sent-already")


def test_2_4_a_list_says_what_is_to_be_corrected() -> None:
    empty = ReturnForCorrection(case_id=APPLICATION, actor=OFFICER, corrections=())
    submitted().when(empty).then_refused("corrections-required")
    submitted().when(ReturnForCorrection(case_id=APPLICATION, actor=AGENT, corrections=LIST)).then_refused(
        "not-permitted-now"
    )


def test_2_5_an_office_that_says_nothing_has_accepted_on_the_day_it_came_in() -> None:
    world = submitted()
    due = world.state(APPLICATION).answer_due
    world.at(due)
    assert world.last(Accepted) == Accepted(as_of=MONDAY, deemed=True, track="standard", by="law")
    assert world.state(APPLICATION).clock("statutory").segments[0].started == MONDAY


def test_2_6_a_moment_before_it_has_not() -> None:
    world = submitted()
    world.at(world.state(APPLICATION).answer_due.replace(hour=15, minute=59, second=59))
    assert world.state(APPLICATION).status == "submitted"


def test_2_7_after_corrections_it_counts_from_when_they_came() -> None:
    world = submitted().when(RETURN).after(days=1).when(SUBMIT)
    came = world.now
    world.at(world.state(APPLICATION).answer_due)
    assert world.last(Accepted).as_of == came


def test_2_8_corrections_that_do_not_come_let_the_application_expire() -> None:
    world = submitted().when(RETURN)
    due = world.state(APPLICATION).correction.due
    assert due == datetime(2026, 3, 23, 16, tzinfo=UTC)
    world.at(due).then(Lapsed(due=due))
    assert world.state(APPLICATION).status == "expired"
    world.when(SUBMIT).then_refused("not-permitted-now")


def test_2_9_a_correction_does_not_make_another_application() -> None:
    world = submitted().when(RETURN)
    world.when(draft(type="short-work")).then_refused("not-a-correction")
    world.when(draft(person=person(passport_number="Z9"))).then_refused("not-a-correction")


def test_2_10_what_is_not_accepted_says_why_and_where_that_can_be_taken() -> None:
    decline = DeclineAcceptance(
        case_id=APPLICATION, actor=OFFICER, ground="wrong-jurisdiction", detail="Qingdao decides"
    )
    told = submitted().when(decline).then(NotAccepted).last(NotAccepted)
    assert {route.code for route in told.appeal_routes} == {"reconsideration", "litigation"}
    assert told.policy == "jinan-2026.1, desk-jinan-2026.1"
    unknown = DeclineAcceptance(case_id=APPLICATION, actor=OFFICER, ground="weather", detail="rain")
    submitted().when(unknown).then_refused("ground-unknown")


def test_2_11_withdrawn_not_accepted_cancelled_and_expired_are_different_ends() -> None:
    withdraw = Withdraw(case_id=APPLICATION, actor=APPLICANT, reason="moved")
    assert submitted().when(withdraw).state(APPLICATION).status == "withdrawn"
    cancel = CancelApplication(case_id=APPLICATION, actor=SUPERVISOR, reason="the employer is dissolved")
    assert submitted().when(cancel).then(Cancelled).state(APPLICATION).status == "cancelled"


def test_2_12_an_officer_takes_an_application_and_a_supervisor_gives_it() -> None:
    world = submitted()
    world.when(Assign(case_id=APPLICATION, actor=OFFICER, officer="somebody")).then_refused("supervisor-only")
    world.when(Assign(case_id=APPLICATION, actor=OFFICER, officer=OFFICER.client)).then(OfficerAssigned)
    world.when(Assign(case_id=APPLICATION, actor=SUPERVISOR, officer="officer-qian")).then(OfficerAssigned)


def test_2_13_another_liaison_officer_is_recorded_with_the_reason() -> None:
    change = AssignLiaison(
        case_id=APPLICATION, actor=OFFICER, officer="liaison-wang", reason="speaks Swedish"
    )
    assert submitted().when(change).then(LiaisonAssigned).last(LiaisonAssigned).reason == "speaks Swedish"
    nobody = AssignLiaison(case_id=APPLICATION, actor=OFFICER, officer="nobody", reason="x")
    submitted().when(nobody).then_refused("not-a-liaison")


def test_2_14_a_review_is_begun_by_an_officer() -> None:
    world = in_review().then(ReviewBegun(officer=OFFICER.client))
    other = BeginReview(case_id=APPLICATION, actor=Actor("officer-qian", "officer"))
    world.when(other).then_refused("not-permitted-now")


def test_2_15_a_limit_beyond_the_calendar_is_held_until_it_is_announced() -> None:
    world = accepted(office(World(now=datetime(2026, 12, 14, 1, tzinfo=UTC))), **_next_year())
    assert world.all(ClockHeld) == [ClockHeld(clocks=("statutory",), year=2027)]
    assert world.state(APPLICATION).clock("promised").due is not None
    recount = RecountClocks(case_id=APPLICATION, actor=OFFICER)
    world.when(recount).then_refused("calendar-not-loaded")


def _next_year() -> dict[str, object]:
    return {"wanted_from": date(2027, 1, 1), "wanted_to": date(2027, 12, 31)}


def test_2_16_followers_of_a_refused_command_do_nothing() -> None:
    world = done(submitted(), BeginReview(case_id=APPLICATION, actor=OFFICER))
    world.then_refused("not-permitted-now")


def test_2_17_when_the_year_is_announced_what_waited_for_it_is_computed() -> None:
    world = accepted(office(World(now=datetime(2026, 12, 14, 1, tzinfo=UTC))), **_next_year())
    longer = replace(world.facts, working_days=_with_2027())
    world.facts = world.batch.facts = longer
    world.when(RecountClocks(case_id=APPLICATION, actor=OFFICER)).then(ClockRecounted)
    state = world.state(APPLICATION)
    assert (state.held_year, state.clock("statutory").due.due) == (
        None,
        datetime(2027, 1, 11, 16, tzinfo=UTC),
    )


def test_2_18_a_pre_check_that_waited_is_computed_too() -> None:
    world = submitted(office(World(now=datetime(2026, 12, 28, 1, tzinfo=UTC))), **_next_year())
    world.facts = world.batch.facts = replace(world.facts, working_days=_with_2027())
    world.when(RecountClocks(case_id=APPLICATION, actor=OFFICER)).then(ClockRecounted)
    assert world.state(APPLICATION).answer_due == datetime(2027, 1, 4, 16, tzinfo=UTC)


def _with_2027() -> WorkingDays:
    """The official years, and one more without any holidays, made up for the test."""
    notices = WorkingDays.load().notices
    more = notices[-1].model_copy(update={"year": 2027, "holidays": (), "working_weekends": ()})
    return WorkingDays((*notices, more))


def test_2_19_membership_counts_on_the_day_on_which_the_track_starts() -> None:
    world = member(submitted()).when(ACCEPT)
    assert world.last(Accepted).track == "48-hour"
    world = submitted(member())
    world.when(EndMembership(case_id=talent_id(PERSON), actor=SUPERVISOR, on=world.today, reason="left"))
    assert world.after(days=1).when(ACCEPT).last(Accepted).track == "standard"


def test_2_20_a_list_that_was_sent_is_not_offered_again() -> None:
    world = submitted()
    assert "return" in permitted(world.state(APPLICATION), "officer")
    world.when(RETURN).when(SUBMIT)
    assert "return" not in permitted(world.state(APPLICATION), "officer")
