"""6. The office directs what is held; who may do what is one table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from services.medical.cases.claim_state import Status
from services.medical.messages.commands import AssignInsurer, CancelClaim, RefuseClaim
from services.medical.messages.common import Role
from services.medical.messages.events import ClaimCancelled, ClaimDispatched, ClaimFlagged, ClaimRefused
from services.medical.messages.resources import Coverage, ResourceRef
from services.medical.rules.actions import PERMITTED, Action, permitted
from tests.medical.rules.make import APPROVED, HOSPITAL, INSURER, OFFICE, answer, cny, pay, submit
from tests.medical.rules.scenario import Scenario, given
from tests.medical.rules.stories import adjudicated, dispatched, held, preauthorization, settled


def assign(insurer: str = INSURER, client: str = OFFICE, role: Role = "office") -> AssignInsurer:
    return AssignInsurer(client=client, role=role, insurer=insurer, reason="seen on the card")


def cancel(client: str = HOSPITAL, role: Role = "hospital") -> CancelClaim:
    return CancelClaim(client=client, role=role, reason="wrong patient")


def refuse(client: str = OFFICE, role: Role = "office") -> RefuseClaim:
    return RefuseClaim(client=client, role=role, reason="not a claim")


def test_6_1_the_office_sends_a_held_claim_to_the_insurer_that_it_names() -> None:
    case = held().when(assign()).then(ClaimDispatched)
    sent = case.last(ClaimDispatched)
    assert (sent.insurer, sent.assigned_by, sent.reason) == (INSURER, OFFICE, "seen on the card")
    assert (case.state.status, case.state.hold) == ("dispatched", None)
    assert case.when(answer(*APPROVED)).state.status == "adjudicated"


def test_6_2_a_guarantee_is_looked_up_when_the_insurer_is_known() -> None:
    coverage = Coverage(1, True, ResourceRef("Coverage/nobody-knows"), preauth_refs=("GOP-9",))
    case = given().when(submit(coverages=(coverage,))).when(assign()).then(ClaimFlagged, ClaimDispatched)
    assert case.last(ClaimFlagged).flag == "guarantee-unknown"


def test_6_3_only_a_connected_insurer_is_assigned() -> None:
    held().when(assign("nobody")).then_refused("insurer-not-connected")
    held().when(assign(HOSPITAL)).then_refused("insurer-not-connected")


def test_6_4_no_insurer_is_assigned_while_the_calendar_is_not_announced() -> None:
    held().at(datetime(2026, 12, 28, tzinfo=UTC)).when(assign()).then_refused("calendar-not-loaded")


def test_6_5_the_office_closes_a_held_claim() -> None:
    case = held().when(refuse()).then(ClaimRefused(by=OFFICE, reason="not a claim"))
    assert case.state.status == "refused"
    case.when(submit(coverages=(Coverage(1, True, ResourceRef("Coverage/nobody-knows")),))).then()


def test_6_6_a_hospital_and_the_office_cancel_what_is_not_decided() -> None:
    for case in (held(), dispatched(), dispatched().when(answer(outcome="queued"))):
        case.when(cancel()).then(ClaimCancelled(by=HOSPITAL, reason="wrong patient"))
    dispatched().when(cancel(OFFICE, "office")).then(ClaimCancelled)


def test_6_7_what_is_decided_is_not_cancelled() -> None:
    adjudicated().when(cancel()).then_refused("not-permitted-now")
    settled().when(cancel(OFFICE, "office")).then_refused("not-permitted-now")


def test_6_8_to_strangers_a_claim_does_not_exist() -> None:
    dispatched().when(cancel("hl7-hospital")).then_refused("claim-unknown")
    dispatched().when(submit(status="cancelled")).when(cancel("hl7-hospital")).then_refused("claim-unknown")
    given().when(cancel()).then_refused("claim-unknown")


def test_6_9_no_role_does_what_is_anothers() -> None:
    held().when(assign(client=HOSPITAL, role="hospital")).then_refused("not-permitted-now")
    held().when(refuse(HOSPITAL, "hospital")).then_refused("not-permitted-now")
    dispatched().when(cancel(INSURER, "insurer")).then_refused("not-permitted-now")
    dispatched().when(assign("baotu-international")).then_refused("not-permitted-now")


def test_6_10_the_table_has_a_row_for_every_state_and_knows_no_other_action() -> None:
    assert set(PERMITTED) == set(get_args(Status))
    actions = {action for row in PERMITTED.values() for permits in row.values() for action in permits}
    assert actions == set(get_args(Action))


@pytest.mark.parametrize(
    ("case", "hospital", "insurer", "office"),
    [
        (held(), {"cancel"}, set(), {"cancel", "assign", "refuse"}),
        (dispatched(), {"cancel"}, {"answer"}, {"cancel"}),
        (adjudicated(), {"appeal"}, {"answer", "pay"}, set()),
        (adjudicated().when(pay(cny("1.00"))), {"appeal"}, {"pay"}, set()),
        (settled(), {"appeal"}, {"pay"}, set()),
        (given().when(submit(status="draft")), set(), set(), set()),
    ],
)
def test_6_11_what_is_open_to_whom(
    case: Scenario, hospital: set[Action], insurer: set[Action], office: set[Action]
) -> None:
    roles: tuple[Role, ...] = ("hospital", "insurer", "office")
    assert [permitted(case.state, role) for role in roles] == [hospital, insurer, office]


def test_6_12_a_promise_of_payment_is_not_paid() -> None:
    case = preauthorization().when(answer(*APPROVED, use="preauthorization", preauth_ref="GOP-1"))
    assert permitted(case.state, "insurer") == {"answer"}
