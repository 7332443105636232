"""The qualifications half as a whole: its books are read, its ledger is written."""

from __future__ import annotations

from deploy.demo import doors, result
from deploy.demo.paper import Paper
from deploy.demo.qualifications import proofs
from deploy.demo.qualifications.balances import checks
from deploy.demo.qualifications.day import Day
from deploy.demo.qualifications.figures import figures
from deploy.demo.qualifications.ledger import QualificationsLedger, bookkeeping, read_precedents
from deploy.demo.qualifications.requests import count_refused
from deploy.demo.reading import read_books
from deploy.local.stack import Stack


async def read(stack: Stack, day: Day) -> QualificationsLedger:
    """Everything that the service has stored and published, once nothing moves any more."""
    await day.ask_for_precedents()
    books = await read_books(stack.kafka, day.store, bookkeeping())
    return QualificationsLedger(books, await read_precedents(day.store))


def write(paper: Paper, day: Day, ledger: QualificationsLedger) -> bool:
    """The ledger; returns whether it balances."""
    told = day.people.told
    said = [
        doors.commands(ledger, told, proofs.EFFECTS),
        doors.repeats(told),
        doors.refusals(told, count_refused(day.wanted)),
        proofs.precedents(ledger, day.precedents),
    ]
    groups = [
        ("Balances", checks(ledger)),
        ("What the doors said", said),
        ("Trouble made on purpose", proofs.trouble(ledger, told)),
    ]
    return result.write(paper, "the qualifications service", figures(ledger), groups)
