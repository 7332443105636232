"""What the doors said, held against the ledger: commands, clocks, and trouble made on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from deploy.demo.balances import Check
from deploy.demo.permits.ledger import PermitsLedger
from deploy.demo.permits.people import Json, Told
from services.permits.clock import Time
from services.permits.clock_account import Account, account
from services.permits.messages import clock, events
from services.permits.messages.bureau import BureauAnswerRefused, ResidencePermitAnswered
from services.permits.rulebook import Rulebook
from shared.cases import Event
from shared.cloudevents import rfc3339

EFFECTS: Mapping[str, Sequence[type[Event]]] = {
    "submit": (events.Submitted, events.Resubmitted),
    "return": (events.Returned,),
    "accept": (events.Accepted,),
    "decline": (events.NotAccepted,),
    "begin-review": (events.ReviewBegun,),
    "approve": (events.Approved,),
    "refuse": (events.Refused,),
    "issue": (events.Issued,),
    "withdraw": (events.Withdrawn,),
    "confirm-ground": (events.GroundConfirmed,),
}
"""The event that a command has to have given, by the action that it is."""


def commands(ledger: PermitsLedger, told: Told) -> Check:
    """Whatever was taken at the door is in the journal, as often as it was taken, and nothing else is."""
    given = {action: sum(ledger.asked_for[kind.type] for kind in kinds) for action, kinds in EFFECTS.items()}
    odd = sum(given[action] != told.taken[action] for action in EFFECTS)
    shown = ", ".join(f"{number} × {action}" for action, number in given.items() if number)
    return Check(
        "every command that was taken has its effect, and no event is nobody's",
        not odd,
        f"{shown}; {odd} differ",
    )


def repeats(told: Told) -> Check:
    """A command sent twice with one key."""
    return Check(
        "a command that is sent twice is answered the same",
        told.repeated > 0 and not told.differing,
        f"{told.repeated} sent twice, {told.differing} answered differently",
    )


def believed(ledger: PermitsLedger, sent: Mapping[str, int]) -> Check:
    """What was acknowledged to the bureau is on its topic, as often as it was acknowledged."""
    there: dict[str, int] = {}
    for arrival in ledger.books.arrivals:
        there[arrival.digest] = there.get(arrival.digest, 0) + 1
    acknowledged, on_topic = sum(sent.values()), sum(there.values())
    return Check(
        "what was acknowledged to the bureau is on its topic, and nothing else",
        dict(sent) == there,
        f"{acknowledged} acknowledged, {on_topic} there",
    )


def clocks(ledger: PermitsLedger, told: Sequence[Json], rulebook: Rulebook) -> Check:
    """Each ``/clock`` as it was answered, against the same account made from the journal alone."""
    differing, number, asked = 0, 0, {each["id"]: each for each in told}
    for case, running in ledger.clocks.items():
        said = asked.get(case, {"now": None, "clocks": None})
        number += len(running)
        if said["now"] is None:
            differing += 1
            continue
        now = datetime.fromisoformat(said["now"])
        time = rulebook.facts().time(now)
        made = [shown(account(each, now, time)) for each in running]
        differing += made != said["clocks"] or not said["replayed"]["equal"] or not _adds_up(said, time)
    return Check(
        "every /clock equals its recomputation from the journal, and counts no pause",
        not differing,
        f"{number} clocks of {len(ledger.clocks)} applications, {differing} differ",
    )


def shown(found: Account) -> Json:
    """An account as the API has to show it."""
    terms = found.terms
    return {
        "name": terms.name,
        "unit": terms.unit,
        "limit": terms.limit,
        "source": terms.source,
        "entries": [
            {"what": each.what, "at": rfc3339(each.at)} | ({"reason": each.reason} if each.reason else {})
            for each in found.entries
        ],
        "elapsed": found.elapsed,
        "left": found.left,
        "at_risk": rfc3339(found.at_risk) if found.at_risk else None,
        "due": rfc3339(found.due) if found.due else None,
        "rang": list(found.rang),
    }


def _adds_up(said: Json, time: Time) -> bool:
    """Whether ``elapsed`` is the sum of what lies between each start or resume and the next pause or stop."""
    return all(
        each["elapsed"] in (None, _between(each, datetime.fromisoformat(said["now"]), time))
        for each in said["clocks"]
    )


def _between(told: Json, now: datetime, time: Time) -> int:
    turns = [datetime.fromisoformat(entry["at"]) for entry in told["entries"]]
    if len(turns) % 2:
        turns.append(now)
    stretches = zip(turns[::2], turns[1::2], strict=True)
    return sum(time.amount(told["unit"], start, end) for start, end in stretches)


def trouble(ledger: PermitsLedger, told: Told) -> list[Check]:
    """The days had trouble of every kind, and each shows where it should."""
    late = sum(event.late for _, event in ledger.of(ResidencePermitAnswered))
    deemed = sum(event.deemed for _, event in ledger.of(events.Accepted))
    contradicted = sum(1 for _ in ledger.of(BureauAnswerRefused))
    reviews = sum(event.reason == "expert-review" for _, event in ledger.of(clock.ClockPaused))
    seen = ledger.events
    return [
        _seen("corrections: told once, and a second list refused", told.refused["correction-sent-already"]),
        _seen("a change of employer before the cancellation: refused", told.refused["not-cancelled-first"]),
        _seen("an expert's review: the clocks stood still", reviews),
        _seen("the office says nothing: accepted by the law", deemed),
        _seen("limits in danger: told", seen["application.at-risk"]),
        _seen("limits that passed: told, and the supervisor's", seen["application.escalated"]),
        _seen("the bureau's silence: reminded of, and answered late", late),
        _seen("the bureau's word that it answers later: heard", ledger.answers["later"]),
        _seen("the bureau's no: taken with its reason", ledger.answers["refused"]),
        _seen("the bureau's answer ahead of the request: parked, then matched", _matched(ledger)),
        _seen("the bureau's answer twice: no second effect", ledger.fates["repeat"]),
        _seen("the bureau's no after its yes: refused", contradicted),
        _seen("an answer about an application that nobody knows: parked", ledger.still_parked["unmatched"]),
    ]


def _matched(ledger: PermitsLedger) -> int:
    return sum(row.by == "matching" for row in ledger.books.parked)


def _seen(name: str, times: int) -> Check:
    return Check(name, times > 0, str(times))
