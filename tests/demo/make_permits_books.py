"""Books of a few weeks at the permits office without servers: the service's own rules in memory."""

from collections import Counter

import orjson

from deploy.demo.books import Books
from deploy.demo.people import Json, Told
from deploy.demo.permits.ledger import PermitsLedger, bookkeeping
from deploy.demo.permits.proofs import EFFECTS, shown
from deploy.local.home import CHECKOUT
from deploy.services import PARTNERS
from services.permits import names, topics
from services.permits.cases.clock_account import account
from services.permits.messages.application import (
    Approve,
    ConfirmGround,
    Issue,
    PauseClocks,
    Refuse,
    ResumeClocks,
)
from services.permits.rules.clients import read_clients
from shared.cloudevents import rfc3339, submission_headers
from shared.envelope import Record, content_id
from tests.demo.in_memory import books_of
from tests.permits.rules.make import AGENT, APPLICATION, NUMBER, OFFICER, person
from tests.permits.rules.stories import approve, done, in_review, member

CLIENTS = read_clients(CHECKOUT / "deploy" / PARTNERS["permits"])
KEPT = bookkeeping(CLIENTS)
SLOW, REFUSED = (names.application_id(AGENT.client, reference) for reference in ("slow", "refused"))


class Town:
    """A member decided at the last moment, one left lying, one refused, and the bureau's answers."""

    def __init__(self) -> None:
        self.world = member()
        self.records: list[Record] = []
        in_review(self.world, category="A", route="talent-programme")
        in_review(self.world, case_id=SLOW, person=person(passport_number="S1"), route="points-b")
        done(self.world, PauseClocks(case_id=SLOW, actor=OFFICER, reason="expert-review"), SLOW)
        in_review(self.world, case_id=REFUSED, person=person(passport_number="R1"))
        no = Refuse(case_id=REFUSED, actor=OFFICER, grounds=("criteria-unmet",), detail="Nothing carries it.")
        done(self.world, no, REFUSED)
        self._member_in_time()
        self._slow_too_late()

    def answer(self, application: str, outcome: str, id_: str, message: str) -> None:
        """An answer of the bureau over its topic."""
        more = {"granted": {"valid_to": "2026-12-31"}, "refused": {"reason": "none"}}.get(outcome, {})
        value = orjson.dumps({"id": id_, "application_id": application, "outcome": outcome, **more})
        headers = submission_headers(
            id=message, type=topics.ANSWER_SUBMITTED, source=CLIENTS.source("exit-entry-bureau"),
            subject=application, at=self.world.now, content_type="application/json", more={},
        )  # fmt: skip
        offset = len(self.records)
        self.read(Record(topics.EXIT_ENTRY, 0, offset, application.encode(), value, tuple(headers)))

    def read(self, record: Record) -> None:
        """The service reads a record, as its consumer does."""
        self.records.append(record)
        self.world.batch.take(KEPT.readers[record.topic](record))

    def _member_in_time(self) -> None:
        self.world.after(hours=37)
        done(self.world, ConfirmGround(case_id=APPLICATION, actor=OFFICER, ground="talent-programme"))
        done(self.world, approve(self.world))
        done(self.world, Issue(case_id=APPLICATION, actor=OFFICER, permit_number=NUMBER))
        self.answer(APPLICATION, "later", "a-1", "m-1")
        for message in ("m-2", "m-3"):
            self.answer(APPLICATION, "granted", "a-2", message)

    def _slow_too_late(self) -> None:
        done(self.world, ResumeClocks(case_id=SLOW, actor=OFFICER), SLOW)
        self.world.after(days=18)
        late: Approve = approve(self.world, SLOW)
        done(self.world, late, SLOW)
        done(self.world, Issue(case_id=SLOW, actor=OFFICER, permit_number="WP-0002"), SLOW)
        self.answer(SLOW, "granted", "a-3", "m-4")
        self.answer(SLOW, "refused", "a-4", "m-5")

    def books(self) -> Books:
        """What the engine would have stored and the relay published, once all is quiet."""
        return books_of(KEPT, self.world.batch, self.records, self.world.now)

    def clocks(self) -> list[Json]:
        """What ``/clock`` would answer for each application now."""
        time, now = self.world.facts.time(self.world.now), self.world.now
        return [
            {
                "id": id_,
                "now": rfc3339(now),
                "clocks": [shown(account(clock, now, time)) for clock in self.world.state(id_).clocks],
                "replayed": {"equal": True},
            }
            for id_ in (APPLICATION, SLOW, REFUSED)
        ]

    def sent(self) -> Counter[str]:
        """What the bureau believes to have sent."""
        return Counter(content_id(record.value) for record in self.records)


def told_of(ledger: PermitsLedger) -> Told:
    """What the doors said of every command that took effect, one of them sent twice."""
    taken = {action: sum(ledger.asked_for[kind.type] for kind in kinds) for action, kinds in EFFECTS.items()}
    return Told(taken=Counter(taken), repeated=1)
