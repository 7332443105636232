"""3. The panel's proposal is published for its days, and objections stop it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.qualifications.messages.common import Actor, Notice
from services.qualifications.messages.recognition import AnswerObjections, Object, PublishNotice
from services.qualifications.messages.recognition_events import (
    NoticeEnded,
    NoticePublished,
    ObjectionLodged,
    ObjectionsAnswered,
)
from tests.qualifications.rules.make import (
    APPLICANT,
    EASES_PERMIT,
    OFFICER,
    PROPOSER,
    RECOGNITION,
    SENIOR_ENGINEER,
    SUPERVISOR,
    propose,
    special,
)
from tests.qualifications.rules.stories import (
    conclude,
    decide,
    done,
    noticed,
    on_notice,
    panel_proposes,
    voted,
    with_panel,
)
from tests.qualifications.rules.world import World

PUBLISH = PublishNotice(case_id=RECOGNITION, actor=OFFICER)


def objection(
    reference: str = "o-1", reasons: str = "the diploma is another's", actor: Actor = OFFICER
) -> Object:
    return Object(
        case_id=RECOGNITION, actor=actor, reference=reference, objector="a citizen", reasons=reasons
    )


def answer(how: str, reasons: str = "looked into") -> AnswerObjections:
    return AnswerObjections(
        case_id=RECOGNITION,
        actor=SUPERVISOR,
        answer="upheld" if how == "upheld" else "dismissed",
        reasons=reasons,
    )


def test_3_1_a_notice_runs_for_the_policy_s_working_days_after_the_day_it_was_published() -> None:
    world = done(panel_proposes(), PUBLISH).then(NoticePublished)
    assert world.last(NoticePublished).notice == Notice(
        published=date(2026, 3, 2), last=date(2026, 3, 9), days=5, unit="working-days"
    )
    world.at(datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC))
    assert (world.all(NoticeEnded), world.state(RECOGNITION).status) == ([], "on-notice")
    world.at(datetime(2026, 3, 9, 16, 0, tzinfo=UTC)).then(NoticeEnded(last=date(2026, 3, 9)))
    assert world.state(RECOGNITION).status == "noticed"


def test_3_2_free_days_and_working_weekends_are_counted_as_the_state_council_has_them() -> None:
    before_spring_festival = World(now=datetime(2026, 2, 13, 1, 0, tzinfo=UTC))
    world = before_spring_festival.when(propose(special()))
    assert on_notice(world=with_panel(world)).last(NoticePublished).notice.last == date(2026, 2, 27)


def test_3_3_a_notice_into_a_year_that_is_not_announced_is_refused_and_never_guessed() -> None:
    december = World(now=datetime(2026, 12, 28, 1, 0, tzinfo=UTC)).when(propose(special()))
    world = panel_proposes(world=with_panel(december))
    done(world, PUBLISH).then_refused("calendar-not-loaded")
    assert world.state(RECOGNITION).status == "outcome-proposed"


def test_3_4_an_objection_within_the_notice_stops_it() -> None:
    world = done(on_notice(), objection()).then(ObjectionLodged)
    world.after(days=30)
    assert (world.all(NoticeEnded), world.state(RECOGNITION).status) == ([], "objected")


@pytest.mark.parametrize("actor", [PROPOSER, APPLICANT, OFFICER, SUPERVISOR])
def test_3_5_proposer_and_person_object_themselves_and_the_office_for_everybody_else(actor: Actor) -> None:
    done(on_notice(), objection(actor=actor)).then(ObjectionLodged)


def test_3_6_an_objection_has_reasons_a_reference_of_its_own_and_comes_in_time() -> None:
    world = on_notice()
    done(world, objection(reasons=" ")).then_refused("reasons-required")
    done(world, objection()).then(ObjectionLodged)
    done(world, objection(reasons="something else")).then_refused("reference-taken")
    done(world, objection("o-2")).then(ObjectionLodged)
    done(world.after(days=8), objection("o-3")).then_refused("notice-over")
    done(noticed(), objection()).then_refused("not-permitted-now")


def test_3_7_upheld_the_panel_takes_it_up_again_and_the_notice_is_given_again() -> None:
    world = done(done(on_notice(), objection()), answer("upheld")).then(ObjectionsAnswered)
    state = world.state(RECOGNITION)
    assert (state.status, state.proposal, state.notice, state.panel.motion) == ("in-panel", None, None, None)
    done(world, decide(SENIOR_ENGINEER)).then_refused("not-permitted-now")
    done(done(voted(EASES_PERMIT, "+++", world), conclude()), PUBLISH).then(NoticePublished)
    assert world.last(NoticePublished).effect == "facilitation-only"


def test_3_8_dismissed_the_proposal_is_published_again_for_all_its_days() -> None:
    world = done(done(on_notice(), objection()).after(days=2), answer("dismissed")).then(ObjectionsAnswered)
    assert world.state(RECOGNITION).status == "outcome-proposed"
    done(world, PUBLISH).then(NoticePublished)
    assert world.last(NoticePublished).notice.last == date(2026, 3, 11)
    done(world, objection()).then()
    done(world, objection("o-2")).then(ObjectionLodged)


def test_3_9_only_the_authority_answers_and_with_reasons() -> None:
    world = done(on_notice(), objection())
    done(world, answer("upheld", reasons="")).then_refused("reasons-required")
    officer = AnswerObjections(case_id=RECOGNITION, actor=OFFICER, answer="dismissed", reasons="no")
    done(world, officer).then_refused("not-permitted-now")


def test_3_10_nobody_decides_before_the_notice_is_over() -> None:
    done(panel_proposes(), decide(SENIOR_ENGINEER)).then_refused("not-permitted-now")
    done(on_notice(), decide(SENIOR_ENGINEER)).then_refused("not-permitted-now")
    World().when(propose(special()), decide(SENIOR_ENGINEER)).then_refused("not-permitted-now")


def test_3_19_an_objection_on_the_last_day_is_in_time() -> None:
    world = on_notice().at(datetime(2026, 3, 9, 15, 59, tzinfo=UTC))
    done(world, objection()).then(ObjectionLodged)
