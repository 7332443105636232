"""9. Whatever comes, in whatever order: a claim walks along its diagram, adds up, and is as journaled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.medical.cases.claim import AT_RISK, OVERDUE, deadlines
from services.medical.cases.claim_state import Status
from services.medical.kinds import wake
from services.medical.messages.commands import (
    AssignInsurer,
    CancelClaim,
    RefuseClaim,
    RelateClaim,
    SubmitInvalidClaim,
    WakeClaim,
)
from services.medical.messages.events import ClaimAdjudicated, ClaimReceived, PaymentApplied
from services.medical.messages.resources import AdjudicatedLine
from services.medical.rules.actions import PERMITTED
from shared.cases import Command, Refusal
from shared.money import Money, total
from tests.medical.rules.make import (
    APPROVED,
    DENIED,
    HOSPITAL,
    INSURER,
    OFFICE,
    PARTLY,
    POLICY,
    STRANGE_POLICY,
    answer,
    cny,
    decided,
    line,
    pay,
    submit,
)
from tests.medical.rules.scenario import MONDAY, Scenario, facts, given
from tests.medical.rules.stories import KNOWN_PAYMENT

NEXT: Mapping[str, set[str]] = {
    "new": {"held", "dispatched"},
    "held": {"dispatched", "cancelled", "refused"},
    "dispatched": {"pended", "adjudicated", "cancelled"},
    "pended": {"adjudicated", "cancelled"},
    "adjudicated": {"settled"},
    "settled": {"adjudicated"},
    "cancelled": set(),
    "refused": set(),
}

INSURERS = st.sampled_from([INSURER, "baotu-international"])
ANSWERS: list[tuple[AdjudicatedLine, ...]] = [APPROVED, PARTLY, DENIED, ()]
AMOUNTS = st.sampled_from(["280.00", "230.00", "50.00", "-50.00", "-280.00", "0.00"])


class Life(RuleBasedStateMachine):
    """Any partner, the office and the clock, at any moment."""

    @initialize(use=st.sampled_from(["claim", "preauthorization", "predetermination"]))
    def begin(self, use: str) -> None:
        self.use = use
        self.case: Scenario = given(known=facts(payments=dict(KNOWN_PAYMENT)))
        self.statuses = ["new"]
        self.paid = 100

    @rule(steps=st.integers(1, 3))
    def all_goes_well_for_a_while(self, steps: int) -> None:
        for _ in range(steps):
            self.meet(self.next_proper_step())

    def next_proper_step(self) -> Command:
        """What brings the claim on from where it is."""
        state = self.case.state
        match self.statuses[-1]:
            case "new":
                return submit(use=self.use)
            case "held":
                return AssignInsurer(client=OFFICE, role="office", insurer=INSURER, reason="card")
            case "adjudicated":
                self.paid += 1
                return pay(state.verdict.paid - (state.paid_so_far or cny("0")), self.paid)
            case _:
                return answer(*APPROVED, use=self.use, preauth_ref="GOP-1")

    def meet(self, command: Command) -> None:
        self.case.when(command)
        self.case.expect_nothing_new()
        state = self.case.state
        status = state.status if state and state.received else "new"
        if status != self.statuses[-1]:
            self.statuses.append(status)

    @rule(
        status=st.sampled_from(["active", "active", "active", "draft", "cancelled"]),
        policy=st.sampled_from([POLICY, POLICY, STRANGE_POLICY]),
        patient=st.sampled_from(["p", "q"]),
    )
    def a_hospital_sends(self, status: str, policy: Any, patient: str) -> None:
        self.meet(submit(use=self.use, status=status, coverages=(policy,), patient=patient))

    @rule(digest=st.sampled_from(["a", "b"]))
    def a_hospital_sends_nonsense(self, digest: str) -> None:
        self.meet(SubmitInvalidClaim(hospital=HOSPITAL, digest=digest, issues=()))

    @rule(by=st.sampled_from(["case-2", "case-3"]), how=st.sampled_from(["prior", "associated"]))
    def a_later_claim_refers_to_it(self, by: str, how: str) -> None:
        self.meet(RelateClaim(hospital=HOSPITAL, by_claim=by, relationship=how))

    @rule(
        lines=st.sampled_from(ANSWERS),
        outcome=st.sampled_from(["complete", "complete", "partial", "queued", "error"]),
        insurer=INSURERS,
        reference=st.sampled_from(["GOP-1", "GOP-2", None]),
    )
    def an_insurer_answers(self, lines: Any, outcome: str, insurer: str, reference: str | None) -> None:
        changes = {"use": self.use, "outcome": outcome, "preauth_ref": reference}
        self.meet(answer(*lines, insurer=insurer, **changes))

    @rule(
        amount=AMOUNTS, number=st.integers(1, 6), reverses=st.sampled_from([None, 1, 2, 3]), insurer=INSURERS
    )
    def an_insurer_pays(self, amount: str, number: int, reverses: int | None, insurer: str) -> None:
        self.meet(pay(cny(amount), number, reverses, insurer=insurer))

    @rule(role=st.sampled_from([(HOSPITAL, "hospital"), (OFFICE, "office"), (INSURER, "insurer")]))
    def somebody_cancels(self, role: Any) -> None:
        self.meet(CancelClaim(client=role[0], role=role[1], reason="error"))

    @rule(insurer=INSURERS)
    def the_office_assigns(self, insurer: str) -> None:
        self.meet(AssignInsurer(client=OFFICE, role="office", insurer=insurer, reason="phone"))

    @rule()
    def the_office_refuses(self) -> None:
        self.meet(RefuseClaim(client=OFFICE, role="office", reason="no claim"))

    @rule(name=st.sampled_from([AT_RISK, OVERDUE]), late=st.booleans())
    def the_clock_rings(self, name: str, late: bool) -> None:
        waits = deadlines(self.case.state) if self.case.state else ()
        due = next((each for each in waits if each.name == name), None)
        instant = due.due_at if due and not late else MONDAY + timedelta(days=99)
        self.meet(WakeClaim(name=name, due_at=instant))
        if due and not late:
            self.meet(wake(self.case.id, due))

    @invariant()
    def it_walks_along_the_diagram(self) -> None:
        for before, after in pairwise(self.statuses):
            assert after in NEXT[before], self.statuses

    @invariant()
    def it_adds_up(self) -> None:
        balances(self.case)

    @invariant()
    def it_waits_only_while_an_answer_is_owed(self) -> None:
        if self.case.state and deadlines(self.case.state):
            assert self.case.state.status in ("dispatched", "pended")


def balances(case: Scenario) -> None:
    """Every decision is split without a rest; what was paid is the sum of its details; settled is equal."""
    for event in case.journal:
        if isinstance(event, ClaimAdjudicated):
            assert_split(event.billed, event.paid, event.patient_share, event.disallowed)
            for line in event.lines:
                assert_split(line.billed, line.paid, line.patient_share, line.disallowed)
    state = case.state
    if state is None or state.verdict is None:
        return
    paid = total((event.amount for event in case.journal if isinstance(event, PaymentApplied)), "CNY")
    assert (state.paid_so_far or cny("0")) == paid
    assert (state.status == "settled") is (paid == state.verdict.paid and not paid.is_zero)


def assert_split(billed: Money, *parts: Money) -> None:
    assert total(parts, billed.currency) == billed
    assert all(part.value >= 0 for part in parts)


class Balance(RuleBasedStateMachine):
    """Any amounts, right and wrong: what is taken adds up, what does not add up is not taken."""

    @initialize(cents=st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
    def begin(self, cents: list[int]) -> None:
        self.billed = cents
        lines = tuple(line(place + 1, yuan(each)) for place, each in enumerate(cents))
        self.case = given(known=facts(payments=dict(KNOWN_PAYMENT))).when(submit(lines=lines))
        self.number = 0
        assert isinstance(self.case.journal[0], ClaimReceived)

    @rule(data=st.data())
    def an_insurer_answers(self, data: st.DataObject) -> None:
        lines = []
        for place, billed in enumerate(self.billed):
            amounts = data.draw(
                st.dictionaries(
                    st.sampled_from(
                        ["benefit", "copay", "deductible", "coinsurance", "noncovered", "eligible"]
                    ),
                    st.integers(-1, billed + 1),
                    min_size=1,
                )
            )
            text = {category: str(yuan(cents).value) for category, cents in amounts.items()}
            lines.append(decided(place + 1, **text))
        self.case.when(answer(*lines))
        self.case.expect_nothing_new()

    @rule(split=st.integers(0, 100))
    def an_insurer_answers_well(self, split: int) -> None:
        lines = []
        for place, billed in enumerate(self.billed):
            paid = billed * split // 100
            share = (billed - paid) // 2
            lines.append(decided(place + 1, benefit=str(yuan(paid).value), copay=str(yuan(share).value)))
        before = self.case.state
        self.case.when(answer(*lines))
        if before.status == "dispatched":
            assert self.case.state.status == "adjudicated"

    @rule(part=st.sampled_from([1, 2, 3]), more=st.sampled_from([0, 0, 1]))
    def an_insurer_pays(self, part: int, more: int) -> None:
        verdict, paid = self.case.state.verdict, self.case.state.paid_so_far
        due = int((verdict.paid.value if verdict else Decimal(1)) * 100) - int(
            (paid.value if paid else 0) * 100
        )
        self.number += 1
        self.case.when(pay(yuan(due // part + more), self.number))
        self.case.expect_nothing_new()

    @rule(data=st.data(), less=st.sampled_from([0, 0, 1, -1]))
    def an_insurer_takes_back(self, data: st.DataObject, less: int) -> None:
        applied = [each for each in self.case.state.payments if each.amount.value > 0]
        if applied:
            taken = data.draw(st.sampled_from(applied))
            self.number += 1
            amount = yuan(less) - taken.amount
            self.case.when(pay(amount, self.number, taken.detail_number))
            self.case.expect_nothing_new()

    @invariant()
    def it_adds_up(self) -> None:
        balances(self.case)
        if self.case.state.paid_so_far is not None:
            assert self.case.state.paid_so_far.value >= 0
        if isinstance(self.case.outcome, Refusal):
            assert self.case.outcome.code == "not-adjudicated"
            assert self.case.state.verdict is None


def yuan(cents: int) -> Money:
    return Money(Decimal(cents).scaleb(-2), "CNY")


QUICK = settings(
    max_examples=150,
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestLife = Life.TestCase
TestLife.settings = QUICK
TestBalance = Balance.TestCase
TestBalance.settings = QUICK


def test_9_1_the_diagram_in_the_readme_is_the_one_that_is_tested() -> None:
    readme = (Path(__file__).parents[3] / "services" / "medical" / "README.md").read_text("utf-8")
    drawn = {(a.replace("[*]", "new"), b) for a, b in re.findall(r"^ +(\S+) --> ([a-z]+)", readme, re.M)}
    assert drawn == {(before, after) for before, afters in NEXT.items() for after in afters}


def test_9_2_the_diagram_has_every_state_of_the_table() -> None:
    assert set(NEXT) - {"new"} == set(PERMITTED) - {"received"}
    assert set(get_args(Status)) == set(PERMITTED)
