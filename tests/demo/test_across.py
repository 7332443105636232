"""The ledger across the services is green when each was told all, and turns red when one was not."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deploy.demo.across import House, checks
from deploy.demo.books import Books
from deploy.demo.claims_ledger import ClaimsLedger
from deploy.demo.permits.ledger import PermitsLedger
from deploy.demo.qualifications.ledger import QualificationsLedger
from deploy.demo.schooling.ledger import SchoolingLedger
from services.medical import names as medical_names
from services.permits import names as permits_names
from services.permits import topics as permits
from services.qualifications import topics as qualifications
from tests.demo.in_memory import records_of
from tests.demo.make_books import Clinic
from tests.demo.make_permits_books import Town
from tests.demo.make_qualifications_books import Weeks
from tests.demo.make_schooling_books import Week
from tests.permits.rules.make import PERSON
from tests.qualifications.rules.make import HOLDER, RECOGNITION
from tests.schooling.rules.make import GUARDIAN

TOWN, WEEKS, WEEK = Town(), Weeks(), Week()


def house() -> House:
    """The four services, once each has read what the others have published."""
    recognised = WEEKS.world.batch.outgoing
    for record in records_of(recognised, qualifications.EVENTS, qualifications.SOURCE):
        TOWN.read(record)
    before = len(recognised)
    told = records_of(TOWN.world.batch.outgoing, permits.EVENTS, permits.SOURCE)
    WEEKS.read(told)
    for record in told:
        WEEK.read(record)
    # What the talent office noted of the permits is published too, and of no concern to permits.
    noted = records_of(recognised[before:], qualifications.EVENTS, qualifications.SOURCE, before)
    for record in noted:
        TOWN.read(record)
    clinic = Clinic()
    for record in told:
        clinic.read(record)
    return House(clinic.ledger(), PermitsLedger(TOWN.books()), WEEKS.ledger(), WEEK.ledger())


HOUSE = house()


def broken(found: House) -> set[str]:
    return {check.name for check in checks(found) if not check.holds}


def test_services_that_were_told_all_agree() -> None:
    assert broken(HOUSE) == set()
    figures = {check.name: check.figures for check in checks(HOUSE)}
    assert "2 stand, 2 counted" in next(text for name, text in figures.items() if "recognised" in name)


def changed(books: Books, case: str, was: str, now: str) -> Books:
    """One case's stored state says something else."""
    cases = [
        replace(each, state=(each.state or "").replace(was, now)) if each.id == case else each
        for each in books.cases
    ]
    assert cases != books.cases
    return replace(books, cases=cases)


def lost(books: Books, case: str) -> Books:
    assert any(each.id == case for each in books.cases)
    return replace(books, cases=[each for each in books.cases if each.id != case])


FALLEN = '"in_force":false,"fall":{"cause":"cancelled","on":"2026-03-01"}'
Change = Callable[[Books], Books]


def at_permits(change: Change) -> House:
    return replace(HOUSE, permits=PermitsLedger(change(HOUSE.permits.books)))


def at_medical(change: Change) -> House:
    return replace(HOUSE, medical=ClaimsLedger(change(HOUSE.medical.books)))


def at_qualifications(change: Change) -> House:
    ledger = HOUSE.qualifications
    return replace(HOUSE, qualifications=QualificationsLedger(change(ledger.books), ledger.precedents))


def at_schooling(change: Change) -> House:
    ledger = HOUSE.schooling
    return replace(HOUSE, schooling=SchoolingLedger(change(ledger.books), ledger.records))


def unread(books: Books) -> Books:
    """One record less has come."""
    return replace(books, arrivals=books.arrivals[1:])


RESIDENT = medical_names.resident_id(PERSON)
PERMITTED, TALENT = permits_names.permit_id(PERSON), permits_names.talent_id(PERSON)
TURNS_RED: list[tuple[str, House]] = [
    ("every permit event", at_schooling(unread)),
    ("every permit event", at_qualifications(unread)),
    ("every permit event", at_medical(unread)),
    ("medical knows", at_medical(lambda b: replace(b, cases=b.cases[1:]))),
    ("medical knows", at_medical(lambda b: changed(b, RESIDENT, '"sequence":1', '"sequence":9'))),
    ("every qualification event", at_permits(lambda b: replace(b, arrivals=b.arrivals[:-1]))),
    ("qualifications knows", at_qualifications(lambda b: lost(b, HOLDER))),
    ("qualifications knows", at_qualifications(lambda b: changed(b, HOLDER, '"in-force"', '"expired"'))),
    ("qualifications knows", at_permits(lambda b: changed(b, PERMITTED, '"valid"', '"revoked"'))),
    ("schooling knows", at_schooling(lambda b: changed(b, GUARDIAN, '"in_force":true', '"in_force":false'))),
    ("schooling knows", at_schooling(lambda b: lost(b, GUARDIAN))),
    ("a review is open", at_schooling(lambda b: changed(b, GUARDIAN, '"in_force":true', FALLEN))),
    ("permits counts", at_permits(lambda b: lost(b, TALENT))),
    ("permits counts", at_qualifications(lambda b: changed(b, RECOGNITION, '"in-force"', '"lapsed"'))),
]


@pytest.mark.parametrize(("name", "found"), TURNS_RED)
def test_a_service_that_knows_less_or_other_turns_it_red(name: str, found: House) -> None:
    assert any(each.startswith(name) for each in broken(found)), broken(found)
