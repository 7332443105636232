"""The permits service's own balances: applications, permits, clocks, and the bureau. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from deploy.demo import balances
from deploy.demo.balances import Check
from deploy.demo.permits.ledger import PermitsLedger
from services.permits.messages.bureau import ResidencePermitRequested
from services.permits.messages.clock import AtRisk, Breached
from services.permits.messages.events import DraftSaved, Issued, NotAccepted, Refused
from services.permits.messages.permit import (
    PermitCancelled,
    PermitChanged,
    PermitExtended,
    PermitGranted,
)


def checks(ledger: PermitsLedger) -> list[Check]:
    """Every balance that the books alone can show."""
    return [*balances.checks(ledger), *(check(ledger) for check in CHECKS)]


def _states(ledger: PermitsLedger) -> Check:
    opened = sum(entry.version == 1 for entry, _ in ledger.of(DraftSaved))
    parts = " + ".join(f"{number} {state}" for state, number in sorted(ledger.states.items()))
    return Check(
        "every application opened is in one state",
        opened == ledger.states.total() and not ledger.states["none"],
        f"{opened} = {parts}",
    )


def _issued(ledger: PermitsLedger) -> Check:
    """Whatever is issued becomes of a permit, in the same commit and once."""
    issued = sorted(entry.case for entry, _ in ledger.of(Issued))
    followed = sorted(_applications_of_permits(ledger))
    return Check(
        "every application issued is granted, extended, changed or cancelled at its permit, once",
        issued == followed,
        f"{len(issued)} issued, {len(followed)} followed",
    )


def _applications_of_permits(ledger: PermitsLedger) -> Iterator[str]:
    for entry in ledger.books.journal:
        match entry.event:
            case PermitGranted() | PermitExtended() | PermitChanged() as event:
                yield event.holding.application_id
            case PermitCancelled(cause="application", application_id=str(application)):
                yield application


def _numbers(ledger: PermitsLedger) -> Check:
    numbers: dict[str, set[str]] = {}
    for entry, event in ledger.of(PermitGranted):
        numbers.setdefault(entry.case, set()).add(event.number)
    distinct = {number for found in numbers.values() for number in found}
    return Check(
        "one number a person, for life",
        all(len(found) == 1 for found in numbers.values()) and len(distinct) == len(numbers),
        f"{len(numbers)} persons, {len(distinct)} numbers",
    )


def _bureau(ledger: PermitsLedger) -> Check:
    requests = [entry.case for entry, _ in ledger.of(ResidencePermitRequested)]
    odd = sum(ledger.final_answers[case] != 1 for case in requests)
    odd += len(ledger.final_answers.keys() - set(requests))
    came = sum(len(arrival.details) for arrival in ledger.books.arrivals)
    answers = ledger.answers
    parts = f"{answers['granted']} granted + {answers['refused']} refused"
    return Check(
        "every request to the bureau is answered once in effect, however often it answers",
        not odd and len(set(requests)) == len(requests),
        f"{len(requests)} = {parts}, from {came} answers; {odd} differ",
    )


def _alarms(ledger: PermitsLedger) -> Check:
    warned = {(e.case, event.clock): e.version for e, event in ledger.of(AtRisk)}
    breaches = [(entry, event.clock) for entry, event in ledger.of(Breached)]
    silent = sum(warned.get((e.case, clock), e.version) >= e.version for e, clock in breaches)
    return Check(
        "every breach was told as a risk before", not silent, f"{len(breaches)} breaches, {silent} without"
    )


def _reasons(ledger: PermitsLedger) -> Check:
    refusals: list[Refused | NotAccepted] = [event for _, event in ledger.of(Refused)]
    refusals += [event for _, event in ledger.of(NotAccepted)]
    bare = sum(not (event.detail and event.appeal_routes) for event in refusals)
    return Check(
        "every refusal says why, and where it can be taken",
        not bare,
        f"{len(refusals)} refusals, {bare} without",
    )


CHECKS: Sequence[Callable[[PermitsLedger], Check]] = (
    _states,
    _issued,
    _numbers,
    _bureau,
    _alarms,
    _reasons,
)
