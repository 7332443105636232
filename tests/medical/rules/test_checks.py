"""3. Checks flag and leave the decision to people: a flagged claim goes its way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.medical.facts import Facts
from services.medical.messages.events import (
    ClaimCancelled,
    ClaimDispatched,
    ClaimFlagged,
    ClaimReceived,
    GuaranteeIssued,
)
from services.medical.messages.resources import Coverage, Days, ResourceRef
from shared.money import Money
from tests.medical.rules.make import APPROVED, HOSPITAL, POLICY, answer, cny, identifier, line, submit
from tests.medical.rules.scenario import Scenario, facts, given


def after(first: Scenario, **changes: Any) -> Scenario:
    """A second claim, decided with what the first one has left in the facts."""
    second = given(known=first.facts)
    second.id = "case-2"
    return second.when(submit(**{"id": "c-2", "identifiers": (identifier("2026-0002"),), **changes}))


def flags(case: Scenario) -> list[tuple[str, str | None]]:
    return [(event.flag, event.other_claim) for event in case.journal if isinstance(event, ClaimFlagged)]


def test_3_1_the_same_patient_hospital_day_code_and_amount_in_another_claim_is_flagged() -> None:
    case = after(given().when(submit()))
    case.then(ClaimReceived, ClaimFlagged, ClaimDispatched)
    assert flags(case) == [("duplicate-service", "case-1")]


@pytest.mark.parametrize(
    "changed",
    [
        {"patient": "patient-key-2"},
        {"lines": (line(1, cny("100.01")),)},
        {"lines": (line(1, cny("100.00"), date(2026, 2, 21)),)},
        {"lines": (line(1, cny("100.00"), code="Z99"),)},
        {"lines": (line(1, cny("100.00"), None),)},
    ],
)
def test_3_2_where_one_of_them_differs_nothing_is_flagged(changed: dict[str, Any]) -> None:
    assert flags(after(given().when(submit()), **changed)) == []


def test_3_3_equal_amounts_are_equal_whatever_their_scale() -> None:
    case = after(given().when(submit()), lines=(line(1, cny("100")),))
    assert flags(case) == [("duplicate-service", "case-1")]


def test_3_4_a_receipt_number_that_another_claim_used_is_flagged_wherever_it_comes_from() -> None:
    first = given().when(submit(receipts=("37060126-0012345678",)))
    other = (line(1, cny("12.00"), code="other"),)
    case = after(first, patient="patient-key-2", lines=other, receipts=("37060126-0012345678",))
    assert flags(case) == [("duplicate-receipt", "case-1")]


def test_3_5_a_cancelled_claim_is_nobodys_double() -> None:
    first = given().when(submit()).when(submit(status="cancelled")).then(ClaimCancelled)
    assert flags(after(first)) == []


def test_3_6_a_claim_is_no_double_of_its_own_preauthorization() -> None:
    assert flags(after(given().when(submit(use="preauthorization")))) == []


def test_3_7_what_partners_see_of_a_flag_does_not_name_the_other_claim() -> None:
    flagged = after(given().when(submit())).last(ClaimFlagged)
    assert b"case-1" not in flagged.published()
    assert "case-1" in flagged.journaled()


@pytest.mark.parametrize(
    ("day", "flagged"),
    [(date(2025, 12, 31), True), (date(2026, 1, 1), False)],
)
def test_3_8_a_service_outside_the_coverage_is_flagged(day: date, flagged: bool) -> None:
    case = given().when(submit(lines=(line(1, cny("10.00"), day),)))
    assert (("outside-coverage", None) in flags(case)) is flagged


# --- guarantees of payment ---

PERIOD = Days(date(2026, 2, 1), date(2026, 2, 28))


def guaranteed(period: Days | None = PERIOD) -> Scenario:
    """A preauthorization of 300.00 of which taishan-health guarantees 280.00 as GOP-1."""
    asked = given(known=facts()).when(submit(use="preauthorization"))
    asked.when(answer(*APPROVED, use="preauthorization", preauth_ref="GOP-1", preauth_period=period))
    assert asked.last(GuaranteeIssued).amount == cny("280.00")
    return asked


def quoting(first: Scenario, reference: str = "GOP-1", **changes: Any) -> list[tuple[str, str | None]]:
    coverage = Coverage(1, True, POLICY.coverage, preauth_refs=(reference,))
    small = (line(1, cny("280.00"), date(2026, 2, 20)),)
    return flags(after(first, **{"coverages": (coverage,), "lines": small, **changes}))


def test_3_9_a_claim_within_its_guarantee_is_not_flagged() -> None:
    assert quoting(guaranteed()) == []
    assert quoting(guaranteed(period=None)) == []


def test_3_10_a_guarantee_that_the_insurer_never_gave_is_flagged() -> None:
    assert quoting(guaranteed(), "GOP-2") == [("guarantee-unknown", None)]


def test_3_11_a_guarantee_for_another_patient_is_flagged() -> None:
    assert quoting(guaranteed(), patient="patient-key-2") == [("guarantee-other-patient", "case-1")]


def test_3_12_a_service_outside_the_guarantees_period_is_flagged() -> None:
    lines = (line(1, cny("280.00"), date(2026, 3, 1)),)
    assert quoting(guaranteed(), lines=lines) == [("guarantee-period", "case-1")]


def test_3_13_a_guarantee_in_another_currency_is_flagged() -> None:
    lines = (line(1, Money.of("40.00", "USD"), date(2026, 2, 20)),)
    assert quoting(guaranteed(), lines=lines) == [("guarantee-currency", "case-1")]


def test_3_14_claiming_more_than_was_guaranteed_is_flagged() -> None:
    lines = (line(1, cny("280.01"), date(2026, 2, 20)),)
    assert quoting(guaranteed(), lines=lines) == [("guarantee-exceeded", None)]


def test_3_15_a_guarantee_is_looked_up_with_the_claims_own_insurer() -> None:
    coverage = Coverage(1, True, ResourceRef("Coverage/baotu-2026-001"), preauth_refs=("GOP-1",))
    assert ("guarantee-unknown", None) in quoting(guaranteed(), coverages=(coverage,))


def test_3_16_a_guarantee_that_ended_is_not_known_any_more() -> None:
    asked = guaranteed()
    asked.when(answer(*APPROVED, use="preauthorization", preauth_ref="GOP-7"))
    assert quoting(asked) == [("guarantee-unknown", None)]
    assert quoting(asked, "GOP-7") == []


def test_3_17_facts_of_a_batch_follow_what_its_claims_become() -> None:
    known: Facts = given(known=facts()).when(submit()).facts
    assert [list(holders) for holders in known.marks.values()] == [["case-1"]]
    assert HOSPITAL not in str(known.marks)
