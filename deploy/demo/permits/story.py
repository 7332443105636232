"""One member's application followed from the draft to the residence permit, by its correlation id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from deploy.demo import story
from deploy.demo.books import short
from deploy.demo.paper import Paper
from deploy.demo.people import Json
from deploy.demo.permits.dossier import Dossier
from deploy.demo.story import Hop

ENDING = (
    "clock.started",
    "application.at-risk",
    "application.approved",
    "application.issued",
    "permit.granted",
    "residence-permit.answered",
    "permit.residence-recorded",
)
"""Events without which the story has no happy end."""


async def follow(dossier: Dossier) -> list[Hop]:
    """The events of the application and of the permit that it gave, from the API's histories."""
    hops: list[Hop] = []
    for path, what in ((dossier.path, "application"), (f"/permits/{dossier.permit}", "permit")):
        answer = await dossier.people.get(dossier.officer, f"{path}/history")
        hops += [event | {"what": what, "case": answer["id"]} for event in answer["events"]]
    return sorted(
        (hop for hop in hops if hop["correlation"] == dossier.correlation), key=lambda hop: hop["id"]
    )


def ends_well(hops: Sequence[Hop]) -> bool:
    """Whether every hop that the story needs is there, and no limit was missed."""
    kinds = {short(hop["type"]) for hop in hops}
    return kinds.issuperset(ENDING) and "application.breached" not in kinds


def tell(paper: Paper, correlation: str, hops: Sequence[Hop]) -> None:
    """The hops as a table; papers that were given one after the other are one line."""
    title = f"A member of the Quancheng Programme, followed by the correlation id {correlation}"
    story.tell(paper, title, list(_condensed(hops)), words)


def proof(hops: Sequence[Hop], clocks: Sequence[Json]) -> str:
    """The 48 hours in one line, as the application's ``/clock`` accounts for them."""
    cases = {hop.get("case") for hop in hops}
    told = next(each for each in clocks if each["id"] in cases)
    clock = next(each for each in told["clocks"] if each["name"] == "48-hour")
    turns = ", ".join(f"{each['what']} {story.clock(each['at'])}" for each in clock["entries"])
    used = timedelta(seconds=clock["elapsed"])
    equal = "equal" if told["replayed"]["equal"] else "NOT EQUAL"
    return f"The 48 hours: {turns}: {used} of {clock['limit']} hours; folded again from the journal: {equal}."


def _condensed(hops: Sequence[Hop]) -> Iterator[Hop]:
    for type_, alike in groupby(hops, key=lambda hop: hop["type"]):
        found = list(alike)
        if short(type_) == "application.document-attached":
            yield {**found[-1], "data": {"papers": len(found)}}
        else:
            yield from found


def words(data: Mapping[str, Any]) -> str:
    """What the story needs of an event."""
    match data:
        case {"papers": number}:
            return f"{number} contents and particulars of papers"
        case {"terms": terms}:
            due = f", due {story.clock(data['due']['due'])}" if "due" in data else ", waits for the calendar"
            return f"{terms['name']}: {terms['limit']} {terms['unit']}{due}"
        case {"clock": clock, "due": due}:
            return f"{clock}, due {story.clock(due)}"
        case {"clocks": clocks}:
            return ", ".join(clocks)
        case {"track": track}:
            return f"{track} track"
        case {"outcome": outcome}:
            return f"{outcome} until {data.get('valid_to', '-')}"
        case {"holding": holding, "number": number}:
            return f"{number}: {_validity(holding)}"
        case {"permit_number": number}:
            return f"{number}: {_validity(data)}"
        case {"category": _, "valid_to": _}:
            return _validity(data)
        case {"ground": value} | {"officer": value} | {"valid_to": value}:
            return str(value)
    return ""


def _validity(data: Mapping[str, Any]) -> str:
    category = f"category {data['category']}, " if "category" in data else ""
    return f"{category}{data['valid_from']} to {data['valid_to']}"
