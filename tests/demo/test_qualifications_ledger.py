"""The qualifications ledger is green over some weeks, and turns red for each thing that is taken away."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deploy.demo.books import Books, Entry
from deploy.demo.people import Told
from deploy.demo.qualifications import proofs
from deploy.demo.qualifications.balances import checks
from deploy.demo.qualifications.figures import figures
from deploy.demo.qualifications.ledger import QualificationsLedger
from services.qualifications.messages.panel_events import OutcomeProposed
from services.qualifications.messages.recognition_events import (
    QualificationRecognised,
    RecognitionDecided,
    RecognitionProposed,
)
from shared.cases import Event
from tests.demo.make_qualifications_books import PANELLED, UNCONFIRMED, Weeks, told
from tests.qualifications.rules.make import RECOGNITION, TALENT
from tests.schooling.rules import permit_events

WEEKS = Weeks()
WEEKS.read([told(*permit_events.granted(WEEKS.world.today), sequence=2), told("x.y.z.other.v1", b"{}", 3)])
BOOKS, PRECEDENTS = WEEKS.books(), WEEKS.precedents()
LEDGER = WEEKS.ledger()


def broken(books: Books = BOOKS, precedents: Any = PRECEDENTS) -> set[str]:
    return {check.name for check in checks(QualificationsLedger(books, precedents)) if not check.holds}


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


def lost(books: Books, case: str) -> Books:
    return replace(books, cases=[each for each in books.cases if each.id != case])


def copied(books: Books) -> Books:
    """The same credential of a person is recognised in a second case."""
    twin = next(replace(each, id="twin") for each in books.cases if each.id == RECOGNITION)
    return replace(books, cases=[*books.cases, twin])


def test_some_weeks_balance_and_every_figure_is_there() -> None:
    assert broken() == set()
    assert LEDGER.states == {"in-force": 1, "outcome-proposed": 1, "refused": 1}
    assert LEDGER.outcomes == {"title": 1, "refused": 1}
    assert LEDGER.fates == {"effect": 1, "ignored": 1}
    shown = {name: (count, how) for name, count, how in figures(LEDGER)}
    assert shown["panels"] == ("1", "3 votes, 1 proposals, 0 public notices")
    assert shown["projects"] == ("1", "applications: 1 admitted")


Spoil = Callable[[Books], Books]
LEDGER_TURNS_RED: list[tuple[str, Spoil]] = [
    ("in one state", lambda b: without(b, RecognitionProposed, PANELLED)),
    ("told as what it is", lambda b: without(b, QualificationRecognised)),
    ("told as what it is", lambda b: without(b, RecognitionDecided, RECOGNITION)),
    ("what is in force", lambda b: changed(b, RECOGNITION, '"in-force"', '"revoked"')),
    ("what is in force", lambda b: lost(b, TALENT)),
    ("rests on an answer", lambda b: changed(b, RECOGNITION, '"confirmed"', '"not-confirmed"')),
    ("rests on an answer", lambda b: changed(b, UNCONFIRMED, '"issuer-not-confirmed"', "")),
    ("without a conflict", lambda b: changed(b, PANELLED, '"declared":true', '"declared":false')),
    ("is proposed or recognised once", copied),
    ("the precedents are", lambda b: lost(b, UNCONFIRMED)),
    ("in the inbox", lambda b: replace(b, inbox=frozenset())),
    ("replay", lambda b: replace(b, refolded={**b.refolded, TALENT: "{}"})),
    ("published, and nothing", lambda b: replace(b, published=b.published[1:])),
]


@pytest.mark.parametrize(("name", "spoil"), LEDGER_TURNS_RED)
def test_what_is_taken_away_or_changed_turns_its_balance_red(name: str, spoil: Spoil) -> None:
    found = broken(spoil(BOOKS))
    assert any(name in each for each in found), found


def test_a_decision_case_by_case_rests_on_its_panel() -> None:
    by_panel = changed(BOOKS, RECOGNITION, '"route":"catalogue"', '"route":"case-by-case"')
    assert any("rests on" in name for name in broken(by_panel))
    assert not any("rests on" in name for name in broken(without(BOOKS, OutcomeProposed)))


def test_a_precedent_that_is_missing_strange_or_different_is_told() -> None:
    row = PRECEDENTS[RECOGNITION]
    for precedents in (
        {},
        {**PRECEDENTS, "nobody's": row},
        {**PRECEDENTS, RECOGNITION: {**row, "level": "junior"}},
        {**PRECEDENTS, RECOGNITION: {**row, "name": "Eriksson"}},
    ):
        assert any("precedents" in name for name in broken(precedents=precedents))


def test_precedents_that_are_found_are_held_against_the_decisions() -> None:
    found = {(row["issuer"], row["title"]): [row] for row in PRECEDENTS.values()}
    assert proofs.precedents(LEDGER, found).holds
    assert not proofs.precedents(LEDGER, dict(list(found.items())[:1])).holds
    assert not proofs.precedents(LEDGER, {key: [] for key in found}).holds


def test_the_trouble_is_seen_in_the_books() -> None:
    seen = {check.name: check.holds for check in proofs.trouble(LEDGER, Told())}
    assert seen["an issuer that does not confirm: refused with that ground"]
    assert not seen["a motion that fails: told"]
    assert not seen["a credential of no edition: told so, and taken case by case"]
