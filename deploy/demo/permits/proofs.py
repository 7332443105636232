"""What the doors said, held against the ledger: commands, clocks, and trouble made on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from deploy.demo import doors
from deploy.demo.balances import Check
from deploy.demo.doors import seen
from deploy.demo.people import Json, Told
from deploy.demo.permits.ledger import PermitsLedger
from services.permits import topics
from services.permits.cases.clock import Time
from services.permits.cases.clock_account import Account, account
from services.permits.messages import clock, events
from services.permits.messages.bureau import BureauAnswerRefused, ResidencePermitAnswered
from services.permits.rules.rulebook import Rulebook
from shared.cloudevents import rfc3339

EFFECTS: doors.Effects = {
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


def commands(ledger: PermitsLedger, told: Told) -> Check:
    """Every command of these days has its effect."""
    return doors.commands(ledger, told, EFFECTS)


def believed(ledger: PermitsLedger, sent: Mapping[str, int]) -> Check:
    """What was acknowledged to the bureau is on its topic, as often as it was acknowledged."""
    there: dict[str, int] = {}
    for arrival in ledger.books.arrivals:
        if arrival.topic == topics.EXIT_ENTRY:
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
    events_of = ledger.events
    return [
        seen("corrections: told once, and a second list refused", told.refused["correction-sent-already"]),
        seen("a change of employer before the cancellation: refused", told.refused["not-cancelled-first"]),
        seen("an expert's review: the clocks stood still", reviews),
        seen("the office says nothing: accepted by the law", deemed),
        seen("limits in danger: told", events_of["application.at-risk"]),
        seen("limits that passed: told, and the supervisor's", events_of["application.escalated"]),
        seen("the bureau's silence: reminded of, and answered late", late),
        seen("the bureau's word that it answers later: heard", ledger.answers["later"]),
        seen("the bureau's no: taken with its reason", ledger.answers["refused"]),
        seen("the bureau's answer ahead of the request: parked, then matched", _matched(ledger)),
        seen("the bureau's answer twice: no second effect", ledger.fates["repeat"]),
        seen("the bureau's no after its yes: refused", contradicted),
        seen("an answer about an application that nobody knows: parked", ledger.still_parked["unmatched"]),
    ]


def _matched(ledger: PermitsLedger) -> int:
    return sum(row.by == "matching" for row in ledger.books.parked)
