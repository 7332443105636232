"""The events of a panel. Who sits on it, who has a conflict and who votes how stays in the journal."""

from __future__ import annotations

from typing import ClassVar, Literal

from services.qualifications.messages.common import PREFIX, Effect, Part
from services.qualifications.messages.outcomes import Outcome
from shared.cases import Event

Conflict = Literal["proposers-institution", "persons-employer", "declared"]


class Member(Part):
    """An expert on the panel, with the conflict that it is known to have when the panel begins, if any.

    It is its institution's, or one that it declared on an earlier panel of the request.
    """

    client: str
    institution: str
    conflict: Conflict | None = None


class PanelRules(Part):
    """What the panel decides by: members who must vote for a quorum, and the share above which they carry."""

    quorum: int
    majority_percent: int
    policy: str


class PanelAppointed(Event):
    """A panel begins, with no motion or votes; ``number`` counts the panels of the request.

    Conflicts that were declared on an earlier one stand. ``reason`` says why it replaces the one before.
    """

    type: ClassVar[str] = f"{PREFIX}.panel.appointed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"members", "chair", "reason"})

    number: int
    members: tuple[Member, ...]
    chair: str
    size: int
    rules: PanelRules
    reason: str | None = None
    by: str


class ConflictDeclared(Event):
    """A member has said whether it has a conflict; with one it does not count, and its vote is void."""

    type: ClassVar[str] = f"{PREFIX}.panel.conflict-declared.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"member", "conflict"})

    member: str
    conflict: str | None = None


class OutcomeMoved(Event):
    """The chair has put an outcome to the vote."""

    type: ClassVar[str] = f"{PREFIX}.panel.outcome-moved.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"outcome", "reasons", "by"})

    motion: int
    outcome: Outcome
    reasons: str
    by: str


class VoteCast(Event):
    """A member has voted; its last vote on the motion counts."""

    type: ClassVar[str] = f"{PREFIX}.panel.vote-cast.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"member", "in_favour", "reasons"})

    motion: int
    member: str
    in_favour: bool
    reasons: str


class OutcomeProposed(Event):
    """The panel proposes an outcome: there was a quorum, and more than the majority's share was in favour."""

    type: ClassVar[str] = f"{PREFIX}.panel.outcome-proposed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"outcome", "by"})

    motion: int
    outcome: Outcome
    effect: Effect
    in_favour: int
    against: int
    by: str


class MotionFailed(Event):
    """There was a quorum, and more than the majority's share was against: another outcome may be moved."""

    type: ClassVar[str] = f"{PREFIX}.panel.motion-failed.v1"
    withheld: ClassVar[frozenset[str]] = frozenset({"by"})

    motion: int
    in_favour: int
    against: int
    by: str
