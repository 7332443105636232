"""4. An answer is judged by its amounts and reasons, adds up to the claim, and has its effect once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.medical import names
from services.medical.cases.claim import aliases
from services.medical.messages.events import (
    AnswerRefused,
    ClaimAdjudicated,
    ClaimPended,
    GuaranteeIssued,
    GuaranteeWithdrawn,
)
from services.medical.messages.resources import AdjudicatedLine, Days, ResourceRef
from shared.money import Money
from tests.medical.rules.make import (
    APPROVED,
    DENIED,
    INSURER,
    PARTLY,
    added,
    answer,
    cny,
    decided,
    identifier,
    line,
    pay,
    submit,
    totals,
)
from tests.medical.rules.scenario import Scenario, given
from tests.medical.rules.stories import adjudicated, dispatched, held, preauthorization, settled


def refusal_of(case: Scenario) -> str:
    return str(case.then(AnswerRefused).last(AnswerRefused).code)


def figures(case: Scenario) -> tuple[str, str, str, str]:
    event = case.last(ClaimAdjudicated)
    amounts = (event.paid, event.patient_share, event.disallowed)
    assert sum((each.value for each in amounts), Decimal(0)) == event.billed.value
    return (event.adjudication, *(str(each.value) for each in amounts))


# --- what is decided ---


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (APPROVED, ("approved", "280.00", "20.00", "0.00")),
        (PARTLY, ("partly-approved", "230.00", "20.00", "50.00")),
        (DENIED, ("denied", "0.00", "0.00", "300.00")),
        (
            (decided(1, deductible="100.00"), decided(2, unallocdeduct="200.00")),
            ("approved", "0", "300.00", "0.00"),
        ),
        (
            (decided(1, coinsurance="30.00"), decided(2, ("ar001",), eligible="0.00")),
            ("partly-approved", "0", "30.00", "270.00"),
        ),
        (
            (decided(1, benefit="60.00", copay="20.00", noncovered="20.00"), decided(2, benefit="200.00")),
            ("partly-approved", "260.00", "20.00", "20.00"),
        ),
    ],
)
def test_4_1_the_decision_is_derived_from_amounts(
    lines: tuple[AdjudicatedLine, ...], expected: tuple[str, ...]
) -> None:
    case = dispatched().when(answer(*lines)).then(ClaimAdjudicated)
    assert [figures(case)[0], *map(Decimal, figures(case)[1:])] == [expected[0], *map(Decimal, expected[1:])]
    assert case.state.status == "adjudicated"


@pytest.mark.parametrize("outcome", ["complete", "partial", "queued"])
def test_4_2_the_outcome_does_not_change_a_decision(outcome: str) -> None:
    assert (
        figures(dispatched().when(answer(*DENIED[:1], decided(2, benefit="0.00"), outcome=outcome)))[0]
        == "denied"
    )


def test_4_3_the_published_example_r3500_is_a_part_approval() -> None:
    usd = {
        name: Money.of(value, "USD")
        for name, value in (("eligible", "135.57"), ("copay", "10.00"), ("benefit", "90.47"))
    }
    sent = submit(lines=(line(1, Money.of("135.57", "USD")),))
    totalled = {"submitted": Money.of("135.57", "USD"), "benefit": Money.of("90.47", "USD")}
    response = answer(AdjudicatedLine((1,), usd, ("ar002",)), totals=totalled)
    assert figures(given().when(sent).when(response)) == ("partly-approved", "90.47", "10.00", "35.10")


def test_4_4_the_reasons_of_a_line_are_kept() -> None:
    assert adjudicated(*PARTLY).last(ClaimAdjudicated).lines[1].reasons == ("ar002",)


def test_4_5_without_lines_the_totals_decide() -> None:
    case = dispatched().when(answer(totals=totals(submitted="300.00", benefit="250.00", copay="50.00")))
    assert figures(case.then(ClaimAdjudicated)) == ("approved", "250.00", "50.00", "0.00")
    assert case.last(ClaimAdjudicated).lines == ()


def test_4_6_an_added_line_counts_to_the_line_that_it_stands_for() -> None:
    extra = (added((1,), benefit="60.00"), added((1,), benefit="20.00", copay="20.00"))
    case = dispatched().when(answer(decided(2, benefit="200.00"), added_lines=extra))
    assert figures(case.then(ClaimAdjudicated)) == ("approved", "280.00", "20.00", "0.00")


# --- what is not decided yet ---


@pytest.mark.parametrize("outcome", ["queued", "partial"])
def test_4_7_an_answer_without_a_decision_pends_the_claim(outcome: str) -> None:
    waiting = (decided(1, ("papers-missing",)), decided(2, ("papers-missing",)))
    for lines in ((), (decided(1, benefit="80.00"),), waiting):
        case = dispatched().when(answer(*lines, outcome=outcome)).then(ClaimPended)
        assert (case.state.status, case.last(ClaimPended).outcome) == ("pended", outcome)


def test_4_8_an_error_in_processing_decides_nothing_and_says_its_codes() -> None:
    case = dispatched().when(answer(*APPROVED, outcome="error", errors=("a001",))).then(ClaimPended)
    assert case.last(ClaimPended).errors == ("a001",)
    case.when(answer(*APPROVED)).then(ClaimAdjudicated)


# --- what contradicts the claim or itself ---


@pytest.mark.parametrize(
    ("lines", "changes", "expression"),
    [
        ((*APPROVED, decided(3, benefit="1.00")), {}, "ClaimResponse.item[2].itemSequence"),
        ((*APPROVED, APPROVED[0]), {}, "ClaimResponse.item[2].itemSequence"),
        (
            (decided(1, submitted="99.00", benefit="80.00"), APPROVED[1]),
            {},
            "ClaimResponse.item[0].adjudication",
        ),
        ((decided(1, benefit="100.01"), APPROVED[1]), {}, "ClaimResponse"),
        ((decided(1, benefit="60.00", copay="20.00", noncovered="30.00"), APPROVED[1]), {}, "ClaimResponse"),
        ((decided(1, benefit="120.00", copay="-20.00"), APPROVED[1]), {}, "ClaimResponse.item[0]"),
        (APPROVED, {"totals": totals(submitted="301.00")}, "ClaimResponse.total"),
        (APPROVED, {"totals": totals(benefit="281.00")}, "ClaimResponse.total"),
        ((), {"totals": totals(benefit="300.01")}, "ClaimResponse"),
        (APPROVED, {"added_lines": (added((), benefit="1.00"),)}, "ClaimResponse.addItem[0].itemSequence"),
        (
            APPROVED,
            {"added_lines": (added((1, 2), benefit="1.00"),)},
            "ClaimResponse.addItem[0].itemSequence",
        ),
        (APPROVED[:1], {}, "ClaimResponse.item"),
        ((), {}, "ClaimResponse.item"),
    ],
)
def test_4_9_an_answer_that_does_not_add_up_is_refused_with_the_element_that_is_wrong(
    lines: tuple[AdjudicatedLine, ...], changes: dict[str, Any], expression: str
) -> None:
    case = dispatched().when(answer(*lines, **changes))
    assert refusal_of(case) == "invalid"
    assert case.last(AnswerRefused).issues[0].expression == expression
    assert case.state.status == "dispatched"


def test_4_10_an_answer_in_another_currency_is_refused() -> None:
    usd = (
        AdjudicatedLine((1,), {"benefit": Money.of(80, "USD")}),
        AdjudicatedLine((2,), {"benefit": Money.of(1, "USD")}),
    )
    assert refusal_of(dispatched().when(answer(*usd))) == "invalid"
    mixed = (APPROVED[0], usd[1])
    assert refusal_of(dispatched().when(answer(*mixed))) == "invalid"


# --- who may answer, and when ---


def test_4_11_nobody_else_answers_for_an_insurer() -> None:
    assert (
        refusal_of(dispatched().when(answer(*APPROVED, insurer="baotu-international")))
        == "not-addressed-to-you"
    )
    assert refusal_of(held().when(answer(*APPROVED))) == "not-addressed-to-you"


def test_4_27_an_answer_in_the_name_of_another_insurer_is_refused() -> None:
    named = ResourceRef("Organization/2")
    assert refusal_of(dispatched().when(answer(*APPROVED, response_insurer=named))) == "insurer-not-sender"
    for own in (ResourceRef("Organization/taishan-health"), ResourceRef("Organization/branch-3")):
        dispatched().when(answer(*APPROVED, response_insurer=own)).then(ClaimAdjudicated)


def test_4_12_an_answer_to_another_kind_of_claim_is_refused() -> None:
    assert refusal_of(dispatched().when(answer(*APPROVED, use="preauthorization"))) == "wrong-use"


def test_4_13_an_answer_that_is_not_active_is_refused() -> None:
    assert refusal_of(dispatched().when(answer(*APPROVED, status="cancelled"))) == "not-active"


def test_4_14_an_answer_to_a_cancelled_claim_is_not_awaited() -> None:
    case = dispatched().when(submit(status="cancelled")).when(answer(*APPROVED))
    assert refusal_of(case) == "not-awaited"


def test_4_15_a_claim_that_was_never_received_has_no_answer() -> None:
    given().when(answer(*APPROVED)).then_refused("unmatched")
    given().when(submit(status="draft")).when(answer(*APPROVED)).then_refused("unmatched")


# --- again, and again differently ---


def test_4_16_a_decision_is_replaced_as_long_as_no_money_has_come() -> None:
    case = adjudicated().when(answer(*DENIED)).then(ClaimAdjudicated)
    assert case.state.verdict.adjudication == "denied"


def test_4_17_a_decision_that_was_replaced_does_not_come_back_when_it_is_delivered_again() -> None:
    case = adjudicated().when(answer(*DENIED)).when(answer(*APPROVED)).then()
    assert case.state.verdict.adjudication == "denied"


def test_4_18_once_money_has_come_the_decision_stands() -> None:
    assert refusal_of(settled().when(answer(*DENIED))) == "already-settled"
    assert refusal_of(adjudicated().when(pay(cny("10.00"))).when(answer(*DENIED))) == "already-settled"


def test_4_19_after_a_full_reversal_it_may_be_corrected() -> None:
    case = settled().when(pay(cny("-280.00"), 2, reverses=1))
    case.when(answer(*DENIED)).then(ClaimAdjudicated)


def test_4_20_a_late_word_that_the_claim_is_in_work_does_not_undo_a_decision() -> None:
    assert refusal_of(adjudicated().when(answer(outcome="queued"))) == "already-decided"


# --- preauthorizations ---


def ahead(*lines: AdjudicatedLine, **changes: Any) -> Any:
    return answer(*lines, **{"use": "preauthorization", "preauth_ref": "GOP-1", **changes})


def test_4_21_an_approved_preauthorization_is_a_guarantee_of_payment() -> None:
    period = Days(date(2026, 3, 1), date(2026, 3, 31))
    case = preauthorization().when(ahead(*PARTLY, preauth_period=period))
    case.then(
        ClaimAdjudicated,
        GuaranteeIssued(
            insurer=INSURER,
            reference="GOP-1",
            amount=cny("230.00"),
            valid_from=date(2026, 3, 1),
            valid_to=date(2026, 3, 31),
        ),
    )


def test_4_22_a_guarantee_needs_its_reference() -> None:
    assert refusal_of(preauthorization().when(ahead(*APPROVED, preauth_ref=None))) == "reference-missing"


def test_4_23_a_denied_preauthorization_guarantees_nothing() -> None:
    preauthorization().when(ahead(*DENIED, preauth_ref=None)).then(ClaimAdjudicated)


def test_4_24_a_new_decision_ends_the_guarantee_of_the_former_one() -> None:
    case = (
        preauthorization().when(ahead(*APPROVED)).when(ahead(*PARTLY)).then(ClaimAdjudicated, GuaranteeIssued)
    )
    case.when(ahead(*APPROVED, preauth_ref="GOP-2")).then(
        ClaimAdjudicated, GuaranteeWithdrawn, GuaranteeIssued
    )
    case.when(ahead(*DENIED)).then(ClaimAdjudicated, GuaranteeWithdrawn(insurer=INSURER, reference="GOP-2"))
    assert case.state.guarantee is None


def test_4_25_a_predetermination_is_decided_and_guarantees_nothing() -> None:
    dispatched(use="predetermination").when(answer(*APPROVED, use="predetermination")).then(ClaimAdjudicated)


# --- how it is found ---


def test_4_26_an_insurer_finds_the_claim_only_once_it_is_its_own() -> None:
    own = ("number | urn:qilu:claims | 2026-0001", "id | c-1", "case | the-case")
    hospital = {f"qilu-hospital | {name}" for name in own}
    insurer = {f"taishan-health | {name}" for name in own}
    answered = {
        "taishan-health | answer-number | urn:taishan:answers | R-1",
        "taishan-health | answer-id | r-1",
    }
    payable = {"taishan-health | payable | qilu-hospital || number || urn:qilu:claims || 2026-0001"}
    assert set(aliases("the-case", held().state)) == hospital
    assert set(aliases("the-case", dispatched().state)) == hospital | insurer
    assert set(aliases("the-case", adjudicated().state)) == hospital | insurer | answered | payable
    guaranteed = preauthorization().when(ahead(*APPROVED)).state
    assert "taishan-health | guarantee | GOP-1" in aliases("the-case", guaranteed)
    assert identifier("2026-0001") in guaranteed.received.identifiers
    assert aliases("the-case", given().when(submit(status="draft")).state) == ()


def test_4_27_no_text_of_a_partner_makes_one_kind_of_name_look_like_another() -> None:
    sly = identifier("R-1 | x", "answer-number | urn:taishan:answers")
    numbers = {
        names.identifier_name("taishan-health", sly),
        names.identifier_name("taishan-health", identifier("x", "answer-number | urn:taishan:answers | R-1")),
        names.identifier_name("taishan-health", identifier("b | c", "a")),
        names.identifier_name("taishan-health", identifier("c", "a | b")),
        names.claim_name("taishan-health", "the-case"),
        names.case_name("taishan-health", "the-case"),
    }
    assert len(numbers) == 6
    assert names.response_name("taishan-health", identifier("R-1", "urn:taishan:answers")) not in numbers
