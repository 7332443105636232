"""The panel of a case-by-case request: who sits on it, who may vote, and what its votes come to."""

from __future__ import annotations

from datetime import datetime

from services.qualifications.cases.recognition_state import Motion, Panel, RecognitionState, Vote
from services.qualifications.facts import Facts
from services.qualifications.messages.panel_events import (
    ConflictDeclared,
    Member,
    MotionFailed,
    OutcomeMoved,
    OutcomeProposed,
    PanelAppointed,
    PanelRules,
    VoteCast,
)
from services.qualifications.messages.recognition import (
    AppointPanel,
    CastVote,
    ConcludeVote,
    DeclareConflict,
    MoveOutcome,
)
from services.qualifications.rules import voting
from services.qualifications.rules.guards import REASONS_REQUIRED, when_permitted
from services.qualifications.rules.outcomes import bare, grounds_objection
from services.qualifications.rules.policy import PolicyAt
from shared.cases import Decision, Refusal

NOTHING_MOVED = Refusal("nothing-to-vote-on", "the chair has put no outcome to the vote")


def appoint(command: AppointPanel, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """A panel from the list of experts; of an earlier one only the declared conflicts stay."""

    def seat(state: RecognitionState) -> Decision:
        clients = tuple(dict.fromkeys(command.members))
        if unknown := [client for client in clients if client not in facts.experts]:
            return Refusal("expert-unknown", f"not on the list of experts: {', '.join(unknown)}")
        if state.panel is not None and not (command.reason or "").strip():
            return REASONS_REQUIRED
        members = tuple(voting.seated(facts.experts[each], state.request, state.panel) for each in clients)
        policy = facts.policy(now)
        return _objection(command, members, policy) or (
            PanelAppointed(
                number=state.panel.number + 1 if state.panel else 1,
                members=members,
                chair=command.chair,
                size=len(members),
                rules=PanelRules(
                    quorum=policy.panel_quorum,
                    majority_percent=policy.panel_majority,
                    policy=policy.version,
                ),
                reason=command.reason if state.panel is not None else None,
                by=command.actor.client,
            ),
        )

    return when_permitted(
        command.actor, state, "appoint-panel", seat, already=lambda state: _sits(state.panel, command)
    )


def _sits(panel: Panel | None, command: AppointPanel) -> bool:
    return (
        panel is not None
        and panel.chair == command.chair
        and {seat.member.client for seat in panel.seats} == set(command.members)
    )


def _objection(command: AppointPanel, members: tuple[Member, ...], policy: PolicyAt) -> Refusal | None:
    free = {member.client for member in members if member.conflict is None}
    if len(members) < policy.panel_size:
        return Refusal("panel-too-small", f"a panel has at least {policy.panel_size} members")
    if command.chair not in {member.client for member in members}:
        return Refusal("chair-not-member", "the chair is a member of the panel")
    if command.chair not in free:
        return Refusal("chair-in-conflict", "the chair has a conflict of interest")
    if len(free) < policy.panel_quorum:
        return Refusal("panel-in-conflict", f"fewer than {policy.panel_quorum} members have no conflict")
    return None


def declare(command: DeclareConflict, state: RecognitionState | None) -> Decision:
    """A member declares; a conflict, once declared, stands."""
    client = command.actor.client

    def say(state: RecognitionState) -> Decision:
        seat = state.panel.seat(client) if state.panel else None
        assert seat is not None
        if seat.declared and seat.conflict is not None:
            return Refusal("conflict-stands", "a conflict that was declared stands")
        return (ConflictDeclared(member=client, conflict=command.conflict),)

    def said(state: RecognitionState) -> bool:
        seat = state.panel.seat(client) if state.panel else None
        return (
            seat is not None and seat.declared and seat.conflict == (command.conflict or seat.member.conflict)
        )

    return when_permitted(command.actor, state, "declare-conflict", say, already=said)


def move(command: MoveOutcome, state: RecognitionState | None, facts: Facts, now: datetime) -> Decision:
    """The chair puts an outcome to the vote; what was cast on an earlier motion no longer counts."""

    def put(state: RecognitionState) -> Decision:
        if not command.reasons.strip():
            return REASONS_REQUIRED
        objection = grounds_objection(command.outcome, facts.policy(now)) or _barred(
            state, command.actor.client
        )
        return objection or (
            OutcomeMoved(
                motion=state.motions + 1,
                outcome=bare(command.outcome),
                reasons=command.reasons,
                by=command.actor.client,
            ),
        )

    def moved(state: RecognitionState) -> bool:
        motion = _motion(state)
        return motion is not None and (motion.outcome, motion.reasons) == (
            bare(command.outcome),
            command.reasons,
        )

    return when_permitted(command.actor, state, "move-outcome", put, already=moved)


def _motion(state: RecognitionState) -> Motion | None:
    """What is being voted on."""
    motion = state.panel.motion if state.panel else None
    return None if motion is None or motion.failed else motion


def _barred(state: RecognitionState, client: str) -> Refusal | None:
    """Why this member may not take part."""
    seat = state.panel.seat(client) if state.panel else None
    assert seat is not None
    if seat.conflict is not None:
        return Refusal("member-in-conflict", "a member with a conflict of interest takes no part")
    if not seat.declared:
        return Refusal("declaration-missing", "a member declares first whether it has a conflict")
    return None


def vote(command: CastVote, state: RecognitionState | None) -> Decision:
    """A member votes; until the votes are counted it may vote otherwise."""
    cast = Vote(member=command.actor.client, in_favour=command.in_favour, reasons=command.reasons)

    def count(state: RecognitionState) -> Decision:
        motion = _motion(state)
        if motion is None:
            return NOTHING_MOVED
        if not command.reasons.strip():
            return REASONS_REQUIRED
        return _barred(state, cast.member) or (VoteCast(motion=motion.number, **cast.model_dump()),)

    def counted(state: RecognitionState) -> bool:
        motion = _motion(state)
        return motion is not None and cast in motion.votes

    return when_permitted(command.actor, state, "cast-vote", count, already=counted)


def conclude(command: ConcludeVote, state: RecognitionState | None) -> Decision:
    """The chair counts: without a quorum, or on a tie, nothing is decided and the vote goes on."""

    def tell(state: RecognitionState) -> Decision:
        motion = _motion(state)
        if motion is None or state.panel is None:
            return NOTHING_MOVED
        barred = _barred(state, command.actor.client)
        votes = voting.count(state.panel)
        result = barred or voting.result(votes, state.panel)
        if isinstance(result, Refusal):
            return result
        told = {"motion": motion.number, **votes._asdict(), "by": command.actor.client}
        if result == "failed":
            return (MotionFailed(**told),)
        return (OutcomeProposed(outcome=motion.outcome, effect=motion.outcome.effect, **told),)

    return when_permitted(
        command.actor, state, "conclude-vote", tell, already=lambda state: _concluded(state, command)
    )


def _concluded(state: RecognitionState, command: ConcludeVote) -> bool:
    """Whether this chair's motion was counted already."""
    panel = state.panel
    if panel is None or panel.motion is None or panel.chair != command.actor.client:
        return False
    return panel.motion.failed or state.proposal == panel.motion.outcome
