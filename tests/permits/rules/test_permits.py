"""6. A permit opens and closes its window, is extended, changed, cancelled, and ends of itself."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.permits.intake import bureau_answer
from services.permits.kinds import permit_case
from services.permits.messages.application import Issue, ReturnForCorrection, Submit, Withdraw
from services.permits.messages.bureau import AnswerResidence
from services.permits.messages.common import Actor
from services.permits.messages.employer import RegisterEmployer
from services.permits.messages.events import Flagged
from services.permits.messages.form import Contract, Correction
from services.permits.messages.permit import (
    CancellationOverdue,
    EmploymentEnded,
    EntryReported,
    ExtensionClosed,
    ExtensionDeemedGranted,
    ExtensionLodged,
    ExtensionWindowClosed,
    ExtensionWindowOpened,
    FollowApplication,
    PermitCancelled,
    PermitChanged,
    PermitExpired,
    PermitExtended,
    PermitGranted,
    Post,
    ReportEmploymentEnd,
    ReportEntry,
    ResidenceOverdue,
    ResidenceRecorded,
    ResidenceReminded,
)
from tests.permits.rules.make import (
    AGENT,
    APPLICATION,
    NUMBER,
    OFFICER,
    OTHER_EMPLOYER,
    OTHER_USCC,
    PERMIT,
    POST,
    person,
    registration,
)
from tests.permits.rules.stories import approved, done, drafted, issued, office, resident, submitted
from tests.permits.rules.world import World

EXTENSION, CHANGE, CANCELLATION, ANEW = "extension", "change", "cancellation", "anew"
OCTOBER_2 = datetime(2026, 10, 1, 16, tzinfo=UTC)
"""The first instant of 2 October 2026 in China."""
END_OF_DECEMBER_1 = datetime(2026, 12, 1, 16, tzinfo=UTC)


def extension(**changes: Any) -> dict[str, Any]:
    return {
        "case_id": EXTENSION,
        "type": "extension",
        "wanted_from": date(2027, 1, 1),
        "wanted_to": date(2028, 12, 31),
        **changes,
    }


def submit(world: World, case_id: str) -> World:
    return world.when(Submit(case_id=case_id, actor=AGENT))


def cancelled(world: World | None = None, **changes: Any) -> World:
    """The permit was cancelled on its employer's application."""
    values = {"case_id": CANCELLATION, "type": "cancellation", "ended_on": date(2026, 6, 30), **changes}
    return issued(world or resident(), **values)


def new_passport(**changes: Any) -> dict[str, Any]:
    return {
        "case_id": CHANGE,
        "type": "change",
        "changes": ("passport",),
        "changed_on": date(2026, 3, 2),
        "person": person(passport_number="X7"),
        "former_passport": "L898902C3",
        **changes,
    }


def test_6_1_the_window_opens_90_days_before_expiry_and_closes_30_before() -> None:
    window = issued().last(PermitGranted).window
    assert (window.opens, window.closes) == (date(2026, 10, 2), date(2026, 12, 1))


def test_6_2_both_ends_of_the_window_are_told_when_they_come() -> None:
    world = resident().at(OCTOBER_2 - timedelta(seconds=1))
    assert world.all(ExtensionWindowOpened) == []
    world.at(OCTOBER_2)
    assert world.last(ExtensionWindowOpened).closes == date(2026, 12, 1)
    world.at(END_OF_DECEMBER_1 - timedelta(seconds=1))
    assert world.all(ExtensionWindowClosed) == []
    world.at(END_OF_DECEMBER_1)
    assert world.last(ExtensionWindowClosed).number == NUMBER


def test_6_3_an_extension_is_taken_only_inside_the_window() -> None:
    for at, code in (
        (OCTOBER_2 - timedelta(seconds=1), "extension-too-early"),
        (END_OF_DECEMBER_1, "extension-too-late"),
    ):
        submit(drafted(resident().at(at), **extension()), EXTENSION).then_refused(code)
    for at in (OCTOBER_2, END_OF_DECEMBER_1 - timedelta(seconds=1)):
        submitted(resident().at(at), **extension())


