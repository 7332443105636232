"""One visit followed from the question ahead of it to the money, by its correlation id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from deploy.demo.books import short
from deploy.demo.catalogue import OFFICE
from deploy.demo.paper import Paper
from deploy.demo.parcel import Parcel, claim_key
from deploy.demo.post import Post
from shared.clock import LAW_ZONE

ENDING = ("claim.received", "guarantee.issued", "claim.adjudicated", "payment.applied", "claim.settled")
"""Events without which the visit has no happy end."""

Hop = Mapping[str, Any]
Words = Callable[[Mapping[str, Any]], str]


async def follow(post: Post, asked: Parcel) -> list[Hop]:
    """The events of the preauthorization and of the claim that quotes it, from the API's histories."""
    hops: list[Hop] = []
    for case, what in ((asked.key, "preauthorization"), (billed(asked), "claim")):
        answer = await post.ask(OFFICE, "GET", f"/claims/{case}/history")
        if answer.is_success:
            hops += [event | {"what": what} for event in answer.json()["events"]]
    return sorted((hop for hop in hops if hop["correlation"] == asked.correlation), key=lambda hop: hop["id"])


def billed(asked: Parcel) -> str:
    """The claim that the hospital sends once its question is answered with a guarantee."""
    system, number = asked.number()
    return claim_key(asked.client, system, f"{number}-G")


def ends_well(hops: Sequence[Hop]) -> bool:
    """Whether every hop that the visit needs is there."""
    return {short(hop["type"]) for hop in hops}.issuperset(ENDING)


def tell(paper: Paper, title: str, hops: Sequence[Hop], words: Words) -> None:
    """The hops as a table under ``title``; ``words`` says what the story needs of an event."""
    paper.heading(title)
    rows = [
        (clock(hop["time"]), hop["actor"], hop["what"], short(hop["type"]), words(hop["data"]))
        for hop in hops
    ]
    paper.table(("in Jinan", "actor", "case", "event", "what it says"), rows)


def clock(instant: str) -> str:
    """Day and time in Jinan."""
    return f"{datetime.fromisoformat(instant).astimezone(LAW_ZONE):%d %b %H:%M:%S.%f}"[:-3]


def of_a_visit(data: Mapping[str, Any]) -> str:
    """The few figures of a claim's event that the visit's story needs."""
    if "adjudication" in data:
        paid, share, cut = (_money(data[name]) for name in ("paid", "patient_share", "disallowed"))
        return f"{data['adjudication']}: {paid} paid, {share} of the patient, {cut} not covered"
    if "reference" in data:
        return (
            f"guarantee {data['reference']} of {_money(data['amount'])} until {data.get('valid_to', 'ever')}"
        )
    if "answer_due" in data:
        return f"to {data['insurer']}, answer due {data['answer_due'][:10]}"
    if "amount" in data:
        return f"{_money(data['amount'])} from {data['insurer']}"
    if "guarantees" in data:
        quoted = f", quotes {', '.join(data['guarantees'])}" if data["guarantees"] else ""
        return f"{_money(data['total'])}{quoted}"
    return _money(data["paid"]) if "paid" in data else data.get("detail", "")


def _money(amount: Mapping[str, str]) -> str:
    return f"{amount['value']} {amount['currency']}"
