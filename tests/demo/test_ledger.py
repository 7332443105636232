"""The ledger is green over a whole day, and turns red for each thing that is taken away or added."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from deploy.demo import answers
from deploy.demo.answers import Asked, Due
from deploy.demo.books import Books, Published, name_of
from deploy.demo.claims_balances import checks
from deploy.demo.claims_ledger import ClaimsLedger
from deploy.demo.fhir import Resource, encode
from deploy.demo.parcel import Parcel, parcel
from deploy.demo.trouble import belief
from services.medical.messages.events import ClaimAdjudicated, ClaimReceived, PaymentApplied
from shared.money import Money
from tests.demo.make_books import DAY, NOON, PLAN, REGISTRY, believed_of, books_of

INSURER = "taishan-health"


def answered(claim: Parcel) -> list[Parcel]:
    """The claim, its insurer's approval, and the money for it together with money for nobody."""
    system, number = claim.number()
    lines = tuple((line["sequence"], line["net"]["value"]) for line in PLAN.sent[claim.key]["item"])
    asked = Asked(INSURER, claim.client, claim.key, "claim", (system, number), lines, claim.correlation)
    decision = answers.decision(asked, DAY, "approve", seed=1)
    due = Due(asked, decision["total"][1]["amount"]["value"])
    money = answers.payment(INSURER, "PR-1", DAY, [due], lost=Decimal("7.00"))
    return [claim, sent("ClaimResponse", decision), sent("PaymentReconciliation", money)]


def sent(kind: str, resource: Resource) -> Parcel:
    return parcel(
        REGISTRY, INSURER, kind, encode(resource), key="k", at=NOON, correlation="a-correlation", door="kafka"
    )


def is_of(claim: Parcel) -> bool:
    return f"urn:quancheng:policy:{INSURER}".encode() in claim.value


CLAIM = next(p for p in PLAN.daytime if p.what == "plain" and is_of(p))
PARCELS = [*PLAN.daytime, *answered(CLAIM)[1:], CLAIM.again(), CLAIM.resent()]
BOOKS = books_of(PARCELS)


def broken(books: Books) -> set[str]:
    return {check.name for check in checks(ClaimsLedger(books)) if not check.holds}


def one(books: Books, event: type) -> int:
    """The place in the journal of the last event of this type."""
    return max(at for at, entry in enumerate(books.journal) if isinstance(entry.event, event))


def without(books: Books, event: type) -> Books:
    at = one(books, event)
    return replace(books, journal=[*books.journal[:at], *books.journal[at + 1 :]])


def test_a_whole_day_balances() -> None:
    ledger = ClaimsLedger(BOOKS)
    assert broken(BOOKS) == set()
    assert ledger.states["settled"] == 1
    assert {"effect", "repeat", "parked"} == {fate for fate, number in ledger.fates.items() if number}
    assert sum(ledger.astray.values()) == Decimal("7.00")


Spoil = Callable[[Books], Books]
LEDGER_TURNS_RED: list[tuple[str, Spoil]] = [
    ("in the inbox", lambda b: replace(b, inbox=frozenset(sorted(b.inbox)[1:]))),
    ("in the inbox", lambda b: replace(b, inbox=b.inbox | {"of unknown origin"})),
    ("in the inbox", lambda b: replace(b, arrivals=b.arrivals[1:])),
    ("records = effects", lambda b: replace(b, parked=b.parked[1:])),
    ("versions run", lambda b: without(b, ClaimReceived)),
    ("versions run", lambda b: replace(b, cases=b.cases[1:])),
    ("replay", lambda b: replace(b, refolded={**b.refolded, b.cases[0].id: "{}"})),
    ("in one state", lambda b: without(b, ClaimReceived)),
    ("published, and nothing", lambda b: replace(b, published=b.published[:-1])),
    ("published, and nothing", lambda b: replace(b, published=[*b.published, Published("new", "c", 1)])),
    ("in order", lambda b: replace(b, published=b.published[::-1])),
    ("waits to be published", lambda b: replace(b, pending=1)),
    ("blocked", lambda b: replace(b, cases=[replace(b.cases[0], blocked_by="row"), *b.cases[1:]])),
    ("unreadable", lambda b: replace(b, parked=[row for row in b.parked if row.part is not None])),
    ("exactly what was decided", lambda b: without(b, PaymentApplied)),
    ("payments sent", lambda b: without(b, PaymentApplied)),
    ("payments sent", lambda b: replace(b, parked=[row for row in b.parked if row.part is None])),
    ("disallowed = billed", lambda b: _decided(b, billed=Money.of("0.01", "CNY"))),
    ("exactly what was decided", lambda b: _decided(b, paid=Money.of("0.01", "CNY"))),
]


def _decided(books: Books, **amounts: Money) -> Books:
    at = one(books, ClaimAdjudicated)
    entry = books.journal[at]
    changed = replace(entry, event=entry.event.model_copy(update=amounts))
    return replace(books, journal=[*books.journal[:at], changed, *books.journal[at + 1 :]])


@pytest.mark.parametrize(("name", "spoil"), LEDGER_TURNS_RED)
def test_what_is_taken_away_or_added_turns_its_balance_red(name: str, spoil: Spoil) -> None:
    assert any(name in found for found in broken(spoil(BOOKS))), broken(spoil(BOOKS))


def test_an_event_that_is_published_twice_is_counted_and_breaks_nothing() -> None:
    twice = replace(BOOKS, published=[*BOOKS.published, *BOOKS.published[-3:]])
    assert broken(twice) == set()
    assert any("3 published again" in check.figures for check in checks(ClaimsLedger(twice)))


def test_an_acknowledged_message_that_is_on_no_topic_is_missed() -> None:
    believed = believed_of(PARCELS)
    assert belief(ClaimsLedger(BOOKS), believed).holds
    believed.note(CLAIM, "http")
    assert not belief(ClaimsLedger(BOOKS), believed).holds


def test_a_record_that_no_sender_knows_of_is_told() -> None:
    assert not belief(ClaimsLedger(BOOKS), believed_of(PARCELS[1:])).holds


def test_an_event_has_a_short_name() -> None:
    assert {name_of(entry.event) for entry in BOOKS.journal} >= {"claim.received", "payment.applied"}
