"""The permits half as a whole: its days are played, its books are read, its story and ledger are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.demo import result
from deploy.demo.balances import Check
from deploy.demo.books import Books
from deploy.demo.paper import Paper
from deploy.demo.permits import figures, proofs, stories, story
from deploy.demo.permits.balances import checks
from deploy.demo.permits.days import opened
from deploy.demo.permits.ledger import PermitsLedger, bookkeeping
from deploy.demo.permits.people import Json, Told
from deploy.demo.permits.wishes import Wish
from deploy.demo.progress import Progress
from deploy.demo.reading import read_books
from deploy.demo.story import Hop
from deploy.local.stack import Stack
from services.permits.clients import Clients
from services.permits.rulebook import read_rulebook


@dataclass(frozen=True, slots=True)
class Played:
    """What is there once December is over."""

    correlation: str
    hops: Sequence[Hop]
    clocks: Sequence[Json]
    told: Told
    sent: Counter[str]
    books: Books


async def play(stack: Stack, wishes: Sequence[Wish], clients: Clients, progress: Progress) -> Played:
    """Play the days on a running stack, and read the permits service's books."""
    async with opened(stack, wishes, clients, progress) as days:
        await days.play()
        member = next(wish for wish in wishes if wish.walk == "48-hours")
        dossier = days.desk.dossier(member)
        hops = await story.follow(dossier)
        with progress.phase("the permits service's books are read"):
            books = await read_books(stack.kafka, days.store, bookkeeping(clients))
            clocks = [
                await days.desk.people.get(dossier.officer, f"/applications/{case.id}/clock")
                for case in books.cases
                if case.kind == "application"
            ]
    return Played(dossier.correlation, hops, clocks, days.desk.people.told, days.desk.bureau.sent, books)


def write(paper: Paper, played: Played) -> bool:
    """Story and ledger; returns whether the ledger balances."""
    story.tell(paper, played.correlation, played.hops)
    paper.line(story.proof(played.hops, played.clocks))
    ledger = PermitsLedger(played.books)
    followed = Check("the member went all the way", story.ends_well(played.hops), f"{len(played.hops)} hops")
    groups = [
        ("Balances", [*checks(ledger), proofs.clocks(ledger, played.clocks, read_rulebook())]),
        (
            "What the doors said",
            [
                proofs.commands(ledger, played.told),
                proofs.repeats(played.told),
                proofs.believed(ledger, played.sent),
                followed,
            ],
        ),
        ("Stories", stories.stories(ledger)),
        ("Trouble made on purpose", proofs.trouble(ledger, played.told)),
    ]
    return result.write(paper, "the permits service", figures.figures(ledger), groups)
