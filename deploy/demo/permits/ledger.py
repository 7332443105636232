"""The permits service's ledger: applications, clocks and the bureau's answers, from its books alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from deploy.demo.ledger import Ledger
from deploy.demo.reading import Bookkeeping
from services.permits import topics
from services.permits.cases.clock import RunningClock
from services.permits.cases.clock_account import from_journal
from services.permits.consumer import Inbound
from services.permits.kinds import application_case, employer_case, permit_case, talent_case
from services.permits.messages.bureau import AnswerResidence, BureauOutcome, ResidencePermitAnswered
from services.permits.rules.clients import Clients
from shared.envelope import Message

FINAL: frozenset[BureauOutcome] = frozenset({"granted", "refused"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the bureau on its topic; ``id`` is the bureau's own for it."""

    application: str
    id: str
    outcome: BureauOutcome


def bookkeeping(clients: Clients) -> Bookkeeping:
    """How the permits service's books are read."""
    kinds = (application_case, permit_case, employer_case, talent_case)
    return Bookkeeping(
        kinds={kind.kind: kind for kind in kinds},
        readers=Inbound(clients).readers(),
        events=topics.EVENTS,
        details=_answers,
    )


def _answers(message: Message) -> tuple[Answer, ...]:
    return tuple(
        Answer(command.case_id or "", command.answer, command.outcome)
        for command in message.commands
        if isinstance(command, AnswerResidence)
    )


class PermitsLedger(Ledger):
    """The permits service's books, sorted once so that each figure is one look-up."""

    follows = frozenset({topics.QUALIFICATIONS})

    @cached_property
    def states(self) -> Counter[str]:
        """Applications by business state."""
        return Counter(case.status or "none" for case in self.books.cases if case.kind == "application")

    @cached_property
    def answers(self) -> Counter[BureauOutcome]:
        """The bureau's answers that were taken, by what they say."""
        return Counter(event.outcome for _, event in self.of(ResidencePermitAnswered))

    @cached_property
    def final_answers(self) -> Counter[str]:
        """How many times the bureau said yes or no to an application, as it was taken."""
        taken = self.of(ResidencePermitAnswered)
        return Counter(entry.case for entry, event in taken if event.outcome in FINAL)

    @cached_property
    def clocks(self) -> Mapping[str, tuple[RunningClock, ...]]:
        """The clocks of each application, folded from its journal alone."""
        found = {case: from_journal(entry.event for entry in rows) for case, rows in self.by_case.items()}
        return {case: clocks for case, clocks in found.items() if clocks}
