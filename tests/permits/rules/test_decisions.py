"""4. A decision rests on what it stores; a refusal says why; what is issued may still fall."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.permits.messages.application import (
    Approve,
    ConfirmGround,
    Issue,
    Refuse,
    Revoke,
    SettleFollowUp,
)
from services.permits.messages.bureau import ResidencePermitRequested
from services.permits.messages.employer import DishonestyRecorded, SuspendEmployer
from services.permits.messages.events import (
    Approved,
    Assessed,
    DocumentAttached,
    FollowUpOpened,
    FollowUpOverdue,
    FollowUpProvided,
    FollowUpSettled,
    GroundConfirmed,
    Issued,
    Refused,
    Revoked,
)
from services.permits.messages.permit import PermitCancelled, PermitGranted, PermitRevoked
from tests.permits.rules.make import (
    APPLICATION,
    EMPLOYER,
    NUMBER,
    OFFICER,
    PERMIT,
    SUPERVISOR,
    attach,
    instead,
    paper,
    person,
)
from tests.permits.rules.stories import (
    accepted,
    approve,
    approved,
    done,
    in_review,
    issued,
)
from tests.permits.rules.world import World

ISSUE = Issue(case_id=APPLICATION, actor=OFFICER, permit_number=NUMBER)


def promised() -> World:
    """Category A with a promise and a paper that is to follow."""
    papers = (instead("criminal-record", "promise"), instead("medical", "tolerance"))
    return issued(replace=papers, category="A", route="talent-programme")


def settle(code: str, holds: bool, **changes: Any) -> SettleFollowUp:
    return SettleFollowUp(
        case_id=APPLICATION, actor=OFFICER, code=code, holds=holds, finding="looked up", **changes
    )


def test_4_1_an_approval_keeps_the_policy_and_the_points_that_it_rests_on() -> None:
    given = approved().last(Approved)
    assert given.policy == "jinan-2026.1, desk-jinan-2026.1"
    assert (given.assessment.points, len(given.assessment.lines)) == (79, 9)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_to": date(2028, 4, 1)}, "validity-too-long"),
        ({"valid_to": date(2026, 3, 31)}, "dates-invalid"),
    ],
)
def test_4_2_nobody_gets_longer_than_the_category_allows(changes: dict[str, Any], code: str) -> None:
    values = {"valid_from": date(2026, 4, 1), "valid_to": date(2028, 3, 31), **changes}
    world = in_review()
    world.when(Approve(case_id=APPLICATION, actor=OFFICER, category="B", **values)).then_refused(code)


def test_4_3_neither_longer_than_contract_nor_passport() -> None:
    world = in_review()
    command = Approve(
        case_id=APPLICATION,
        actor=OFFICER,
        category="A",
        valid_from=date(2026, 4, 1),
        valid_to=date(2029, 1, 1),
    )
    world.when(command).then_refused("validity-too-long")
    assert world.refusal is not None
    assert "contract (2028-12-31)" in world.refusal.detail


def test_4_4_an_employer_suspended_meanwhile_gets_no_permit() -> None:
    world = in_review().when(SuspendEmployer(case_id=EMPLOYER, actor=OFFICER, reason="closed"))
    world.when(approve(world)).then_refused("employer-suspended")


def test_4_5_a_refusal_states_its_reasons_and_where_it_can_be_taken() -> None:
    refuse = Refuse(case_id=APPLICATION, actor=OFFICER, grounds=("age",), detail="over 60")
    told = in_review().when(refuse).last(Refused)
    assert (told.grounds, [route.code for route in told.appeal_routes]) == (
        ("age",),
        ["reconsideration", "litigation"],
    )
    for grounds, detail, code in (
        ((), "x", "reasons-required"),
        (("age",), " ", "reasons-required"),
        (("weather",), "rain", "ground-unknown"),
    ):
        bad = Refuse(case_id=APPLICATION, actor=OFFICER, grounds=grounds, detail=detail)
        in_review().when(bad).then_refused(code)


def test_4_6_issue_grants_the_permit_in_the_same_commit_and_asks_the_bureau() -> None:
    world = approved()
    done(world, ISSUE)
    assert [type(event) for event in world.events[1:]] == [Issued, ResidencePermitRequested, PermitGranted]
    permit = world.state(PERMIT)
    assert (permit.number, permit.status, permit.holding.category) == (NUMBER, "valid", "B")


def test_4_7_an_issue_that_is_refused_grants_nothing() -> None:
    world = approved()
    done(world, Issue(case_id=APPLICATION, actor=OFFICER)).then_refused("permit-number-required")
    assert world.state(PERMIT) is None


def test_4_8_a_number_is_one_persons_for_life() -> None:
    world = approved(issued(), case_id="second", person=person(passport_number="X1"))
    done(world, Issue(case_id="second", actor=OFFICER, permit_number=NUMBER), "second").then_refused(
        "permit-number-taken"
    )


def test_4_9_short_work_asks_for_no_residence_permit_and_has_no_window() -> None:
    world = issued(type="short-work", category="C", route="temporary-work", wanted_to=date(2026, 5, 1))
    assert world.all(ResidencePermitRequested) == []
    assert world.last(PermitGranted).window is None


def test_4_10_what_was_promised_or_is_to_follow_has_its_own_time() -> None:
    opened = promised().all(FollowUpOpened)
    assert [(each.follow_up.code, each.follow_up.instead) for each in opened] == [
        ("criminal-record", "promise"),
        ("medical", "tolerance"),
    ]
    world = promised()
    world.at(world.state(APPLICATION).follow_up("medical").due)
    assert [each.code for each in world.all(FollowUpOverdue)] == ["medical"]


def test_4_11_the_paper_comes_and_holds() -> None:
    world = promised().when(attach(paper("medical"))).then(DocumentAttached, FollowUpProvided)
    done(world, settle("medical", True)).then(FollowUpSettled)
    world.when(attach(paper("degree", size=7))).then_refused("not-awaited")
    done(world, settle("medical", False)).then_refused("follow-up-settled")
    done(world, settle("degree", False)).then_refused("no-such-follow-up")


def test_4_12_a_false_promise_takes_the_permit_and_goes_on_the_employers_record() -> None:
    world = promised()
    done(world, settle("criminal-record", False))
    world.then(FollowUpSettled, Revoked, PermitRevoked, PermitCancelled, DishonestyRecorded)
    assert world.state(PERMIT).status == "revoked"
    assert world.last(PermitCancelled).cause == "revocation"
    assert world.state(EMPLOYER).dishonesty_on(world.today).ground == "false-promise"


def test_4_13_where_the_employer_is_not_to_blame_its_record_stays_clean() -> None:
    world = done(promised(), settle("criminal-record", False, dishonesty=False))
    world.then(FollowUpSettled, Revoked, PermitRevoked, PermitCancelled)
    world = done(promised(), settle("medical", False)).then(
        FollowUpSettled, Revoked, PermitRevoked, PermitCancelled
    )
    assert world.state(EMPLOYER).records == ()


def test_4_14_before_the_issue_a_false_promise_is_for_the_decision() -> None:
    papers = (instead("criminal-record", "promise"),)
    world = in_review(replace=papers, category="A", route="talent-programme")
    done(world, settle("criminal-record", False)).then(FollowUpSettled)
    assert world.state(APPLICATION).status == "in-review"


def test_4_15_a_supervisor_revokes() -> None:
    revoke = Revoke(case_id=APPLICATION, actor=SUPERVISOR, reason="false degree", dishonesty=True)
    done(issued(), revoke).then(Revoked, PermitRevoked, PermitCancelled, DishonestyRecorded)
    officer = Revoke(case_id=APPLICATION, actor=OFFICER, reason="x")
    done(issued(), officer).then_refused("not-permitted-now")


def test_4_16_the_office_attests_what_only_it_can() -> None:
    confirm = ConfirmGround(case_id=APPLICATION, actor=OFFICER, ground="talent-programme")
    world = accepted(category="A", route="talent-programme").when(confirm).then(GroundConfirmed, Assessed)
    assert world.last(Assessed).after.carries("A")


def test_4_17_only_category_and_dates_of_a_decided_approval_are_repeated_without_effect() -> None:
    world = approved()
    world.when(approve(world)).then()
    other = Approve(
        case_id=APPLICATION,
        actor=OFFICER,
        category="B",
        valid_from=date(2026, 4, 1),
        valid_to=date(2026, 5, 1),
    )
    world.when(other).then_refused("not-permitted-now")
