"""Books of a few weeks at the talent office without servers: the service's own rules in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from deploy.demo.books import Books
from deploy.demo.qualifications.ledger import QualificationsLedger, bookkeeping
from services.qualifications import names, topics
from services.qualifications.cases.precedents import rows
from services.qualifications.messages.outcomes import RefusedOutcome
from services.qualifications.messages.recognition import RecordVerification
from shared.cases import Command
from shared.envelope import Record
from shared.persons import person_key
from tests.demo.in_memory import books_of
from tests.qualifications.rules.make import (
    NOT_CONFIRMED,
    OFFICER,
    PANEL,
    PROPOSER,
    SENIOR_ENGINEER,
    person,
    propose,
    request,
    special,
)
from tests.qualifications.rules.stories import (
    admitted,
    appoint,
    conclude,
    decide,
    declare,
    done,
    move,
    vote,
)
from tests.qualifications.rules.world import World

KEPT = bookkeeping()
PANELLED, UNCONFIRMED = (names.recognition_id(PROPOSER.client, word) for word in ("panel", "unconfirmed"))


class Weeks:
    """One recognised and admitted, one proposed by its panel, one whose issuer says no; permits are told."""

    def __init__(self) -> None:
        self.world: World = admitted()
        self.records: list[Record] = []
        self._panelled()
        asked = request("fi-001", person=_somebody("U1"))
        self.world.when(propose(asked, case_id=UNCONFIRMED))
        verification = RecordVerification(case_id=UNCONFIRMED, actor=OFFICER, verification=NOT_CONFIRMED)
        done(self.world, verification, UNCONFIRMED)
        refused = replace(decide(RefusedOutcome(grounds=("issuer-not-confirmed",))), case_id=UNCONFIRMED)
        done(self.world, refused, UNCONFIRMED)

    def _panelled(self) -> None:
        self.world.when(propose(special(person=_somebody("P1")), case_id=PANELLED))
        declared = (declare(member) for member in PANEL)
        votes = (vote(member) for member in PANEL[:3])
        commands: tuple[Command, ...] = (appoint(), *declared, move(SENIOR_ENGINEER), *votes, conclude())
        for command in commands:
            done(self.world, replace(command, case_id=PANELLED), PANELLED)

    def read(self, records: Iterable[Record]) -> None:
        """The service reads records, as its consumer does."""
        for record in records:
            self.records.append(record)
            self.world.batch.take(KEPT.readers[record.topic](record))
            self.world.when()

    def books(self) -> Books:
        """What the engine would have stored and the relay published, once all is quiet."""
        return books_of(KEPT, self.world.batch, self.records, self.world.now)

    def precedents(self) -> dict[str, dict[str, Any]]:
        """The read model as the engine keeps it."""
        found = QualificationsLedger(self.books(), {}).recognitions
        return {
            id_: row | {"_id": id_, "case": id_, "version": 1}
            for id_, state in found.items()
            for row in rows(id_, state).values()
        }

    def ledger(self) -> QualificationsLedger:
        """The ledger over all of it."""
        return QualificationsLedger(self.books(), self.precedents())


def _somebody(passport: str) -> Any:
    return person(key=person_key("UTO", passport, date(1980, 2, 3)))


def told(type_: str, data: bytes, sequence: int, permit: str = "permit") -> Record:
    """Something is told of a permit, over its topic."""
    headers = {
        "ce_id": f"{permit}-{sequence}",
        "ce_type": type_,
        "ce_source": "urn:quancheng:service:permits",
        "ce_sequence": str(sequence),
    }
    coded = tuple((name, value.encode()) for name, value in headers.items())
    return Record(topics.PERMITS, 0, sequence, permit.encode(), data, coded)
