"""The schooling service's own balances: seats, offers, enrolments, and their records. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import orjson

from deploy.demo import balances
from deploy.demo.balances import Check
from deploy.demo.schooling.ledger import SchoolingLedger
from services.schooling.cases.application_state import OPEN
from services.schooling.cases.enrolment_record import record
from services.schooling.messages.application_events import Enrolled, Submitted
from services.schooling.messages.enrolment_events import EnrolmentOpened
from services.schooling.messages.year_group_events import (
    Left,
    OfferDeclined,
    OfferLapsed,
    OfferMade,
    PlaceDeferred,
    SeatTaken,
)


def checks(ledger: SchoolingLedger) -> list[Check]:
    """Every balance that the books alone can show."""
    return [*balances.checks(ledger), *(check(ledger) for check in CHECKS)]


def _states(ledger: SchoolingLedger) -> Check:
    opened = sum(1 for _ in ledger.of(Submitted))
    parts = " + ".join(f"{number} {state}" for state, number in sorted(ledger.states.items()))
    return Check(
        "every application opened is in one state", opened == ledger.states.total(), f"{opened} = {parts}"
    )


def _seats(ledger: SchoolingLedger) -> Check:
    """Not only at the end: after each event of each year group's journal."""
    versions = list(ledger.versions())
    over = sum(state.held > state.seats for state in versions)
    fullest = max((state.held for state in versions), default=0)
    return Check(
        "seats offered and taken are never more than there are, at any version",
        not over,
        f"{len(versions)} versions of {len(ledger.groups)} year groups, at most {fullest} held; {over} over",
    )


def _offers(ledger: SchoolingLedger) -> Check:
    """An offer that is neither answered nor lapsed is open, or went with its application."""
    gone = _left_with_an_offer(ledger)
    odd = 0
    for case, found in ledger.offers.items():
        ended = found["accepted"] + found["declined"] + found["lapsed"] + gone[case]
        odd += found["made"] != ended + len(ledger.groups[case].offered) if case in ledger.groups else 1
    total = sum(ledger.offers.values(), Counter[str]())
    shown = f"{total['accepted']} accepted + {total['declined']} declined + {total['lapsed']} lapsed"
    still = sum(len(group.offered) for group in ledger.groups.values())
    return Check(
        "every offer comes to one end, or is open",
        not odd,
        f"{total['made']} = {shown} + {gone.total()} withdrawn + {still} open",
    )


def _left_with_an_offer(ledger: SchoolingLedger) -> Counter[str]:
    """Offers that went with an application that left the list, or put its place off, by year group."""
    gone: Counter[str] = Counter()
    for case, rows in ledger.by_case.items():
        offered: set[str] = set()
        for entry in rows:
            match entry.event:
                case OfferMade(application=application):
                    offered.add(application)
                case OfferDeclined(application=application) | OfferLapsed(application=application):
                    offered.discard(application)
                case SeatTaken(application=str(application)):
                    offered.discard(application)
                case Left(application=application) | PlaceDeferred(application=application):
                    gone[case] += application in offered
                    offered.discard(application)
    return gone


def _nobody_waits_beside_a_free_seat(ledger: SchoolingLedger) -> Check:
    open_groups = [group for group in ledger.groups.values() if group.begun]
    beside = sum(bool(group.open_seats > 0 and group.waiting) for group in open_groups)
    waiting = sum(len(group.waiting) for group in open_groups)
    return Check(
        "nobody waits beside a free seat",
        not beside,
        f"{len(open_groups)} year groups make offers, {waiting} children wait; {beside} beside a free seat",
    )


def _enrolled(ledger: SchoolingLedger) -> Check:
    """A place that was accepted is a seat, an enrolled application and an enrolment, in one commit."""
    seats = Counter((e.cause, event.application) for e, event in ledger.of(SeatTaken) if event.application)
    applied = Counter((entry.cause, entry.case) for entry, _ in ledger.of(Enrolled))
    opened = Counter((entry.cause, event.application) for entry, event in ledger.of(EnrolmentOpened))
    return Check(
        "every place accepted is a seat, an application and an enrolment, in one commit",
        seats == applied == opened,
        f"{seats.total()} seats, {applied.total()} applications, {opened.total()} enrolments",
    )


def _children(ledger: SchoolingLedger) -> Check:
    """What still stands on a list wants a place, and who has a seat is at the school."""
    listed = {
        entry.record.application
        for group in ledger.groups.values()
        for entry in group.entries
        if entry.status in ("waiting", "offered")
    }
    wanted = {id_ for id_, state in ledger.applications.items() if state.wants_place}
    seated = {seat.enrolment for group in ledger.groups.values() for seat in group.taken}
    there = {id_ for id_, state in ledger.enrolments.items() if state.current}
    out = sum(state.status not in OPEN for id_, state in ledger.applications.items() if id_ in listed)
    return Check(
        "who wants a place is on a list, and who is enrolled has a seat",
        listed == wanted and seated == there and not out,
        f"{len(listed)} of {len(wanted)} who want a place; {len(seated)} seats, {len(there)} enrolled",
    )


def _records(ledger: SchoolingLedger) -> Check:
    """The last record of each enrolment says what its state says, and no record came after a later one."""
    wanted = {id_: record(id_, state) for id_, state in ledger.enrolments.items()}
    there = {id_: found.value for id_, found in ledger.latest.items()}
    differing = sum(_json(wanted.get(id_)) != _json(there.get(id_)) for id_ in wanted.keys() | there.keys())
    behind = sum(
        found.sequence != version
        for id_, found in ledger.latest.items()
        if (version := _version(ledger, id_)) is not None
    )
    return Check(
        "the enrolments' topic, compacted, is the state of every enrolment",
        not differing and not behind and wanted.keys() == there.keys(),
        f"{len(ledger.records)} records of {len(there)} enrolments; {differing} differ, {behind} old",
    )


def _version(ledger: SchoolingLedger, case: str) -> int | None:
    return next((each.version for each in ledger.books.cases if each.id == case), None)


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


CHECKS: Sequence[Callable[[SchoolingLedger], Check]] = (
    _states,
    _seats,
    _offers,
    _nobody_waits_beside_a_free_seat,
    _enrolled,
    _children,
    _records,
)
