"""1. What a hospital sends is received once, corrected under a new identifier, or refused with a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.medical.cases.claim_state import REMEMBERED
from services.medical.messages.commands import RelateClaim, SubmitInvalidClaim
from services.medical.messages.events import (
    ClaimAppealed,
    ClaimCancelled,
    ClaimDispatched,
    ClaimFlagged,
    ClaimHeld,
    ClaimReceived,
    LineAmount,
    SubmissionRefused,
)
from services.medical.messages.resources import Issue, ResourceRef
from tests.medical.rules.make import HOSPITAL, INSURER, cny, identifier, line, submit
from tests.medical.rules.scenario import MONDAY, given
from tests.medical.rules.stories import adjudicated, dispatched, held, preauthorization


def test_1_1_a_claim_is_received_and_dispatched_to_the_insurer_of_its_coverage() -> None:
    case = given().when(submit()).then(ClaimReceived, ClaimDispatched)
    assert case.last(ClaimDispatched) == ClaimDispatched(
        hospital=HOSPITAL,
        insurer=INSURER,
        use="claim",
        identifiers=(identifier("2026-0001"),),
        resource_id="c-1",
        total=cny("300.00"),
        lines=(LineAmount(sequence=1, net=cny("100.00")), LineAmount(sequence=2, net=cny("200.00"))),
        answer_due=datetime(2026, 3, 23, 16, tzinfo=UTC),
        at_risk=datetime(2026, 3, 18, 16, tzinfo=UTC),
        policy="2026-11-24",
    )
    assert case.last(ClaimReceived).received_at == MONDAY


def test_1_2_the_same_claim_again_has_no_effect_even_after_it_was_cancelled() -> None:
    dispatched().when(submit()).then()
    dispatched().when(submit(status="cancelled")).when(submit()).then()


def test_1_3_the_same_identity_with_other_content_is_refused_once_for_each_content() -> None:
    case = dispatched().when(submit(patient="another")).then(SubmissionRefused)
    assert case.last(SubmissionRefused).code == "identifier-reused"
    case.when(submit(patient="a third")).then(SubmissionRefused)
    case.when(submit(patient="another")).then()
    assert case.state.status == "dispatched"


def test_1_22_a_claim_remembers_its_latest_refusals_and_no_more() -> None:
    case = dispatched()
    for number in range(REMEMBERED + 5):
        case.when(submit(patient=f"another {number}")).then(SubmissionRefused)
    assert len(case.state.refused) == REMEMBERED
    case.when(submit(patient=f"another {REMEMBERED}")).then()


@pytest.mark.parametrize("status", ["draft", "entered-in-error"])
def test_1_4_a_claim_that_is_not_active_is_refused(status: str) -> None:
    case = given().when(submit(status=status)).then(SubmissionRefused)
    assert case.last(SubmissionRefused).code == "not-active"


def test_1_5_a_claim_in_the_name_of_another_hospital_is_refused() -> None:
    case = given().when(submit(provider=ResourceRef("Organization/1"))).then(SubmissionRefused)
    assert case.last(SubmissionRefused).code == "provider-not-sender"


def test_1_6_a_provider_that_is_the_sender_or_nobody_we_know_is_taken() -> None:
    for provider in (ResourceRef("Organization/qilu-hospital"), ResourceRef("Organization/ward-7")):
        given().when(submit(provider=provider)).then(ClaimReceived, ClaimDispatched)


def test_1_7_a_claim_whose_lines_do_not_add_up_is_refused_with_the_elements_that_are_wrong() -> None:
    case = given().when(submit(total=cny("299.99"))).then(SubmissionRefused)
    refused = case.last(SubmissionRefused)
    assert (refused.code, refused.issues[0].expression) == ("invalid", "Claim.total")


def test_1_8_what_was_refused_may_be_sent_again_corrected() -> None:
    issue = Issue("required", "Claim.priority", "is missing")
    bad = SubmitInvalidClaim(hospital=HOSPITAL, digest="bad", issues=(issue,))
    case = given().when(bad).then(SubmissionRefused)
    assert case.last(SubmissionRefused).issues == (issue,)
    assert (case.state.status, case.state.received) == ("refused", None)
    case.when(submit()).then(ClaimReceived, ClaimDispatched)
    case.when(bad).then()


def test_1_9_an_invalid_correction_leaves_the_claim_as_it_is() -> None:
    bad = SubmitInvalidClaim(hospital=HOSPITAL, digest="bad", issues=())
    assert dispatched().when(bad).then(SubmissionRefused).state.status == "dispatched"


def test_1_10_a_cancelled_status_under_the_same_identity_cancels() -> None:
    for case in (dispatched(), held()):
        assert case.when(submit(status="cancelled")).then(ClaimCancelled).state.status == "cancelled"


def test_1_11_there_is_nothing_to_cancel_of_an_unknown_claim() -> None:
    case = given().when(submit(status="cancelled")).then(SubmissionRefused)
    assert case.last(SubmissionRefused).code == "nothing-to-cancel"


def test_1_12_a_decided_claim_is_not_cancelled_any_more() -> None:
    case = adjudicated().when(submit(status="cancelled")).then(SubmissionRefused)
    assert case.last(SubmissionRefused).code == "not-permitted-now"


def test_1_13_a_predetermination_is_dispatched_like_a_claim() -> None:
    dispatched(use="predetermination").then(ClaimReceived, ClaimDispatched)
    preauthorization().then(ClaimReceived, ClaimDispatched)


def test_1_14_the_published_form_of_a_received_claim_says_nothing_of_the_patient() -> None:
    received = dispatched().last(ClaimReceived)
    assert received.marks
    assert not any(word in received.published() for word in (b"patient", b"marks", b"service_from"))


def related(relationship: str = "prior", hospital: str = HOSPITAL) -> RelateClaim:
    return RelateClaim(hospital=hospital, by_claim="case-2", relationship=relationship)


def test_1_15_a_later_claim_that_refers_to_a_decided_one_is_its_appeal() -> None:
    appealed = ClaimAppealed(by_claim="case-2", relationship="prior")
    assert adjudicated().when(related()).then(appealed).state.appeals == ("case-2",)
    dispatched().when(submit(status="cancelled")).when(related()).then(appealed)


def test_1_16_a_later_claim_that_refers_to_an_undecided_one_is_flagged() -> None:
    case = dispatched().when(related()).then(ClaimFlagged)
    assert case.last(ClaimFlagged).flag == "related-while-open"


def test_1_17_associated_claims_stand_side_by_side() -> None:
    adjudicated().when(related("associated")).then()


def test_1_18_no_hospital_refers_to_the_claim_of_another() -> None:
    adjudicated().when(related(hospital="hl7-hospital")).then_refused("not-yours")
    given().when(related()).then_refused("unmatched")


def test_1_19_a_claim_of_zero_lines_stands_on_its_total() -> None:
    case = given().when(submit(lines=(), total=cny("50"))).then(ClaimReceived, ClaimDispatched)
    assert case.last(ClaimReceived).lines == ()


def test_1_20_money_keeps_its_scale_from_the_claim_to_the_event() -> None:
    case = given().when(submit(lines=(line(1, cny("135.50")),)))
    assert b'"135.50"' in case.last(ClaimReceived).published()


def test_1_21_a_held_claim_is_on_the_books() -> None:
    held().then(ClaimReceived, ClaimHeld)
