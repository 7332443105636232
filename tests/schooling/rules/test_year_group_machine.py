"""6. Whatever comes in whatever order: never oversold, always in the list's order, the same on replay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.schooling.cases import year_group
from services.schooling.cases.year_group_state import YearGroupState
from services.schooling.messages.year_group import Defer, FreeSeat, Leave, PublishSeed, TakeSeat
from services.schooling.messages.year_group_events import OfferLapsed, OfferMade, RoundBegun
from tests.schooling.rules.year_groups import CASE, DESK, MONDAY, ROUND, SEED, YEAR_GROUP, by_round, china

ENROLMENTS = [*(f"enrolment-application-{number}" for number in range(4)), "moves-up-1", "moves-up-2"]
enrolments = st.sampled_from(ENROLMENTS)
ranked = st.fixed_dictionaries(
    {"sibling": st.booleans(), "distance": st.none() | st.integers(0, 3), "deferred": st.booleans()}
)
CLOSES = china(date(2026, 5, 1))
then = st.sampled_from(["leaves", "goes-last"])
orders = st.sampled_from([["lottery"], ["deferred", "sibling", "distance", "lottery"]])


class YearGroupMachine(RuleBasedStateMachine):
    """One year group by round, from before its window closes to long after it.

    Every step goes through ``Group``: there the same command once more has no effect, the journal alone gives
    the state, no more seats are held than there are, and none is free while somebody waits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.read = 0
        self.folded: YearGroupState | None = None
        self.expiries: dict[int, datetime] = {}

    @initialize(
        seats=st.integers(0, 3),
        decline=then,
        expiry=then,
        each=st.integers(1, 3),
        waiting=orders,
        days=st.sampled_from([0, 59, 70]),
        ranks=st.lists(ranked, min_size=3, max_size=6),
    )
    def open(
        self,
        seats: int,
        decline: str,
        expiry: str,
        each: int,
        waiting: list[str],
        days: int,
        ranks: list[dict[str, Any]],
    ) -> None:
        """On 2 March, 30 April or 11 May; the window closes with 30 April."""
        offers = {"after_decline": decline, "after_expiry": expiry, "offers_each": each}
        now = MONDAY + timedelta(days=days)
        self.group = by_round(seats, now, offers=offers, waiting=waiting).open()
        for each_ranked in ranks:
            self.join(each_ranked)

    @rule(ranks=ranked)
    def join(self, ranks: dict[str, Any]) -> None:
        self.group.join(f"application-{len(self.group.known.records)}", **ranks)

    @precondition(lambda self: self.group.offered)
    @rule(pick=st.integers(0, 2))
    def accept(self, pick: int) -> None:
        self.group.accept(self.one_of(self.group.offered, pick), actor=DESK)

    @precondition(lambda self: self.group.offered)
    @rule(pick=st.integers(0, 2))
    def decline(self, pick: int) -> None:
        self.group.decline(self.one_of(self.group.offered, pick), actor=DESK)

    @rule(pick=st.integers(0, 9), offer=st.integers(1, 9))
    def answer_an_offer_of_any_number(self, pick: int, offer: int) -> None:
        application = self.one_of(self.group.known.records, pick)
        self.group.decline(application, offer, DESK).accept(application, offer, DESK)

    @rule(pick=st.integers(0, 9))
    def put_off(self, pick: int) -> None:
        application = self.one_of(self.group.known.records, pick)
        self.group.when(Defer(case_id=CASE, actor=DESK, application=application))

    @rule(pick=st.integers(0, 9))
    def withdraw(self, pick: int) -> None:
        application = self.one_of(self.group.known.records, pick)
        self.group.when(Leave(case_id=CASE, application=application, cause="withdrawn"))

    @staticmethod
    def one_of(known: Iterable[str], pick: int) -> str:
        names = list(known)
        return names[pick % len(names)]

    @rule(enrolment=enrolments)
    def move_up(self, enrolment: str) -> None:
        self.group.when(TakeSeat(case_id=CASE, group=ROUND, enrolment=enrolment))

    @rule(enrolment=enrolments)
    def leave_school(self, enrolment: str) -> None:
        self.group.when(FreeSeat(case_id=CASE, enrolment=enrolment, cause="withdrawn"))

    @rule(seats=st.integers(0, 5))
    def change_seats(self, seats: int) -> None:
        self.group.seats(seats)

    @rule()
    def publish(self) -> None:
        self.group.when(PublishSeed(case_id=CASE, actor=DESK, group=ROUND, seed=SEED))

    @rule(days=st.sampled_from([1, 5, 7, 30]))
    def live_on(self, days: int) -> None:
        """Deadlines fire on their instant: nothing that is over still stands afterwards."""
        self.group.after(days=days)
        offered = [entry.offer for entry in self.group.state.offered if entry.offer is not None]
        assert all(offer.expires > self.group.now for offer in offered)

    @rule(days=st.sampled_from([7, 8, 60]))
    def live_on_without_deadlines(self, days: int) -> None:
        self.group.later(self.group.now + timedelta(days=days))

    @invariant()
    def every_offer_was_the_next_ones_and_none_ended_early(self) -> None:
        """Read event by event, as somebody would who only has the journal."""
        for row in self.group.batch.journal[self.read :]:
            event = YEAR_GROUP.read_event(row["type"], row["data"])
            self._expect_in_order(event, row["at"])
            self.folded = year_group.evolve(self.folded, event)  # type: ignore[arg-type]
            assert self.folded.held <= self.folded.seats
        self.read = len(self.group.batch.journal)

    def _expect_in_order(self, event: object, at: datetime) -> None:
        match event:
            case OfferMade():
                assert self.folded is not None
                assert self.folded.waiting[0].record.application == event.application
                assert event.offer not in self.expiries
                self.expiries[event.offer] = event.expires
            case OfferLapsed():
                assert self.expiries[event.offer] <= at
            case RoundBegun():
                assert at >= CLOSES
                assert not self.expiries


TestYearGroupMachine = YearGroupMachine.TestCase
TestYearGroupMachine.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
