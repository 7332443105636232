"""3. A child at a school: comes, goes on, is put off, leaves by somebody's act, comes back, is erased."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from services.schooling import names
from services.schooling.cases.enrolment_record import record
from services.schooling.cases.enrolment_rows import enrollments, users
from services.schooling.decide.enrolment_periods import next_group
from services.schooling.intake import erased, rolled_over
from services.schooling.messages.application import EraseApplication, OpenTask
from services.schooling.messages.application_events import ApplicationErased
from services.schooling.messages.child import ChildNames
from services.schooling.messages.common import Actor
from services.schooling.messages.enrolment import (
    Complete,
    CorrectNames,
    DeferBegin,
    Erase,
    FollowReview,
    OpenEnrolment,
    PostponeTask,
    ProvidePaper,
    RecordNoShow,
    RollOver,
    TransferOut,
    WithdrawEnrolment,
)
from services.schooling.messages.enrolment_events import (
    BeginDeferred,
    Begun,
    Erased,
    ExitRecorded,
    Left,
    NamesCorrected,
    ReviewMarked,
    RolledOver,
    TaskMet,
    TaskOverdue,
    TaskPostponed,
)
from services.schooling.messages.year_group_events import SeatFreed, SeatTaken, YearGroupOpened
from tests.schooling.rules.looking import SCHOOLS
from tests.schooling.rules.make import (
    APPLICATION,
    CHILD,
    ENROLMENT,
    GUARDIAN,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OTHER_PARENT,
    PARENT,
    SCHOOL,
    SHA,
    SUPERVISOR,
    child,
    paper,
    without,
)
from tests.schooling.rules.stories import enrolled, submitted, take_place
from tests.schooling.rules.world import World

OCTOBER = date(2026, 10, 5)


def command(type_: type[Any], actor: Actor = OFFICE, **fields: Any) -> Any:
    return type_(case_id=ENROLMENT, actor=actor, **fields)


def roll(world: World, year: str, actor: Actor = OFFICE, **fields: Any) -> World:
    rolled = command(RollOver, actor, year=year, **fields)
    school = SCHOOLS.get(SCHOOL)
    assert school is not None
    group = next_group(world.state(ENROLMENT), rolled, school.on(world.today))
    return world.when(*rolled_over(rolled, ENROLMENT, group))


def transfer(exit_on: date, actor: Actor = OFFICE) -> TransferOut:
    return TransferOut(case_id=ENROLMENT, actor=actor, exit_on=exit_on, next_school="Seoul North", record=SHA)


def withdraw(end: date, actor: Actor = PARENT, **fields: Any) -> WithdrawEnrolment:
    return WithdrawEnrolment(case_id=ENROLMENT, actor=actor, end=end, reason="we move", **fields)


def test_the_year_rolls_over_one_grade_up_with_a_seat_there() -> None:
    world = roll(enrolled().on(date(2027, 5, 3)), "2027/28")
    world.then(RolledOver, YearGroupOpened, SeatTaken)
    first, second = world.state(ENROLMENT).periods
    assert (first.end, first.exit) == (date(2027, 9, 1), "rolled-over")
    assert (second.group.grade, second.begin, second.end) == ("02", date(2027, 9, 1), None)


def test_a_child_repeats_a_grade_with_reasons() -> None:
    world = enrolled().on(date(2027, 5, 3))
    roll(world, "2027/28", move="repeat").then_refused("reasons-required")
    roll(world, "2027/28", move="repeat", reasons="a long illness").then(
        RolledOver, YearGroupOpened, SeatTaken
    )
    assert world.state(ENROLMENT).period.group.grade == "01"


def test_a_roll_over_is_into_the_next_year_and_by_the_school() -> None:
    world = enrolled()
    roll(world, "2028/29").then_refused("not-the-next-year")
    roll(world, "2027/28", actor=PARENT).then_refused("not-permitted-now")
    roll(world, "2027/28", actor=OTHER_OFFICE).then_refused("enrolment-unknown")


def test_the_last_grade_is_completed_at_the_end_of_its_year() -> None:
    world = enrolled(grade="12", child=child(birth=date(2009, 5, 4)))
    case = names.enrolment_id(SCHOOL, child(birth=date(2009, 5, 4)).key)
    complete = Complete(case_id=case, actor=OFFICE)
    world.when(RollOver(case_id=case, actor=OFFICE, year="2027/28")).then_refused("last-grade")
    world.when(complete).then(ExitRecorded)
    assert world.state(case).status == "enrolled"
    world.at(datetime(2027, 8, 31, 16, tzinfo=UTC))
    assert world.last(Left).end == date(2027, 9, 1)
    assert world.state(case).exit == "completed"


def test_a_lower_grade_is_not_completed() -> None:
    enrolled().when(command(Complete)).then_refused("not-the-last-grade")


def test_a_transfer_out_ends_on_its_exit_date_and_frees_the_seat_then() -> None:
    world = enrolled().on(OCTOBER)
    world.when(transfer(date(2026, 12, 19))).then(ExitRecorded)
    assert world.state(ENROLMENT).status == "enrolled"
    assert world.all(SeatFreed) == []
    world.on(date(2026, 12, 19))
    state = world.state(ENROLMENT)
    assert (state.status, state.exit, state.period.end) == ("left", "transferred", date(2026, 12, 19))
    assert world.all(SeatFreed) == [SeatFreed(enrolment=ENROLMENT, cause="transferred")]
    assert world.state(GUARDIAN).children == ()


def test_an_exit_takes_a_period_that_has_not_begun_with_it() -> None:
    world = roll(enrolled().on(date(2027, 5, 3)), "2027/28")
    world.when(transfer(date(2027, 7, 1))).then(ExitRecorded)
    first, second = world.state(ENROLMENT).periods
    assert (first.end, second.begin, second.end) == (date(2027, 7, 1), date(2027, 9, 1), date(2027, 9, 1))
    assert not second.attended
    world.on(date(2027, 7, 1))
    assert len(world.all(SeatFreed)) == 2


def test_a_child_is_withdrawn_by_its_guardian_or_by_a_signed_declaration_only() -> None:
    world = enrolled().on(OCTOBER)
    world.when(withdraw(OCTOBER, OTHER_PARENT)).then_refused("enrolment-unknown")
    world.when(withdraw(OCTOBER, OFFICE)).then_refused("declaration-required")
    world.when(withdraw(date(2026, 8, 1))).then_refused("end-before-begin")
    world.when(withdraw(OCTOBER, OFFICE, declaration=SHA)).then(ExitRecorded)
    assert world.after(seconds=1).state(ENROLMENT).status == "left"
    assert enrolled().when(withdraw(date(2027, 1, 1))).last(ExitRecorded).exit == "withdrawn"


def test_an_exit_that_is_recorded_is_not_replaced() -> None:
    world = enrolled().on(OCTOBER).when(withdraw(date(2027, 1, 1)))
    world.when(transfer(date(2026, 12, 1))).then_refused("not-permitted-now")


def test_a_child_that_never_came_is_no_show_and_its_seat_is_free() -> None:
    world = enrolled()
    world.when(command(RecordNoShow)).then_refused("not-begun")
    world.on(date(2026, 9, 8)).when(command(RecordNoShow)).then(ExitRecorded)
    world.after(seconds=1)
    state = world.state(ENROLMENT)
    assert (state.status, state.exit, state.period.attended) == ("left", "no-show", False)
    assert world.last(SeatFreed).cause == "no-show"


def test_a_child_that_was_there_last_year_is_no_no_show() -> None:
    world = roll(enrolled().on(date(2027, 5, 3)), "2027/28").on(date(2027, 9, 8))
    world.when(command(RecordNoShow)).then_refused("attended-already")


def test_the_first_day_is_moved_within_the_year_before_it_has_come() -> None:
    world = enrolled()
    defer = {"reason": "the family arrives late"}
    world.when(command(DeferBegin, PARENT, begin=date(2026, 8, 1), **defer)).then_refused("not-a-deferral")
    world.when(command(DeferBegin, PARENT, begin=date(2027, 9, 1), **defer)).then_refused(
        "begin-outside-year"
    )
    world.when(command(DeferBegin, PARENT, begin=OCTOBER, **defer)).then(BeginDeferred)
    assert world.state(ENROLMENT).status == "deferred"
    world.on(OCTOBER)
    assert world.last(Begun).at == datetime(2026, 10, 4, 16, tzinfo=UTC)
    assert world.state(ENROLMENT).status == "enrolled"
    world.when(command(DeferBegin, PARENT, begin=date(2026, 11, 2), **defer)).then_refused("already-begun")


def test_what_was_to_follow_goes_on_to_be_awaited_after_the_enrolment() -> None:
    world = enrolled(documents=without("address-proof", "vaccination-card"))
    follow_up = OpenTask(task="follow-up", code="vaccination-card", due=date(2026, 4, 1))
    assert world.state(ENROLMENT).task("vaccination-card") == follow_up
    world.on(date(2026, 4, 2))
    assert [each.code for each in world.all(TaskOverdue)] == ["vaccination-card"]
    more = command(PostponeTask, code="vaccination-card", due=date(2026, 5, 1), reasons="catching up")
    world.when(more).then(TaskPostponed)
    world.when(command(ProvidePaper, PARENT, paper=paper("vaccination-card"))).then(TaskMet)
    world.when(command(ProvidePaper, PARENT, paper=paper("passport", sha256="b" * 64))).then_refused(
        "no-such-condition"
    )
    world.on(date(2026, 6, 1))
    assert [each.code for each in world.all(TaskOverdue)] == ["vaccination-card", "address-proof"]
    assert world.state(ENROLMENT).status == "enrolled"


def test_a_child_that_comes_back_has_a_new_period_on_the_same_case() -> None:
    world = enrolled().on(OCTOBER).when(withdraw(OCTOBER)).on(date(2026, 11, 2))
    take_place(submitted(world, "application-2", kind="returning", documents=_returning()), "application-2")
    state = world.state(ENROLMENT)
    assert (state.status, len(state.periods), state.exit) == ("enrolled", 2, None)
    assert state.period.begin == date(2026, 11, 2)
    assert state.applications == (APPLICATION, "application-2")
    world.when(withdraw(date(2026, 12, 1))).on(date(2026, 12, 1))
    assert [period.end for period in world.state(ENROLMENT).periods] == [OCTOBER, date(2026, 12, 1)]


def _returning() -> tuple[Any, ...]:
    return (
        *without("relationship-proof", "medical-examination"),
        paper("school-reports"),
    )


def test_a_child_has_one_place_at_a_school_at_a_time() -> None:
    world = submitted(enrolled(), "application-2")
    take_place(world, "application-2").then_refused("seat-held-already")
    world.on(date(2026, 12, 1))
    submitted(world, "application-3", year="2027/28", grade="02", kind="returning", documents=_returning())
    take_place(world, "application-3").then_refused("enrolled-already")


def test_an_enrolment_is_opened_only_for_an_accepted_place_of_that_child() -> None:
    world = submitted()
    world.when(command(OpenEnrolment, application_id=APPLICATION)).then_refused("place-not-accepted")


def test_the_latest_word_on_a_review_counts_in_whatever_order_it_comes() -> None:
    world = enrolled()

    def follow(sequence: int, standing: Any, guardian: str = GUARDIAN) -> FollowReview:
        return FollowReview(case_id=ENROLMENT, guardian=guardian, sequence=sequence, standing=standing)

    world.when(follow(7, "closed")).then(ReviewMarked)
    world.when(follow(5, "open")).then()
    assert not world.state(ENROLMENT).under_review
    world.when(follow(8, "open")).when(follow(2, "open", "the-father"))
    world.when(follow(9, "closed")).then(ReviewMarked)
    assert world.last(ReviewMarked).review == "eligibility", "the father's is open"


def test_names_are_corrected_with_a_reason_and_a_single_one_is_marked() -> None:
    world = enrolled()
    one = ChildNames(given="Suharto")
    world.when(command(CorrectNames, names=one, reason="")).then_refused("reasons-required")
    world.when(command(CorrectNames, names=one, reason="as in the passport")).then(NamesCorrected)
    (user,) = users(ENROLMENT, world.state(ENROLMENT)).values()
    assert (user["givenName"], user["familyName"]) == ("Suharto", "Suharto")
    assert user["metadata"] == {"quancheng.singleName": "true"}
    seen = record(ENROLMENT, world.state(ENROLMENT))
    assert seen is not None
    assert seen["names"] == {"given": "Suharto", "family": None, "chinese": None, "single": True}


def test_a_supervisor_erases_a_child_that_has_left_and_nothing_of_it_stays() -> None:
    world = enrolled().on(OCTOBER)
    world.when(command(Erase, SUPERVISOR, reason="asked for")).then_refused("not-permitted-now")
    world.when(withdraw(OCTOBER)).after(seconds=1)
    world.when(command(Erase, OFFICER, reason="asked for")).then_refused("not-permitted-now")
    world.when(*erased(command(Erase, SUPERVISOR, reason="asked for"), world.state(ENROLMENT))).then(
        Erased, ApplicationErased
    )
    state = world.state(ENROLMENT)
    text = state.model_dump_json() + world.state(APPLICATION).model_dump_json()
    for secret in ("Mia", "Eriksson", "2020-05-04", CHILD, GUARDIAN, "anna"):
        assert secret not in text
    assert record(ENROLMENT, state) is None
    (user,), (row,) = users(ENROLMENT, state).values(), enrollments(ENROLMENT, state).values()
    assert (user["status"], user["givenName"], user["familyName"]) == ("tobedeleted", "erased", "erased")
    assert row["status"] == "tobedeleted"
    assert "grades" not in user
    assert not {"beginDate", "endDate"} & row.keys()
    world.when(command(CorrectNames, names=ChildNames(given="Mia"), reason="r")).then_refused(
        "not-permitted-now"
    )


def test_an_application_is_not_erased_while_its_child_is_at_school() -> None:
    world = enrolled()
    erase = EraseApplication(case_id=APPLICATION, actor=SUPERVISOR, reason="asked for")
    world.when(erase).then_refused("enrolled-already")


def test_a_school_reads_only_the_fields_of_the_allow_list() -> None:
    world = enrolled(documents=without("vaccination-card"))
    world.when(FollowReview(case_id=ENROLMENT, guardian=GUARDIAN, sequence=3, standing="open"))
    assert record(ENROLMENT, world.state(ENROLMENT)) == {
        "enrolment": ENROLMENT,
        "school": SCHOOL,
        "year": "2026/27",
        "grade": "01",
        "begin": "2026-09-01",
        "end": None,
        "status": "enrolled",
        "exit": None,
        "names": {"given": "Mia", "family": "Eriksson", "chinese": None, "single": False},
        "periods": [{"year": "2026/27", "grade": "01", "begin": "2026-09-01", "end": None}],
        "conditions": [],
        "follow_ups": [{"code": "vaccination-card", "due": "2026-04-01", "overdue": False}],
        "review": "eligibility",
    }


def test_the_rows_hold_to_oneroster() -> None:
    world = enrolled().on(OCTOBER).when(transfer(date(2026, 12, 19)))
    state = world.state(ENROLMENT)
    (user,) = users(ENROLMENT, state).values()
    assert user["enabledUser"] == "true"
    assert user["dateLastModified"] == "2026-10-05T01:00:00.000Z"
    assert user["roles"][0]["roleType"] == "primary"
    assert user["grades"] == ["01"]
    (row,) = enrollments(ENROLMENT, state).values()
    assert row["sourcedId"] == names.period_id(ENROLMENT, 0)
    assert (row["beginDate"], row["endDate"], row["status"]) == ("2026-09-01", "2026-12-19", "active")
    assert row["class"]["sourcedId"] == names.year_group_id(SCHOOL, "2026/27", "01")
    assert row["user"]["sourcedId"] == ENROLMENT
    assert CHILD not in str((user, row))


def test_a_period_that_was_never_attended_is_to_be_deleted() -> None:
    world = enrolled().on(date(2026, 9, 8)).when(command(RecordNoShow)).after(seconds=1)
    (row,) = enrollments(ENROLMENT, world.state(ENROLMENT)).values()
    assert (row["status"], row["beginDate"], row["endDate"]) == ("tobedeleted", "2026-09-01", "2026-09-01")
    (user,) = users(ENROLMENT, world.state(ENROLMENT)).values()
    assert user["enabledUser"] == "false"


def test_what_is_published_of_an_enrolment_has_nothing_of_the_child() -> None:
    world = enrolled(documents=without("address-proof")).on(OCTOBER).when(transfer(date(2026, 12, 19)))
    published = b"".join(out.data for out in world.batch.outgoing if out.case_id == ENROLMENT)
    for secret in ("Mia", "Eriksson", "2020-05-04", CHILD, GUARDIAN, "anna", "address-proof", "Seoul", SHA):
        assert secret.encode() not in published
