"""11. What the qualifications service says of a person counts for an open application, as its end does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.permits.cases.clock_account import Entry, account
from services.permits.intake import what_was_told
from services.permits.messages.application import (
    Accept,
    FollowTalent,
    PauseClocks,
    ResumeClocks,
    ReturnForCorrection,
)
from services.permits.messages.clock import AtRisk, ClockPaused, ClockStarted, ClockStopped
from services.permits.messages.events import Accepted, Assessed, TrackChanged
from services.permits.messages.form import Correction
from services.permits.messages.recognitions import (
    AdmissionOver,
    Admitted,
    Recognised,
    RecognitionEnded,
    Told,
)
from services.permits.messages.talent import (
    AdmissionEnded,
    AdmissionRecorded,
    EndMembership,
    QualificationEnded,
    QualificationRecorded,
)
from services.permits.names import talent_id
from tests.permits.rules.make import APPLICATION, OFFICER, PERSON, SUPERVISOR
from tests.permits.rules.stories import (
    accepted,
    approved,
    done,
    drafted,
    in_review,
    issued,
    member,
    office,
    submitted,
)
from tests.permits.rules.world import DESK, MONDAY, POLICY, World, facts

TALENT = talent_id(PERSON)
FAST = "48-hour"
TITLE = Recognised(
    person=PERSON,
    outcome="title",
    field="welding",
    level="senior-technician",
    recognised_on=date(2026, 3, 1),
)
LAPSED = RecognitionEnded(person=PERSON, cause="lapsed", on=date(2026, 3, 2))
ADMITTED = Admitted.model_validate(
    {
        "person": PERSON,
        "admission": "a-1",
        "project": "quancheng-programme",
        "fast_track": True,
        "from": "2026-03-01",
        "to": "2028-12-31",
    }
)
ENDED = AdmissionOver(person=PERSON, admission="a-1", fast_track=True, cause="revoked", on=date(2026, 3, 2))


def hear(world: World, told: Told, sequence: int) -> World:
    """One event of the qualifications service; recognitions are of the case `q-1` there."""
    of = "q-1" if isinstance(told, Recognised | RecognitionEnded) else "their-talent"
    return world.when(*what_was_told(told, of, sequence))


def craftsman(**changes: Any) -> Admitted:
    """An admission to a project that is not the Quancheng Programme."""
    return ADMITTED.model_copy(update={"project": "spring-city-craftsmen", "fast_track": False, **changes})


def fast_clock(world: World) -> Any:
    return world.state(APPLICATION).clock(FAST)


def test_11_1_a_recognised_qualification_counts_again_before_beside_after() -> None:
    world = hear(submitted(), TITLE, 4).then(QualificationRecorded, Assessed)
    told = world.last(Assessed)
    assert (told.before.points, told.after.points, told.because) == (79, 84, "q-1")
    assert world.state(APPLICATION).assessment == told.after


def test_11_2_one_recognised_before_counts_from_the_start() -> None:
    world = hear(office(), TITLE, 4).then(QualificationRecorded)
    assert submitted(world).last(Assessed).after.qualifications == ("q-1",)


def test_11_3_without_one_that_ended_everything_is_counted_again() -> None:
    world = hear(hear(submitted(), TITLE, 4), LAPSED, 5).then(QualificationEnded, Assessed)
    told = world.last(Assessed)
    assert (told.before.points, told.after.points, told.because) == (84, 79, "q-1")
    assert (told.after.qualifications, world.state(APPLICATION).recognised) == ((), ())


def test_11_4_one_that_ended_before_the_submission_counts_for_nothing() -> None:
    world = hear(hear(office(), TITLE, 4), LAPSED, 5)
    assert submitted(world).last(Assessed).after.qualifications == ()


def test_11_5_an_issued_application_is_not_counted_again() -> None:
    hear(issued(), TITLE, 4).then(QualificationRecorded)
    for world in (issued(), drafted()):
        world.when(FollowTalent(case_id=APPLICATION, person=PERSON, because="q-1", fast_track=True)).then()


def test_11_6_another_persons_news_has_no_effect() -> None:
    world = hear(submitted(), TITLE, 4)
    world.when(FollowTalent(case_id=APPLICATION, person="somebody-else", because="q-1")).then()


def test_11_7_who_has_no_application_open_is_no_less_known_and_nothing_waits() -> None:
    world = hear(office(), TITLE, 4).then(QualificationRecorded)
    assert world.batch.parked == []


NEWS: Sequence[tuple[Told, int]] = (
    (TITLE, 4),
    (LAPSED, 5),
    (TITLE.model_copy(update={"level": "technician"}), 6),
    (ADMITTED, 2),
    (ENDED, 3),
)


@pytest.mark.parametrize("order", list(permutations(range(len(NEWS)))))
def test_11_8_in_any_order_and_twice_the_news_comes_to_the_same(order: tuple[int, ...]) -> None:
    world, straight = accepted(), accepted()
    for told, sequence in NEWS:
        hear(straight, told, sequence)
    for place in (*order, *order[:2]):
        hear(world, *NEWS[place])
    assert world.state(TALENT) == straight.state(TALENT)
    state, expected = world.state(APPLICATION), straight.state(APPLICATION)
    assert (state.assessment, state.track) == (expected.assessment, expected.track)
    assert (state.track, state.assessment.qualifications, state.projects) == ("standard", ("q-1",), ())
    assert all(clock.name != FAST for clock in state.running)


def test_11_9_an_admission_to_the_programme_opens_the_48_hour_track() -> None:
    world = hear(accepted().after(hours=3), ADMITTED, 2)
    world.then(AdmissionRecorded, Assessed, TrackChanged, ClockStarted)
    changed = world.last(TrackChanged)
    assert (changed.before, changed.after, changed.because) == ("standard", FAST, "a-1")
    assert fast_clock(world).due.due == MONDAY + timedelta(hours=51)
    assert world.state(APPLICATION).status == "accepted"


def test_11_10_before_the_acceptance_the_track_is_open_and_runs_from_there() -> None:
    world = hear(submitted(), ADMITTED, 2).then(AdmissionRecorded, Assessed, TrackChanged)
    done(world.after(hours=1), Accept(case_id=APPLICATION, actor=OFFICER))
    assert (world.last(Accepted).track, fast_clock(world).due.due) == (FAST, MONDAY + timedelta(hours=49))


def test_11_11_its_end_closes_the_track_and_takes_nothing_back() -> None:
    world = hear(accepted(), ADMITTED, 2)
    hear(world.after(hours=3), ENDED, 3)
    world.then(AdmissionEnded, Assessed, TrackChanged, ClockStopped)
    changed = world.last(TrackChanged)
    assert (changed.before, changed.after, changed.because) == (FAST, "standard", "a-1")
    state = world.state(APPLICATION)
    assert (state.status, {clock.name for clock in state.running}) == ("accepted", {"statutory", "promised"})


def test_11_12_an_alarm_that_has_come_is_told_before_the_track_closes() -> None:
    world = hear(accepted(), ADMITTED, 2)
    world._meet(MONDAY + timedelta(hours=40))  # the deadlines were slow to fire
    hear(world, ENDED, 3).then(AdmissionEnded, Assessed, TrackChanged, AtRisk, ClockStopped)


def test_11_13_a_track_that_opens_again_goes_on_with_what_was_counted() -> None:
    world = hear(hear(accepted(), ADMITTED, 2).after(hours=10), ENDED, 3)
    again = ADMITTED.model_copy(update={"admission": "a-2"})
    hear(world.after(hours=5), again, 7)
    told = account(fast_clock(world), world.now, world.facts.time(world.now))
    assert told.entries == (
        Entry("started", MONDAY),
        Entry("stopped", MONDAY + timedelta(hours=10)),
        Entry("resumed", MONDAY + timedelta(hours=15)),
    )
    assert (told.elapsed, told.due) == (10 * 3600, MONDAY + timedelta(hours=53))


def test_11_14_a_track_that_opens_while_the_case_stands_still_stands_still_with_it() -> None:
    world = in_review().when(PauseClocks(case_id=APPLICATION, actor=OFFICER, reason="expert-review"))
    hear(world, ADMITTED, 2)
    world.then(AdmissionRecorded, Assessed, TrackChanged, ClockStarted, ClockPaused)
    assert fast_clock(world.after(hours=20)).paused
    world.when(ResumeClocks(case_id=APPLICATION, actor=OFFICER))
    assert fast_clock(world).due.due == world.now + timedelta(hours=48)


def test_11_15_by_policy_the_track_runs_from_the_submission_and_waits_for_corrections() -> None:
    rules = POLICY.at(MONDAY.date()).model_copy(update={"fast_track_starts": "submitted"})

    class Fixed:
        def at(self, _: date) -> Any:
            return rules

    world = submitted(office(World(facts=facts(rules=Fixed()))))
    corrections = (Correction(subject="form", wrong="no seal"),)
    world.when(ReturnForCorrection(case_id=APPLICATION, actor=OFFICER, corrections=corrections))
    hear(world, ADMITTED, 2).then(AdmissionRecorded, Assessed, TrackChanged, ClockStarted)
    assert DESK.version in world.last(TrackChanged).policy


def test_11_16_what_is_decided_keeps_its_track() -> None:
    world = hear(approved(), ADMITTED, 2).then(AdmissionRecorded, Assessed)
    assert world.state(APPLICATION).track == "standard"


def test_11_17_the_keepers_list_holds_the_track_open_beside_the_admission() -> None:
    world = hear(hear(accepted(member()), ADMITTED, 2), ENDED, 3).then(AdmissionEnded, Assessed)
    assert world.state(APPLICATION).track == FAST


def test_11_18_news_of_a_qualification_does_not_look_at_the_membership() -> None:
    world = accepted(member())
    world.when(EndMembership(case_id=TALENT, actor=SUPERVISOR, on=world.today, reason="left"))
    hear(world.after(days=1), TITLE, 4).then(QualificationRecorded, Assessed)
    assert world.state(APPLICATION).track == FAST


def test_11_19_an_admission_counts_on_its_days_only() -> None:
    later = ADMITTED.model_copy(update={"start": date(2026, 4, 1)})
    world = hear(accepted(), later, 2).then(AdmissionRecorded)
    talent = world.state(TALENT)
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2028, 12, 31), date(2029, 1, 1))
    assert [talent.member_on(day) for day in days] == [False, True, True, False]


def test_11_20_the_programme_is_a_ground_for_category_a_that_nobody_has_to_attest() -> None:
    world = hear(submitted(category="A", route="talent-programme"), ADMITTED, 2)
    assert not world.last(Assessed).before.carries("A")
    assert world.last(Assessed).after.carries("A")


def test_11_21_another_project_is_a_ground_only_where_the_policy_names_it() -> None:
    world = hear(accepted(), craftsman(), 2).then(AdmissionRecorded, Assessed)
    told = world.last(Assessed)
    assert (told.after.projects, told.after.carries("A")) == (("spring-city-craftsmen",), False)
    assert world.state(APPLICATION).track == "standard"


def test_11_22_what_is_published_of_it_names_nobody() -> None:
    world = hear(hear(hear(hear(submitted(), TITLE, 4), LAPSED, 5), ADMITTED, 2), ENDED, 3)
    about = [each for each in world.batch.outgoing if each.case_id in (TALENT, APPLICATION)]
    assert len(about) > 8
    assert all(PERSON.encode() not in each.data for each in about)
