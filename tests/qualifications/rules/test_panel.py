"""2. Case by case: a panel without conflicts of interest, a quorum, and a majority."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.qualifications.messages.common import Actor
from services.qualifications.messages.outcomes import RefusedOutcome
from services.qualifications.messages.panel_events import (
    ConflictDeclared,
    MotionFailed,
    OutcomeMoved,
    OutcomeProposed,
    PanelAppointed,
    VoteCast,
)
from services.qualifications.rules.experts import Expert
from tests.qualifications.rules.make import (
    CHAIR,
    EASES_PERMIT,
    EMPLOYER,
    EXPERTS,
    PANEL,
    RECOGNITION,
    REFUSED,
    SENIOR_ENGINEER,
    propose,
    special,
)
from tests.qualifications.rules.stories import (
    appoint,
    conclude,
    declare,
    done,
    move,
    panel_proposes,
    proposed,
    vote,
    voted,
    with_panel,
)
from tests.qualifications.rules.world import RULEBOOK, World


def requested() -> World:
    return World().when(propose(special()))


def test_2_1_the_office_appoints_a_panel_by_the_policy_s_rules() -> None:
    world = done(requested(), appoint()).then(PanelAppointed)
    told = world.last(PanelAppointed)
    assert (told.number, told.size, told.rules.quorum, told.rules.majority_percent) == (1, 5, 3, 50)
    assert world.state(RECOGNITION).status == "in-panel"


@pytest.mark.parametrize(
    ("members", "chair", "code"),
    [
        ((*PANEL[:4], "nobody"), "expert-a", "expert-unknown"),
        (PANEL[:4], "expert-a", "panel-too-small"),
        ((*PANEL[:4], "expert-a"), "expert-a", "panel-too-small"),
        (PANEL, "expert-f", "chair-not-member"),
        ((*PANEL, "expert-of-employer"), "expert-of-employer", "chair-in-conflict"),
    ],
)
def test_2_2_a_panel_that_could_not_decide_is_not_appointed(
    members: tuple[str, ...], chair: str, code: str
) -> None:
    done(requested(), appoint(*members, chair=chair)).then_refused(code)


def test_2_3_a_panel_has_enough_members_without_a_conflict_to_make_a_quorum() -> None:
    colleagues = {name: Expert(name, EMPLOYER) for name in ("expert-c", "expert-d", "expert-e")}
    facts = replace(RULEBOOK, experts={**EXPERTS, **colleagues}).facts()
    world = World(facts).when(propose(special()))
    done(world, appoint()).then_refused("panel-in-conflict")


@pytest.mark.parametrize(
    ("member", "conflict"),
    [("expert-of-employer", "proposers-institution"), ("expert-of-university", "persons-employer")],
)
def test_2_4_an_expert_of_the_proposer_s_or_person_s_institution_sits_without_a_vote(
    member: str, conflict: str
) -> None:
    world = done(requested(), appoint(*PANEL, member))
    for client in (*PANEL, member):
        done(world, declare(client))
    assert world.state(RECOGNITION).panel.seat(member).conflict == conflict
    done(world, move(SENIOR_ENGINEER))
    done(world, vote(member)).then_refused("member-in-conflict")


def test_2_5_nobody_votes_or_moves_before_declaring() -> None:
    world = done(requested(), appoint())
    done(world, move(SENIOR_ENGINEER)).then_refused("declaration-missing")
    done(world, declare(CHAIR.client)).then(ConflictDeclared)
    done(world, move(SENIOR_ENGINEER)).then(OutcomeMoved)
    done(world, vote("expert-b")).then_refused("declaration-missing")


def test_2_6_a_conflict_that_is_declared_voids_the_vote_and_stands() -> None:
    world = voted(SENIOR_ENGINEER, "+++")
    done(world, declare("expert-c", "wrote a paper with the person")).then(ConflictDeclared)
    done(world, vote("expert-c")).then()
    done(world, vote("expert-c", False)).then_refused("member-in-conflict")
    done(world, conclude()).then_refused("no-quorum")
    done(world, declare("expert-c")).then_refused("conflict-stands")
    done(world, vote("expert-d")).then(VoteCast)
    done(world, conclude()).then(OutcomeProposed)


def test_2_7_a_chair_with_a_conflict_moves_nothing_and_is_replaced() -> None:
    world = with_panel()
    done(world, declare(CHAIR.client, "married to the person"))
    done(world, move(SENIOR_ENGINEER)).then_refused("member-in-conflict")
    others = (*PANEL[1:], "expert-f")
    done(world, appoint(*others, chair="expert-b", reason="the chair is in conflict")).then(PanelAppointed)
    panel = world.state(RECOGNITION).panel
    assert (panel.number, panel.motion, {seat.declared for seat in panel.seats}) == (2, None, {False})


def test_2_8_votes_are_cast_on_a_motion_and_with_reasons() -> None:
    world = with_panel()
    done(world, vote("expert-b")).then_refused("nothing-to-vote-on")
    done(world, conclude()).then_refused("nothing-to-vote-on")
    done(world, move(SENIOR_ENGINEER, reasons=" ")).then_refused("reasons-required")
    done(world, move(RefusedOutcome(grounds=("bad-mood",)))).then_refused("ground-unknown")
    done(world, move(SENIOR_ENGINEER)).then(OutcomeMoved)
    done(world, vote("expert-b", reasons="")).then_refused("reasons-required")
    done(world, vote("expert-b")).then(VoteCast)


def test_2_9_only_the_chair_moves_and_counts_and_only_members_know_of_it() -> None:
    world = voted(SENIOR_ENGINEER, "+++")
    member, stranger = Actor("expert-b", "expert"), Actor("expert-f", "expert")
    done(world, move(EASES_PERMIT, actor=member)).then_refused("not-permitted-now")
    done(world, conclude(member)).then_refused("not-permitted-now")
    done(world, conclude(stranger)).then_refused("recognition-unknown")


@pytest.mark.parametrize(
    ("votes", "code"), [("", "no-quorum"), ("++", "no-quorum"), ("--", "no-quorum"), ("++--", "no-majority")]
)
def test_2_10_without_a_quorum_or_on_a_tie_nothing_is_decided(votes: str, code: str) -> None:
    world = done(voted(SENIOR_ENGINEER, votes), conclude()).then_refused(code)
    assert (world.state(RECOGNITION).status, world.state(RECOGNITION).proposal) == ("in-panel", None)


@pytest.mark.parametrize(
    ("votes", "in_favour", "against"), [("+++", 3, 0), ("++-", 2, 1), ("+++--", 3, 2), ("-++ +", 3, 1)]
)
def test_2_11_more_than_half_of_a_quorum_carries(votes: str, in_favour: int, against: int) -> None:
    world = done(voted(SENIOR_ENGINEER, votes), conclude()).then(OutcomeProposed)
    told = world.last(OutcomeProposed)
    assert (told.effect, told.in_favour, told.against) == ("title", in_favour, against)
    assert world.state(RECOGNITION).status == "outcome-proposed"


def test_2_12_a_failed_motion_is_followed_by_another() -> None:
    world = done(voted(SENIOR_ENGINEER, "+---"), conclude()).then(MotionFailed)
    done(world, vote("expert-b")).then_refused("nothing-to-vote-on")
    done(voted(EASES_PERMIT, "+++", world), conclude()).then(OutcomeProposed)
    assert world.last(OutcomeProposed).motion == 2
    assert world.state(RECOGNITION).proposal == EASES_PERMIT


def test_2_13_a_tie_is_broken_by_another_vote_and_a_new_motion_begins_without_votes() -> None:
    world = done(voted(SENIOR_ENGINEER, "++--"), conclude()).then_refused("no-majority")
    done(world, vote("expert-d", True, "convinced")).then(VoteCast)
    done(world, move(EASES_PERMIT)).then(OutcomeMoved)
    done(world, conclude()).then_refused("no-quorum")


def test_2_14_a_panel_may_propose_a_refusal() -> None:
    world = panel_proposes(REFUSED)
    assert world.last(OutcomeProposed).effect == "refused"


def test_2_15_how_members_voted_and_why_is_not_published() -> None:
    world = panel_proposes()
    cast = world.last(VoteCast).published().decode()
    assert cast == '{"motion":1}'
    assert world.last(PanelAppointed).published().decode().count("expert-") == 0


def test_2_16_what_stands_in_the_catalogue_has_no_panel() -> None:
    done(proposed(), appoint()).then_refused("not-permitted-now")


def test_2_17_a_conflict_that_was_declared_stands_on_every_later_panel_of_the_request() -> None:
    world = done(with_panel(), declare("expert-b", "my pupil"))
    without = ("expert-a", "expert-c", "expert-d", "expert-e", "expert-f")
    done(world, appoint(*without, reason="a member is in conflict")).then(PanelAppointed)
    done(world, appoint(*PANEL, "expert-f", reason="all are back")).then(PanelAppointed)
    seat = world.state(RECOGNITION).panel.seat("expert-b")
    assert (seat.conflict, seat.member.conflict, seat.counts) == ("my pupil", "declared", False)
    done(world, declare("expert-b")).then_refused("conflict-stands")
    done(world, declare(CHAIR.client))
    done(world, move(SENIOR_ENGINEER))
    done(world, vote("expert-b")).then_refused("member-in-conflict")


def test_2_18_whoever_declared_a_conflict_neither_leads_a_later_panel_nor_makes_it_large_enough() -> None:
    world = with_panel()
    for member in ("expert-b", "expert-c", "expert-d"):
        done(world, declare(member, "a friend"))
    done(world, appoint(chair="expert-b", reason="once more")).then_refused("chair-in-conflict")
    done(world, appoint(chair="expert-e", reason="once more")).then_refused("panel-in-conflict")


def test_2_19_a_panel_is_replaced_with_a_reason_that_is_not_published() -> None:
    others = (*PANEL[:4], "expert-f")
    world = done(with_panel(), appoint(*others)).then_refused("reasons-required")
    done(world, appoint(*others, reason=" ")).then_refused("reasons-required")
    done(world, appoint(*others, reason="a member has fallen ill")).then(PanelAppointed)
    told = world.last(PanelAppointed)
    assert (told.number, told.reason) == (2, "a member has fallen ill")
    assert "ill" not in told.published().decode()
