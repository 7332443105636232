"""What a decision may know besides its own claim. Filled before a batch, and kept current within it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.medical import names
from services.medical.cases.claim_state import ClaimState
from services.medical.cases.payment import PaymentState
from services.medical.cases.resident import ResidentState
from services.medical.messages.resources import ClaimView
from services.medical.rules.marks import OwnMarks, own_marks
from services.medical.rules.partners import Registry
from services.medical.rules.stays import Stay, stays_of
from shared.cases import State
from shared.money import Money
from shared.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class GuaranteeFact:
    """A guarantee of payment in force; ``patient`` is the one-way key, the days are inclusive."""

    insurer: str
    patient: str
    amount: Money
    valid_from: date | None
    valid_to: date | None
    claim_id: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Read models of one batch.

    ``guarantees`` by ``names.guarantee_name``; ``marks`` name the claims under each mark, the earliest
    first, with what each holds there (the engine keeps them current); ``payments`` give the content digest of
    every payment that was received, by its case id; ``residents`` are what is known of persons, by key.
    """

    partners: Registry
    working_days: WorkingDays
    guarantees: dict[str, GuaranteeFact] = field(default_factory=dict)
    marks: dict[int | str, dict[str, Any]] = field(default_factory=dict)
    payments: dict[str, str] = field(default_factory=dict)
    residents: dict[str, ResidentState] = field(default_factory=dict)
    _own: dict[tuple[str, str], OwnMarks] = field(default_factory=dict)

    def marks_of(self, claim: ClaimView, hospital: str) -> OwnMarks:
        """The marks that the claim itself leaves; worked out once, for the look-up and for the decision."""
        key = (hospital, claim.digest)
        found = self._own.get(key)
        if found is None:
            found = self._own[key] = own_marks(claim, hospital)
        return found

    def stays(self, person: str) -> tuple[Stay, ...]:
        """When a person may stay, by what is known of the person under every passport."""
        own = self.residents.get(person)
        keys = () if own is None else own.persons
        return stays_of(self.residents[key] for key in keys if key in self.residents)

    def observe(self, case_id: str, state: State | None) -> None:
        """Take in what a case has become, for the decisions that follow in the batch."""
        match state:
            case ClaimState():
                self._observe_guarantee(case_id, state)
            case PaymentState(digest=str(digest)):
                self.payments[case_id] = digest
            case ResidentState():
                self.residents[state.person] = state

    def _observe_guarantee(self, case_id: str, state: ClaimState) -> None:
        if state.received is None or state.received.use != "preauthorization":
            return
        for name in [name for name, fact in self.guarantees.items() if fact.claim_id == case_id]:
            del self.guarantees[name]
        fact = guarantee_fact(case_id, state)
        if fact is not None and state.guarantee is not None:
            self.guarantees[names.guarantee_name(fact.insurer, state.guarantee.reference)] = fact


def guarantee_fact(case_id: str, state: ClaimState) -> GuaranteeFact | None:
    """The guarantee that this preauthorization gives, if it gives one."""
    issued, received = state.guarantee, state.received
    if issued is None or received is None:
        return None
    return GuaranteeFact(
        insurer=issued.insurer,
        patient=received.patient,
        amount=issued.amount,
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        claim_id=case_id,
    )
