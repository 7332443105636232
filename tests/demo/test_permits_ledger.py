"""The permits ledger is green over some weeks, and turns red for each thing that is taken away or changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deploy.demo import doors
from deploy.demo.books import Books, Entry
from deploy.demo.permits import proofs
from deploy.demo.permits.balances import checks
from deploy.demo.permits.figures import figures
from deploy.demo.permits.ledger import PermitsLedger
from deploy.demo.permits.stories import stories
from services.permits.messages.bureau import ResidencePermitAnswered
from services.permits.messages.clock import AtRisk, ClockPaused, ClockResumed
from services.permits.messages.events import Approved, DraftSaved, Issued, Refused
from services.permits.messages.permit import PermitGranted
from services.permits.rules.rulebook import read_rulebook
from shared.cases import Event
from tests.demo.make_permits_books import REFUSED, SLOW, Town, told_of
from tests.permits.rules.make import APPLICATION

TOWN = Town()
BOOKS = TOWN.books()
LEDGER = PermitsLedger(BOOKS)
RULEBOOK = read_rulebook()


def broken(books: Books) -> set[str]:
    return {check.name for check in checks(PermitsLedger(books)) if not check.holds}


def is_of(entry: Entry, event: type[Event], **values: Any) -> bool:
    return isinstance(entry.event, event) and all(
        getattr(entry.event, name) == value for name, value in values.items()
    )


def without(books: Books, event: type[Event], **values: Any) -> Books:
    return replace(books, journal=[entry for entry in books.journal if not is_of(entry, event, **values)])


def changed(books: Books, event: type[Event], **values: Any) -> Books:
    """Every event of a type with other values."""
    journal = [
        replace(entry, event=entry.event.model_copy(update=values)) if is_of(entry, event) else entry
        for entry in books.journal
    ]
    return replace(books, journal=journal)


def test_some_weeks_balance_and_every_figure_is_there() -> None:
    assert broken(BOOKS) == set()
    assert LEDGER.states == {"issued": 2, "refused": 1}
    assert LEDGER.answers == {"later": 1, "granted": 2}
    assert LEDGER.fates == {"effect": 4, "repeat": 1}
    assert (LEDGER.events["application.breached"], LEDGER.events["application.at-risk"]) == (1, 2)
    shown = {name: (count, how) for name, count, how in figures(LEDGER)}
    assert shown["issued"] == ("2", "permits: 2 granted")
    assert shown["residence"] == ("2", "answers: 2 granted, 0 refused; 1 put off, 0 reminders")


Spoil = Callable[[Books], Books]
LEDGER_TURNS_RED: list[tuple[str, Spoil]] = [
    ("in one state", lambda b: without(b, DraftSaved)),
    ("in one state", lambda b: replace(b, cases=[each for each in b.cases if each.id != REFUSED])),
    ("at its permit", lambda b: without(b, Issued)),
    ("at its permit", lambda b: without(b, PermitGranted)),
    ("one number a person", lambda b: changed(b, PermitGranted, number="everybody's")),
    ("answered once", lambda b: without(b, ResidencePermitAnswered, outcome="granted")),
    ("answered once", lambda b: changed(b, ResidencePermitAnswered, outcome="granted")),
    ("told as a risk", lambda b: without(b, AtRisk)),
    ("says why", lambda b: changed(b, Refused, detail="")),
    ("says why", lambda b: changed(b, Refused, appeal_routes=())),
    ("in the inbox", lambda b: replace(b, inbox=frozenset())),
    ("replay", lambda b: replace(b, refolded={**b.refolded, APPLICATION: "{}"})),
    ("published, and nothing", lambda b: replace(b, published=b.published[1:])),
]


@pytest.mark.parametrize(("name", "spoil"), LEDGER_TURNS_RED)
def test_what_is_taken_away_or_changed_turns_its_balance_red(name: str, spoil: Spoil) -> None:
    assert any(name in found for found in broken(spoil(BOOKS))), broken(spoil(BOOKS))


def test_the_clocks_are_proved_from_the_journal_alone() -> None:
    told = TOWN.clocks()
    found = proofs.clocks(LEDGER, told, RULEBOOK)
    assert found.holds, found.figures
    assert "of 3 applications, 0 differ" in found.figures
    assert not proofs.clocks(LEDGER, told[1:], RULEBOOK).holds


@pytest.mark.parametrize("field", ["elapsed", "left", "due", "rang", "entries"])
def test_a_clock_that_says_anything_else_is_told(field: str) -> None:
    told = TOWN.clocks()
    clock = next(each for each in told[0]["clocks"] if each["name"] == "48-hour")
    clock[field] = clock[field][1:] if field == "entries" else 1
    assert not proofs.clocks(LEDGER, told, RULEBOOK).holds


def test_a_pause_that_the_journal_does_not_know_is_told() -> None:
    books = without(without(BOOKS, ClockPaused), ClockResumed)
    assert not proofs.clocks(PermitsLedger(books), TOWN.clocks(), RULEBOOK).holds


def test_a_clock_that_its_own_service_cannot_replay_is_told() -> None:
    told = TOWN.clocks()
    told[0]["replayed"]["equal"] = False
    assert not proofs.clocks(LEDGER, told, RULEBOOK).holds


def test_a_command_that_was_taken_without_effect_is_missed() -> None:
    told = told_of(LEDGER)
    assert proofs.commands(LEDGER, told).holds
    told.taken["issue"] += 1
    assert not proofs.commands(LEDGER, told).holds


def test_a_repeat_that_is_answered_differently_is_told() -> None:
    told = told_of(LEDGER)
    assert doors.repeats(told).holds
    told.differing = 1
    assert not doors.repeats(told).holds


def test_an_answer_that_was_acknowledged_and_is_not_there_is_missed() -> None:
    sent = TOWN.sent()
    assert proofs.believed(LEDGER, sent).holds
    sent["another"] += 1
    assert not proofs.believed(LEDGER, sent).holds


def test_the_stories_are_found_in_the_books_or_missed() -> None:
    found = {check.name: check for check in stories(LEDGER)}
    assert found["A on the 48-hour track, in time and without a recommendation"].holds
    assert found["B by points"].figures == "1, with 79 points"
    assert not found["an extension inside its window"].holds
    undecided = stories(PermitsLedger(without(BOOKS, Approved)))
    assert not any(check.holds for check in undecided)


def test_the_trouble_is_seen_in_the_books() -> None:
    seen = {check.name: check.holds for check in proofs.trouble(LEDGER, told_of(LEDGER))}
    assert seen["the bureau's answer twice: no second effect"]
    assert seen["the bureau's no after its yes: refused"]
    assert seen["an expert's review: the clocks stood still"]
    assert not seen["the office says nothing: accepted by the law"]
    assert LEDGER.final_answers[SLOW] == 1
