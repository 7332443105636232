"""The medical service's ledger: its claims and its money, counted from its books alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import orjson

from deploy.demo.books import Case
from deploy.demo.ledger import Ledger
from deploy.demo.reading import Bookkeeping
from services.medical import topics
from services.medical.consumer import Submissions
from services.medical.kinds import claim_case, payment_case, resident_case
from services.medical.messages.commands import PayClaim
from services.medical.messages.events import PaymentApplied, PaymentDetailRefused, PaymentReceived
from services.medical.rules.partners import Registry
from services.permits import topics as permits_topics
from shared.envelope import Message

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PaymentDetail:
    """One detail of a payment on the topic: ``part`` is its place among the message's commands."""

    payment: str
    number: int
    part: int
    amount: Decimal


def bookkeeping(partners: Registry) -> Bookkeeping:
    """How the medical service's books are read."""
    return Bookkeeping(
        kinds={kind.kind: kind for kind in (claim_case, payment_case, resident_case)},
        readers=Submissions(partners).readers(),
        events=topics.EVENTS,
        details=_details,
    )


def _details(message: Message) -> tuple[PaymentDetail, ...]:
    return tuple(
        PaymentDetail(command.payment_id, command.detail_number, part, command.detail.amount.value)
        for part, command in enumerate(message.commands)
        if isinstance(command, PayClaim) and command.detail.amount is not None
    )


class ClaimsLedger(Ledger):
    """The medical service's books, sorted once so that each figure is one look-up."""

    follows = frozenset({permits_topics.EVENTS})

    @cached_property
    def states(self) -> Counter[str]:
        """Received claims by business state."""
        claims = (case for case in self.books.cases if case.kind == "claim" and _received(case))
        return Counter(case.status or "none" for case in claims)

    @cached_property
    def details(self) -> Mapping[tuple[str, int], Decimal]:
        """Every detail of every payment that was taken, by payment and number."""
        taken = {e.case for e in self.books.journal if isinstance(e.event, PaymentReceived)}
        return {
            (detail.payment, detail.number): detail.amount
            for arrival in self.books.arrivals
            for detail in arrival.details
            if detail.payment in taken
        }

    @cached_property
    def applied(self) -> Sequence[tuple[tuple[str, int], Decimal]]:
        """Money that reached a claim, by the detail that it came in."""
        found = (e.event for e in self.books.journal if isinstance(e.event, PaymentApplied))
        return [((event.payment_id, event.detail_number), event.amount.value) for event in found]

    @cached_property
    def astray(self) -> Mapping[tuple[str, int], Decimal]:
        """Money that reached no claim: its detail was refused, or is parked because nothing answers to it."""
        refused = {
            (e.event.payment_id, e.event.detail_number)
            for e in self.books.journal
            if isinstance(e.event, PaymentDetailRefused)
        }
        keys = (refused | set(self._parked_details())) - {key for key, _ in self.applied}
        return {key: self.details[key] for key in keys if key in self.details}

    def _parked_details(self) -> Iterator[tuple[str, int]]:
        places: dict[tuple[str, int | None], PaymentDetail] = {
            (arrival.message, detail.part): detail
            for arrival in self.books.arrivals
            for detail in arrival.details
        }
        for row in self.books.parked:
            detail = places.get((row.message, row.part))
            if row.status != "replayed" and detail is not None:
                yield detail.payment, detail.number


def _received(case: Case) -> bool:
    """Whether a claim is on the books; a case may also have refusals alone."""
    state = orjson.loads(case.state or "{}")
    return bool(state.get("received") or state.get("digest"))
