"""The qualifications service's ledger: recognitions, precedents and admissions, from its books alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from deploy.demo.books import Books
from deploy.demo.ledger import Ledger
from deploy.demo.reading import Bookkeeping
from services.qualifications import topics
from services.qualifications.cases.holder import HolderState
from services.qualifications.cases.precedents import PRECEDENTS
from services.qualifications.cases.recognition_state import RecognitionState
from services.qualifications.cases.talent_state import Admission, TalentState
from services.qualifications.consumer import READERS
from services.qualifications.kinds import holder_case, recognition_case, talent_case
from shared.mongo import Store

Row = Mapping[str, Any]


def bookkeeping() -> Bookkeeping:
    """How the qualifications service's books are read."""
    kinds = (recognition_case, talent_case, holder_case)
    return Bookkeeping(
        kinds={kind.kind: kind for kind in kinds},
        readers=READERS,
        events=topics.EVENTS,
    )


async def read_precedents(store: Store) -> dict[str, Row]:
    """The read model of earlier decisions as it is stored, by the recognition that each row is of."""
    rows = store[f"view.{PRECEDENTS.name}"]
    return {row["case"]: row async for row in rows.find({})}


class QualificationsLedger(Ledger):
    """The qualifications service's books, sorted once so that each figure is one look-up."""

    follows = frozenset({topics.PERMITS})

    def __init__(self, books: Books, precedents: Mapping[str, Row]) -> None:
        super().__init__(books)
        self.precedents = precedents

    @cached_property
    def recognitions(self) -> Mapping[str, RecognitionState]:
        """The recognitions as stored."""
        return self.states_of(recognition_case)

    @cached_property
    def talents(self) -> Mapping[str, TalentState]:
        """What each person's recognitions led to, as stored."""
        return self.states_of(talent_case)

    @cached_property
    def holders(self) -> Mapping[str, HolderState]:
        """What was told of each person's permits, as stored."""
        return self.states_of(holder_case)

    @cached_property
    def admissions(self) -> Mapping[str, tuple[str, Admission]]:
        """Every application for a project by its id, with whose it is."""
        return {
            admission.id: (state.person, admission)
            for state in self.talents.values()
            for admission in state.admissions
        }

    @cached_property
    def states(self) -> Counter[str]:
        """Recognitions by business state."""
        return Counter(state.status for state in self.recognitions.values())

    @cached_property
    def outcomes(self) -> Counter[str]:
        """What was decided, by its effect."""
        found = (state.decision for state in self.recognitions.values())
        return Counter(decision.outcome.effect for decision in found if decision is not None)
