"""1. By catalogue: the edition in force on the day of the proposal says what a qualification is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.qualifications.cases.recognition import DECISION
from services.qualifications.messages.common import CatalogueItem
from services.qualifications.messages.recognition import (
    RecordVerification,
    WakeRecognition,
    Withdraw,
)
from services.qualifications.messages.recognition_events import (
    DecisionOverdue,
    QualificationRecognised,
    RecognitionProposed,
    RecognitionWithdrawn,
)
from services.qualifications.messages.talent_events import QualificationNoted
from tests.qualifications.rules.make import (
    CONFIRMED,
    CONSENT,
    NUMBER,
    OFFICER,
    PERSON,
    PROPOSER,
    RECOGNITION,
    RIVAL,
    SENIOR_ENGINEER,
    credential,
    propose,
    request,
    special,
)
from tests.qualifications.rules.stories import decide, done, in_force, proposed, verified
from tests.qualifications.rules.world import World


def test_1_1_a_request_finds_its_item_by_issuer_and_title_however_they_are_spaced_and_cased() -> None:
    asked = request(credential=credential(issuer="engineering  COUNCIL", title=" chartered engineer"))
    world = World().when(propose(asked)).then(RecognitionProposed)
    assert world.state(RECOGNITION).item == CatalogueItem(edition="jinan-2026", item="en-001")
    assert (world.state(RECOGNITION).status, world.state(RECOGNITION).policy) == ("proposed", "jinan-2026-11")


def test_1_2_a_request_may_name_its_item() -> None:
    named = CatalogueItem(edition="jinan-2026", item="en-001")
    World().when(propose(request(item=named))).then(RecognitionProposed)


@pytest.mark.parametrize(
    ("which", "named", "code"),
    [
        ("none", None, "not-in-catalogue"),
        ("en-001", ("jinan-2025", "en-001"), "edition-not-in-force"),
        ("en-001", ("jinan-2026", "xx-999"), "item-unknown"),
        ("en-001", ("jinan-2026", "fi-001"), "item-differs"),
    ],
)
def test_1_3_what_no_item_of_the_edition_in_force_stands_for_is_told_so(
    which: str, named: tuple[str, str] | None, code: str
) -> None:
    item = CatalogueItem(edition=named[0], item=named[1]) if named else None
    World().when(propose(request(which, item=item))).then_refused(code)


def test_1_4_after_that_it_may_go_case_by_case_under_the_same_reference() -> None:
    world = World().when(propose(request("none"))).then_refused("not-in-catalogue")
    world.when(propose(special())).then(RecognitionProposed)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"wanted": None}, "effect-required"),
        ({"wanted": "refused"}, "effect-required"),
        ({"item": CatalogueItem(edition="jinan-2026", item="en-001")}, "effect-required"),
        ({"reasons": " "}, "reasons-required"),
    ],
)
def test_1_5_a_request_case_by_case_says_what_it_wants_and_why(changes: dict[str, Any], code: str) -> None:
    World().when(propose(special(**changes))).then_refused(code)


def test_1_6_what_the_catalogue_gives_does_not_go_case_by_case_unless_another_effect_is_wanted() -> None:
    World().when(propose(special("en-001", wanted="title"))).then_refused("stands-in-catalogue")
    World().when(propose(special("en-001", wanted="practice-permission"))).then(RecognitionProposed)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_on": date(2026, 3, 1)}, "credential-expired"),
        ({"awarded_on": date(2026, 3, 3)}, "date-in-future"),
    ],
)
def test_1_7_the_credential_is_valid_on_the_day(changes: dict[str, Any], code: str) -> None:
    World().when(propose(request(credential=credential(**changes)))).then_refused(code)


def test_1_8_a_credential_is_proposed_once_while_it_is_undecided_or_in_force() -> None:
    again = propose(actor=RIVAL, case_id="another")
    world = proposed().when(again).then_refused("duplicate-request")
    in_force(world).when(again).then_refused("duplicate-request")
    done(proposed(), Withdraw(case_id=RECOGNITION, actor=PROPOSER, reason="left")).when(again).then(
        RecognitionProposed
    )


def test_1_9_only_employers_and_institutions_propose_and_a_reference_is_used_once() -> None:
    World().when(propose(actor=OFFICER)).then_refused("not-permitted-now")
    other = propose(request(credential_number="another"))
    proposed().when(other).then_refused("reference-taken")


def test_1_12_the_edition_of_the_day_of_the_proposal_counts_whatever_came_later() -> None:
    new_years_eve = World(now=datetime(2025, 12, 31, 15, 59, tzinfo=UTC))
    world = proposed(world=new_years_eve).after(minutes=2)
    assert world.today == date(2026, 1, 1)
    assert world.state(RECOGNITION).item == CatalogueItem(edition="jinan-2025", item="en-001")
    on = world.today
    told = CONFIRMED.model_copy(update={"on": on})
    done(world, RecordVerification(case_id=RECOGNITION, actor=OFFICER, verification=told))
    done(world, decide(SENIOR_ENGINEER)).then_refused("outcome-not-allowed")


def test_1_22_the_proposer_withdraws_while_it_is_undecided() -> None:
    take_back = Withdraw(case_id=RECOGNITION, actor=PROPOSER, reason="left the company")
    done(proposed(), take_back).then(RecognitionWithdrawn)
    done(in_force(), take_back).then_refused("not-permitted-now")


def test_1_23_the_office_s_limit_is_an_alert_that_rings_once_and_changes_nothing() -> None:
    world = proposed()
    due = world.state(RECOGNITION).decision_due
    assert due == datetime(2026, 3, 30, 16, 0, tzinfo=UTC)
    world.at(due)
    assert world.all(DecisionOverdue) == [DecisionOverdue(due=due)]
    assert world.state(RECOGNITION).status == "proposed"
    world.after(days=100)
    assert len(world.all(DecisionOverdue)) == 1


def test_1_24_a_limit_in_a_year_that_is_not_announced_is_not_guessed_and_holds_nobody_up() -> None:
    december = World(now=datetime(2026, 12, 28, 1, 0, tzinfo=UTC))
    assert proposed(world=december).state(RECOGNITION).decision_due is None


def test_1_26_what_is_published_of_a_proposal_is_its_item_and_no_person() -> None:
    told = World().when(propose()).last(RecognitionProposed).published().decode()
    assert "en-001" in told
    assert [secret for secret in (PERSON, NUMBER, "Eriksson", PROPOSER.client) if secret in told] == []


def test_1_30_a_deadline_has_no_effect_before_its_time_or_when_nothing_waits_for_it() -> None:
    world = proposed()
    due = world.state(RECOGNITION).decision_due
    early = WakeRecognition(case_id=RECOGNITION, name=DECISION, due_at=due)
    world.when(early).then()
    done(verified(world), decide(SENIOR_ENGINEER))
    world.at(due).when(early).then()


@pytest.mark.parametrize("claimed", ["skilled-trades", "Medicine", "no-such-field"])
def test_1_31_by_catalogue_the_field_is_the_item_s_whatever_the_proposer_writes(claimed: str) -> None:
    world = in_force(proposed("en-001", field=claimed))
    assert world.state(RECOGNITION).field == "engineering"
    assert world.last(QualificationRecognised).field == "engineering"
    assert world.last(QualificationNoted).qualification.field == "engineering"
    architect = proposed("ar-001", field=claimed)
    assert architect.state(RECOGNITION).regulator == CONSENT.regulator


@pytest.mark.parametrize("field", ["Medicine", "robots", ""])
def test_1_32_case_by_case_the_field_is_a_code_of_the_policy(field: str) -> None:
    asked = special(credential=credential("none", field=field))
    World().when(propose(asked)).then_refused("field-unknown")


def test_1_33_a_regulated_field_has_its_regulator_case_by_case() -> None:
    world = World().when(propose(special(credential=credential("none", field="medicine"))))
    assert world.state(RECOGNITION).regulator == "Health authority"
