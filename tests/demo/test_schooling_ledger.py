"""The schooling ledger is green over a few days, and turns red for each thing that is taken away."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from deploy.demo.books import Books, Entry
from deploy.demo.people import Told
from deploy.demo.schooling import proofs
from deploy.demo.schooling.balances import checks
from deploy.demo.schooling.figures import figures
from deploy.demo.schooling.ledger import SchoolingLedger, StateRecord
from services.schooling.messages.application_events import Enrolled, Submitted
from services.schooling.messages.enrolment_events import EnrolmentOpened
from services.schooling.messages.year_group_events import Left, OfferDeclined, OfferMade, SeatTaken
from shared.cases import Event
from tests.demo.make_schooling_books import FOURTH, GROUP_ID, Week
from tests.schooling.rules.make import ENROLMENT

WEEK = Week()
WEEK.permit_ends()
BOOKS, PUBLISHED = WEEK.books(), WEEK.published()
LEDGER = SchoolingLedger(BOOKS, PUBLISHED)


def broken(books: Books = BOOKS, published: Sequence[StateRecord] = PUBLISHED) -> set[str]:
    return {check.name for check in checks(SchoolingLedger(books, published)) if not check.holds}


def without(books: Books, event: type[Event], case: str | None = None) -> Books:
    def gone(entry: Entry) -> bool:
        return isinstance(entry.event, event) and case in (None, entry.case)

    return replace(books, journal=[entry for entry in books.journal if not gone(entry)])


def changed(books: Books, case: str, was: str, now: str) -> Books:
    """One case's stored state says something else."""
    cases = [
        replace(each, state=(each.state or "").replace(was, now)) if each.id == case else each
        for each in books.cases
    ]
    assert cases != books.cases
    return replace(books, cases=cases)


def test_a_few_days_balance_and_every_figure_is_there() -> None:
    assert broken() == set()
    assert LEDGER.states == {"enrolled": 2, "declined": 1, "withdrawn": 1}
    assert LEDGER.offers[GROUP_ID] == {"made": 4, "accepted": 2, "declined": 1}
    assert LEDGER.fates["effect"] == 2
    assert LEDGER.fates["unexplained"] == 0
    shown = {name: (count, how) for name, count, how in figures(LEDGER)}
    assert shown["offers"] == ("4", "1 declined, 0 lapsed, 0 open")
    assert shown["guardians"][1] == "news of permits; reviews: 1 opened, 0 closed"


def fewer_seats(books: Books) -> Books:
    """The group had but one seat from the beginning."""
    journal = [
        replace(entry, event=entry.event.model_copy(update={"seats": 1}))
        if getattr(entry.event, "seats", None) == 2
        else entry
        for entry in books.journal
    ]
    return replace(books, journal=journal)


def one_waits_beside_a_seat(books: Books) -> Books:
    """Somebody who left the list is still on it, and there is a third seat."""
    waiting = changed(books, GROUP_ID, '"status":"gone"', '"status":"waiting"')
    return changed(waiting, GROUP_ID, '"seats":2', '"seats":3')


Spoil = Callable[[Books], Books]
LEDGER_TURNS_RED: list[tuple[str, Spoil]] = [
    ("in one state", lambda b: without(b, Submitted, FOURTH)),
    ("never more than there are", fewer_seats),
    ("comes to one end", lambda b: without(b, OfferMade)),
    ("comes to one end", lambda b: without(b, OfferDeclined)),
    ("comes to one end", lambda b: without(b, Left)),
    ("beside a free seat", one_waits_beside_a_seat),
    ("in one commit", lambda b: without(b, SeatTaken)),
    ("in one commit", lambda b: without(b, Enrolled, FOURTH)),
    ("in one commit", lambda b: without(b, EnrolmentOpened, ENROLMENT)),
    ("who is enrolled has a seat", lambda b: replace(b, cases=[e for e in b.cases if e.id != ENROLMENT])),
    ("is the state of every enrolment", lambda b: changed(b, ENROLMENT, "Mia", "Maria")),
    ("in the inbox", lambda b: replace(b, inbox=frozenset())),
    ("replay", lambda b: replace(b, refolded={**b.refolded, ENROLMENT: "{}"})),
    ("published, and nothing", lambda b: replace(b, published=b.published[1:])),
]


@pytest.mark.parametrize(("name", "spoil"), LEDGER_TURNS_RED)
def test_what_is_taken_away_or_changed_turns_its_balance_red(name: str, spoil: Spoil) -> None:
    found = broken(spoil(BOOKS))
    assert any(name in each for each in found), found


def tampered(record: StateRecord, **values: Any) -> StateRecord:
    return replace(record, value={**(record.value or {}), **values})


@pytest.mark.parametrize(
    "published",
    [
        PUBLISHED[:-1],
        [*PUBLISHED, replace(PUBLISHED[0], enrolment="nobody's")],
        [*PUBLISHED, PUBLISHED[0]],
        [*PUBLISHED[:-1], tampered(PUBLISHED[-1], review=None)],
        [*PUBLISHED, replace(PUBLISHED[-1], value=None)],
    ],
)
def test_a_record_that_is_missing_strange_old_or_different_is_told(published: list[StateRecord]) -> None:
    assert any("enrolments' topic" in name for name in broken(published=published))


def test_what_a_school_reads_is_held_against_the_topic() -> None:
    (roster,) = WEEK.rosters()
    assert proofs.rosters(LEDGER, [roster]).holds
    assert not proofs.rosters(LEDGER, []).holds
    renamed = replace(roster, names={**roster.names, ENROLMENT: ("Somebody", "Else")})
    assert not proofs.rosters(LEDGER, [renamed]).holds
    moved = replace(roster, periods={**roster.periods, ENROLMENT: [("2026-10-01", None)]})
    assert not proofs.rosters(LEDGER, [moved]).holds


def test_two_answers_to_one_offer_that_are_both_taken_are_told() -> None:
    assert proofs.races(Counter(won=2, lost=2)).holds
    assert not proofs.races(Counter(won=3, lost=1)).holds
    assert not proofs.races(Counter()).holds


def test_the_trouble_is_seen_in_the_books() -> None:
    seen = {check.name: check.holds for check in proofs.trouble(LEDGER, Told())}
    assert seen["an offer declined: the seat went to the next"]
    assert not seen["a child with one name: taken as it is"]
    assert not seen["an application outside its window: refused"]
