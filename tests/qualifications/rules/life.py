"""A recognition in the hands of everybody at any moment, as a machine that hypothesis drives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.qualifications.cases.recognition import deadlines
from services.qualifications.cases.recognition_state import UNDECIDED, RecognitionState
from services.qualifications.intake import with_followers
from services.qualifications.messages.common import Actor
from services.qualifications.messages.outcomes import Outcome, RefusedOutcome
from services.qualifications.messages.panel_events import OutcomeProposed, PanelAppointed
from services.qualifications.messages.recognition import (
    RecordVerification,
    Request,
)
from services.qualifications.messages.recognition_events import (
    NoticeEnded,
    QualificationEnded,
    QualificationRecognised,
    RecognitionDecided,
)
from services.qualifications.rules.actions import Action, permitted
from tests.qualifications.rules.make import (
    ARCHITECT,
    CONFIRMED,
    EASES_PERMIT,
    NOT_CONFIRMED,
    PANEL,
    RECOGNITION,
    SENIOR_ENGINEER,
    TALENT,
    UNCONFIRMED,
    credential,
    propose,
    request,
    special,
)
from tests.qualifications.rules.moves import ACTORS, AT, COMMANDS, NEXT, OUTCOMES, SOON
from tests.qualifications.rules.stories import appoint, conclude, decide, declare, move, vote
from tests.qualifications.rules.world import RULEBOOK, World


class Life(RuleBasedStateMachine):
    """Proposer, person, experts, office, authority and clock, at any moment."""

    requests: tuple[Request, ...]

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.world: World = World().when(propose(data.draw(st.sampled_from(self.requests))))
        self.statuses = ["new", "proposed"]

    @property
    def state(self) -> RecognitionState:
        found = self.world.state(RECOGNITION)
        assert isinstance(found, RecognitionState)
        return found

    def act(self, command: Any) -> None:
        self.world.when(*with_followers(command, RECOGNITION, self.state))
        self.note()

    def note(self) -> None:
        if self.state.status != self.statuses[-1]:
            self.statuses.append(self.state.status)

    @rule(action=st.sampled_from(get_args(Action)), actor=ACTORS)
    def somebody_acts(self, action: Action, actor: Actor) -> None:
        if action == "withdraw" and self.state.status == "proposed":
            return  # at once, nothing of the rest would be seen
        before = self.state
        self.act(replace(COMMANDS[action], actor=actor))
        if self.state != before:
            assert action in permitted(before, actor), (action, actor.role, before.status)

    @rule(outcome=OUTCOMES, votes=st.lists(st.sampled_from("+- "), min_size=5, max_size=5))
    def the_panel_votes(self, outcome: Any, votes: list[str]) -> None:
        self.act(appoint())
        for member, sign in zip(PANEL, votes, strict=True):
            self.act(declare(member))
            self.act(move(outcome))
            if sign != " ":
                self.act(vote(member, sign == "+"))
        self.act(conclude())

    @rule(member=st.sampled_from(PANEL[1:]))
    def a_member_remembers_a_conflict(self, member: str) -> None:
        self.act(declare(member, "a friend"))

    @rule()
    def a_notice_runs_out(self) -> None:
        self.act(COMMANDS["publish-notice"])
        self.pass_time(timedelta(days=9))

    @rule(outcome=OUTCOMES, departure=st.sampled_from([None, "reasons"]))
    def the_authority_decides(self, outcome: Any, departure: str | None) -> None:
        if self.state.verification is None:
            self.act(COMMANDS["record-verification"])
        self.act(decide(outcome, departure))

    @rule(denied=st.integers(0, 9))
    def the_issuer_answers(self, denied: int) -> None:
        answer = CONFIRMED if denied else NOT_CONFIRMED
        self.act(RecordVerification(**AT, verification=answer, reason="it was another's letter"))

    @precondition(lambda self: self.state.denied)
    @rule()
    def the_authority_refuses_what_is_not_confirmed(self) -> None:
        self.act(decide(UNCONFIRMED))

    @rule(steps=st.integers(1, 6))
    def all_goes_well_for_a_while(self, steps: int) -> None:
        for _ in range(steps):
            match self.state.status:
                case "proposed" if self.state.item is None:
                    self.act(appoint())
                case "in-panel":
                    self.the_panel_votes(self.wanted, list("+++ +"))
                case "outcome-proposed":
                    self.a_notice_runs_out()
                case "proposed" | "noticed":
                    self.act(COMMANDS["record-consent"])
                    self.the_authority_decides(self.wanted, None)

    @property
    def wanted(self) -> Outcome:
        """What the path that the request is on may come to."""
        if self.state.proposal is not None:
            return self.state.proposal
        items: Mapping[str, Outcome] = {
            "en-001": SENIOR_ENGINEER,
            "ar-001": ARCHITECT,
            "it-001": EASES_PERMIT,
        }
        return items[self.state.item.item if self.state.item else "en-001"]

    @rule(days=st.integers(20, 120))
    def a_long_time_passes(self, days: int) -> None:
        self.pass_time(timedelta(days=days))

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.pass_time(timedelta(hours=hours))

    def pass_time(self, time: timedelta) -> None:
        end = self.world.now + time
        while (due := self.world.next_deadline(end)) is not None:
            self.world.at(due[1].due_at)
            self.note()
        self.world.at(end)

    @invariant()
    def it_walks_along_the_diagram(self) -> None:
        for before, after in pairwise(self.statuses):
            assert after in NEXT[before], self.statuses

    @invariant()
    def a_decision_is_made_once_and_is_what_was_recognised(self) -> None:
        decided = self.world.all(RecognitionDecided)
        recognised = self.world.all(QualificationRecognised)
        assert len(decided) <= 1
        granted = [event for event in decided if not isinstance(event.outcome, RefusedOutcome)]
        assert {event.outcome.effect for event in granted} == {event.outcome for event in recognised}
        assert bool(recognised) == bool(granted)
        assert bool(granted) == bool({"in-force", "lapsed", "revoked"} & set(self.statuses))

    @invariant()
    def what_is_in_force_is_what_its_path_allows(self) -> None:
        if self.state.status != "in-force":
            return
        assert self.state.decision is not None
        assert not self.state.denied
        effect = self.state.decision.outcome.effect
        if self.state.item is not None:
            assert effect == RULEBOOK.catalogue.item(self.state.item).effect
        else:
            assert self.state.proposal is not None
            policy = RULEBOOK.policy.at(date(2026, 3, 2))
            assert effect in policy.authority_may_decide[self.state.proposal.effect]
            assert self.world.all(NoticeEnded)
        assert effect != "practice-permission" or not self.state.regulator or self.state.consent

    @invariant()
    def no_panel_proposes_without_a_quorum_and_a_majority(self) -> None:
        quorums = {event.number: event.rules.quorum for event in self.world.all(PanelAppointed)}
        for event in self.world.all(OutcomeProposed):
            assert event.in_favour + event.against >= min(quorums.values())
            assert event.in_favour > event.against

    @invariant()
    def what_ended_ended_once_and_waits_for_nothing(self) -> None:
        ended = self.world.all(QualificationEnded)
        assert len(ended) == (self.state.status in ("lapsed", "revoked"))
        if self.state.status not in UNDECIDED | {"in-force"}:
            assert deadlines(self.state) == ()

    @invariant()
    def the_person_s_talent_case_knows_exactly_what_stands(self) -> None:
        talent = self.world.state(TALENT)
        known = () if talent is None else talent.qualifications
        assert bool(known) == (self.state.status == "in-force")


class LifeByCatalogue(Life):
    requests = (
        request(),
        request("ar-001", credential=credential("ar-001", expires_on=SOON)),
        request("it-001", credential=credential("it-001", expires_on=SOON)),
    )


class LifeCaseByCase(Life):
    requests = (
        special(),
        special(credential=credential("none", expires_on=SOON)),
        special("ar-001", wanted="title"),
    )
