"""How the events of a panel change the recognition that it deliberates on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from services.qualifications.cases.recognition_state import Motion, Panel, RecognitionState, Seat, Vote
from services.qualifications.messages.panel_events import (
    ConflictDeclared,
    Member,
    MotionFailed,
    OutcomeMoved,
    OutcomeProposed,
    PanelAppointed,
    VoteCast,
)

PanelEvent = PanelAppointed | ConflictDeclared | OutcomeMoved | VoteCast | OutcomeProposed | MotionFailed


def fold(state: RecognitionState, event: PanelEvent) -> Mapping[str, Any]:
    """The fields of the recognition that the event gives a new value."""
    if isinstance(event, PanelAppointed):
        return {"status": "in-panel", "panel": _appointed(state.panel, event)}
    assert state.panel is not None
    match event:
        case ConflictDeclared():
            return {"panel": _declared(state.panel, event)}
        case OutcomeMoved():
            motion = Motion(number=event.motion, outcome=event.outcome, reasons=event.reasons)
            return {"motions": event.motion, "panel": state.panel.model_copy(update={"motion": motion})}
        case VoteCast():
            return {"panel": _voted(state.panel, event)}
        case MotionFailed():
            return {"panel": _with_motion(state.panel, failed=True)}
        case OutcomeProposed():
            return {"status": "outcome-proposed", "proposal": event.outcome}
    assert_never(event)


def without_motion(panel: Panel | None) -> Panel | None:
    """The same panel with its declarations, which has nothing to vote on yet."""
    return None if panel is None else panel.model_copy(update={"motion": None})


def _appointed(before: Panel | None, event: PanelAppointed) -> Panel:
    declared = before.conflicts if before else {}
    seats = tuple(_seat(member, declared.get(member.client)) for member in event.members)
    return Panel(number=event.number, chair=event.chair, seats=seats, rules=event.rules, conflicts=declared)


def _seat(member: Member, declared: str | None) -> Seat:
    """Who declared a conflict on an earlier panel of the request has declared it on this one."""
    return Seat(member=member, declared=declared is not None, conflict=declared or member.conflict)


def _declared(panel: Panel, event: ConflictDeclared) -> Panel:
    """What the member's institution makes a conflict stays one, whatever is declared."""
    conflicts = {**panel.conflicts, event.member: event.conflict} if event.conflict else panel.conflicts
    seats = tuple(
        seat.model_copy(update={"declared": True, "conflict": event.conflict or seat.member.conflict})
        if seat.member.client == event.member
        else seat
        for seat in panel.seats
    )
    return panel.model_copy(update={"seats": seats, "conflicts": conflicts})


def _voted(panel: Panel, event: VoteCast) -> Panel:
    assert panel.motion is not None
    others = tuple(vote for vote in panel.motion.votes if vote.member != event.member)
    cast = Vote(member=event.member, in_favour=event.in_favour, reasons=event.reasons)
    return _with_motion(panel, votes=(*others, cast))


def _with_motion(panel: Panel, **changes: Any) -> Panel:
    assert panel.motion is not None
    return panel.model_copy(update={"motion": panel.motion.model_copy(update=changes)})