def test_6_4_an_extension_keeps_number_and_history() -> None:
    world = issued(resident().at(OCTOBER_2), number=None, **extension())
    permit = world.state(PERMIT)
    assert world.last(PermitExtended).number == NUMBER
    assert [held.valid_to for held in permit.holdings] == [date(2026, 12, 31), date(2028, 12, 31)]
    assert (permit.status, permit.extension) == ("valid", None)


def test_6_5_an_extension_needs_residence_permit_employer_and_post() -> None:
    submit(drafted(issued().at(OCTOBER_2), **extension()), EXTENSION).then_refused(
        "residence-permit-not-valid"
    )
    other = Post(title="Cook", occupation="4-03-02", place="Jinan")
    world = drafted(resident().at(OCTOBER_2), **extension(post=other))
    submit(world, EXTENSION).then_refused("other-post")
    submit(drafted(office(), **extension()), EXTENSION).then_refused("permit-not-valid")


def test_6_6_short_work_is_not_extended() -> None:
    short: dict[str, Any] = {
        "type": "short-work",
        "category": "C",
        "route": "temporary-work",
        "wanted_to": date(2026, 6, 1),
    }
    submit(drafted(issued(**short), **extension()), EXTENSION).then_refused("short-work-not-extendable")


def test_6_7_an_extension_undecided_at_expiry_counts_as_granted() -> None:
    world = submitted(resident().at(OCTOBER_2), **extension())
    assert world.last(ExtensionLodged).application_id == EXTENSION
    world.at(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert world.last(ExtensionDeemedGranted).application_id == EXTENSION
    assert (world.state(PERMIT).status, world.all(PermitExpired)) == ("valid", [])
    withdraw = Withdraw(case_id=EXTENSION, actor=AGENT, reason="going home")
    done(world, withdraw, EXTENSION)
    assert [type(event) for event in world.events[-3:]] == [ExtensionClosed, PermitExpired, PermitCancelled]


def test_6_8_a_withdrawn_extension_does_not_hold_an_expiry_up() -> None:
    world = submitted(resident().at(OCTOBER_2), **extension())
    done(world, Withdraw(case_id=EXTENSION, actor=AGENT, reason="x"), EXTENSION)
    world.at(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert world.state(PERMIT).status == "expired"


def test_6_9_a_permit_expires_with_the_end_of_its_last_day_and_is_struck_off() -> None:
    world = issued().at(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    assert world.state(PERMIT).status == "valid"
    world.after(seconds=1).then(PermitExpired, PermitCancelled)
    assert (world.state(PERMIT).status, world.last(PermitCancelled).cause) == ("expired", "expiry")


def test_6_10_a_change_is_under_the_same_number() -> None:
    moved = Post(title="Chief engineer", occupation=POST.occupation, place="Jinan")
    world = issued(resident(), number=None, case_id=CHANGE, type="change", changes=("post",), post=moved)
    assert world.last(PermitChanged).holding.post == moved
    assert world.state(PERMIT).number == NUMBER


def test_6_11_a_new_occupation_is_another_application() -> None:
    cook = Post(title="Cook", occupation="4-03-02", place="Jinan")
    world = drafted(resident(), case_id=CHANGE, type="change", changes=("post",), post=cook)
    submit(world, CHANGE).then_refused("new-occupation")


def test_6_12_a_new_passport_finds_the_same_permit() -> None:
    renewed = person(passport_number="X7")
    world = issued(resident(), number=None, **new_passport())
    assert set(world.state(PERMIT).persons) == {person().key, renewed.key}
    submitted(world.at(OCTOBER_2), **extension(person=renewed))


def test_6_13_a_change_told_late_is_flagged() -> None:
    world = drafted(resident(), case_id=CHANGE, type="change", changes=("name",), changed_on=date(2026, 2, 2))
    submit(world, CHANGE)
    assert world.last(Flagged).flag == "late-change"


def test_6_14_the_employer_applies_for_the_cancellation() -> None:
    assert cancelled().last(PermitCancelled).cause == "application"
    world = drafted(resident(), case_id=CANCELLATION, type="cancellation")
    world.when(Submit(case_id=CANCELLATION, actor=Actor("anna", "applicant"))).then_refused("employers-duty")


def test_6_15_a_cancelled_permit_waits_for_nothing() -> None:
    world = cancelled()
    assert world.state(PERMIT).status == "cancelled"
    assert permit_case.deadlines(world.state(PERMIT)) == ()


def test_6_16_a_change_of_employer_is_a_cancellation_and_a_new_application_in_the_country() -> None:
    world = _other_employer(cancelled())
    issued(world, number=None, **_anew())
    permit = world.state(PERMIT)
    assert (permit.status, permit.number, permit.holding.employer) == ("valid", NUMBER, OTHER_EMPLOYER)
    assert len(permit.holdings) == 2


def test_6_17_the_new_contract_does_not_start_before_the_cancellation() -> None:
    early = Contract(start=date(2026, 3, 1), end=date(2027, 12, 31))
    world = drafted(_other_employer(cancelled()), **_anew(contract=early))
    submit(world, ANEW).then_refused("contract-before-cancellation")


def test_6_18_an_employer_is_changed_only_after_the_cancellation_and_not_long_after() -> None:
    submit(drafted(_other_employer(resident()), **_anew()), ANEW).then_refused("not-cancelled-first")
    world = drafted(_other_employer(cancelled()).after(days=31), **_anew())
    submit(world, ANEW).then_refused("too-late-after-cancellation")


def test_6_19_an_extension_with_another_employer_is_refused() -> None:
    world = drafted(_other_employer(resident()).at(OCTOBER_2), **extension(employer=OTHER_EMPLOYER))
    submit(world, EXTENSION).then_refused("other-employer")


def _other_employer(world: World) -> World:
    new = registration(uscc=OTHER_USCC, name="泉水软件")
    return world.when(RegisterEmployer(case_id=OTHER_EMPLOYER, actor=OFFICER, registration=new))


def _anew(**changes: Any) -> dict[str, Any]:
    return {
        "case_id": ANEW,
        "type": "new-in-country",
        "employer": OTHER_EMPLOYER,
        "employer_change": True,
        **changes,
    }


def test_6_20_thirty_days_after_entry_the_residence_permit_is_overdue() -> None:
    world = issued()
    report = ReportEntry(case_id=PERMIT, actor=AGENT, on=date(2026, 3, 2))
    world.when(report).then(EntryReported)
    world.at(datetime(2026, 3, 24, 16, tzinfo=UTC))
    assert [each.due for each in world.all(ResidenceReminded)] == [date(2026, 4, 1)]
    world.at(datetime(2026, 4, 1, 16, tzinfo=UTC))
    assert [each.due for each in world.all(ResidenceOverdue)] == [date(2026, 4, 1)]


def test_6_21_a_residence_permit_in_time_ends_the_reminders() -> None:
    world = issued().when(ReportEntry(case_id=PERMIT, actor=AGENT, on=date(2026, 3, 2)))
    answer = AnswerResidence(
        bureau="b", answer="a", outcome="granted", valid_to=date(2026, 12, 31), number="R-1"
    )
    world.when(*bureau_answer(answer, "unknown-to-the-permit"))
    world.when(*bureau_answer(answer, APPLICATION)).at(datetime(2026, 5, 1, tzinfo=UTC))
    assert (world.all(ResidenceReminded), world.all(ResidenceOverdue)) == ([], [])


def test_6_22_an_employer_cancels_within_ten_working_days_of_the_end_of_employment() -> None:
    report = ReportEmploymentEnd(case_id=PERMIT, actor=AGENT, on=date(2026, 3, 2), reason="resigned")
    world = resident().when(report).then(EmploymentEnded)
    assert world.last(EmploymentEnded).due == datetime(2026, 3, 16, 16, tzinfo=UTC)
    world.at(datetime(2026, 3, 16, 16, tzinfo=UTC)).then(CancellationOverdue)
    world = cancelled(resident().when(report)).at(datetime(2026, 5, 1, tzinfo=UTC))
    assert world.all(CancellationOverdue) == []


def test_6_23_beyond_the_calendar_the_duty_is_recorded_without_a_day() -> None:
    world = resident().at(datetime(2026, 12, 28, tzinfo=UTC))
    report = ReportEmploymentEnd(case_id=PERMIT, actor=AGENT, on=date(2026, 12, 28), reason="resigned")
    assert world.when(report).last(EmploymentEnded).due is None


def test_6_24_what_has_not_been_and_whose_it_is_not_is_refused() -> None:
    world, tomorrow = issued(), date(2026, 3, 3)
    world.when(ReportEntry(case_id=PERMIT, actor=AGENT, on=tomorrow)).then_refused("date-in-future")
    stranger = Actor("other-agent", "employer-agent")
    world.when(ReportEntry(case_id=PERMIT, actor=stranger, on=tomorrow)).then_refused("permit-unknown")
    other = Actor("other-person", "applicant")
    world.when(ReportEntry(case_id=PERMIT, actor=other, on=tomorrow)).then_refused("permit-unknown")
    end = ReportEmploymentEnd(case_id=PERMIT, actor=AGENT, on=tomorrow, reason="x")
    world.when(end).then_refused("date-in-future")
    cancelled(world := resident()).when(
        ReportEmploymentEnd(case_id=PERMIT, actor=AGENT, on=date(2026, 3, 1), reason="x")
    ).then_refused("permit-not-valid")


def test_6_25_an_application_moves_only_its_own_permit() -> None:
    world = issued()
    follow = FollowApplication(case_id="another-permit", application_id="application")
    world.when(follow).then()
    world.when(FollowApplication(case_id="another-permit", application_id=APPLICATION)).then_refused(
        "other-permit"
    )


def test_6_26_the_number_of_a_known_person_is_not_replaced() -> None:
    world = approved(resident().at(OCTOBER_2), **extension())
    done(world, Issue(case_id=EXTENSION, actor=OFFICER, permit_number="WP-2"), EXTENSION).then_refused(
        "permit-number-differs"
    )


def test_6_27_an_extension_that_lapsed_does_not_keep_a_permit_alive() -> None:
    world = submitted(resident().at(OCTOBER_2), **extension())
    corrections = (Correction(subject="form", wrong="no seal"),)
    world.when(ReturnForCorrection(case_id=EXTENSION, actor=OFFICER, corrections=corrections))
    world.at(datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert world.state(EXTENSION).status == "expired"
    assert world.state(PERMIT).status == "expired"


def test_6_28_what_changes_what_a_person_may_do_names_every_key_of_the_holder_the_latest_last() -> None:
    old, new = person().key, person(passport_number="X7").key
    world = issued(resident(), number=None, **new_passport())
    assert world.last(PermitGranted).persons == (old,)
    assert world.last(PermitChanged).persons == (old, new)
    cancelled(world, person=person(passport_number="X7"))
    assert world.last(PermitCancelled).persons == (old, new)


def test_6_29_a_late_answer_of_the_bureau_does_not_bring_a_former_passport_back() -> None:
    world = issued(issued(), number=None, **new_passport())
    answer = AnswerResidence(
        bureau="exit-entry", answer="a-1", outcome="granted", number="R-1", valid_to=date(2026, 12, 31)
    )
    world.when(*bureau_answer(answer, APPLICATION))
    assert world.last(ResidenceRecorded).persons == (person().key, person(passport_number="X7").key)


def test_6_30_the_keys_are_published_and_the_applicants_client_is_not() -> None:
    granted = issued().last(PermitGranted)
    assert json.loads(granted.published())["persons"] == [person().key]
    assert "applicant" not in json.loads(granted.published())
