"""The schooling half as a whole: its day is played, its books are read, its ledger is written."""

from __future__ import annotations

from deploy.demo import doors, result
from deploy.demo.paper import Paper
from deploy.demo.reading import read_books
from deploy.demo.schooling import proofs
from deploy.demo.schooling.balances import checks
from deploy.demo.schooling.day import COMMANDS_REFUSED, Day
from deploy.demo.schooling.figures import figures
from deploy.demo.schooling.ledger import SchoolingLedger, bookkeeping, read_records
from deploy.demo.schooling.pupils import count_refused
from deploy.local.stack import Stack


async def read(stack: Stack, day: Day) -> SchoolingLedger:
    """Everything that the service has stored and published, once nothing moves any more."""
    await day.read_rosters()
    return SchoolingLedger(
        await read_books(stack.kafka, day.store, bookkeeping()), await read_records(stack.kafka)
    )


def write(paper: Paper, day: Day, ledger: SchoolingLedger) -> bool:
    """The ledger; returns whether it balances."""
    told = day.people.told
    said = [
        doors.commands(ledger, told, proofs.EFFECTS),
        doors.repeats(told),
        doors.refusals(told, count_refused(day.pupils, COMMANDS_REFUSED)),
        proofs.races(day.races),
        proofs.rosters(ledger, day.rosters),
    ]
    groups = [
        ("Balances", checks(ledger)),
        ("What the doors said", said),
        ("Trouble made on purpose", proofs.trouble(ledger, told)),
    ]
    return result.write(paper, "the schooling service", figures(ledger), groups)
