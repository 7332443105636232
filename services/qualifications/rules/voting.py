"""Whose vote counts on a panel, and when votes carry: never without a quorum, and never on a tie."""

from __future__ import annotations

from typing import Literal, NamedTuple

from services.qualifications.cases.recognition_state import Panel
from services.qualifications.messages.panel_events import Conflict, Member
from services.qualifications.messages.recognition import Request
from services.qualifications.rules.experts import Expert
from shared.cases import Refusal

Result = Literal["carried", "failed"]


class Count(NamedTuple):
    """The votes of members who have declared and have no conflict."""

    in_favour: int
    against: int

    @property
    def cast(self) -> int:
        return self.in_favour + self.against


def seated(expert: Expert, request: Request, before: Panel | None) -> Member:
    """The expert as a member, with the conflict that it declared before or that its institution gives it."""
    conflict: Conflict | None = None
    if before is not None and expert.client in before.conflicts:
        conflict = "declared"
    elif expert.institution == request.organisation:
        conflict = "proposers-institution"
    elif expert.institution == request.person.employer:
        conflict = "persons-employer"
    return Member(client=expert.client, institution=expert.institution, conflict=conflict)


def count(panel: Panel) -> Count:
    """The votes on the motion that count now; a conflict declared after a vote makes it void."""
    votes = panel.motion.votes if panel.motion else ()
    counting = {seat.member.client for seat in panel.seats if seat.counts}
    counted = [vote.in_favour for vote in votes if vote.member in counting]
    return Count(in_favour=counted.count(True), against=counted.count(False))


def result(votes: Count, panel: Panel) -> Result | Refusal:
    """What the votes come to by the rules that the panel was appointed under."""
    rules = panel.rules
    if votes.cast < rules.quorum:
        return Refusal("no-quorum", f"{votes.cast} votes count, and {rules.quorum} are a quorum")
    if votes.in_favour * 100 > rules.majority_percent * votes.cast:
        return "carried"
    if votes.against * 100 > rules.majority_percent * votes.cast:
        return "failed"
    return Refusal("no-majority", f"{votes.in_favour} in favour and {votes.against} against decide nothing")
