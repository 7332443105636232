"""What happens to each request for recognition, one function a walk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from deploy.demo.qualifications.catalogue import CHAIR, INSIDER, PANEL, PRACTICE, REFUSED, SUPERVISOR
from deploy.demo.qualifications.request import Admission, Recognition
from deploy.demo.qualifications.requests import Manner

Walk = Callable[[Recognition], Awaitable[None]]
CASE_BY_CASE = {
    "route": "case-by-case",
    "wanted": "title",
    "reasons": "Nobody else in the province has it.",
}
OTHERS = tuple(expert for expert in PANEL if expert != INSIDER)


async def plain(request: Recognition) -> None:
    """By catalogue: proposed, confirmed by the issuer where it is asked, decided."""
    await request.propose(twice=True)
    if request.item.verify:
        await request.verify()
    await request.decide()


async def programme(request: Recognition) -> None:
    """The recognition is the ground of an admission to the Quancheng Programme."""
    await plain(request)
    await Admission(request, "quancheng-programme").admitted()


async def practice(request: Recognition) -> None:
    """A regulated profession: nothing is decided before its regulator consents."""
    await request.propose()
    await request.verify()
    await request.not_done("decide", SUPERVISOR, {"outcome": request.item.outcome})
    await request.consent(PRACTICE)
    await request.decide()


async def not_confirmed(request: Recognition) -> None:
    """The issuer does not know of it: nothing else can be decided than a refusal with that ground."""
    await request.propose()
    await request.verify("not-confirmed")
    await request.not_done("decide", SUPERVISOR, {"outcome": request.item.outcome})
    await request.decide({"effect": "refused", "grounds": ["issuer-not-confirmed"]})


async def not_equivalent(request: Recognition) -> None:
    """Too early, then more than the item gives, and then no."""
    await request.propose()
    await request.not_done("decide", SUPERVISOR, {"outcome": request.item.outcome})
    await request.verify()
    more = {**request.item.outcome, "effect": "title"}
    more.pop("still_needed")
    await request.not_done("decide", SUPERVISOR, {"outcome": more})
    await request.decide(REFUSED)


async def withdrawn(request: Recognition) -> None:
    """The proposer takes it back."""
    await request.propose()
    await request.act("withdraw", request.proposer, {"reason": "The person goes elsewhere."})


async def twice(request: Recognition) -> None:
    """Proposed again under another reference."""
    await plain(request)
    await replace(request, reference=f"{request.reference}-again").not_proposed()


async def expired(request: Recognition) -> None:
    """A credential that ran out is not proposed; the renewed one is."""
    old = replace(request, credential={"expires_on": "2024-12-31"})
    await old.not_proposed()
    await plain(replace(request, reference=f"{request.reference}-renewed"))


async def unlisted(request: Recognition) -> None:
    """In no edition: the proposer is told so, and goes case by case."""
    await request.not_proposed()
    await panel(replace(request, reference=f"{request.reference}-one-by-one"))


async def panel(request: Recognition) -> None:
    """Case by case: a panel, its votes, its proposal, and the public notice."""
    await proposed_by_panel(request)
    await request.act("publish-notice", request.officer)


async def proposed_by_panel(request: Recognition) -> None:
    """As far as the panel's proposal."""
    await convened(request)
    await request.voted(OTHERS)
    await request.act("conclude-vote", CHAIR)


async def convened(request: Recognition) -> None:
    """As far as the motion that the panel has before it."""
    request.changes = CASE_BY_CASE
    await request.propose(twice=True)
    await request.verify()
    await request.convened()
    await request.moved()


async def conflict(request: Recognition) -> None:
    """A member who works where the person does takes no part, and two votes are no quorum."""
    request.changes = CASE_BY_CASE
    await request.propose()
    await request.verify()
    await request.appointed()
    await request.not_done("move-outcome", CHAIR, request.motion)
    await request.declared()
    await request.moved()
    await request.not_done("cast-vote", INSIDER, {"in_favour": True, "reasons": "A colleague of mine."})
    await request.voted(OTHERS[:2])
    await request.not_done("conclude-vote", CHAIR)
    await request.voted(OTHERS[2:])
    await request.act("conclude-vote", CHAIR)
    await request.act("publish-notice", request.officer)


async def no_majority(request: Recognition) -> None:
    """A tie decides nothing: one member thinks again, and the motion fails."""
    await convened(request)
    await request.voted(OTHERS[:2])
    await request.voted(OTHERS[2:], in_favour=False)
    await request.not_done("conclude-vote", CHAIR)
    await request.voted(OTHERS[1:2], in_favour=False)
    await request.act("conclude-vote", CHAIR)


async def objection(request: Recognition) -> None:
    """Somebody objects while the notice runs; dismissed, it is published again for all its days."""
    await panel(request)
    told = {"reference": "O-1", "objector": "A guild", "reasons": "The training is shorter."}
    await request.act("object", request.officer, told)
    dismissed = {"answer": "dismissed", "reasons": "It was looked into by the panel."}
    await request.act("answer-objections", SUPERVISOR, dismissed)
    await request.act("publish-notice", request.officer)


async def revoked(request: Recognition) -> None:
    """Recognised, admitted to a project, and revoked: the admission ends with it."""
    await plain(request)
    await Admission(request, "spring-city-craftsmen").admitted()
    await request.act("revoke", SUPERVISOR, {"reason": "The certificate was somebody else's."})


WALKS: Mapping[Manner, Walk] = {
    "plain": plain,
    "programme": programme,
    "practice": practice,
    "eased": plain,
    "not-confirmed": not_confirmed,
    "not-equivalent": not_equivalent,
    "withdrawn": withdrawn,
    "twice": twice,
    "unlisted": unlisted,
    "panel": panel,
    "conflict": conflict,
    "no-majority": no_majority,
    "objection": objection,
    "revoked": revoked,
    "expired": expired,
}
