"""7. An insurer's time runs while it owes an answer; each alarm rings once, for what is still owed."""

from __future__ import annotations

from datetime import timedelta

from services.medical.cases.claim import AT_RISK, OVERDUE, columns, deadlines
from services.medical.kinds import claim_case, wake
from services.medical.messages.commands import WakeClaim
from services.medical.messages.events import AnswerAtRisk, AnswerOverdue, ClaimAdjudicated
from shared.cases import Deadline
from tests.medical.rules.make import APPROVED, INSURER, answer, submit
from tests.medical.rules.scenario import MONDAY, Scenario, given
from tests.medical.rules.stories import adjudicated, dispatched, held


def names(case: Scenario) -> list[str]:
    return [deadline.name for deadline in deadlines(case.state)]


def woken(case: Scenario, name: str) -> Scenario:
    due = next(each for each in deadlines(case.state) if each.name == name)
    return case.when(wake(case.id, due))


def test_7_1_an_answer_is_first_at_risk_and_then_overdue_and_may_still_come() -> None:
    case = dispatched()
    due = case.state.assignment.answer_due
    woken(case, AT_RISK).then(AnswerAtRisk(insurer=INSURER, answer_due=due))
    assert names(case) == [OVERDUE]
    woken(case, OVERDUE).then(AnswerOverdue(insurer=INSURER, answer_due=due))
    assert names(case) == []
    case.when(answer(*APPROVED)).then(ClaimAdjudicated)


def test_7_2_a_word_that_it_is_in_work_does_not_stop_the_clock() -> None:
    case = dispatched().when(answer(outcome="queued"))
    assert names(case) == [AT_RISK, OVERDUE]


def test_7_3_what_is_answered_cancelled_or_held_waits_for_nothing() -> None:
    for case in (adjudicated(), held(), dispatched().when(submit(status="cancelled"))):
        assert names(case) == []


def test_7_4_a_deadline_that_is_no_longer_wanted_has_no_effect() -> None:
    case = dispatched()
    stale = tuple(wake(case.id, deadline) for deadline in deadlines(case.state))
    case.when(answer(*APPROVED))
    for command in stale:
        case.when(command).then()
    given().when(stale[0]).then()


def test_7_5_a_deadline_of_another_time_has_no_effect() -> None:
    case = dispatched()
    due = case.state.assignment.at_risk - timedelta(days=1)
    case.when(WakeClaim(name=AT_RISK, due_at=due)).then()


def test_7_6_the_kind_wakes_by_name_and_instant() -> None:
    assert claim_case.wake is not None
    assert claim_case.wake("case-1", Deadline(OVERDUE, MONDAY)) == WakeClaim(
        case_id="case-1", name=OVERDUE, due_at=MONDAY
    )


def test_7_7_lists_filter_by_plain_values() -> None:
    found = columns(adjudicated().state)
    assert found == {
        "state": "adjudicated",
        "use": "claim",
        "hospital": "qilu-hospital",
        "insurer": INSURER,
        "flagged": False,
        "created": "2026-03-02",
    }
    assert columns(given().when(submit(status="draft")).state)["use"] is None
