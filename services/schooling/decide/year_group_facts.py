"""What a decision on a year group may know besides the group."""

from __future__ import annotations

from typing import Protocol

from services.schooling.messages.common import Actor, RankingRecord
from services.schooling.rules.schools import Schools


class YearGroupFacts(Protocol):
    """The part of the service's facts that is read here."""

    @property
    def schools(self) -> Schools:
        """The schools and their rules."""
        ...

    def ranking_record(self, application: str) -> RankingRecord | None:
        """What an application is ranked by; None unless it is eligible and wants a place."""
        ...

    def acts_for(self, actor: Actor, application: str) -> bool:
        """Whether a guardian acts for the application."""
        ...
