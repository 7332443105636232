"""The permits half as a whole: its books are read, its story and ledger are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.demo import doors, result
from deploy.demo.balances import Check
from deploy.demo.paper import Paper
from deploy.demo.people import Json
from deploy.demo.permits import figures, proofs, stories, story
from deploy.demo.permits.balances import checks
from deploy.demo.permits.days import Days
from deploy.demo.permits.ledger import PermitsLedger, bookkeeping
from deploy.demo.reading import read_books
from deploy.demo.story import Hop
from deploy.local.stack import Stack
from services.permits.rules.rulebook import read_rulebook


@dataclass(frozen=True, slots=True)
class Read:
    """What is there once nothing moves any more."""

    correlation: str
    hops: Sequence[Hop]
    clocks: Sequence[Json]
    ledger: PermitsLedger


async def read(stack: Stack, days: Days) -> Read:
    """The member's events, the permits service's books, and every clock as it is told."""
    member = next(wish for wish in days.wishes if wish.walk == "48-hours")
    dossier, people = days.desk.dossier(member), days.desk.people
    hops = await story.follow(dossier)
    books = await read_books(stack.kafka, days.store, bookkeeping(days.desk.bureau.clients))
    applications = (case.id for case in books.cases if case.kind == "application")
    clocks = [await people.get(dossier.officer, f"/applications/{id_}/clock") for id_ in applications]
    return Read(dossier.correlation, hops, clocks, PermitsLedger(books))


def write(paper: Paper, days: Days, read: Read) -> bool:
    """Story and ledger; returns whether the ledger balances."""
    story.tell(paper, read.correlation, read.hops)
    paper.line(story.proof(read.hops, read.clocks))
    ledger, told = read.ledger, days.desk.people.told
    followed = Check("the member went all the way", story.ends_well(read.hops), f"{len(read.hops)} hops")
    groups = [
        ("Balances", [*checks(ledger), proofs.clocks(ledger, read.clocks, read_rulebook())]),
        (
            "What the doors said",
            [
                proofs.commands(ledger, told),
                doors.repeats(told),
                proofs.believed(ledger, days.desk.bureau.sent),
                followed,
            ],
        ),
        ("Stories", stories.stories(ledger)),
        ("Trouble made on purpose", proofs.trouble(ledger, told)),
    ]
    return result.write(paper, "the permits service", figures.figures(ledger), groups)
