"""8. Whoever acts, in whatever order: an application walks along its diagram and its clocks add up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.permits.cases.application import deadlines
from services.permits.cases.application_state import OPEN, ApplicationState, Status
from services.permits.cases.clock_account import account, from_journal
from services.permits.intake import bureau_answer, with_followers
from services.permits.kinds import application_case
from services.permits.messages.application import (
    Accept,
    Approve,
    Assign,
    AssignLiaison,
    BeginReview,
    CancelApplication,
    ConfirmGround,
    DeclineAcceptance,
    ExtendLimit,
    Issue,
    PauseClocks,
    RecountClocks,
    Refuse,
    RemoveDocument,
    ResumeClocks,
    ReturnForCorrection,
    Revoke,
    SettleFollowUp,
    Submit,
    Withdraw,
)
from services.permits.messages.bureau import AnswerResidence
from services.permits.messages.clock import AtRisk, Breached, ClockPaused, ClockResumed, Escalated
from services.permits.messages.common import Role
from services.permits.messages.form import Correction
from services.permits.rules.actions import PERMITTED, Action, permitted
from tests.permits.rules.make import (
    AGENT,
    APPLICANT,
    APPLICATION,
    NUMBER,
    OFFICER,
    PERMIT,
    SUPERVISOR,
    attach,
    draft,
    instead,
    paper,
)
from tests.permits.rules.stories import drafted, in_review, issued, member, submitted
from tests.permits.rules.world import World

NEXT: Mapping[str, set[str]] = {
    "new": {"draft"},
    "draft": {"submitted", "withdrawn"},
    "submitted": {"returned", "accepted", "not-accepted", "withdrawn", "cancelled"},
    "returned": {"submitted", "accepted", "not-accepted", "expired", "withdrawn", "cancelled"},
    "accepted": {"in-review", "withdrawn", "cancelled"},
    "in-review": {"approved", "refused", "withdrawn", "cancelled"},
    "approved": {"issued", "cancelled"},
    "issued": {"revoked"},
    "refused": set(),
    "withdrawn": set(),
    "not-accepted": set(),
    "revoked": set(),
    "cancelled": set(),
    "expired": set(),
}
ACTORS = st.sampled_from([APPLICANT, AGENT, OFFICER, SUPERVISOR])
AT: dict[str, Any] = {"case_id": APPLICATION, "actor": OFFICER}
CORRECTIONS = (Correction(subject="form", wrong="no seal"),)
DAYS: dict[str, Any] = {"valid_from": date(2026, 4, 1), "valid_to": date(2026, 12, 31)}

COMMANDS: Mapping[Action, Any] = {
    "edit": draft(dependants=False, in_china=True, category="A", route="talent-programme"),
    "attach": attach(paper("medical", size=3)),
    "submit": Submit(**AT),
    "withdraw": Withdraw(**AT, reason="x"),
    "assign": Assign(**AT, officer=OFFICER.client),
    "assign-liaison": AssignLiaison(**AT, officer="liaison-wang", reason="x"),
    "return": ReturnForCorrection(**AT, corrections=CORRECTIONS),
    "accept": Accept(**AT),
    "decline": DeclineAcceptance(**AT, ground="no-permit-needed", detail="x"),
    "begin-review": BeginReview(**AT),
    "pause": PauseClocks(**AT, reason="expert-review"),
    "resume": ResumeClocks(**AT),
    "extend-limit": ExtendLimit(**AT, reasons="x"),
    "approve": Approve(**AT, category="A", **DAYS),
    "refuse": Refuse(**AT, grounds=("age",), detail="x"),
    "issue": Issue(**AT, permit_number=NUMBER),
    "settle-follow-up": SettleFollowUp(**AT, code="medical", holds=True, finding="x"),
    "revoke": Revoke(**AT, reason="x"),
    "cancel": CancelApplication(**AT, reason="x"),
    "recount": RecountClocks(**AT),
    "confirm-ground": ConfirmGround(**AT, ground="talent-programme"),
}
ONWARD: Mapping[str, Action] = {
    "draft": "submit",
    "submitted": "accept",
    "returned": "submit",
    "accepted": "begin-review",
    "in-review": "approve",
    "approved": "issue",
}


class Life(RuleBasedStateMachine):
    """Applicant, employer, office, bureau and clock, at any moment."""

    @initialize(follows=st.booleans())
    def begin(self, follows: bool) -> None:
        late = (instead("medical", "tolerance"),) if follows else ()
        self.world: World = drafted(member(), replace=late, category="A", route="talent-programme")
        self.statuses = ["new", "draft"]

    @property
    def state(self) -> ApplicationState:
        found = self.world.state(APPLICATION)
        assert isinstance(found, ApplicationState)
        return found

    def note(self) -> None:
        if self.state.status != self.statuses[-1]:
            self.statuses.append(self.state.status)

    @rule(action=st.sampled_from(get_args(Action)), actor=ACTORS)
    def somebody_acts(self, action: Action, actor: Any) -> None:
        before = self.state
        command = replace(COMMANDS[action], actor=actor)
        self.world.when(*with_followers(command, APPLICATION, before))
        if self.state != before:
            assert action in permitted(before, actor.role), (action, actor.role, before.status)
        self.note()

    @rule(steps=st.integers(1, 3))
    def all_goes_well_for_a_while(self, steps: int) -> None:
        for _ in range(steps):
            action = ONWARD.get(self.state.status)
            if action is not None:
                actor = AGENT if action == "submit" else OFFICER
                command = replace(COMMANDS[action], actor=actor)
                self.world.when(*with_followers(command, APPLICATION, self.state))
                self.note()

    @rule()
    def somebody_takes_a_paper_back(self) -> None:
        self.world.when(RemoveDocument(case_id=APPLICATION, actor=AGENT, code="dependants"))

    @rule(outcome=st.sampled_from(["granted", "refused", "later"]), id_=st.sampled_from(["a", "b"]))
    def the_bureau_answers(self, outcome: Any, id_: str) -> None:
        command = AnswerResidence(
            bureau="b", answer=id_, outcome=outcome, reason="x", number="R", valid_to=DAYS["valid_to"]
        )
        self.world.when(*bureau_answer(command, APPLICATION))
        self.note()

    @rule(minutes=st.integers(1, 60 * 24 * 4))
    def time_passes(self, minutes: int) -> None:
        end = self.world.now + timedelta(minutes=minutes)
        while (due := self.world.next_deadline(end)) is not None:
            self.world.at(due[1].due_at)
            self.note()
        self.world.at(end)

    @invariant()
    def it_walks_along_the_diagram(self) -> None:
        for before, after in pairwise(self.statuses):
            assert after in NEXT[before], self.statuses

    @invariant()
    def the_journal_alone_gives_the_clocks(self) -> None:
        rows = [row for row in self.world.batch.journal if row["case"] == APPLICATION]
        events = [application_case.read_event(row["type"], row["data"]) for row in rows]
        assert from_journal(events) == self.state.clocks

    @invariant()
    def the_fast_track_counts_every_second_outside_pauses_and_no_other(self) -> None:
        fast = self.state.clock("48-hour")
        if fast is not None:
            told = account(fast, self.world.now, self.world.facts.time(self.world.now))
            end = told.entries[-1].at if told.entries[-1].what == "stopped" else self.world.now
            assert told.elapsed == int((end - told.entries[0].at).total_seconds()) - self.paused(end)

    def paused(self, end: datetime) -> int:
        """The seconds between every pause and its resume, told by the events alone."""
        starts = [event.at for event in self.world.all(ClockPaused) if "48-hour" in event.clocks]
        ends = [event.at for event in self.world.all(ClockResumed) if "48-hour" in event.clocks]
        ends += [end] * (len(starts) - len(ends))
        spans = zip(starts, ends, strict=True)
        return int(sum((max(b, a) - a).total_seconds() for a, b in spans))

    @invariant()
    def every_alarm_rings_once_and_a_breach_after_its_warning(self) -> None:
        for kind in (AtRisk, Breached, Escalated):
            dues = [(event.clock, getattr(event, "due", None)) for event in self.world.all(kind)]
            assert len(dues) == len(set(dues)) or kind is Escalated
        warned = {event.clock for event in self.world.all(AtRisk)}
        assert {event.clock for event in self.world.all(Breached)} <= warned

    @invariant()
    def what_has_ended_waits_for_nobody(self) -> None:
        if self.state.status not in {*OPEN, "draft", "issued"}:
            assert self.state.running == ()
            assert [each for each in deadlines(self.state) if not each.name.startswith("follow-up")] == []

    @invariant()
    def a_permit_is_there_exactly_when_one_was_issued(self) -> None:
        assert (self.world.state(PERMIT) is not None) == ("issued" in self.statuses)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=60,
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_8_1_the_table_has_a_row_for_every_state_a_cell_for_every_role_and_no_other_action() -> None:
    assert set(PERMITTED) == set(get_args(Status)) == set(NEXT) - {"new"}
    assert all(set(row) == set(get_args(Role)) for row in PERMITTED.values())
    actions = {action for row in PERMITTED.values() for cell in row.values() for action in cell}
    assert actions == set(get_args(Action)) == set(COMMANDS)


def test_8_2_the_diagram_in_the_readme_is_the_one_that_is_tested() -> None:
    readme = (Path(__file__).parents[3] / "services" / "permits" / "README.md").read_text("utf-8")
    diagram = readme.split("## The life of an application")[1].split("```")[1]
    drawn = {(a.replace("[*]", "new"), b) for a, b in re.findall(r"^ +(\S+) --> ([a-z-]+)", diagram, re.M)}
    assert drawn == {(before, after) for before, afters in NEXT.items() for after in afters}


@pytest.mark.parametrize(
    ("world", "applicant", "officer", "only_supervisor"),
    [
        (drafted(), {"edit", "attach", "submit", "withdraw"}, set(), set()),
        (
            submitted(),
            {"withdraw"},
            {"assign", "assign-liaison", "recount", "confirm-ground", "return", "accept", "decline"},
            {"cancel"},
        ),
        (
            in_review(),
            {"withdraw"},
            {"assign", "assign-liaison", "recount", "confirm-ground", "pause", "approve", "refuse"},
            {"extend-limit", "cancel"},
        ),
        (issued(), set(), {"assign-liaison", "recount"}, {"revoke"}),
    ],
    ids=["draft", "submitted", "in-review", "issued"],
)
def test_8_3_what_is_open_to_whom(
    world: World, applicant: set[Action], officer: set[Action], only_supervisor: set[Action]
) -> None:
    state = world.state(APPLICATION)
    assert permitted(state, "applicant") == permitted(state, "employer-agent") == applicant
    assert permitted(state, "officer") == officer
    assert permitted(state, "supervisor") == officer | only_supervisor
