"""What the schools and families were told, held against the ledger; and trouble made on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from deploy.demo.balances import Check
from deploy.demo.doors import Effects, seen
from deploy.demo.people import Told
from deploy.demo.schooling.ledger import SchoolingLedger
from deploy.demo.schooling.roster import Roster
from services.schooling.messages import application_events as application
from services.schooling.messages import year_group_events as year_group

EFFECTS: Effects = {
    "apply": (application.Submitted,),
    "provide-document": (application.DocumentProvided,),
    "provide-prior-record": (application.PriorRecordProvided,),
    "decide-review": (application.ReviewDecided,),
    "withdraw": (application.Withdrawn,),
    "accept": (year_group.SeatTaken,),
    "decline": (year_group.OfferDeclined,),
    "change-seats": (year_group.SeatsChanged,),
    "publish-seed": (year_group.SeedPublished,),
}


def races(found: Counter[str]) -> Check:
    """An offer that two parents answer at one moment."""
    return Check(
        "an offer that one parent accepts and the other declines is answered once",
        found["won"] > 0 and found["won"] == found["lost"],
        f"{found['won']} answered, {found['lost']} told that it was too late",
    )


def rosters(ledger: SchoolingLedger, read: Sequence[Roster]) -> Check:
    """Each school's lists over OneRoster, against the records on the enrolments' topic: its own, and all."""
    differing = sum(_of_topic(ledger, each.school) != _of_roster(each) for each in read)
    shown = sum(len(each.names) for each in read)
    there = sum(found.value is not None for found in ledger.latest.values())
    return Check(
        "what each school reads over OneRoster is what the enrolments' topic says of its children",
        not differing and shown == there,
        f"{len(read)} schools, {shown} children of {there}; {differing} schools differ",
    )


Shown = Mapping[str, tuple[tuple[str, str], Sequence[tuple[str, str | None]]]]


def _of_roster(roster: Roster) -> Shown:
    return {child: (names, roster.periods.get(child, [])) for child, names in roster.names.items()}


def _of_topic(ledger: SchoolingLedger, school: str) -> Shown:
    """A single name stands for both, as the policy says."""
    return {
        id_: (
            (
                value["names"]["given"] or value["names"]["family"],
                value["names"]["family"] or value["names"]["given"],
            ),
            sorted((each["begin"], each["end"]) for each in value["periods"]),
        )
        for id_, found in ledger.latest.items()
        if (value := found.value) is not None and value["school"] == school
    }


def trouble(ledger: SchoolingLedger, told: Told) -> list[Check]:
    """The day had trouble of every kind, and each shows where it should."""
    events = ledger.events
    full = sum(group.open_seats == 0 and bool(group.waiting) for group in ledger.groups.values())
    return [
        seen("a school that is full: the others wait in their order", full),
        seen("an offer declined: the seat went to the next", events["offer.declined"]),
        seen("a seat more: offered at once", events["year-group.seats-changed"]),
        seen("papers that follow: met", events["application.condition-met"]),
        seen("a doubtful nationality: a person decided", events["application.review-decided"]),
        seen("a child of mainland nationality: refused by the rule", told.refused["mainland-national"]),
        seen("an application outside its window: refused", told.refused["window-closed"]),
        seen("a second application of a child: refused", told.refused["duplicate-application"]),
        seen("fewer seats than are taken: refused", told.refused["seats-held"]),
        seen("a child with one name: taken as it is", _single(ledger)),
    ]


def _single(ledger: SchoolingLedger) -> int:
    return sum(state.form.child.names.single for state in ledger.applications.values())
